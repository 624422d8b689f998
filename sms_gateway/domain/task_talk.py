"""What reporters said on the case of a task, as officers read it: the report, then all that came since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sms_gateway.domain.officer_decisions import TaskView
from sms_gateway.domain.rendering import Rendered, clean, render_page, render_quote
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Phrase, Wording

_FREE: Final = 10_000  # units
_PLACE: Final = 24


class Talk(StrEnum):
    """What a reporter did by saying something."""

    ADDED = "added"
    REPLIED = "replied"  # to a question of the agency
    DISPUTED = "disputed"
    PLACED = "placed"
    REOPENED = "reopened"
    JOINED = "joined"  # an emergency that another one reported


_LABELS: Final = {
    Talk.ADDED: Phrase.ADDED,
    Talk.REPLIED: Phrase.REPLIED,
    Talk.DISPUTED: Phrase.OBJECTED,
    Talk.PLACED: Phrase.PLACED,
    Talk.REOPENED: Phrase.REOPENED,
    Talk.JOINED: Phrase.JOINED,
}


@dataclass(frozen=True, slots=True)
class Said:
    """*words*, masked, said at *at* on the clock of the case; "" when there are none."""

    talk: Talk
    at: datetime
    words: str


def report(
    wording: Wording, task: TaskView, first: str, since: Sequence[Said], segments: int, page: int
) -> Rendered:
    """ISI: *first*, the report, and what was said *since*, all of it masked; page by page when it is long."""
    text = whole(wording, first, since)
    fields = {"task": task.number, "count": task.reporters}
    rendered = render_quote(wording, Sentence.TASK_TEXT, segments, text, **fields)
    if clean(text, _FREE).rstrip(".") in rendered.text:
        return rendered
    return render_page(wording, Sentence.TASK_PAGE, segments, text, page, **fields)


def whole(wording: Wording, first: str, since: Sequence[Said]) -> str:
    """Everything that was said on one line, the newest last."""
    lines = [first.strip()] + [_line(wording, each) for each in since]
    return ". ".join(line.rstrip(" .") for line in lines if line)


def _line(wording: Wording, said: Said) -> str:
    words = said.words.strip() or wording.phrases[Phrase.NO_WORDS]
    return f"{wording.phrases[_LABELS[said.talk]]} {said.at:%d/%m}: {words}"


def apart(tasks: Sequence[tuple[str, str, str]]) -> list[str]:
    """What tells each of *tasks* (problem, place, number) from one of the same problem: " Jl Pemuda".

    The place where no other has it, else the number; "" for one that none is like.
    """
    problems = Counter(problem for problem, _, _ in tasks)
    places = Counter((problem, place) for problem, place, _ in tasks)
    told = []
    for problem, place, number in tasks:
        by_place = place and places[problem, place] == 1
        told.append("" if problems[problem] == 1 else f" {clean(place, _PLACE) if by_place else number}")
    return told
