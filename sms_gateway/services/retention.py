"""Retention: what is over its time goes by itself, class by class; a preview says what, before it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.clock import counter
from sms_gateway.domain.retention import DataClass, Rule, rules
from sms_gateway.services import audit, erasure
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import erasures, operations, retention, senders
from sms_gateway.storage.retention import Place

GRACE: Final = timedelta(days=7)  # after an upgrade, to look at the preview and to put holds
ROUND_SECONDS: Final = 2.0  # the schedule has other things to do, and comes back soon
_FIRST: Final = "retention-from"
_REACHED: Final = "retention-reached"  # the class and the place in it a pass has come to; "": it is over
_LOOK: Final = 1000  # rows that are old enough: some of them are still needed
_BATCH: Final = 200
_NUMBERS_AT_ONCE: Final = 20  # each locks a phone and forgets all that points to it
_IDENTITIES: Final = (DataClass.NUMBERS, DataClass.OPT_OUTS)
_WITHOUT_NEEDS: Final = (DataClass.VIEWS, DataClass.SIGN_INS)  # they go by time alone
log = logs.get("retention")


@dataclass(frozen=True, slots=True)
class Preview:
    """A class: before *cutoff* it may go; *rows* may now, *more*: not all were looked at; *oldest* of all."""

    rule: Rule
    cutoff: datetime | None
    rows: int
    more: bool
    oldest: datetime | None


def preview(office: Office, look: int | None = None) -> tuple[Preview, ...]:
    """What the next run would destroy, of the *look* oldest rows of each class or of all; nothing is touched.

    Raises StoreUnavailable.
    """
    now = office.now()
    found = []
    for rule in _rules(office):
        cutoff = rule.cutoff(now)
        with office.sessions.read() as session:
            standing = retention.standing(session, rule.what, cutoff, look)
        found.append(Preview(rule, cutoff, standing.rows, standing.more, standing.oldest))
    return tuple(found)


def run(office: Office, mine: Mine = always, by: str = audit.CLOCK) -> dict[DataClass, int]:
    """Destroy what is over its time, the oldest first, while it is *mine* to do; returns how many by class.

    Each batch is a transaction that is noted in the audit chain. What an open case, a person who must still
    read it, or a legal hold needs stays. A fault of one class is raised once the others had their turn.
    """
    work = _Pass(office, mine, by)
    for rule in _rules(office):
        work.go_through(rule, None)
    return work.end()


def run_by_clock(
    office: Office,
    mine: Mine = always,
    seconds: float = ROUND_SECONDS,
    monotonic: Callable[[], float] = counter,
) -> dict[DataClass, int]:
    """Go on with the pass that is under way, or begin one when it is time, for so long.

    None begins before GRACE since the first could: a hold may have to be put first.
    """
    reached = _reached(office)
    if reached is None:
        return {}
    until = monotonic() + seconds
    most = office.settings.retention.rows_at_once
    work = _Pass(office, lambda: monotonic() < until and mine(), audit.CLOCK, most)
    name, place = reached
    for rule in dropwhile(lambda rule: rule.what is not name, _rules(office)):
        stopped = work.go_through(rule, place)
        if stopped is not None:
            _keep(rule.what, stopped.place, office)
            return work.end()
        place = None
    _keep(None, None, office)
    return work.end()


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A class was not gone through to its end: it goes on behind *place*."""

    place: Place | None


class _Pass:
    """Goes through classes while it may, and counts what went; *most* of one class, None: all."""

    def __init__(self, office: Office, mine: Mine, by: str, most: int | None = None) -> None:
        self._office, self._mine, self._by, self._most = office, mine, by, most
        self._gone: dict[DataClass, int] = {}
        self._faults: list[Exception] = []

    def go_through(self, rule: Rule, place: Place | None) -> _Stopped | None:
        """Destroy what may go behind *place*; None: it came to the end, or to a fault."""
        cutoff = rule.cutoff(self._office.now())
        self._gone[rule.what] = 0
        try:
            stopped = self._go(rule.what, cutoff, place) if cutoff is not None else None
        except Exception as error:
            self._faults.append(error)
            stopped = None
        if self._gone[rule.what]:
            log.info("retention", what=str(rule.what), rows=self._gone[rule.what])
        return stopped

    def end(self) -> dict[DataClass, int]:
        """How many went, by class. Raises the first fault."""
        if self._faults:
            raise self._faults[0]
        return self._gone

    def _go(self, what: DataClass, cutoff: datetime, place: Place | None) -> _Stopped | None:
        while self._mine() and (self._most is None or self._gone[what] < self._most):
            if what in _WITHOUT_NEEDS:
                last = self._step(what, cutoff, [])
                if not last:
                    return None
                continue
            found, place = self._look(what, cutoff, place)
            if found:
                self._step(what, cutoff, found)
            if place is None:
                return None
        return _Stopped(place)

    def _look(self, what: DataClass, cutoff: datetime, place: Place | None) -> tuple[list[int], Place | None]:
        """The next rows that may go, and where to go on; None: that was all."""
        batch = _NUMBERS_AT_ONCE if what in _IDENTITIES else _BATCH
        batch = batch if self._most is None else min(batch, self._most - self._gone[what])
        with self._office.sessions.read() as session:
            old = retention.old(session, what, cutoff, place, _LOOK)
            found = retention.due(session, what, cutoff, batch, [row_id for _, row_id in old])
        if len(found) == batch:
            return [each.id for each in found], found[-1].place
        return [each.id for each in found], old[-1] if len(old) == _LOOK else None

    def _step(self, what: DataClass, cutoff: datetime, ids: Sequence[int]) -> int:
        """One batch in one transaction; returns how many rows went."""
        office = self._office
        with office.sessions.begin() as session:
            gone = _destroy(what, cutoff, ids, session, office.now())
            if gone:
                audit.note(session, office, self._by, "retention", office.now(), what=str(what), rows=gone)
        self._gone[what] += gone
        return gone


def _rules(office: Office) -> tuple[Rule, ...]:
    kept = office.settings.retention
    days = {str(each): getattr(kept, f"{each}_days") for each in DataClass if each is not DataClass.SIGN_INS}
    return rules(days)


def _destroy(what: DataClass, cutoff: datetime, ids: Sequence[int], session: Session, now: datetime) -> int:
    if what is DataClass.VIEWS:
        return retention.forget_views(session, cutoff, _BATCH)
    if what is DataClass.SIGN_INS:
        return retention.forget_sign_ins(session, cutoff)
    found = retention.due(session, what, cutoff, len(ids), ids)
    phones = {each.sender_id for each in found if each.sender_id is not None}
    if phones:  # what was said or begun meanwhile counts: nothing about a locked phone changes any more
        senders.lock_all(session, phones)
        found = retention.due(session, what, cutoff, len(ids), [each.id for each in found])
    chosen = [each.id for each in found]
    if what in _IDENTITIES:
        chosen = [each for each in chosen if not erasures.has_unread(session, each)]
        for sender_id in chosen:
            erasure.forget(session, sender_id, now)
    elif chosen:
        retention.destroy_words(session, what, chosen)
    return len(chosen)


def _reached(office: Office) -> tuple[DataClass, Place | None] | None:
    """Where the pass that is under way goes on, or the next one begins; None: it is not time."""
    now, pause = office.now(), timedelta(hours=office.settings.retention.every_hours)
    with office.sessions.begin() as session:
        since = operations.position(session, _FIRST)
        if since is None:
            operations.set_position(session, _FIRST, now)
        if since is None or now < since + GRACE:
            return None
        value, at = operations.noted(session, _REACHED) or ("", None)
        if value:
            return _place(value)
        if at is not None and now < at + pause:
            return None
        first = next(iter(DataClass))
        operations.note(session, _REACHED, str(first), now)
    return first, None


def _keep(what: DataClass | None, place: Place | None, office: Office) -> None:
    """A pass goes on there; None: it is over. When it began is kept."""
    where = f"_{place[0].isoformat()}_{place[1]}" if place else ""
    with office.sessions.begin() as session:
        found = operations.noted(session, _REACHED)
        began = found[1] if found else office.now()
        operations.note(session, _REACHED, f"{what or ''}{where}", began)


def _place(value: str) -> tuple[DataClass, Place | None]:
    """What `_keep` wrote; a class may have an underscore in its name, a moment and an id have none."""
    name = next(each for each in DataClass if value == each or value.startswith(f"{each}_"))
    at, _, row_id = value.removeprefix(name).removeprefix("_").partition("_")
    return name, (datetime.fromisoformat(at), int(row_id)) if row_id else None
