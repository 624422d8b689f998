"""One message of an officer's phone: its transaction, who he is, and how he is answered, within limits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sms_gateway.domain import order_replies
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.messages import MessageState, Priority
from sms_gateway.domain.officer_decisions import TaskView
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Wording
from sms_gateway.domain.zones import zone_of
from sms_gateway.services import audit
from sms_gateway.services.officer_sms import promise
from sms_gateway.services.turn import Turn
from sms_gateway.storage import orders
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.tasks import TaskRow

REPLY, ECHO = "officer-reply", "order-echo"
TOO_MANY: Final = "too-many"


@dataclass(frozen=True, slots=True)
class Taken:
    """What an officer's message came to; *order_id* is due at once, *reason* says why it brought nothing."""

    decision: str
    state: MessageState = MessageState.COMMAND
    reason: str | None = None
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The open transaction of one message of *officer*; *full*: he was answered too often this hour."""

    turn: Turn
    officer: OfficerRow
    full: bool = False

    @property
    def wording(self) -> Wording:
        """The texts in force."""
        return self.turn.wording

    @property
    def agency(self) -> Name | None:
        """The officer's agency as a sentence may call it."""
        return self.turn.agency(self.officer.agency)

    @property
    def today(self) -> date:
        """The day on the clock of his agency."""
        return self.turn.now.astimezone(zone_of(self.officer.agency.partition("@")[2])).date()

    def tell(self, rendered: Rendered, kind: str = REPLY, once: str | None = None) -> None:
        """Promise an SMS to the phone; nothing to one that was answered too often."""
        if self.full:
            return
        turn = self.turn
        key = once or f"{kind}:{turn.message.id}"
        promise(
            turn.session,
            turn.office,
            turn.sender,
            kind,
            key,
            rendered,
            turn.now,
            priority=Priority.ACKNOWLEDGEMENT,
        )

    def say(self, sentence: Sentence, once: str | None = None, **fields: str | int) -> None:
        """Promise a sentence about no task."""
        self.tell(order_replies.plain(self.wording, sentence, **fields), once=once)

    def note(self, action: Action, **detail: Any) -> None:
        """Add to the chained record, as the last thing that is locked."""
        turn = self.turn
        audit.note(turn.session, turn.office, audit.officer(self.officer.id), action, turn.now, **detail)


def desk_of(turn: Turn, officer: OfficerRow) -> Desk:
    """The desk of this message; over the limit the phone is told so once an hour."""
    most = turn.office.settings.limits.officer_replies_per_hour
    told = orders.told_since(turn.session, turn.sender.id, (REPLY, ECHO), turn.now - timedelta(hours=1))
    desk = Desk(turn, officer)
    if told < most:
        return desk
    desk.say(Sentence.OFFICER_MANY, once=f"officer-many:{turn.sender.id}:{turn.now:%Y%m%d%H}")
    return Desk(turn, officer, full=True)


def view(row: TaskRow) -> TaskView:
    """A task as decisions and sentences need it."""
    return TaskView(
        row.id,
        row.number,
        row.state,
        row.ticket,
        row.case_state,
        row.problem,
        row.before_asking,
        row.returns,
        row.extended_at is not None,
        local(row.due_at, row.region),
        row.reporters,
    )


def local(moment: datetime | None, region: str | None) -> datetime | None:
    """*moment* on the clock of *region*."""
    return moment.astimezone(zone_of(region)) if moment else None
