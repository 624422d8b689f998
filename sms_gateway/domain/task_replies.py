"""The SMS officers get unasked: a new task, what reporters say to it, its deadline, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sms_gateway.domain.rendering import Name, Rendered, Value, clean, render, render_list, render_quote
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.task_ends import TaskEnd
from sms_gateway.domain.task_talk import Said, Talk, apart
from sms_gateway.domain.wording import Phrase, Wording

_PROBLEM: Final = 20  # units
_OFFICER: Final = 20
_ENDS: Final = {
    TaskEnd.CANCELLED: Sentence.TASK_END_CANCELLED,
    TaskEnd.DONE: Sentence.TASK_END_DONE,
    TaskEnd.ARCHIVED: Sentence.TASK_END_ARCHIVED,
    TaskEnd.MERGED: Sentence.TASK_END_MERGED,
    TaskEnd.DESK: Sentence.TASK_END_DESK,
    TaskEnd.AGENCY: Sentence.TASK_END_AGENCY,
    TaskEnd.COLLEAGUE: Sentence.TASK_END_COLLEAGUE,
    TaskEnd.HELD: Sentence.TASK_END_HELD,
    TaskEnd.DISABLED: Sentence.TASK_END_COLLEAGUE,
}


@dataclass(frozen=True, slots=True)
class Task:
    """A task as an SMS speaks of it. *ticket*: the number of the report; *due* on the local clock.

    *place*: where it is, for a list that must tell tasks apart.
    """

    number: int
    ticket: str
    problem: str
    due: datetime | None = None
    place: str = ""


def new(wording: Wording, task: Task, street: str, region: Name | None, *, emergency: bool) -> Rendered:
    """A case that is this phone's task now."""
    sentence = Sentence.TASK_EMERGENCY if emergency else Sentence.TASK_NEW
    return render(wording, sentence, **_about(task), due=task.due, place=street, region=region)


@dataclass(frozen=True, slots=True)
class From:
    """Who had a case before: another agency, or a colleague; with neither it is back where it was."""

    agency: Name | None = None
    colleague: str = ""


def passed(
    wording: Wording, task: Task, street: str, region: Name | None, source: From, flags: Sequence[Phrase]
) -> Rendered:
    """A case that was passed on and is this phone's task now, with the deadline it had all along."""
    about = {**_about(task), "due": task.due, "place": street, "region": region}
    flag = " ".join(wording.phrases[each] for each in flags)
    return render(wording, Sentence.TASK_PASSED, **about, **_source(source), flag=flag)


def again(wording: Wording, task: Task, said: Said, segments: int, *, emergency: bool) -> Rendered:
    """A case that is this phone's task because its reporter objected, or because it was opened again."""
    sentence = Sentence.TASK_OBJECTED if said.talk is Talk.DISPUTED else Sentence.TASK_REOPENED
    flag = wording.phrases[Phrase.URGENT] if emergency else None
    return render_quote(
        wording, sentence, segments, _words(wording, said.words), **_about(task), due=task.due, flag=flag
    )


def bundle(wording: Wording, tasks: Sequence[Task], source: From | None = None) -> Rendered:
    """Several new tasks, those whose deadline comes first in front; with *source* they were passed on."""
    sentence = Sentence.TASK_BUNDLE_PASSED if source else Sentence.TASK_BUNDLE
    ordered = sorted(
        tasks, key=lambda task: (task.due is None, task.due.timestamp() if task.due else 0, task.number)
    )
    fields: dict[str, Value] = {"count": len(ordered), "task": ordered[0].number}
    fields |= _source(source) if source else {}
    by_place = apart([(task.problem, task.place, task.ticket) for task in ordered])
    by_number = apart([(task.problem, "", task.ticket) for task in ordered])
    told = [
        render_list(wording, sentence, list(map(_line, ordered, known)), " ", **fields)
        for known in (by_place, by_number)
    ]
    return max(told, key=lambda rendered: (rendered.shown, -rendered.over))


def added(wording: Wording, task: Task, words: str, segments: int, *, replied: bool) -> Rendered:
    """What a reporter said, masked; *replied*: to the officer's question."""
    sentence = Sentence.TASK_REPLIED if replied else Sentence.TASK_ADDED
    return render_quote(wording, sentence, segments, _words(wording, words), task=task.number, due=task.due)


def joined(wording: Wording, task: Task, words: str, segments: int) -> Rendered:
    """Somebody else asks for rescue, and it is this task."""
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket}
    return render_quote(wording, Sentence.TASK_JOINED, segments, _words(wording, words), **fields)


def disputed(wording: Wording, task: Task, words: str, segments: int) -> Rendered:
    """The answer did not solve it."""
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket, "due": task.due}
    return render_quote(wording, Sentence.TASK_DISPUTED, segments, _words(wording, words), **fields)


def moved(wording: Wording, task: Task, place: Name) -> Rendered:
    """It is elsewhere than it was said to be."""
    return render(wording, Sentence.TASK_MOVED, task=task.number, number=task.ticket, place=place)


def ended(wording: Wording, task: Task, why: TaskEnd, agency: Name | None) -> Rendered:
    """The task is nobody's or another's; *agency* has the case now."""
    values: dict[str, Value] = {"task": task.number, "number": task.ticket, "agency": agency}
    sentence = _ENDS[why]
    return render(wording, sentence, **{name: values[name] for name in values if name in sentence.fields})


def remind(wording: Wording, task: Task, *, tomorrow: bool) -> Rendered:
    """The last working day before the deadline."""
    if tomorrow:
        return render(wording, Sentence.TASK_REMIND, **_about(task))
    return render(wording, Sentence.TASK_REMIND_DAY, **_about(task), due=task.due)


def late(wording: Wording, task: Task) -> Rendered:
    """The deadline has passed: to whoever has the task."""
    return render(wording, Sentence.TASK_LATE, **_about(task), due=task.due)


def escalated(wording: Wording, tasks: Sequence[tuple[Task, str]], agency: Name) -> Rendered:
    """The deadline of each of *tasks*, with the officer who has it, has passed: to whoever must see to it."""
    if len(tasks) == 1:
        task, officer = tasks[0]
        fields = {"number": task.ticket, "problem": task.problem, "officer": officer}
        return render(wording, Sentence.LATE_TASK, **fields, due=task.due)
    lines = [f"{task.ticket} {clean(officer, _OFFICER)}" for task, officer in tasks]
    return render_list(wording, Sentence.LATE_TASKS, lines, ", ", count=len(lines), agency=agency)


def recap(wording: Wording, agency: Name, count: int, days: int, at: str) -> Rendered:
    """How many tasks are late, the longest by *days* working days; *at*: when it is sent."""
    return render(wording, Sentence.RECAP, agency=agency, count=count, days=days, at=at)


def _about(task: Task) -> dict[str, Value]:
    return {"task": task.number, "number": task.ticket, "problem": task.problem}


def _source(source: From) -> dict[str, Value]:
    return {"agency": source.agency, "officer": clean(source.colleague, _OFFICER)}


def _words(wording: Wording, words: str) -> str:
    return words.strip() or wording.phrases[Phrase.NO_WORDS]


def _line(task: Task, known: str) -> str:
    due = f" {task.due:%d/%m}" if task.due else ""
    return f"{task.number}) {clean(task.problem, _PROBLEM) or task.ticket}{known}{due}"
