"""The SMS of enrolment: the code, what became of an answer to it, and the end."""

from sms_gateway.domain.enrolment import CodeAnswer
from sms_gateway.domain.rendering import Name, Rendered, render
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Wording

_UNLUCKY = {
    CodeAnswer.WRONG: Sentence.ENROL_WRONG,
    CodeAnswer.SPENT: Sentence.ENROL_SPENT,
    CodeAnswer.EXPIRED: Sentence.ENROL_EXPIRED,
    CodeAnswer.VOID: Sentence.ENROL_VOID,
}


def enrol_ask(wording: Wording, agency: Name, code: str, hours: int) -> Rendered:
    return render(wording, Sentence.ENROL_ASK, agency=agency, code=code, hours=hours)


def enrolled(wording: Wording, agency: Name, name: str) -> Rendered:
    return render(wording, Sentence.ENROLLED, agency=agency, name=name)


def not_enrolled(wording: Wording, answer: CodeAnswer, left: int, most: int, hours: int) -> Rendered:
    """Why the answer enrolled nobody; *left* tries of *most* remain."""
    return render(wording, _UNLUCKY[answer], left=left, most=most, hours=hours)


def waits(wording: Wording, agency: Name | None) -> Rendered:
    """An officer's command before the code: how the phone is proven."""
    return render(wording, Sentence.ENROL_WAITS, agency=agency)


def disabled(wording: Wording, agency: Name) -> Rendered:
    return render(wording, Sentence.OFFICER_DISABLED, agency=agency)


def released(wording: Wording, agency: Name) -> Rendered:
    return render(wording, Sentence.OFFICER_RELEASED, agency=agency)


def erase_refused(wording: Wording, agency: Name) -> Rendered:
    return render(wording, Sentence.ERASE_OFFICER, agency=agency)
