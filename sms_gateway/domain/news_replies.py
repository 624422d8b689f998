"""The SMS that tell a reporter unasked what became of a report."""

from datetime import datetime

from sms_gateway.domain import replies
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.rendering import Name, Rendered, render, render_quote
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Phrase, Wording

_ENDS = " .?!"


def forwarded(
    wording: Wording, number: str, agency: Name | None, days: int, due: datetime | None
) -> Rendered:
    """*days*: working days from today until *due*."""
    return replies.forwarded(wording, number, agency, days, due)


def answered(wording: Wording, number: str, agency: Name | None, answer: str, segments: int) -> Rendered:
    """*answer* is masked already."""
    return replies.answered(wording, number, agency, answer, segments)


def asked(wording: Wording, number: str, agency: Name | None, question: str, segments: int) -> Rendered:
    """What the agency, or an officer of ours, wants to know; *question* is masked already."""
    whole = f"{question.rstrip(_ENDS)}?"
    return render_quote(wording, Sentence.ASKED, segments, whole, number=number, agency=agency)


def archived(wording: Wording, number: str, code: ArchiveCode, days: int) -> Rendered:
    return render(wording, Sentence.ARCHIVED, number=number, reason=wording.reasons[code], days=days)


def closed(wording: Wording, number: str, days: int, reopen_days: int) -> Rendered:
    """Nobody said a word for *days* working days after the answer."""
    return render(wording, Sentence.CLOSED, number=number, days=days, reopen=reopen_days)


def linked(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.LINKED, number=number, door=wording.phrases[Phrase.WAPRES])


def overdue(wording: Wording, number: str, agency: Name | None, *, verifying: bool) -> Rendered:
    """The deadline has passed: that of the verification, or that of the answer."""
    if verifying:
        return render(wording, Sentence.VERIFY_OVERDUE, number=number)
    return replies.status_overdue(wording, number, agency)


def stands(
    wording: Wording,
    number: str,
    problem: str,
    state: CaseState,
    agency: Name | None,
    since: datetime,
    due: datetime | None,
) -> Rendered:
    """A change that has no sentence of its own: what STATUS would say now."""
    return replies.status_one(wording, number, problem, state, agency, since, due)
