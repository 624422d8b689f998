"""The SMS about where it is: the one question, what was understood, and what silence comes to."""

from collections.abc import Sequence

from sms_gateway.domain.rendering import Name, Rendered, clean, render, render_options
from sms_gateway.domain.sentences import PROTECTION_WORDS, Sentence


def protection(*, anonymous: bool, confidential: bool) -> Name:
    """What a report is promised, at least one of both; the question about its place may say it too."""
    return Name(*PROTECTION_WORDS[anonymous, confidential])


def place_ask(number: str, problem: str, last: Name | None = None, protected: Name | None = None) -> Rendered:
    """The one question of a report without a place; *last* is where the reporter's last one was.

    *protected*: it is the acknowledgement of a protected report as well.
    """
    if protected is not None:
        sentence = Sentence.PLACE_ASK_PROTECTED if last is None else Sentence.PLACE_ASK_LAST_PROTECTED
        return render(sentence, number=number, flag=protected, place=last)
    if last is None:
        return render(Sentence.PLACE_ASK, number=number, problem=problem)
    return render(Sentence.PLACE_ASK_LAST, number=number, problem=problem, place=last)


def place_choice(number: str, name: str, regions: Sequence[Name], protected: Name | None = None) -> Rendered:
    """Which place called *name*; `shown` of *regions*, at most three, have a digit, the next is "lainnya".

    *protected* as in `place_ask`.
    """
    called = clean(name, 24) or "Tempat itu"
    if protected is not None:
        flag = protected.short
        return render_options(
            Sentence.PLACE_CHOICE_PROTECTED, regions, 3, number=number, name=called, flag=flag
        )
    return render_options(Sentence.PLACE_CHOICE, regions, 3, number=number, name=called)


def place_type(number: str, problem: str) -> Rendered:
    return render(Sentence.PLACE_TYPE, number=number, problem=problem)


def place_silence(number: str) -> Rendered:
    return render(Sentence.PLACE_SILENCE, number=number)


def placed(number: str, place: Name, verify_days: int | None) -> Rendered:
    """*verify_days* for a report that is not verified yet."""
    return render(Sentence.PLACED, number=number, place=place, days=verify_days)


def placed_chosen(number: str, problem: str, place: Name, verify_days: int) -> Rendered:
    return render(Sentence.PLACED_CHOSEN, number=number, problem=problem, place=place, days=verify_days)


def place_unread(number: str) -> Rendered:
    return render(Sentence.PLACE_UNREAD, number=number)


def location_empty(number: str | None) -> Rendered:
    return render(Sentence.LOCATION_EMPTY, number=number)
