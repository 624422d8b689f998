"""The SMS that tell a reporter unasked what became of a report."""

from datetime import datetime

from sms_gateway.domain import replies
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.rendering import Name, Rendered, render, render_quote
from sms_gateway.domain.sentences import ARCHIVE_WORDS, Sentence

WAPRES = "Lapor Mas Wapres"
_ENDS = " .?!"


def forwarded(number: str, agency: Name | None, days: int, due: datetime | None) -> Rendered:
    """*days*: working days from today until *due*."""
    return replies.forwarded(number, agency, days, due)


def answered(number: str, agency: Name | None, answer: str, segments: int) -> Rendered:
    """*answer* is masked already."""
    return replies.answered(number, agency, answer, segments)


def asked(number: str, agency: Name | None, question: str, segments: int) -> Rendered:
    """What the agency, or an officer of ours, wants to know; *question* is masked already."""
    whole = f"{question.rstrip(_ENDS)}?"
    return render_quote(Sentence.ASKED, segments, whole, number=number, agency=agency)


def archived(number: str, code: ArchiveCode, days: int) -> Rendered:
    return render(Sentence.ARCHIVED, number=number, reason=ARCHIVE_WORDS[code], days=days)


def closed(number: str, days: int, reopen_days: int) -> Rendered:
    """Nobody said a word for *days* working days after the answer."""
    return render(Sentence.CLOSED, number=number, days=days, reopen=reopen_days)


def linked(number: str) -> Rendered:
    return render(Sentence.LINKED, number=number, door=WAPRES)


def overdue(number: str, agency: Name | None, *, verifying: bool) -> Rendered:
    """The deadline has passed: that of the verification, or that of the answer."""
    if verifying:
        return render(Sentence.VERIFY_OVERDUE, number=number)
    return replies.status_overdue(number, agency)


def stands(
    number: str,
    problem: str,
    state: CaseState,
    agency: Name | None,
    since: datetime,
    due: datetime | None,
) -> Rendered:
    """A change that has no sentence of its own: what STATUS would say now."""
    return replies.status_one(number, problem, state, agency, since, due)
