"""The SMS about what a citizen says of a report: it is solved or not, it came back, which one is meant."""

from collections.abc import Sequence
from datetime import datetime

from sms_gateway.domain.rendering import Name, Rendered, render, render_list
from sms_gateway.domain.replies import TicketLine, line
from sms_gateway.domain.sentences import Sentence


def which_ticket(tickets: Sequence[TicketLine], command: str) -> Rendered:
    """For a command that fits several; *tickets* holds at least one."""
    lines = [line(ticket) for ticket in tickets]
    return render_list(Sentence.WHICH_TICKET, lines, ", ", number=tickets[0].number, command=command)


def number_meant(digits: str) -> Rendered:
    return render(Sentence.NUMBER_MEANT, digits=digits or "itu")


def rated(number: str, stars: int, reopen_days: int) -> Rendered:
    return render(Sentence.RATED, number=number, stars=stars, days=reopen_days)


def disputed(number: str, agency: Name | None, count: int, most: int, due: datetime) -> Rendered:
    """Dispute *count* of the *most* that go back to the agency."""
    return render(Sentence.DISPUTED, number=number, agency=agency, count=count, most=most, due=due)


def disputed_again(number: str, most: int) -> Rendered:
    return render(Sentence.DISPUTED_AGAIN, number=number, most=most)


def reopened(number: str, problem: str, verify_days: int) -> Rendered:
    return render(Sentence.REOPENED, number=number, problem=problem, days=verify_days)


def reopen_late(number: str, days: int) -> Rendered:
    return render(Sentence.REOPEN_LATE, number=number, days=days)


def digits_unread(command: str) -> Rendered:
    """For a number behind *command* in digits of another script."""
    return render(Sentence.DIGITS_UNREAD, command=command)


def hide_next(*, anonymous: bool, confidential: bool) -> Rendered:
    words = [word for word, is_set in (("ANONIM", anonymous), ("RAHASIA", confidential)) if is_set]
    return render(Sentence.HIDE_NEXT, flag=" dan ".join(words), command=words[0])
