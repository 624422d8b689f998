"""Made-up conversations: who wrote, what was said both ways, the tickets of it and what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sms_gateway.domain import ticket
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.hourly import KEPT, MISSED, Measure
from sms_gateway.domain.reviewing import Outcome
from sms_gateway.services.office import Office
from sms_gateway.services.seeded_columns import COLUMNS
from sms_gateway.services.seeded_hours import Hours
from sms_gateway.services.seeded_people import People, uuid
from sms_gateway.services.seeded_words import MATTERS, Matter, Words
from sms_gateway.storage.schema import (
    cases,
    events,
    inbound_parts,
    merges,
    messages,
    outbox,
    resting_cases,
    review_items,
    statements,
    tickets,
)
from sms_gateway.storage.seeding import Rows

_CARRIER: Final = "simulator"
_DAYS: Final = 730
_ADDED_EVERY: Final = 5  # one in so many tickets is added to
_LONG_EVERY: Final = 1000  # one in so many is talked about at length
_MERGED_EVERY: Final = 50
_MINUTE: Final = timedelta(minutes=1)
_ANSWERED_AFTER: Final = timedelta(days=3)
_TEXTS_KEPT: Final = timedelta(days=_DAYS)
_SMS_KEPT: Final = timedelta(days=365)
_OLD: Final = (CaseState.DONE,) * 85 + (CaseState.ARCHIVED,) * 15
_NEW: Final = (
    *((CaseState.DONE,) * 70),
    *((CaseState.ARCHIVED,) * 12),
    *((CaseState.WORKING,) * 7),
    *((CaseState.ROUTED,) * 5),
    *((CaseState.ANSWERED,) * 3),
    CaseState.DELAYED,
    CaseState.ASKING,
    CaseState.UNVERIFIED,
)
_SENT: Final = (*(("delivered", "delivered"),) * 94, *(("accepted", "sent"),) * 5, ("refused", "failed"))
_WORK: Final = {CaseState.ROUTED, CaseState.WORKING, CaseState.ANSWERED}


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a ticket went."""

    case_id: int
    agency: str
    region: str


@dataclass(slots=True)
class _Story:
    """A ticket that is being told of."""

    id: int
    at: datetime
    number: str
    sender: int
    matter: Matter
    filed: Filed
    state: CaseState
    text: str
    message: int = 0


class Talk:
    """Tells of one ticket after the other, the oldest first; *open_tasks* are what officers have to do."""

    def __init__(self, count: int, said: int, chance: Random, office: Office, people: People) -> None:
        self._count, self._said, self._chance, self._office = count, said, chance, office
        self._people, self._now = people, office.now()
        self._words = Words(chance, office.knowledge())
        self._hours = Hours()
        self._numbers: set[str] = set()
        self._newest: dict[tuple[str, str], Filed] = {}
        self._flood: Filed | None = None
        self._message = self._event = self._merge = self._statement = self._review = 0
        self._of: dict[str, list[tuple[Any, ...]]] = {}
        self.open_tasks: list[tuple[int, Filed, datetime]] = []
        self.agencies: set[str] = set()

    def batch(self, first: int, count: int) -> Iterator[Rows]:
        """The tickets *first*+1 to *first*+*count*, in the order their rows may refer to each other."""
        self._of = {table.name: [] for table in COLUMNS}
        for number in range(first + 1, first + count + 1):
            self._tell(number)
        for table, columns in COLUMNS.items():
            yield Rows(table, columns, self._of[table.name])
        last = first + count == self._count
        yield self._hours.rest() if last else self._hours.until(self.at(first + count))

    def at(self, number: int) -> datetime:
        """When the ticket *number* was filed."""
        return self._now - timedelta(days=_DAYS) * (1 - number / (self._count + 1))

    def _tell(self, number: int) -> None:
        chance, at = self._chance, self.at(number)
        old = self._now - at > timedelta(days=30)
        state = chance.choice(_OLD if old and chance.random() < 0.99 else _NEW)
        matter, region = chance.choice(MATTERS), self._words.region()
        filed = Filed(number, f"{matter.office}@{region}", region)
        text = self._words.report(matter, region, number)
        story = _Story(number, at, self._number(), self._people.sender_of(number), matter, filed, state, text)
        self.agencies.add(filed.agency)
        self._add(cases.name, self._case(story))
        own = self._merged(story)
        until = self._said_by(number)
        first = True
        while first or self._message < until:
            self._exchange(story, first, own)
            first = False
        if own:
            self._end(story)

    def _said_by(self, number: int) -> int:
        """How many messages there are with this ticket: a few of each, and many of one in a thousand."""
        if number == self._count:
            return self._said
        more, long = self._said - self._count, self._count // _LONG_EVERY
        of_long = more // 10 // long * (number // _LONG_EVERY) if long else 0
        return number + (more - (more // 10 if long else 0)) * number // self._count + of_long

    def _number(self) -> str:
        while True:
            drawn = ticket.draw(self._chance.randrange)
            if drawn not in self._numbers:
                self._numbers.add(drawn)
                return drawn

    def _merged(self, story: _Story) -> bool:
        """Whether it stays on its own case; some join an earlier one, and in the middle hundreds the same."""
        key, middle = (story.filed.region, story.matter.topic), self._count // 2
        flooded = middle < story.id <= middle + self._count // 500
        into = self._flood if flooded else self._newest.get(key) if story.id % _MERGED_EVERY == 3 else None
        if story.id == middle:
            self._flood = story.filed
        if into is None:
            self._newest[key] = story.filed
            return True
        self._merge += 1
        joined = (self._merge, story.id, story.id, into.case_id, "same-report", "clock", story.at)
        self._add(merges.name, joined)
        self._add(resting_cases.name, (story.id, into.case_id, story.at))
        self._hours.add(story.at, Measure.MERGED, into.agency)
        story.filed = into
        return False

    def _exchange(self, story: _Story, first: bool, own: bool) -> None:
        """What the phone said and what it was answered."""
        self._message += 1
        turn = self._message - story.message if not first else 0
        at = min(story.at + turn * _MINUTE, self._now)
        if first:
            story.message = self._message
            text, state, kind = story.text, "ticket", "ack"
        else:
            text, state, kind = self._later(story, turn)
        reason = "not-a-report" if state == "ignored" else None
        self._add(messages.name, self._sms_in(story, text, state, reason, at))
        part = (
            self._message,
            _CARRIER,
            f"in-{self._message}",
            story.sender,
            self._message,
            uuid(self._chance),
        )
        self._add(inbound_parts.name, (*part, "1708", 1, 1, at))
        if first:
            self._open(story, own)
        elif state == "attached":
            self._happened(story, "added", f"sender:{story.sender}", {}, at, self._message)
        elif state in ("ignored", "review"):
            self._look(at, state == "review")
        self._hours.add(at, Measure.MESSAGES, None, state)
        if state != "review":
            self._add(outbox.name, self._sms_out(story, kind, at))

    def _later(self, story: _Story, turn: int) -> tuple[str, str, str]:
        if (turn == 1 and story.id % _ADDED_EVERY == 0) or (turn > 1 and turn % 2):
            return self._words.addition(story.number), "attached", "added"
        if turn > 1 and self._chance.random() < 0.04:
            waits = story.id > self._count - max(self._count // 20, 1)
            return self._words.murmur(), "review" if waits else "ignored", "help"
        return f"STATUS {story.number}", "command", "status"

    def _open(self, story: _Story, own: bool) -> None:
        where = story.filed
        self._add(
            tickets.name, (story.id, story.number, where.case_id, story.sender, story.message, story.at)
        )
        self._happened(story, "opened", f"sender:{story.sender}", {"rule": "seed"}, story.at, story.message)
        if not own:
            self._happened(story, "merged", "clock", {"into": where.case_id}, story.at)
        self._hours.add(story.at, Measure.TICKETS, where.agency)
        self._hours.add(story.at, Measure.PROVINCE, where.agency, where.region[:2])
        self._hours.add(story.at, Measure.CONFIDENCE, where.agency, "8")

    def _look(self, at: datetime, waits: bool) -> None:
        """A message a person had to read, or still must."""
        self._review += 1
        ended = (None, None) if waits else (at + timedelta(hours=2), Outcome.DISMISSED)
        due = at + timedelta(hours=24)
        item = (self._review, f"{self._review:06d}", self._message, "unclear", 20)
        self._add(review_items.name, (*item, at, due, *ended))

    def _end(self, story: _Story) -> None:
        """What officers did about it: an answer, in time or not, or something that is still to be done."""
        if story.state in _WORK:
            self.open_tasks.append((story.id, story.filed, story.at))
        if story.state not in (CaseState.DONE, CaseState.ANSWERED):
            return
        answered = min(story.at + _ANSWERED_AFTER, self._now - _MINUTE)
        if self._chance.random() < 0.2:
            late = max(answered - timedelta(hours=6), story.at)
            self._happened(story, "overdue", "clock", {"reminded": story.filed.agency}, late)
            self._hours.add(late, Measure.ANSWER, story.filed.agency, MISSED)
        else:
            self._hours.add(answered, Measure.ANSWER, story.filed.agency, KEPT)
        by, row = f"agency:{story.filed.agency}", uuid(self._chance)
        self._statement += 1
        words = self._office.vault.seal(row, f"Sudah dikerjakan, tiket {story.number}.")
        self._add(statements.name, (self._statement, row, story.filed.case_id, "answer", by, words, answered))
        self._happened(story, "answered", by, {"statement": self._statement}, answered)

    def _happened(
        self,
        story: _Story,
        kind: str,
        actor: str,
        detail: dict[str, Any],
        at: datetime,
        message: int | None = None,
    ) -> None:
        self._event += 1
        row = (self._event, story.filed.case_id, story.id, message, kind, actor, detail, at)
        self._add(events.name, row)

    def _case(self, story: _Story) -> tuple[Any, ...]:
        where, matter, at, state = story.filed, story.matter, story.at, story.state
        urgency = "emergency" if story.id % 300 == 0 else "normal"
        due = at + timedelta(days=7) if state in OPEN else None
        ended = None if state in OPEN else min(at + timedelta(days=6), self._now)
        route = (f"{matter.topic}.seed", 0.85, [matter.topic])
        about = (where.agency, matter.topic, matter.problem, where.region, "complaint", urgency, state)
        return (story.id, *about, *route, at, ended or at, due, ended)

    def _sms_in(
        self, story: _Story, text: str, state: str, reason: str | None, at: datetime
    ) -> tuple[Any, ...]:
        row = uuid(self._chance)
        kept = self._people.key.seal(row, text) if self._now - at < _TEXTS_KEPT else None
        return (self._message, row, story.sender, _CARRIER, "1708", kept, text, f"{self._message:064x}", 20,
                state, reason, at, at)  # fmt: skip

    def _sms_out(self, story: _Story, kind: str, at: datetime) -> tuple[Any, ...]:
        """Answered at once; the newest few hundred wait for a person, so that nothing ever leaves."""
        row, number = uuid(self._chance), self._message
        held = number > self._said - self._said // 5000
        state, receipt = ("held", "unknown") if held else self._chance.choice(_SENT)
        words = self._words.answer(story.number) if self._now - at < _SMS_KEPT else None
        body = self._people.key.seal(row, words) if words else None
        reason = {"held": "budget", "refused": "destination"}.get(state)
        sent = (at, f"out-{number}") if not held else (None, None)
        if not held:
            self._hours.add(at, Measure.SEGMENTS, story.filed.agency, _CARRIER)
        once = f"ack:{story.id}" if kind == "ack" else f"{kind}:seed-{number}"  # none a real one will have
        about = (story.sender, _CARRIER, kind, once, story.id, number, body)
        tried = (0 if held else 1, *sent, receipt, at, at, None if held else at)
        return (number, row, *about, 1, 10, state, reason, *tried)

    def _add(self, table: str, row: tuple[Any, ...]) -> None:
        self._of[table].append(row)
