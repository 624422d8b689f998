"""What carriers without a signature have in common: who may call, and which fields a call brings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote_to_bytes

from sms_gateway.carriers.base import Refusal, Refused, WebhookRequest

FORM = "application/x-www-form-urlencoded"
Pair = tuple[str, bytes]
Network = IPv4Network | IPv6Network
SHAPES = {
    "id": re.compile(r"[!-~]{1,128}"),
    "from": re.compile(r"[^\x00-\x1f\x7f]{1,64}"),
    "to": re.compile(r"[^\x00-\x1f\x7f]{0,64}"),
    "outbox": re.compile(r"[0-9]{1,18}"),
}


@lru_cache(maxsize=4096)
def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """The address *text* writes, or None. Few addresses call, again and again."""
    try:
        return ip_address(text)
    except ValueError:
        return None


class Callers:
    """The addresses a carrier calls from."""

    def __init__(self, addresses: Iterable[str]) -> None:
        """Raises ValueError for an address that is none."""
        self._networks: tuple[Network, ...] = tuple(ip_network(each) for each in addresses)

    def know(self, remote_addr: str) -> bool:
        """Whether *remote_addr* is one of them; an IPv4 address in IPv6 clothes is the IPv4 address."""
        address = address_of(remote_addr)
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return address is not None and any(address in network for network in self._networks)


class Calls:
    """Reads the calls of a carrier without a signature; the web layer has compared the secret before."""

    def __init__(
        self,
        carrier: str,
        addresses: Iterable[str],
        shapes: Mapping[str, re.Pattern[str]],
        may_be_blank: str,
    ) -> None:
        """*shapes* by the carrier's own names, besides those all share. Raises ValueError like `Callers`."""
        self._carrier = carrier
        self._callers = Callers(addresses)
        self._shapes = {**SHAPES, **shapes}
        self._may_be_blank = may_be_blank

    def fields(
        self, request: WebhookRequest, known: frozenset[str], needed: Iterable[str]
    ) -> dict[str, bytes] | Refused:
        """The *known* fields of query and form, from a known address, each at most once and of its shape."""
        if not self._callers.know(request.remote_addr):
            return Refused(Refusal.FORBIDDEN, f"the address is not in carriers.{self._carrier}.addresses")
        fields = once(pairs(request.query) + posted(request), known)
        if isinstance(fields, Refused):
            return fields
        return absent(fields, needed, self._may_be_blank) or misshapen(fields, self._shapes) or fields


def pairs(query: str) -> list[Pair]:
    """The fields of a query or a form in their order, values as bytes; blanks and repeats are kept."""
    return [(_text(name), _bytes(value)) for name, _, value in _split(query)]


def posted(request: WebhookRequest) -> list[Pair]:
    """The fields of a posted form; none when the body is something else."""
    is_form = request.headers.get("content-type", "").startswith(FORM) and request.form_ok
    return pairs(request.body.decode("latin-1")) if request.method == "POST" and is_form else []


def once(found: Iterable[Pair], known: frozenset[str]) -> dict[str, bytes] | Refused:
    """The *known* fields among *found*, each at most once."""
    named = [(name, value) for name, value in found if name in known]
    fields = dict(named)
    if len(fields) != len(named):
        return Refused(Refusal.UNREADABLE, "a field is there twice")
    return fields


def absent(fields: Mapping[str, bytes], needed: Iterable[str], may_be_blank: str) -> Refused | None:
    """Why *fields* are not enough: one of *needed* is not there, or blank although it may not be."""
    missing = [
        name for name in needed if name not in fields or (name != may_be_blank and not fields[name].strip())
    ]
    if missing:
        return Refused(Refusal.UNREADABLE, f"the call has no {' and no '.join(missing)}")
    return None


def misshapen(fields: Mapping[str, bytes], shapes: Mapping[str, re.Pattern[str]]) -> Refused | None:
    """Why *fields* cannot be read: one of them is not of its shape. The value is never quoted."""
    wrong = [name for name in fields if name in shapes and not shapes[name].fullmatch(word(fields, name))]
    return Refused(Refusal.UNREADABLE, f"not readable: {', '.join(sorted(wrong))}") if wrong else None


def word(fields: Mapping[str, bytes], name: str) -> str:
    """One field as text; empty when it is not there."""
    return fields.get(name, b"").decode("utf-8", "replace")


def _split(query: str) -> Iterator[tuple[str, str, str]]:
    return (piece.partition("=") for piece in query.split("&") if piece)


def _bytes(escaped: str) -> bytes:
    return unquote_to_bytes(escaped.replace("+", " ").encode("utf-8", "surrogateescape"))


def _text(escaped: str) -> str:
    return _bytes(escaped).decode("utf-8", "replace")
