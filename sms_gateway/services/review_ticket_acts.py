"""What deciding on an item about a ticket that is there does: it is kept, filed anew, joined or archived."""

from dataclasses import replace
from typing import Any

from sms_gateway.domain import reviewing
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.reviewing import Outcome, Reason
from sms_gateway.services import joining, review_tickets
from sms_gateway.services.moving import MoveRefused
from sms_gateway.services.review_acts import (
    Accept,
    Act,
    Attach,
    Dismiss,
    Done,
    Refusal,
    Refused,
    What,
    note,
    parent_of,
    put_on_case,
    understood,
)
from sms_gateway.storage import cases, merges, undoing
from sms_gateway.storage.cases import TicketRow


def carry_out(what: What, ticket_id: int, act: Act) -> Done:
    """Do *what* with the ticket of the item in hand, in its transaction. Raises Refused."""
    session, turn = act.turn.session, act.turn
    merges.lock_case(session, cases.get(session, ticket_id).case_id)
    row = cases.get(session, ticket_id)
    if row.state not in review_tickets.UNDECIDED:
        raise Refused(Refusal.MOVED)
    restore = review_tickets.before(row, session, turn.sender.id)
    restore["waiting"] = undoing.waiting(session, [row.id], turn.now)
    last = undoing.newest(session, [row.id])
    done = _dismiss(what, row, act) if isinstance(what, Dismiss) else _keep(what, row, act)
    note("reviewed", row.case_id, row.id, act)
    until = turn.not_before or turn.now
    sms = undoing.hold_back(session, [row.id], last, until)
    restore |= {"after": review_tickets.after(row, session)}
    return replace(
        done, sms=tuple(sms), ticket_id=row.id, number=row.number, restore={**restore, **done.restore}
    )


def _keep(what: Accept | Attach, row: TicketRow, act: Act) -> Done:
    onto = what.onto if isinstance(what, Accept) else what.number
    parsed = understood(act.fix, act)
    if onto is not None:
        return _join(onto, row, act)
    turn = replace(act.turn, parsed=parsed)
    told = review_tickets.file(row, parsed, turn, act.account_id)
    return Done(Outcome.KEPT, MessageState.TICKET, corrections=told)


def _join(number: str, row: TicketRow, act: Act) -> Done:
    """The ticket is about the case of another one."""
    turn = act.turn
    decision = OpenTicket(turn.text, row.anonymous, row.confidential, turn.parsed.urgency)
    parent = parent_of(number, decision, turn)
    if parent == row.case_id:
        raise Refused(Refusal.NO_TICKET)
    put_on_case(parent, row.id, act)
    return Done(Outcome.KEPT, MessageState.TICKET, restore={"joined": True})


def _dismiss(what: Dismiss, row: TicketRow, act: Act) -> Done:
    """Handled elsewhere it stays as it is; what is no report is archived, and its only reporter told so."""
    if what.reason is Reason.HANDLED:
        return Done(Outcome.KEPT, MessageState.TICKET)
    if len(merges.ticket_ids(act.turn.session, row.case_id)) > 1:
        raise Refused(Refusal.SHARED)
    try:
        review_tickets.archive(row, what.reason, act.turn, act.account_id)
    except MoveRefused as error:
        raise Refused(Refusal.MOVED) from error
    corrections = reviewing.dismissed(act.read.first, what.reason) if act.readable else ()
    return Done(Outcome.ARCHIVED, MessageState.TICKET, corrections=corrections)


def put_back(row: Any, actor: str, now: Any, session: Any) -> None:
    """Undo a decision about a ticket: everything of its case is as before."""
    home, ticket_id = int(row.restore["case_id"]), int(row.ticket_id)
    if row.restore.get("joined") and merges.active(session, ticket_id):
        joining.part(session, ticket_id, home, None, now)
    review_tickets.put_back(row.restore, now, session)
    undoing.wait_again(session, row.restore["waiting"], now)
    cases.record(session, "undone", actor, now, case_id=home, ticket_id=ticket_id, detail={"move": "review"})
