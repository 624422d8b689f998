"""A case in the hands of one transaction: first its reporters' phones are locked, then the case itself.

Messages lock the phone before the case, so whoever moves a case does the same: nobody waits in a circle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.lifecycle import Move, Mover, Refused
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.sla import WorkCalendar
from sms_gateway.domain.standing import Standing, moved
from sms_gateway.domain.wording import Wording
from sms_gateway.domain.work import Queue
from sms_gateway.domain.zones import zone_of
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.office import Office
from sms_gateway.services.working_days import calendar_of, days_of
from sms_gateway.storage import cases, reporters, standings
from sms_gateway.storage.reporters import Reporter
from sms_gateway.storage.standings import CaseRow

_RACES = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hold:
    """The open transaction, the locked case and its locked reporters."""

    session: Session
    office: Office
    now: datetime
    case: CaseRow
    reporters: Sequence[Reporter]

    @property
    def wording(self) -> Wording:
        """The texts in force."""
        return self.office.wording()

    @property
    def calendar(self) -> WorkCalendar:
        """The working days where the case is."""
        return calendar_of(self.case.region, self.now, self.office)

    def after(self, move: Move, by: Mover) -> Standing | Refused:
        """Where *move* by *by* would lead."""
        here = standings.standing(self.session, self.case)
        return moved(here, move, by, self.now, days_of(self.office), self.calendar)

    def store(self, standing: Standing, **others: Any) -> None:
        """The case stands there now. A deadline that changed has not been called overdue yet.

        The clock of the other door ends with an answer; one that has run out does not count again.
        """
        if standing.due_at != self.case.due_at:
            others.setdefault("overdue_told_at", None)
            other = self.case.other_due_at
            if standing.state is CaseState.ANSWERED or (other is not None and other < self.now):
                others.setdefault("other_due_at", None)
        standings.store(self.session, self.case.id, standing, **others)

    def record(self, kind: str, actor: str, ticket_id: int | None = None, **detail: Any) -> int:
        """Add to the timeline; returns the event's id. *detail* holds ids and codes only."""
        return cases.record(
            self.session,
            kind,
            actor[:64],
            self.now,
            case_id=self.case.id,
            ticket_id=ticket_id,
            detail={name: value for name, value in detail.items() if value is not None},
        )

    @property
    def voice(self) -> Name | None:
        """The agency that has the case and speaks; None while it is with the desk."""
        before = self.case.before_asking or self.case.state
        return None if before == CaseState.UNVERIFIED else self.agency(self.case.agency)

    def shown(self, due_at: datetime | None) -> datetime | None:
        """The deadline the citizen is told for *due_at*: the earlier of both clocks, in local time."""
        clocks = [moment for moment in (due_at, self.case.other_due_at) if moment and moment >= self.now]
        return self.local(min(clocks)) if due_at and clocks else self.local(due_at)

    def agency(self, code: str | None) -> Name | None:
        """An agency as a sentence may call it; None for the national desk."""
        found = self.office.agencies().find(code) if code else None
        return found.name if found else None

    def local(self, moment: datetime | None) -> datetime | None:
        """*moment* on the clock of the case's region."""
        return moment.astimezone(zone_of(self.case.region)) if moment else None


def hold(find: Callable[[Session], int | None], do: Callable[[Hold], T], office: Office) -> T | None:
    """Do *do* in one transaction with the case that *find* names; None when it names none.

    Begins again when a reporter came or went meanwhile. Rings the outbox once it is committed.
    """
    office.agencies()  # half a second at the first call, which must not pass in the transaction
    office.agencies.look()
    office.learn()
    for _ in range(_RACES):
        try:
            with office.sessions.begin() as session:
                case_id = find(session)
                if case_id is None:
                    return None
                result = do(_held(case_id, session, office, find))
        except reporters.Overtaken:
            continue
        office.waker.wake(Queue.OUTBOX)
        return result
    raise StoreUnavailable("The reporters of the case kept changing.", "Do it once more.")


def _held(case_id: int, session: Session, office: Office, find: Callable[[Session], int | None]) -> Hold:
    phones = reporters.lock(session, case_id)
    case = standings.lock(session, case_id)
    if find(session) != case_id:
        raise reporters.Overtaken
    return Hold(session, office, office.now(), case, reporters.of_case(session, case_id, phones))
