"""The SMS about where it is: the one question, what was understood, and what silence comes to."""

from collections.abc import Sequence

from sms_gateway.domain.protection import words_of
from sms_gateway.domain.rendering import Name, Rendered, clean, render, render_options
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Phrase, Wording

_PROMISES = {
    (True, False): Phrase.PROMISE_ANONYMOUS,
    (False, True): Phrase.PROMISE_CONFIDENTIAL,
    (True, True): Phrase.PROMISE_BOTH,
}


def protection(wording: Wording, *, anonymous: bool, confidential: bool) -> Name:
    """What a report is promised, at least one of both; the question about its place may say it too."""
    words = words_of(anonymous=anonymous, confidential=confidential)
    short = f" {wording.phrases[Phrase.AND]} ".join(words)
    return Name(wording.phrases[_PROMISES[anonymous, confidential]], short)


def place_ask(
    wording: Wording, number: str, problem: str, last: Name | None = None, protected: Name | None = None
) -> Rendered:
    """The one question of a report without a place; *last* is where the reporter's last one was.

    *protected*: it is the acknowledgement of a protected report as well.
    """
    if protected is not None:
        sentence = Sentence.PLACE_ASK_PROTECTED if last is None else Sentence.PLACE_ASK_LAST_PROTECTED
        return render(wording, sentence, number=number, flag=protected, place=last)
    if last is None:
        return render(wording, Sentence.PLACE_ASK, number=number, problem=problem)
    return render(wording, Sentence.PLACE_ASK_LAST, number=number, problem=problem, place=last)


def place_choice(
    wording: Wording, number: str, name: str, regions: Sequence[Name], protected: Name | None = None
) -> Rendered:
    """Which place called *name*; `shown` of *regions*, at most three, have a digit, the next is "lainnya".

    *protected* as in `place_ask`.
    """
    called = clean(name, 24) or wording.phrases[Phrase.THAT_PLACE]
    if protected is not None:
        flag, sentence = protected.short, Sentence.PLACE_CHOICE_PROTECTED
        return render_options(wording, sentence, regions, 3, number=number, name=called, flag=flag)
    return render_options(wording, Sentence.PLACE_CHOICE, regions, 3, number=number, name=called)


def place_type(wording: Wording, number: str, problem: str) -> Rendered:
    return render(wording, Sentence.PLACE_TYPE, number=number, problem=problem)


def place_silence(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.PLACE_SILENCE, number=number)


def placed(wording: Wording, number: str, place: Name, verify_days: int | None) -> Rendered:
    """*verify_days* for a report that is not verified yet."""
    return render(wording, Sentence.PLACED, number=number, place=place, days=verify_days)


def placed_chosen(wording: Wording, number: str, problem: str, place: Name, verify_days: int) -> Rendered:
    return render(
        wording, Sentence.PLACED_CHOSEN, number=number, problem=problem, place=place, days=verify_days
    )


def place_unread(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.PLACE_UNREAD, number=number)


def location_empty(wording: Wording, number: str | None) -> Rendered:
    return render(wording, Sentence.LOCATION_EMPTY, number=number)
