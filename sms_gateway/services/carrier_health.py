"""Feeds no carrier that fails, lets another stand in; known in the database, so that all workers agree."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.carrier_health import Health, Mode, Rules, Sign, after, awake, on_trial
from sms_gateway.domain.failover import Ways
from sms_gateway.domain.work import Queue
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine
from sms_gateway.storage import carrier_health, outbox_ways

NOT_TAKEN = "not-taken-in-time"
_NOTED: Final[Mapping[Mode, Action]] = {
    Mode.CLOSED: "carrier-closed",
    Mode.OPEN: "carrier-open",
    Mode.HALF_OPEN: "carrier-half-open",
}
log = logs.get("carriers")


@dataclass(frozen=True, slots=True)
class State:
    """How a carrier is now, how many SMS meant for it wait, and who *stands_in*, if anybody."""

    health: Health
    waiting: int
    stands_in: str | None


class Watch:
    """What one drain knows of the carriers since its last claim."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._known: Mapping[str, Health] = {}
        self._in_a_row = Counter[str]()  # failures since the claim, known before they are stored

    def shut(self, carrier: str) -> bool:
        """Whether *carrier* has failed meanwhile: what was claimed for it is not tried."""
        opened = self._known.get(carrier, Health()).mode is Mode.OPEN
        return opened or self._in_a_row[carrier] >= self._office.settings.limits.carrier_failures

    def seen(self, carrier: str, sign: Sign) -> None:
        """A handover has just ended so."""
        if sign is not Sign.NOTHING:
            self._in_a_row[carrier] = self._in_a_row[carrier] + 1 if sign is Sign.FAILS else 0

    def ways(self, session: Session, now: datetime, *, ill: bool = True) -> Ways:
        """The ways SMS may leave now. While a carrier is not closed, workers claim one after another.

        Unless one is *ill*, there is nothing against any.
        """
        self._in_a_row.clear()
        self._known = carrier_health.known(session) if ill else {}
        if any(each.mode is not Mode.CLOSED for each in self._known.values()):
            carrier_health.lock(session)
            self._known = {name: awake(each, now) for name, each in carrier_health.known(session).items()}
        return ways_of(self._known, self._office, now)

    def claimed(self, session: Session, sent_by: Collection[str], now: datetime) -> None:
        """An SMS leaves by each of *sent_by*: for one that is half-open it is the trial."""
        patience = timedelta(seconds=self._office.settings.limits.outbox_lease_seconds)
        changed = {
            name: on_trial(self._known[name], now, patience) for name in sent_by if name in self._known
        }
        for name in sorted(changed):
            if changed[name] is not self._known[name]:
                carrier_health.store(session, name, changed[name])
        self._known = {**self._known, **changed}

    def heard(self, signs: Iterable[tuple[str, Sign]]) -> None:
        """Note what handovers said, in a transaction of its own. Raises StoreUnavailable."""
        by_carrier = defaultdict[str, list[Sign]](list)
        for carrier, sign in signs:
            if sign is not Sign.WORKS or not self._known.get(carrier, Health()).spotless:
                by_carrier[carrier].append(sign)
        if by_carrier:
            self._known = _noted(by_carrier, self._office)


def ways_of(known: Mapping[str, Health], office: Office, now: datetime) -> Ways:
    """What *known* and the configuration come to."""
    rules, carriers = rules_of(office), office.settings.carriers
    return Ways(
        room={name: each.room for name, each in known.items() if each.mode is not Mode.CLOSED},
        unsettled=frozenset(name for name, each in known.items() if not each.settled(now, rules)),
        off=frozenset(carriers.order) - frozenset(office.carriers),
        order=carriers.order,
    )


def rules_of(office: Office) -> Rules:
    """The rules as configured."""
    limits = office.settings.limits
    return Rules(
        failures=limits.carrier_failures,
        pause=timedelta(seconds=limits.carrier_pause_seconds),
        longest=timedelta(seconds=limits.carrier_longest_pause_seconds),
        successes=limits.carrier_successes,
        settled=timedelta(seconds=limits.carrier_return_seconds),
    )


def states(session: Session, office: Office) -> dict[str, State]:
    """How every enabled carrier is."""
    now, known = office.now(), carrier_health.known(session)
    ways, waiting = ways_of(known, office, now), outbox_ways.waiting_for(session)
    return {
        name: State(known.get(name, Health()), waiting.get(name, 0), ways.stand_in(name))
        for name in office.carriers
    }


def opened(session: Session, office: Office) -> dict[str, int]:
    """1 for every enabled carrier that is not fed as usual, 0 for the others."""
    known = carrier_health.known(session)
    return {name: int(known.get(name, Health()).mode is not Mode.CLOSED) for name in office.carriers}


def try_now(name: str, by: str, office: Office) -> bool:
    """End the pause of a carrier whose fault was mended; False when it is fed. Raises StoreUnavailable."""
    now = office.now()
    with office.sessions.begin() as session:
        carrier_health.lock(session)
        health = carrier_health.known(session).get(name, Health())
        if health.mode is Mode.CLOSED:
            return False
        carrier_health.store(
            session, name, replace(health, mode=Mode.HALF_OPEN, since=now, until=None, passed=0)
        )
        outbox_ways.hurry(session, name, now)
        audit.note(session, office, by, "carrier-tried", now, carrier=name)
    office.waker.wake(Queue.OUTBOX)
    return True


def hold_too_old(office: Office, _: Mine) -> None:
    """What waited for a carrier that is down as long as limits.send_hours says is left to a person."""
    now = office.now()
    before = now - timedelta(hours=office.settings.limits.send_hours)
    with office.sessions.begin() as session:
        ill = [name for name, each in carrier_health.known(session).items() if each.mode is not Mode.CLOSED]
        held = {name: outbox_ways.hold_too_old(session, name, before, NOT_TAKEN, now) for name in ill}
    for name, count in held.items():
        if count:
            log.warning("SMS held, their carrier is down", carrier=name, count=count)


def _noted(signs: Mapping[str, list[Sign]], office: Office) -> dict[str, Health]:
    """Count *signs*; whoever opens or closes is in the audit chain, whose end is the last lock."""
    now, rules, turned = office.now(), rules_of(office), list[tuple[str, Health]]()
    with office.sessions.begin() as session:
        carrier_health.lock(session)
        known = {name: awake(each, now) for name, each in carrier_health.known(session).items()}
        for name in sorted(signs):
            before = health = known.get(name, Health())
            for sign in signs[name]:
                health = after(health, sign, now, rules)
            if health != before:
                carrier_health.store(session, name, health)
            if health.mode is not before.mode:
                turned.append((name, health))
            known[name] = health
        _let_move(signs, known, session, office, now)
        _tell(turned, session, office, now)
    return known


def _let_move(
    carriers: Iterable[str], known: Mapping[str, Health], session: Session, office: Office, now: datetime
) -> None:
    """Who stands in for a carrier that is open gets at once what would have been tried again by it later."""
    ways = ways_of(known, office, now)
    for name in carriers:
        if known[name].mode is Mode.OPEN and ways.stand_in(name) is not None:
            outbox_ways.leave_now(session, name, now)


def _tell(turned: Collection[tuple[str, Health]], session: Session, office: Office, now: datetime) -> None:
    for name, health in turned:
        log.warning("carrier", carrier=name, mode=str(health.mode))
        audit.note(session, office, audit.CLOCK, _NOTED[health.mode], now, carrier=name)
