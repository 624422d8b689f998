"""One message's turn: what its transaction holds, and how it answers and asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from parsers import Parsed
from sms_gateway.crypto import DataKey
from sms_gateway.domain import replies
from sms_gateway.domain.budget import (
    DAY,
    HOUR,
    PhoneLimits,
    Sent,
    Verdict,
    has_room_at,
    is_silenced,
    may_answer,
)
from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.context import QuestionKind
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.wording import Wording
from sms_gateway.services.office import Office
from sms_gateway.services.promising import Sms, promise
from sms_gateway.services.regions import region_names
from sms_gateway.services.working_days import calendar_of
from sms_gateway.storage import cases, outbox, questions, senders
from sms_gateway.storage.phone_past import PhonePast
from sms_gateway.storage.questions import QuestionRow
from sms_gateway.storage.senders import SenderRow


@dataclass(frozen=True, slots=True)
class Turn:
    """The open transaction of one message, its locked sender, and what was understood."""

    session: Session
    office: Office
    now: datetime
    message: Any  # the locked row of `messages`
    sender: SenderRow
    key: DataKey
    parsed: Parsed
    text: str = ""  # what *parsed* was read from
    not_before: datetime | None = None  # until then what is answered can be taken back
    past: PhonePast = field(default_factory=PhonePast)

    @property
    def incomplete(self) -> tuple[int, int] | None:
        """(arrived, total) of a long SMS of which parts are missing; None of a whole one."""
        total = self.message.parts_total
        return (self.message.parts_arrived, total) if total else None

    @property
    def wording(self) -> Wording:
        """The texts in force."""
        return self.office.wording()

    def answer(
        self,
        kind: str,
        rendered: Rendered,
        *,
        ticket_id: int | None = None,
        once: str | None = None,
        priority: Priority = Priority.ACKNOWLEDGEMENT,
    ) -> None:
        """Promise one SMS to the sender, in this transaction; nothing to a sender that cannot be answered.

        A phone that was answered too often is told so once, then not answered for some time. What can be
        taken back is a person's word and not asked for by the phone: it waits until it may leave.
        """
        verdict, leaves_at = self._verdict(kind, priority)
        if verdict is Verdict.SILENT:
            return
        if verdict is Verdict.LAST:
            hours = self.office.settings.limits.silence_hours
            senders.set_unanswered(self.session, self.sender.id, self.now + timedelta(hours=hours))
            kind, rendered, ticket_id, once = "too-many", replies.too_many(self.wording, hours), None, None
        self.past.answered = True
        sms = Sms(
            self.sender.id,
            self.message.carrier,
            kind,
            once or f"reply:{self.message.id}",
            rendered,
            priority,
            due_at=leaves_at,
            ticket_id=ticket_id,
            message_id=self.message.id,
        )
        promise(sms, self.key, self.session, self.office, self.now)

    def _verdict(self, kind: str, priority: Priority) -> tuple[Verdict, datetime | None]:
        """What becomes of an answer, and from when on it may leave (None: from now on)."""
        if not self.sender.replyable:
            return Verdict.SILENT, None
        limits = self.office.settings.limits
        until = self.sender.unanswered_until
        silenced = is_silenced(until, self.now)
        phone = PhoneLimits(limits.replies_per_hour, limits.replies_per_day, limits.idle_replies)
        answers = self._answers(limits.replies_per_day)
        recent = [sent for sent, at in answers if at >= self.now - HOUR]
        sent = Sent(len(recent), len(answers), recent)
        verdict = may_answer(kind, priority, sent, phone, silenced=silenced)
        is_a_machine = verdict is Verdict.SILENT and not silenced
        if self.not_before is None or verdict is Verdict.SEND or is_a_machine:
            return verdict, self.not_before
        free = has_room_at([at for _, at in answers], phone, self.now)
        waits = [self.not_before, free, *([until] if until is not None and silenced else [])]
        return Verdict.SEND, max(waits)

    def _answers(self, most: int) -> list[tuple[str, datetime]]:
        """Kind and time of the newest *most* answers of the last day."""
        if not self.past.answered:
            return []
        return outbox.answers_between(
            self.session, self.sender.id, self.now - DAY, self.now + CLOCKS_APART, most
        )

    def ask(
        self, kind: QuestionKind, ticket_ids: Sequence[int], hours: int, options: Sequence[str] = ()
    ) -> None:
        """Ask this phone, in the place of its open question or behind it; *options*: what the digits mean."""
        until = self.now + timedelta(hours=hours)
        self.past.asked = True
        questions.ask(self.session, self.sender.id, kind, ticket_ids, self.now, until, options)

    def close_questions(self, *kinds: QuestionKind, ticket_id: int | None = None) -> None:
        """Questions of these *kinds*, or all about that ticket, are settled; the next in line opens."""
        if self.past.asked:
            questions.close(self.session, self.sender.id, self.now, *kinds, ticket_id=ticket_id)

    def unanswered(self) -> list[QuestionRow]:
        """The open question and those behind it, in line."""
        now = self.office.now()
        return questions.unanswered(self.session, self.sender.id, now) if self.past.asked else []

    def record(
        self, kind: str, *, case_id: int | None = None, ticket_id: int | None = None, **detail: Any
    ) -> None:
        """Add to the timeline; *detail* holds ids and codes only."""
        cases.record(
            self.session,
            kind,
            f"sender:{self.sender.id}",
            self.now,
            case_id=case_id,
            ticket_id=ticket_id,
            message_id=self.message.id,
            detail=detail,
        )

    def region(self, code: str | None) -> Name | None:
        """A region as a sentence may call it; None for none."""
        return region_names(self.office.knowledge())(code) if code else None

    def agency(self, code: str | None) -> Name | None:
        """An agency as a sentence may call it; None for the national desk."""
        found = self.office.agencies().find(code) if code else None
        return found.name if found else None

    def working_days(self, days: int, region: str | None = None) -> datetime:
        """The end of the working day *days* from now, by the clock of *region*."""
        return calendar_of(region, self.now, self.office).due(self.now, days)
