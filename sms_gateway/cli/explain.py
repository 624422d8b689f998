"""A parsed text for a person: the words marked in the colour of the field they gave, and the fields below."""

from collections.abc import Iterator
from itertools import pairwise

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import parsers

# Where two fields claim the same letters, the later one shows.
COLOURS = {
    "keyword": "bold",
    "type": "blue",
    "topics": "bold yellow",
    "problem": "bold yellow",
    "agencies": "magenta",
    "place": "bold green",
    "period": "bold cyan",
    "urgency": "bold red",
    "failure": "red",
    "command": "bold magenta",
    "personal_data": "reverse",
}


def explain(text: str, parsed: parsers.Parsed, console: Console) -> None:
    """Print what was understood of *text*; personal data are masked in it, not shown."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", overflow="fold")
    for field, value in _fields(parsed):
        table.add_row(
            Text(field, COLOURS.get(field, "bold")), escape(value), escape(_because(text, parsed, field))
        )
    console.print(Group(Padding(marked(text, parsed), (0, 0, 1, 0)), table))


def marked(text: str, parsed: parsers.Parsed) -> Text:
    """*text* with the words behind each field in its colour and personal data replaced."""
    order = list(COLOURS)
    spans = sorted(
        (order.index(field), told.start, told.end)
        for told in parsed.evidence
        if (field := told.field.partition(".")[0]) in COLOURS
    )
    paint = [""] * len(text)
    for rank, start, end in spans:
        paint[start:end] = [order[rank]] * len(paint[start:end])
    shown = Text()
    for start, end in _runs(paint, parsed.personal_data):
        shown.append(parsers.mask(text[start:end]), COLOURS.get(paint[start], ""))
    return shown


def _runs(paint: list[str], personal: tuple[parsers.PersonalSpan, ...]) -> Iterator[tuple[int, int]]:
    """Stretches of one colour; each personal span is a stretch of its own, or it could not be masked."""
    cuts = {0, len(paint)}
    cuts.update(place for place in range(1, len(paint)) if paint[place] != paint[place - 1])
    cuts.update(edge for span in personal for edge in (span.start, span.end))
    inside = {place for span in personal for place in range(span.start + 1, span.end)}
    edges = sorted(cuts - inside)
    return pairwise(edges)


def _fields(parsed: parsers.Parsed) -> Iterator[tuple[str, str]]:
    rows = (
        ("kind", parsed.kind.value),
        ("failure", parsed.failure.value if parsed.failure else ""),
        ("command", _command(parsed.command)),
        ("type", parsed.type.value if parsed.kind is parsers.Kind.REPORT else ""),
        ("topics", ", ".join(f"{topic} {score:.2f}" for topic, score in parsed.topics)),
        ("problem", parsed.problem),
        ("place", _place(parsed.place)),
        ("period", f"{parsed.period.start} .. {parsed.period.end}" if parsed.period else ""),
        ("urgency", parsed.urgency.value),
        ("agencies", ", ".join(parsed.agencies)),
        ("personal_data", ", ".join(span.type.value for span in parsed.personal_data)),
        ("missing", ", ".join(parsed.missing)),
        ("confidence", f"{parsed.confidence:.2f}"),
        ("knowledge", parsed.knowledge_version),
    )
    return (row for row in rows if row[1])


def _command(command: parsers.Command | None) -> str:
    if command is None:
        return ""
    return " ".join(part for part in (command.verb.value, command.ticket or "", command.rest) if part)


def _place(place: parsers.Place) -> str:
    named = ("province", "regency", "district", "village", "street", "number", "rt", "rw", "landmark")
    found = [f"{name} {getattr(place, name)}" for name in named if getattr(place, name)]
    return ", ".join([*found, *(f"candidate {code}" for code in place.candidates)])


def _because(text: str, parsed: parsers.Parsed, field: str) -> str:
    """The words behind a field, as typed, with personal numbers masked."""
    told = [evidence for evidence in parsed.evidence if evidence.field.partition(".")[0] == field]
    pieces = dict.fromkeys(f'"{parsers.mask(text[e.start : e.end])}" ({e.rule})' for e in told)
    return "; ".join(pieces)
