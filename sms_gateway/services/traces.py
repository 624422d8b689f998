"""What the trace of one SMS says at each hop: whose trace it is, under which span, which ids and codes.

Ids follow from the uuids of rows by a keyed hash: web, workers and receipts join one trace, and nothing of
it is kept in a row or carried by a doorbell. A tracer that is off costs a look at a flag.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import wraps
from hashlib import blake2b
from typing import Concatenate, Final, ParamSpec, Protocol

from sms_gateway import logs
from sms_gateway.domain.messages import MessageState, OutboxState, Receipt, ReceiptState
from sms_gateway.services.office import Office
from sms_gateway.storage import traced
from sms_gateway.storage.inbox import Claim as MessageClaim
from sms_gateway.storage.outbox_claims import Claim as SmsClaim
from sms_gateway.storage.traced import Origin
from sms_gateway.tracing import Kind, Lap, Laps, Span

CALL, TRIAGE, SEND, LOOK, RECEIPT = "webhook", "triage", "send", "look", "receipt"
CARRIER: Final = "carrier"  # the lap in which a carrier was called
NOT_TRIED: Final = "not-tried"  # an attempt that was given back
_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_DIGITS: Final = 6  # of a carrier's error code; more could be somebody's number
P = ParamSpec("P")
What = dict[str, str | int | bool]
log = logs.get("traces")


class Tried(Protocol):
    """What became of one claimed SMS."""

    @property
    def claimed(self) -> SmsClaim: ...
    @property
    def state(self) -> OutboxState: ...
    @property
    def reason(self) -> str: ...
    @property
    def laps(self) -> Sequence[Lap]: ...


def _unfailing(
    spans: Callable[Concatenate[Laps, Office, P], Iterable[Span]],
) -> Callable[Concatenate[Laps, Office, P], None]:
    """Collects *spans* when somebody does; what cannot be told is not worth an SMS."""

    @wraps(spans)
    def tell(laps: Laps, office: Office, /, *args: P.args, **kwargs: P.kwargs) -> None:
        if not laps.on:
            return
        try:
            office.tracer.keep(spans(laps, office, *args, **kwargs))
        except Exception as error:
            log.warning("not traced", **logs.fault(error))

    return tell


@_unfailing
def called(laps: Laps, office: Office, carrier: str, *, new: bool) -> Iterator[Span]:
    """A carrier delivered the message *laps* is about; a part that waits for others has none."""
    if laps.about is None:
        return
    trace = office.vault.trace(laps.about)
    root = span_id(trace, CALL)
    own = root if new else span_id(trace, CALL, laps.began)
    what: What = {"carrier": carrier, "repeated": not new}
    yield Span(CALL, trace, own, None if new else root, laps.began, laps.ended, Kind.SERVER, _named(what))
    yield from _steps(laps.taken, trace, own)


@_unfailing
def worked(
    laps: Laps,
    office: Office,
    claimed: MessageClaim,
    state: MessageState,
    decision: str,
    *,
    failed: bool = False,
) -> Iterator[Span]:
    """A message got its outcome."""
    if laps.about is not None:
        trace = office.vault.trace(laps.about)
        what: What = {"message_id": claimed.id, "attempts": claimed.attempts}
        named = _named({**what, "state": str(state), "decision": decision})
        yield from _triage(laps, trace, span_id(trace, TRIAGE), named, failed=failed)


@_unfailing
def not_worked(laps: Laps, office: Office, claimed: MessageClaim, error: str) -> Iterator[Span]:
    """A try to work a message failed."""
    if laps.about is not None:
        trace = office.vault.trace(laps.about)
        named = _named({"message_id": claimed.id, "attempts": claimed.attempts}) | {"error.type": error}
        yield from _triage(laps, trace, span_id(trace, TRIAGE, laps.began), named, failed=True)


@_unfailing
def sent(laps: Laps, office: Office, attempts: Collection[Tried], settled: Laps) -> Iterator[Span]:
    """SMS of ours were handed over or looked up: *laps* up to the claim, *settled* when that was stored."""
    tried = [each for each in attempts if each.reason != NOT_TRIED]
    origins = _origins({each.claimed.id for each in tried}, office)
    for each in tried:
        origin = origins[each.claimed.id]
        trace = _trace(origin, office)
        name, turn = (LOOK, each.claimed.looks) if each.claimed.unknown else (SEND, each.claimed.attempts)
        own, first = (span_id(trace, *told) for told in ((name, each.claimed.id, turn), _first(each)))
        parent = span_id(trace, TRIAGE) if origin.answers else first
        what: What = {"outbox_id": each.claimed.id, "kind": origin.kind}
        what |= {"carrier": each.claimed.carrier, "state": str(each.state), name: turn, **_coded(each.reason)}
        yield Span(
            name,
            trace,
            own,
            None if parent == own else parent,
            laps.began,
            settled.ended,
            what=_named(what),
            follows=_follows(origin, office),
            failed=each.state is not OutboxState.ACCEPTED,
        )
        steps = [*laps.taken, *each.laps, *settled.taken]
        yield from _steps(steps, trace, own, failed=each.state is not OutboxState.ACCEPTED)


@_unfailing
def reported(laps: Laps, office: Office, outbox_id: int | None, receipt: Receipt) -> Iterator[Span]:
    """A carrier reported on an SMS of ours."""
    if outbox_id is None:
        return
    origin = _origins({outbox_id}, office)[outbox_id]
    trace = _trace(origin, office)
    own = span_id(trace, RECEIPT, outbox_id, laps.began)
    parent = span_id(trace, SEND, outbox_id, max(1, origin.attempts))
    failed = receipt.state is ReceiptState.FAILED
    what: What = {"outbox_id": outbox_id, "carrier": receipt.carrier, "state": str(receipt.state)}
    named = _named({**what, **_coded(receipt.error_code)})
    yield Span(RECEIPT, trace, own, parent, laps.began, laps.ended, Kind.SERVER, named, failed=failed)
    yield from _steps(laps.taken, trace, own)


def code_of(code: str | None) -> str | None:
    """A code of the carrier or ours, if it is surely none but a code."""
    if not code or not _CODE.fullmatch(code) or sum(each.isdigit() for each in code) > _DIGITS:
        return None
    return code


def span_id(trace: int, *told: str | int) -> int:
    """The id of the span of *trace* that is about *told*."""
    words = "|".join(str(each) for each in (f"{trace:032x}", *told))
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") or 1


def _triage(laps: Laps, trace: int, own: int, what: What, *, failed: bool) -> Iterator[Span]:
    root = span_id(trace, CALL)
    yield Span(TRIAGE, trace, own, root, laps.began, laps.ended, Kind.CONSUMER, what, failed=failed)
    yield from _steps(laps.taken, trace, own)


def _steps(laps: Iterable[Lap], trace: int, parent: int, *, failed: bool = False) -> Iterator[Span]:
    for lap in laps:
        is_call = lap.name == CARRIER
        yield Span(
            lap.name,
            trace,
            span_id(trace, parent, lap.name),
            parent,
            lap.began,
            lap.ended,
            Kind.CLIENT if is_call else Kind.INTERNAL,
            failed=failed and is_call,
        )


def _origins(ids: Collection[int], office: Office) -> dict[int, Origin]:
    with office.sessions.read() as session:
        return traced.of_outbox(session, ids)


def _trace(origin: Origin, office: Office) -> int:
    """That of the message it answers; nobody asked for the others, they are traces of their own."""
    return office.vault.trace(origin.answers or origin.uuid)


def _first(each: Tried) -> tuple[str, int, int]:
    """The handover under which the later ones of an SMS stand that answers nothing."""
    return SEND, each.claimed.id, 1


def _follows(origin: Origin, office: Office) -> tuple[int, int] | None:
    if origin.answers or not origin.ticket:
        return None
    before = office.vault.trace(origin.ticket)
    return before, span_id(before, CALL)


def _named(what: What) -> What:
    return {f"smsgw.{name}": value for name, value in what.items()}


def _coded(code: str | None) -> dict[str, str]:
    known = code_of(code)
    return {"code": known} if known else {}
