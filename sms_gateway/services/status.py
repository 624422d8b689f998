"""Tells a reporter where a report stands."""

from sms_gateway.domain import replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import QuestionKind
from sms_gateway.domain.place_questions import REGENCY
from sms_gateway.domain.rendering import Rendered
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, statements
from sms_gateway.storage.cases import TicketRow


def show(ticket_id: int, turn: Turn) -> None:
    """The state of one ticket of the sender; one that was answered says the answer again."""
    row = cases.get(turn.session, ticket_id)
    turn.close_questions(QuestionKind.STATUS_LIST, QuestionKind.STATUS_GUESS)
    turn.answer("status", _answered(row, turn) or _stands(row, turn), ticket_id=ticket_id)


def _answered(row: TicketRow, turn: Turn) -> Rendered | None:
    """Whoever stopped the news, or lost the SMS, has no other way to the words of the agency."""
    said = statements.newest(turn.session, row.case_id, "answer")
    if row.state is not CaseState.ANSWERED or said is None:
        return None
    office = turn.office
    words, segments = office.vault.open(*said), office.settings.limits.quote_segments
    return replies.answered(turn.wording, row.number, turn.agency(row.agency), words, segments)


def _stands(row: TicketRow, turn: Turn) -> Rendered:
    if row.state is CaseState.ASKING and len(row.region or "") < REGENCY:
        return replies.status_place(turn.wording, row.number, row.problem, row.state_since)
    agency = turn.agency(row.agency)
    return replies.status_one(
        turn.wording, row.number, row.problem, row.state, agency, row.state_since, row.due_at
    )
