"""Which of the sender's own tickets a message speaks of; another phone's is never one."""

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.context import Context, TicketView
from sms_gateway.domain.decisions import Mistyped, NotYours, UnknownNumber, WebNumber
from sms_gateway.domain.ticket import TicketForm, classify, nearest


def own(digits: str, unread: str, context: Context) -> TicketView | UnknownNumber:
    """The sender's ticket *digits*, or why there is none."""
    form = classify(digits)
    by_number = {ticket.number: ticket for ticket in context.tickets}
    if digits in by_number:
        return by_number[digits]
    if form is TicketForm.VALID:
        return NotYours(digits, unread)
    if form is TicketForm.WEB:
        return WebNumber(digits, unread)
    near = nearest(digits, by_number)
    return Mistyped(digits, by_number[near] if near else None, unread)


def running(context: Context) -> tuple[TicketView, ...]:
    """Those somebody still works on, newest first."""
    return tuple(ticket for ticket in context.tickets if ticket.state in OPEN)


def answered(context: Context) -> tuple[TicketView, ...]:
    """Those whose answer waits for the reporter's word, newest first."""
    return tuple(ticket for ticket in context.tickets if ticket.state is CaseState.ANSWERED)


def by_id(ticket_id: int, context: Context) -> TicketView | None:
    """The sender's ticket with that id."""
    return next((ticket for ticket in context.tickets if ticket.id == ticket_id), None)
