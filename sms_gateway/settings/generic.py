"""An aggregator's HTTP interface as a person describes it, with every fault of the description at once."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import re2
from pydantic import AfterValidator, Field

from sms_gateway.settings.section import Addresses, CarrierSection, HttpUrl, Section
from sms_gateway.settings.words import like


def _compiles(pattern: str) -> str:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        raise ValueError("must be a regular expression of RE2 (no look-around, no back-reference)") from None
    return pattern


def _has_a_group(pattern: str) -> str:
    if re2.compile(pattern).groups != 1:
        raise ValueError("must have one group, around the id")
    return pattern


Path = Annotated[str, Field(min_length=1, max_length=64)]
Expression = Annotated[str, Field(max_length=500), AfterValidator(_compiles)]
Status = Annotated[int, Field(ge=200, le=599)]


class InboundNames(Section):
    id: Path = "id"
    sender: Path = "from"
    text: Path = "text"
    receiver: Path | None = "to"


class ReceiptNames(Section):
    id: Path = "id"
    state: Path = "status"
    reference: Path | None = None
    error: Path | None = None


class OutboundNames(Section):
    recipient: Path = "to"
    text: Path = "text"
    sender: Path | None = "from"
    reference: Path | None = None
    callback: Path | None = None
    username: Path | None = None
    password: Path | None = None


class AnswerRule(Section):
    statuses: tuple[Status, ...] = ()
    field: Path | None = None
    pattern: Expression | None = None


class GenericSection(CarrierSection):
    send_url: HttpUrl | None = None
    method: Literal["get", "form", "json"] = "form"
    auth: Literal["none", "basic", "bearer"] = "none"
    username: str = "smsgw"
    sender: str = "1708"
    plus: bool = True
    outbound: OutboundNames = OutboundNames()
    constants: dict[str, str] = Field(default_factory=dict)
    accepted: AnswerRule = AnswerRule()
    refused: AnswerRule = AnswerRule()
    retry: AnswerRule = AnswerRule()
    id_field: Path | None = None
    id_pattern: Annotated[Expression, AfterValidator(_has_a_group)] | None = None
    proof: Literal["secret", "hmac", "basic"] = "secret"
    signature_header: Annotated[
        str, like(r"[A-Za-z0-9-]{1,64}", "the name of a header, like X-Signature")
    ] = "X-Signature"
    addresses: Addresses = ("127.0.0.1", "::1")
    callback_url: HttpUrl | None = None  # None: public_url
    success: Annotated[str, Field(min_length=1, max_length=1000)] = "OK"
    inbound: InboundNames = InboundNames()
    receipt: ReceiptNames = ReceiptNames()
    states: dict[str, Literal["queued", "sent", "delivered", "failed"]] = Field(default_factory=dict)


def gaps(section: Any) -> list[str]:
    """What an enabled aggregator cannot do without, and keys that contradict one another, as sentences."""
    given = section if isinstance(section, dict) else {}
    faults = []
    if not given.get("send_url"):
        faults.append("carriers.generic.send_url: is needed when carriers.enabled has generic")
    if not _rule(given, "accepted").get("statuses"):
        faults.append("carriers.generic.accepted.statuses: without it no SMS counts as accepted")
    if bool(given.get("id_field")) == bool(given.get("id_pattern")):
        faults.append("carriers.generic: needs either id_field or id_pattern, the id of an accepted SMS")
    return faults + _contradictions(given)


def _contradictions(given: Mapping[str, Any]) -> list[str]:
    rules = {name: _rule(given, name) for name in ("accepted", "refused", "retry")}
    faults = [
        f"carriers.generic.{name}.field: needs a pattern to be searched in it"
        for name, rule in rules.items()
        if rule.get("field") and not rule.get("pattern")
    ]
    faults += [
        f"carriers.generic.{name}: has a pattern but no statuses, so it never holds"
        for name, rule in rules.items()
        if rule.get("pattern") and not rule.get("statuses")
    ]
    bare = [name for name, rule in rules.items() if rule.get("statuses") and not rule.get("pattern")]
    faults += [
        f"carriers.generic.{one}.statuses: {status} is in {other}.statuses too, and neither has a pattern"
        for at, one in enumerate(bare)
        for other in bare[at + 1 :]
        for status in _both(rules[one], rules[other])
    ]
    reference = given.get("receipt") if isinstance(given.get("receipt"), dict) else {}
    outbound = given.get("outbound") if isinstance(given.get("outbound"), dict) else {}
    if bool(reference and reference.get("reference")) and not (outbound and outbound.get("reference")):
        faults.append("carriers.generic.receipt.reference: nothing brings it, outbound.reference is not set")
    return faults


def _rule(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    rule = given.get(name)
    return rule if isinstance(rule, dict) else {}


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Any]:
    lists = [rule["statuses"] for rule in (one, other) if isinstance(rule["statuses"], list | tuple)]
    return [status for status in lists[0] if status in lists[1]] if len(lists) == 2 else []
