"""The SMS about what a citizen says of a report: it is solved or not, it came back, which one is meant."""

from collections.abc import Sequence
from datetime import datetime

from sms_gateway.domain.protection import words_of
from sms_gateway.domain.rendering import Name, Rendered, render, render_list
from sms_gateway.domain.replies import TicketLine, line
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Phrase, Wording


def which_ticket(wording: Wording, tickets: Sequence[TicketLine], command: str) -> Rendered:
    """For a command that fits several; *tickets* holds at least one."""
    lines = [line(ticket) for ticket in tickets]
    return render_list(wording, Sentence.WHICH_TICKET, lines, ", ", number=tickets[0].number, command=command)


def number_meant(wording: Wording, digits: str, most: int | None = None) -> Rendered:
    """A digit that answers nothing; *most*: the highest one of those that were offered."""
    if most is not None:
        return render(wording, Sentence.NUMBER_RANGE, digits=digits, most=most)
    return render(wording, Sentence.NUMBER_MEANT, digits=digits or wording.phrases[Phrase.THOSE_DIGITS])


def rated(wording: Wording, number: str, stars: int, reopen_days: int) -> Rendered:
    return render(wording, Sentence.RATED, number=number, stars=stars, days=reopen_days)


def disputed(
    wording: Wording, number: str, agency: Name | None, count: int, most: int, due: datetime
) -> Rendered:
    """Dispute *count* of the *most* that go back to the agency."""
    return render(wording, Sentence.DISPUTED, number=number, agency=agency, count=count, most=most, due=due)


def disputed_again(wording: Wording, number: str, most: int) -> Rendered:
    return render(wording, Sentence.DISPUTED_AGAIN, number=number, most=most)


def reopened(wording: Wording, number: str, problem: str, verify_days: int) -> Rendered:
    return render(wording, Sentence.REOPENED, number=number, problem=problem, days=verify_days)


def reopen_late(wording: Wording, number: str, days: int) -> Rendered:
    return render(wording, Sentence.REOPEN_LATE, number=number, days=days)


def digits_unread(wording: Wording, command: str) -> Rendered:
    """For a number behind *command* in digits of another script."""
    return render(wording, Sentence.DIGITS_UNREAD, command=command)


def hide_next(wording: Wording, *, anonymous: bool, confidential: bool) -> Rendered:
    words = words_of(anonymous=anonymous, confidential=confidential)
    return render(
        wording, Sentence.HIDE_NEXT, flag=f" {wording.phrases[Phrase.AND]} ".join(words), command=words[0]
    )
