"""What a reporter changes about sharing a case: BEDA leaves it, ANONIM and RAHASIA keep out of it."""

from sms_gateway.domain import decisions as say
from sms_gateway.domain import replies
from sms_gateway.domain.context import QuestionKind, TicketView
from sms_gateway.services import duplicates
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, merges


def separate(decision: say.Separate, turn: Turn) -> None:
    """Give the one ticket that shares a case its own back; with several the sender is shown which."""
    shared = [ticket for ticket in decision.tickets if merges.active(turn.session, ticket.id)]
    if len(shared) > 1:
        _show(shared, turn)
        return
    ticket = shared[0] if shared else decision.tickets[0]
    if duplicates.separate(ticket.id, turn) is None:
        _show([ticket], turn)
        return
    turn.close_questions(QuestionKind.STATUS_LIST)
    days = turn.office.settings.limits.verify_working_days
    turn.answer("separated", replies.separated(turn.wording, ticket.number, days), ticket_id=ticket.id)


def _show(tickets: list[TicketView], turn: Turn) -> None:
    rendered = replies.status_list(turn.wording, tickets)
    listed = [ticket.id for ticket in tickets[: rendered.shown]]
    turn.ask(QuestionKind.STATUS_LIST, listed, turn.office.settings.limits.question_hours)
    turn.answer("status", rendered)


def protect(decision: say.Protect, turn: Turn) -> None:
    """Set the flag and take the report off any case it shares."""
    ticket = decision.ticket
    cases.protect(turn.session, ticket.id, anonymous=decision.anonymous, confidential=decision.confidential)
    row = cases.get(turn.session, ticket.id)
    case_id = duplicates.keep_apart(ticket.id, row.case_id, turn)
    turn.record("protected", case_id=case_id, ticket_id=ticket.id, anonymous=decision.anonymous)
    rendered = replies.now_protected(turn.wording, ticket.number, anonymous=decision.anonymous)
    turn.answer("protected", rendered, ticket_id=ticket.id)
