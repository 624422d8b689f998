"""Sends what the outbox promises: claim (committed), the wire with no transaction open, then the result.

A crash in between leaves `unknown`, which is looked up in the carrier's own record; nothing is sent twice
on a guess.
"""

import math
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from uuid import uuid4

from sms_gateway import logs
from sms_gateway.clock import counter
from sms_gateway.domain.messages import OutboxState
from sms_gateway.services import breaker, opt_out, traces
from sms_gateway.services.attempts import Attempt, try_one
from sms_gateway.services.breaker import Room
from sms_gateway.services.carrier_health import Watch
from sms_gateway.services.office import Office
from sms_gateway.services.pace import Pace
from sms_gateway.services.returned import doubted
from sms_gateway.services.turns import always
from sms_gateway.storage import line, outbox_claims, senders
from sms_gateway.storage.outbox_claims import Claim
from sms_gateway.storage.senders import SenderRow

THREADS = 8
BATCH = 4 * THREADS
ENDED = (OutboxState.ACCEPTED, OutboxState.REFUSED, OutboxState.EXPIRED)
log = logs.get("delivery")
Monotonic = Callable[[], float]
_Batch = list[tuple[Claim, SenderRow]]


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
            attempt = partial(try_one, office=office, in_time=in_time, watch=watch, timed=timed)
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
