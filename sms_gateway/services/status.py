"""Tells a reporter where a report stands."""

from sms_gateway.domain import replies
from sms_gateway.domain.context import QuestionKind
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases


def show(ticket_id: int, turn: Turn) -> None:
    """The state of one ticket of the sender."""
    row = cases.get(turn.session, ticket_id)
    turn.close_questions(QuestionKind.STATUS_LIST, QuestionKind.STATUS_GUESS)
    agency = turn.agency(row.agency)
    rendered = replies.status_one(
        turn.wording, row.number, row.problem, row.state, agency, row.state_since, row.due_at
    )
    turn.answer("status", rendered, ticket_id=ticket_id)
