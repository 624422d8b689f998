"""Review items about tickets that are there: opened with their reason, and decided without another ticket."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import Parsed
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.lifecycle import Mover
from sms_gateway.domain.private_matters import is_private
from sms_gateway.domain.reviewing import CorrectedField, Correction, Fix, Reason
from sms_gateway.services import accounts, moving
from sms_gateway.services.holding import Hold
from sms_gateway.services.moving import By
from sms_gateway.services.office import Office
from sms_gateway.services.opening import PRIVATE, decided, route_of
from sms_gateway.services.placing import ASKS_WHERE
from sms_gateway.services.reviews import free_reference
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, questions, reporters, review_tickets, standings, undoing
from sms_gateway.storage.cases import TicketRow

UNDECIDED: Final = frozenset({CaseState.UNVERIFIED, CaseState.ASKING})  # nobody has gone on with it
ARCHIVED_AS: Final = MappingProxyType(
    {
        Reason.UNREADABLE: ArchiveCode.UNCLEAR,
        **dict.fromkeys((Reason.GREETING, Reason.TEST, Reason.WRONG_ADDRESS), ArchiveCode.NOT_PUBLIC),
        **dict.fromkeys((Reason.ABUSE, Reason.ADVERT, Reason.SPAM, Reason.FRAUD), ArchiveCode.HOAX),
    }
)


def open_item(ticket_id: int, reason: str, session: Session, office: Office) -> None:
    """Make the ticket a person's task, unless it is one; without an SMS that opened it there is none."""
    message_id = cases.get(session, ticket_id).message_id
    if message_id is None:
        return
    now = office.now()
    values = {
        "ticket_id": ticket_id,
        "reason": reason,
        "priority": review_tickets.priority_of(session, message_id),
        "opened_at": now,
        "due_at": now + timedelta(days=office.settings.limits.review_days),
    }
    if not review_tickets.open_again(session, message_id, values):
        cases.add_review(
            session, {**values, "message_id": message_id, "reference": free_reference(session, office)}
        )


def close_settled(session: Session, office: Office) -> int:
    """Close items whose ticket others went on with, or whose place was told meanwhile; returns how many."""
    return review_tickets.close_settled(session, [str(state) for state in UNDECIDED], office.now())


def as_filed(fix: Fix, row: TicketRow) -> Fix:
    """*fix*, and for what it leaves open what the ticket says now."""
    return Fix(fix.topic or row.topic, fix.place or row.region)


def before(row: TicketRow, session: Session, phone: int) -> dict[str, Any]:
    """What undoing puts back: the case, its questions and the SMS that wait for their hour."""
    return {
        "case_id": row.case_id,
        "case": undoing.stands(session, row.case_id),
        "filed": review_tickets.filed(session, row.case_id),
        "asked": undoing.asked(session, [phone]),
        "phone": phone,
    }


def file(row: TicketRow, parsed: Parsed, turn: Turn, account_id: int) -> tuple[Correction, ...]:
    """The case is about what *parsed* says, and goes where that leads; nobody is told."""
    told = tuple(_differences(row, parsed))
    if not told:
        return ()
    private = is_private(turn.text, parsed, turn.office.knowledge())
    route = PRIVATE if private else route_of(parsed, turn.text, turn)
    agency = route.agency.code if route.agency else None
    topic, region = parsed.topics[0][0], parsed.place.code
    values = {"topic": topic, "problem": parsed.problem[:32], "region": region, "agency": agency}
    cases.change(turn.session, row.case_id, {**values, **decided(route)})
    if row.state is CaseState.ASKING and region is not None:
        _go_on(row, region, turn)
    detail = {name: value for name, value in values.items() if value and name != "problem"}
    actor = accounts.actor(account_id)
    cases.record(turn.session, "refiled", actor, turn.now, case_id=row.case_id, detail=detail)
    return told


def archive(row: TicketRow, reason: Reason, turn: Turn, account_id: int) -> None:
    """Set aside the case of its only reporter, who is told why. Raises MoveRefused."""
    case = standings.lock(turn.session, row.case_id)
    theirs = reporters.of_case(turn.session, row.case_id, {turn.sender.id: turn.sender})
    held = Hold(turn.session, turn.office, turn.now, case, theirs)
    moving.archive(row.number, ARCHIVED_AS[reason], By(accounts.actor(account_id), Mover.ADMIN), held)


def put_back(restore: dict[str, Any], turn_now: Any, session: Session) -> None:
    """The case stands, is filed and asked about as before."""
    home = int(restore["case_id"])
    undoing.put_back(session, home, restore["case"])
    cases.change(session, home, restore["filed"])
    undoing.ask_as_before(session, [restore["phone"]], restore["asked"], turn_now)


def has_moved(restore: dict[str, Any], session: Session) -> bool:
    """Whether the case stands elsewhere than where the decision left it."""
    home = int(restore["case_id"])
    there = (undoing.stands(session, home), review_tickets.filed(session, home))
    return there != (restore["after"]["case"], restore["after"]["filed"])


def after(row: TicketRow, session: Session) -> dict[str, Any]:
    """Where the decision left the case."""
    return {"case": undoing.stands(session, row.case_id), "filed": review_tickets.filed(session, row.case_id)}


def _differences(row: TicketRow, parsed: Parsed) -> list[Correction]:
    pairs = (
        (CorrectedField.TOPIC, row.topic or "", parsed.topics[0][0]),
        (CorrectedField.PLACE, row.region or "", parsed.place.code or ""),
    )
    return [Correction(field, old, new) for field, old, new in pairs if old != new]


def _go_on(row: TicketRow, region: str, turn: Turn) -> None:
    """It waited for its place, which is known now."""
    due = turn.working_days(turn.office.settings.limits.verify_working_days, region)
    cases.move(turn.session, row.case_id, CaseState.UNVERIFIED, turn.now, due)
    cases.change(turn.session, row.case_id, {"before_asking": None})
    questions.close(turn.session, turn.sender.id, turn.now, *ASKS_WHERE, ticket_id=row.id)
