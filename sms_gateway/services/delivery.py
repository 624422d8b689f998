"""Sends what the outbox promises: claim (committed), the wire with no transaction open, then the result.

A crash in between leaves `unknown`, which is looked up in the carrier's own record; nothing is sent twice
on a guess.
"""

import math
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from sms_gateway import logs
from sms_gateway.carriers.base import Carrier
from sms_gateway.clock import counter
from sms_gateway.crypto import SealBroken
from sms_gateway.domain.carrier_health import Sign, sign_of
from sms_gateway.domain.dead_letters import COUNTRY
from sms_gateway.domain.delivery import NextStep, after_lookup, after_send, of_all
from sms_gateway.domain.messages import (
    LookupOutcome,
    LookupState,
    OutboundSms,
    OutboxState,
    SendOutcome,
)
from sms_gateway.domain.msisdn import may_reply, normalise
from sms_gateway.services import breaker, opt_out, traces
from sms_gateway.services.breaker import Room
from sms_gateway.services.carrier_health import Watch
from sms_gateway.services.incoming import storable_ref
from sms_gateway.services.office import Office
from sms_gateway.services.pace import Pace
from sms_gateway.services.returned import doubted
from sms_gateway.services.turns import always
from sms_gateway.storage import line, outbox, outbox_claims, senders
from sms_gateway.storage.outbox_claims import Claim
from sms_gateway.storage.senders import SenderRow
from sms_gateway.tracing import Lap

THREADS = 8
BATCH = 4 * THREADS
ENDED = (OutboxState.ACCEPTED, OutboxState.REFUSED, OutboxState.EXPIRED)
log = logs.get("delivery")
Monotonic = Callable[[], float]
_Batch = list[tuple[Claim, SenderRow]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one claim came to: the state to store and the other columns that change with it."""

    claimed: Claim
    state: OutboxState
    reason: str
    values: dict[str, object] = field(default_factory=dict)
    opted_out: bool = False
    sign: Sign | None = None  # what it says of the carrier
    laps: tuple[Lap, ...] = ()


def drain(
    office: Office,
    budget: float,
    monotonic: Monotonic = counter,
    rooms: Callable[[], Room] | None = None,
    believed: Callable[[], bool] = always,
) -> int:
    """Send or look up what is due until nothing is, or *budget* seconds have passed; returns how many.

    *rooms* says what may leave; without it that is looked up. While the clock is not *believed*, no time
    has passed since a first look. Raises StoreUnavailable.
    """
    until = monotonic() + budget
    handled = 0
    room, watch = rooms() if rooms else breaker.room(office), Watch(office)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="send") as pool:
        while (claiming := monotonic()) < until:
            laps = office.tracer.laps()
            with laps.lap("claim"):
                batch = _next(office, room, watch, handled)
            if not batch:
                break
            in_time = partial(_is_before, claiming + _patience(office), monotonic)
            timed = not any(claimed.unknown for claimed, _ in batch) or believed()
            attempt = partial(_try, office=office, in_time=in_time, watch=watch, timed=timed)
            for attempts in _tried(attempt, batch, pool):
                settled = office.tracer.laps()
                with settled.lap("settle"):
                    settle(attempts, office)
                traces.sent(laps, office, attempts, settled)
                watch.heard((each.claimed.carrier, each.sign) for each in attempts if each.sign)
            handled += len(batch)
    return handled


def _next(office: Office, room: Room, watch: Watch, handled: int) -> _Batch:
    """The next batch. After a first one it is asked, at the price of a look, whether there can be another."""
    if handled:
        with office.sessions.read() as session:
            if not outbox_claims.may_find(session, office.now()):
                return []
    return _claimed(office, room, watch)


def claim(office: Office, room: Room | None = None, watch: Watch | None = None) -> list[Claim]:
    """Claim a batch and commit the claim; whatever a dead worker left becomes `unknown` first."""
    return [each for each, _ in _claimed(office, room, watch)]


def _claimed(office: Office, room: Room | None, watch: Watch | None) -> _Batch:
    """`claim`, with the recipient of each.

    Once nothing is left of *room*, only emergencies are claimed; the last SMS may exceed it, no other.
    No carrier is handed more than its pace allows, and one that fails gets nothing.
    While sending is held, SMS are only looked up.
    """
    limits, watch = office.settings.limits, watch or Watch(office)
    block = timedelta(seconds=limits.recipient_block_seconds)
    with office.sessions.flow() as session:
        now = office.now()
        segments = room.left(session, now) if room else math.inf
        pace = Pace(session, office)
        state = line.state(session)
        ways = watch.ways(session, now, ill=state.ill)
        if state.dead:
            outbox_claims.orphans_become_unknown(session, now)
        held = state.held and doubted(session, now)
        take = partial(
            outbox_claims.claim,
            session,
            BATCH,
            str(uuid4()),
            limits.outbox_lease_seconds,
            now,
            block,
            only_free=segments <= 0,
            only_looks=held,
        )
        found = pace.claimed(take, segments, ways, now)
        watch.claimed(session, {each.carrier for each in found if not each.unknown}, now)
        recipients = senders.get(session, {each.sender_id for each in found}) if found else {}
    if found:
        office.steps("delivery.claimed")
    return [(each, recipients[each.sender_id]) for each in found]


def settle(attempts: Collection[Attempt], office: Office) -> None:
    """Store what *attempts* came to, in one transaction. Raises StoreUnavailable: they become `unknown`.

    Who opted out is noted in another: messages lock the phone before its SMS, never the other way round.
    """
    now = office.now()
    with office.sessions.flow() as session:
        for attempt in sorted(attempts, key=lambda each: each.claimed.id):
            values = attempt.values | ({"finished_at": now} if attempt.state in ENDED else {})
            reason = attempt.reason[:64] or None
            outbox_claims.settle(session, attempt.claimed, now, attempt.state, reason=reason, **values)
    office.steps("delivery.settled")
    for sender_id in sorted({each.claimed.sender_id for each in attempts if each.opted_out}):
        with office.sessions.begin() as session:
            opt_out.by_carrier(session, sender_id, now)
    for attempt in attempts:
        log.info(
            "delivery attempt", outbox_id=attempt.claimed.id, state=str(attempt.state), code=attempt.reason
        )


def _is_before(moment: float, monotonic: Monotonic) -> bool:
    return monotonic() < moment


def _patience(office: Office) -> float:
    """Seconds after the claim within which an attempt may start: it must end before the lease does."""
    limits = office.settings.limits
    return limits.outbox_lease_seconds - office.settings.carriers.slowest_seconds - 1


def _tried(
    attempt: Callable[[Claim, SenderRow], Attempt | None], batch: _Batch, pool: ThreadPoolExecutor
) -> Iterator[list[Attempt]]:
    """The attempts of *batch* as they end; for one alone no thread is started."""
    if len(batch) > 1:
        yield from _as_they_end({pool.submit(attempt, *each) for each in batch})
    elif (ended := attempt(*batch[0])) is not None:
        yield [ended]


def _as_they_end(tries: set[Future[Attempt | None]]) -> Iterator[list[Attempt]]:
    """The attempts in small groups, each as soon as it ended: a slow one holds back no other."""
    while tries:
        ended, tries = wait(tries, return_when=FIRST_COMPLETED)
        attempts = [attempt for each in ended if (attempt := each.result()) is not None]
        if attempts:
            yield attempts


def _try(
    claimed: Claim,
    recipient: SenderRow,
    office: Office,
    in_time: Callable[[], bool],
    watch: Watch,
    timed: bool,
) -> Attempt | None:
    """One attempt for one SMS. Never raises; after a fault of ours the lease expires and it is looked up."""
    try:
        sms = _open(claimed, recipient, office)
        if sms is None:
            return Attempt(claimed, OutboxState.EXPIRED, "recipient-erased")
        if claimed.unknown:
            return _look(claimed, sms, office, timed)
        if not in_time() or watch.shut(claimed.carrier):
            untried: dict[str, object] = {"due_at": None, "attempts": claimed.attempts - 1}
            return Attempt(claimed, OutboxState.RETRY, traces.NOT_TRIED, untried)
        attempt = _send(claimed, sms, office)
        watch.seen(claimed.carrier, attempt.sign or Sign.NOTHING)
        return attempt
    except SealBroken:
        return Attempt(claimed, OutboxState.HELD, "seal-broken")
    except Exception as error:
        log.error("delivery failed", outbox_id=claimed.id, **logs.fault(error))
        return None


def _open(claimed: Claim, row: SenderRow, office: Office) -> OutboundSms | None:
    if row.msisdn_enc is None or row.data_key_enc is None:
        return None
    key = office.vault.data_key(row.uuid, row.data_key_enc)
    number = office.vault.open(row.uuid, row.msisdn_enc)
    return OutboundSms(claimed.id, number, key.open(claimed.uuid, claimed.body), claimed.first_tried_at)


def _send(claimed: Claim, sms: OutboundSms, office: Office) -> Attempt:
    if not may_reply(normalise(sms.recipient), office.settings.replies.countries):
        return Attempt(claimed, OutboxState.HELD, COUNTRY)
    carrier = office.carriers.get(claimed.carrier)
    office.steps("delivery.sending")
    laps = office.tracer.laps()
    with laps.lap(traces.CARRIER):
        outcome = carrier.send(sms) if carrier else SendOutcome.retry("carrier-disabled", 60)
    office.steps("delivery.sent")
    jitter = office.rand(1000) / 1000
    step = after_send(outcome, claimed.attempts, jitter=jitter, too_old=_too_old(claimed, office))
    attempt = _attempt(claimed, step, office, outcome.code, outcome.carrier_ref)
    sign = sign_of(outcome) if carrier else None
    return replace(attempt, opted_out=outcome.opted_out, sign=sign, laps=tuple(laps.taken))


def _look(claimed: Claim, sms: OutboundSms, office: Office, timed: bool) -> Attempt:
    """A look; when time cannot be told (not *timed*), "not found" is as if it were the first time."""
    now = office.now()
    with office.sessions.read() as session:
        known = outbox.refs_of_recipient(session, claimed.sender_id, claimed.id)
    asked = _who_may_know(claimed, office)
    laps = office.tracer.laps()
    with laps.lap(traces.CARRIER):
        answers = {name: _found(office.carriers.get(name), sms, known, now) for name in asked}
    found_by, outcome = of_all(answers)
    step = after_lookup(
        outcome,
        first_not_found_at=claimed.not_found_at if timed else None,
        now=now,
        gap=timedelta(seconds=office.settings.limits.lookup_gap_seconds),
        too_old=_too_old(claimed, office),
    )
    code = outcome.code or str(outcome.state)
    attempt = replace(_attempt(claimed, step, office, code, outcome.carrier_ref), laps=tuple(laps.taken))
    elsewhere = outcome.state is LookupState.FOUND and found_by != claimed.carrier
    return _moved(attempt, found_by) if elsewhere else attempt


def _who_may_know(claimed: Claim, office: Office) -> tuple[str, ...]:
    """The carriers in whose records an SMS may be.

    One we never tried ourselves, another life of this database may have sent by whoever stood in.
    """
    others = office.carriers if not claimed.attempts and office.settings.carriers.failover else ()
    return (claimed.carrier, *(name for name in others if name != claimed.carrier))


def _found(carrier: Carrier | None, sms: OutboundSms, known: frozenset[str], now: datetime) -> LookupOutcome:
    return carrier.find(sms, known, now) if carrier else LookupOutcome(LookupState.IMPOSSIBLE)


def _moved(attempt: Attempt, carrier: str) -> Attempt:
    """It left by another carrier than was noted: the receipts come from there."""
    return replace(attempt, values={**attempt.values, "carrier": carrier, "meant": attempt.claimed.carrier})


def _too_old(claimed: Claim, office: Office) -> bool:
    """Whether a person must decide: a carrier may be away for hours, but not for ever."""
    return office.now() - claimed.created_at > timedelta(hours=office.settings.limits.send_hours)


def _attempt(claimed: Claim, step: NextStep, office: Office, code: str, carrier_ref: str | None) -> Attempt:
    due_at = office.now() + timedelta(seconds=step.due_in) if step.due_in is not None else None
    values: dict[str, object] = {"not_found_at": step.not_found_at, "due_at": due_at}
    if carrier_ref is not None:
        values["carrier_ref"] = storable_ref(carrier_ref)
    return Attempt(claimed, step.state, step.reason or code, values)
