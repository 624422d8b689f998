"""Measures parsing on labelled texts: `python -m parsers.evaluate FILE`, a measuring tool nothing imports.

FILE is JSON lines, or a folder of them; each line has "text" and any of topic, type, urgency, missing,
regency (a name as the gazetteer spells it) or regency_code with named_in_text. Rows without a label are
left out of that field.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from parsers import Knowledge, Parsed, load_knowledge, parse
from parsers.scores import (
    ENOUGH,
    Pairs,
    confusions,
    coverage,
    interval,
    macro_f1,
    quality,
    reliability,
    share,
)

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)  # dates are not measured, so any moment does
NONE = "-"
FIELDS = ("topic", "type", "urgency", "regency", "missing")
_LONG = 500  # rows from which a progress bar is shown
Label = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text and what was understood of it."""

    label: Label
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed of one field: a heading and lines, then tables."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...] = ()


def labels(path: Path, split: str | None) -> Iterator[Label]:
    """The lines of a file, or of every *.jsonl of a folder; only those of *split* when one is given."""
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        for line in file.read_text(encoding="utf-8").splitlines():
            found: dict[str, object] = json.loads(line)
            if split is None or found.get("split") == split:
                yield found


def understand(found: Sequence[Label], cut: int | None, knowledge: Knowledge, console: Console) -> list[Row]:
    """Each text parsed, at most its first *cut* characters."""
    shown = track(found, "parsing", console=console, disable=len(found) < _LONG, transient=True)
    return [
        Row(label, parse(str(label["text"])[: cut or None], now=NOW, knowledge=knowledge)) for label in shown
    ]


def first(parsed: Parsed) -> tuple[str, float]:
    return parsed.topics[0] if parsed.topics else (NONE, 0.0)


def topic_sheet(rows: Sequence[Row]) -> Sheet | None:
    own = [row for row in rows if row.label.get("topic")]
    if not own:
        return None
    pairs = [(str(row.label["topic"]), first(row.parsed)[0]) for row in own]
    hits = [right == guess for right, guess in pairs]
    scores = [first(row.parsed)[1] for row in own]
    third = [
        right in [topic for topic, _ in row.parsed.topics[:3]]
        for (right, _), row in zip(pairs, own, strict=True)
    ]
    low, high = interval(hits)
    lines = (
        f"topic: {len(own)} rows",
        f"  accuracy {share(hits):.3f} (95% {low:.3f}..{high:.3f}), top-3 {share(third):.3f}",
        f"  macro-F1 {macro_f1(pairs):.3f} over all topics, "
        f"{macro_f1(pairs, ENOUGH):.3f} over those with {ENOUGH} rows",
        *(_covered(scores, hits, least) for least in (0.6, 0.7, 0.8, 0.9, 0.95)),
    )
    return Sheet(lines, (_qualities(pairs), _mistaken(pairs), _reliable(scores, hits)))


def _covered(scores: Sequence[float], hits: Sequence[bool], least: float) -> str:
    part, right = coverage(scores, hits, least)
    return f"  score >= {least:.2f}: {part:.0%} of the rows, {right:.3f} of them right"


def value_sheet(field: str, found: Callable[[Parsed], str]) -> Callable[[Sequence[Row]], Sheet | None]:
    """The sheet of a field with one value of a closed list."""

    def sheet(rows: Sequence[Row]) -> Sheet | None:
        own = [row for row in rows if row.label.get(field)]
        pairs = [(str(row.label[field]), found(row.parsed)) for row in own]
        hits = [right == guess for right, guess in pairs]
        low, high = interval(hits)
        line = f"{field}: {len(own)} rows, accuracy {share(hits):.3f} (95% {low:.3f}..{high:.3f})"
        return Sheet((line,), (_qualities(pairs),)) if own else None

    return sheet


def regency_sheet(rows: Sequence[Row]) -> Sheet | None:
    """Precision of what is claimed; recall of what the text names."""
    gazetteer = load_knowledge().gazetteer
    codes = {gazetteer.region_name(code): code for code in gazetteer.regencies}
    own = [row for row in rows if "regency" in row.label or "regency_code" in row.label]
    if not own:
        return None
    expected = [
        row.label.get("regency_code") or codes.get(str(row.label.get("regency")), NONE) for row in own
    ]
    found = [row.parsed.place.regency or NONE for row in own]
    named = [
        bool(row.label.get("named_in_text", right != NONE)) for row, right in zip(own, expected, strict=True)
    ]
    hits = [right == guess for right, guess in zip(expected, found, strict=True)]
    claimed = [hit for hit, guess in zip(hits, found, strict=True) if guess != NONE]
    met = [hit for hit, told in zip(hits, named, strict=True) if told]
    return Sheet((_precision("regency", len(own), claimed, met),))


def missing_sheet(rows: Sequence[Row]) -> Sheet | None:
    """How "place" is asked for: precision of asking, recall where it is missing."""
    own = [row for row in rows if isinstance(row.label.get("missing"), list)]
    if not own:
        return None
    asked = [("place" in _listed(row), "place" in row.parsed.missing) for row in own]
    claimed = [right for right, guess in asked if guess]
    met = [guess for right, guess in asked if right]
    return Sheet((_precision("missing place", len(own), claimed, met),))


def _listed(row: Row) -> list[object]:
    found = row.label["missing"]
    return found if isinstance(found, list) else []


def _precision(name: str, rows: int, claimed: Sequence[bool], met: Sequence[bool]) -> str:
    bounds = [interval(claimed), interval(met)]
    return (
        f"{name}: {rows} rows; precision {share(claimed):.3f} of {len(claimed)} "
        f"(95% {bounds[0][0]:.3f}..{bounds[0][1]:.3f}), recall {share(met):.3f} of {len(met)} "
        f"(95% {bounds[1][0]:.3f}..{bounds[1][1]:.3f})"
    )


def _table(title: str, *columns: str) -> Table:
    made = Table(title=title, title_justify="left")
    for column in columns:
        made.add_column(column, justify="left" if column in {"class", "expected", "found"} else "right")
    return made


def _qualities(pairs: Pairs) -> Table:
    made = _table("by class", "class", "rows", "guessed", "precision", "recall", "F1")
    for name, each in quality(pairs).items():
        figures = (f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}")
        made.add_row(name, str(each.rows), str(each.found), *figures)
    return made


def _mistaken(pairs: Pairs) -> Table:
    made = _table("usual mistakes", "expected", "found", "rows")
    for right, guess, rows in confusions(pairs):
        made.add_row(right, guess, str(rows))
    return made


def _reliable(scores: Sequence[float], hits: Sequence[bool]) -> Table:
    made = _table("reliability", "score from", "rows", "mean score", "right")
    for each in reliability(scores, hits):
        made.add_row(f"{each.low:.1f}", str(each.rows), f"{each.score:.3f}", f"{each.right:.3f}")
    return made


SHEETS: dict[str, Callable[[Sequence[Row]], Sheet | None]] = {
    "topic": topic_sheet,
    "type": value_sheet("type", lambda parsed: parsed.type.value),
    "urgency": value_sheet("urgency", lambda parsed: parsed.urgency.value),
    "regency": regency_sheet,
    "missing": missing_sheet,
}


def main(arguments: Sequence[str] | None = None, console: Console | None = None) -> None:
    """Print the sheets of the fields that the file has. Exits with 2 when the file cannot be read."""
    options = argparse.ArgumentParser(prog="python -m parsers.evaluate", description="measure the parser")
    options.add_argument("file", type=Path, help="JSON lines, or a folder of *.jsonl")
    options.add_argument("--cut", type=int, help="only the first CUT characters of each text")
    options.add_argument("--split", help='only rows with this "split"')
    options.add_argument("--field", choices=FIELDS, action="append", help="only this field (repeatable)")
    chosen = options.parse_args(arguments)
    if not chosen.file.exists():
        options.error(f"no such file: {chosen.file}")
    out = console or Console()
    rows = understand(list(labels(chosen.file, chosen.split)), chosen.cut, load_knowledge(), out)
    for field in chosen.field or FIELDS:
        sheet = SHEETS[field](rows)
        if sheet:
            out.print(*sheet.lines, sep="\n", highlight=False, soft_wrap=True)
            for table in sheet.tables:
                out.print(table)


if __name__ == "__main__":
    main()
