"""Adds words to a report that is there: more of it, its place, the rest of a long SMS that came late."""

from sms_gateway.domain import replies
from sms_gateway.domain.cases import HANDED_ON, OPEN, CaseState
from sms_gateway.domain.decisions import AddInfo, LatePart
from sms_gateway.domain.messages import MessageState
from sms_gateway.services import acknowledgement, late_parts, placing
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases


def add_info(decision: AddInfo, turn: Turn) -> MessageState | None:
    """TAMBAH: of a report that waits for its place the words may say it."""
    placed = placing.says_where(decision.ticket, decision.text, turn)
    if placed is not None:
        return placing.answered(placed, turn)
    add_to(cases.get(turn.session, decision.ticket.id), turn)
    return None


def add_to(row: cases.TicketRow, turn: Turn, once: str | None = None) -> None:
    """The words of the message belong to the ticket *row*; its sender is told so, *once* when it says how."""
    stands = _informed(row, turn)
    turn.record("added", case_id=row.case_id, ticket_id=row.id)
    agency = turn.agency(row.agency) if stands in HANDED_ON else None
    told = (
        acknowledgement.incomplete(row.id, row.number, turn)
        if turn.incomplete
        else replies.added(turn.wording, row.number, agency)
    )
    turn.answer("added", told, ticket_id=row.id, once=once)


def late_part(decision: LatePart, turn: Turn) -> MessageState | None:
    """Added to the report it belongs to; of one that has ended it is only kept: nobody asked for more.

    A report that reads differently once it is whole is placed anew, or, when that is too late, for a person.
    """
    row = cases.get(turn.session, decision.ticket.id)
    if row.state not in OPEN:
        turn.record("added", case_id=row.case_id, ticket_id=row.id)
        return None
    whole = late_parts.whole(row, turn)
    if whole is not None and late_parts.may_place_anew(row, whole, turn):
        return late_parts.place_anew(row, whole, turn)
    meant = add_info(AddInfo(decision.ticket, decision.text), turn)
    if whole is None:
        return meant
    open_review(turn.session, turn.office, turn.message, late_parts.READS_DIFFERENTLY, turn.now)
    return MessageState.REVIEW


def _informed(row: cases.TicketRow, turn: Turn) -> CaseState:
    """A case that was asked about goes on, unless it still waits for its place; returns where it stands."""
    if row.state is not CaseState.ASKING or row.region is None:
        return row.state
    state = placing.after_info(row.case_id, turn)
    values = {"state": state, "state_since": turn.now, "before_asking": None}
    cases.change(turn.session, row.case_id, values)
    return state
