"""What a reporter says of an answer or an end: it is worth stars, it does not solve it, it happens again.

What one reporter says of a shared case holds for that reporter: the ticket leaves with a case of its own that
stands where the shared one stands.
"""

from datetime import timedelta

from sms_gateway.domain import lifecycle, verdict_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import TicketView
from sms_gateway.domain.lifecycle import Move, Moved, Mover
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.verdict_decisions import Dispute, Rate, Reopen, ReopenLate
from sms_gateway.services import duplicates, status
from sms_gateway.services.office import Office
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.services.working_days import calendar_of
from sms_gateway.storage import cases, merges


def reopenable(row: cases.TicketRow, office: Office) -> bool:
    """Whether the ticket ended, and not so long ago that it could not come back."""
    if row.state not in (CaseState.DONE, CaseState.ARCHIVED):
        return False
    limits, now = office.settings.limits, office.now()
    until = row.state_since + timedelta(days=limits.reopen_days)
    if row.state is CaseState.ARCHIVED:  # promised in working days when it was archived
        calendar = calendar_of(row.region, row.state_since, office)
        promised = calendar.due(row.state_since, limits.close_working_days)
        until = max(until, promised)
    return now < until


def rate(decision: Rate, turn: Turn) -> None:
    """The answer is worth so many stars, and the report is done."""
    row, case_id = _left(decision.ticket, turn)
    moved = _moved(row, case_id, Move.RATE, turn)
    if moved is None:
        return
    cases.rate(turn.session, row.id, decision.stars)
    cases.move(turn.session, case_id, moved, turn.now, None)
    turn.record("rated", case_id=case_id, ticket_id=row.id, stars=decision.stars)
    days = turn.office.settings.limits.reopen_days
    turn.answer(
        "rated", verdict_replies.rated(turn.wording, row.number, decision.stars, days), ticket_id=row.id
    )


def dispute(decision: Dispute, turn: Turn) -> MessageState | None:
    """It is not solved: back to the agency with a new deadline, and after `limits.disputes` to a person."""
    row, case_id = _left(decision.ticket, turn)
    limits = turn.office.settings.limits
    count = row.disputes + 1
    again = count > limits.disputes
    moved = _moved(row, case_id, Move.DISPUTE, turn)
    if moved is None:
        return None
    due = turn.working_days(limits.verify_working_days if again else limits.answer_working_days, row.region)
    cases.move(turn.session, case_id, moved, turn.now, due)
    values = {"disputes": count, "overdue_told_at": None}
    cases.change(turn.session, case_id, values | ({"agency": None} if again else {}))
    turn.record("disputed", case_id=case_id, ticket_id=row.id, count=count, agency=row.agency)
    if again:
        open_review(turn.session, turn.office, turn.message, "disputed-again", turn.now)
        turn.answer(
            "disputed",
            verdict_replies.disputed_again(turn.wording, row.number, limits.disputes),
            ticket_id=row.id,
        )
        return MessageState.REVIEW
    rendered = verdict_replies.disputed(
        turn.wording, row.number, turn.agency(row.agency), count, limits.disputes, due
    )
    turn.answer("disputed", rendered, ticket_id=row.id)
    return None


def reopen(decision: Reopen, turn: Turn) -> None:
    """It ended and comes back: verified anew."""
    row, case_id = _left(decision.ticket, turn)
    moved = _moved(row, case_id, Move.REOPEN, turn)
    if moved is None:
        return
    days = turn.office.settings.limits.verify_working_days
    cases.move(turn.session, case_id, moved, turn.now, turn.working_days(days, row.region))
    cases.change(turn.session, case_id, {"overdue_told_at": None})
    turn.record("reopened", case_id=case_id, ticket_id=row.id)
    rendered = verdict_replies.reopened(turn.wording, row.number, row.problem, days)
    turn.answer("reopened", rendered, ticket_id=row.id)


def reopen_late(decision: ReopenLate, turn: Turn) -> None:
    """It ended too long ago."""
    ticket, days = decision.ticket, turn.office.settings.limits.reopen_days
    turn.answer(
        "reopened", verdict_replies.reopen_late(turn.wording, ticket.number, days), ticket_id=ticket.id
    )


def _left(ticket: TicketView, turn: Turn) -> tuple[cases.TicketRow, int]:
    """The ticket as it was, and the case it alone is on now."""
    turn.close_questions(ticket_id=ticket.id)
    row = cases.get(turn.session, ticket.id)
    case_id = duplicates.own_case(row.id, row.case_id, turn)
    if case_id != row.case_id:
        cases.go_on_as(turn.session, case_id, row.case_id)
    return row, case_id


def _moved(row: cases.TicketRow, case_id: int, move: Move, turn: Turn) -> CaseState | None:
    """Where the locked case goes; None, and the sender is shown where it is, when somebody was faster."""
    case = merges.lock_case(turn.session, case_id)
    moved = lifecycle.after(CaseState(case.state), move, Mover.CITIZEN)
    if isinstance(moved, Moved):
        return moved.state
    status.show(row.id, turn)
    return None
