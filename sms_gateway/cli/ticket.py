"""`sms-gateway ticket`: the whole story of a ticket, personal data masked."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import configured
from sms_gateway.domain.zones import zone_of
from sms_gateway.services.story import Entry, Story, Way, tell

MARKS = {Way.IN: ">", Way.OUT: "<", Way.DONE: "*", Way.SAID: '"'}
STYLES = {Way.IN: "bold", Way.OUT: "", Way.DONE: "dim", Way.SAID: "italic"}


@click.command()
@configured
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def ticket(config: Path | None, data_dir: Path | None, number: str, as_json: bool) -> None:
    """Show what happened to ticket NUMBER: both ways of the conversation, moves, clock, agency."""
    with opened(config, data_dir) as office:
        story = tell(number.lstrip("#"), office)
        word = office.wording().states[story.state]
    if as_json:
        click.echo(json.dumps(asdict(story), ensure_ascii=False, default=_plain))
    else:
        _print(story, word)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _print(story: Story, word: str) -> None:
    zone = zone_of(story.region)
    head = Table(box=None, show_header=False, pad_edge=False)
    head.add_column(no_wrap=True, style="bold")
    head.add_column(overflow="fold")
    for name, value in _head(story, word, zone):
        head.add_row(name, Text(value))
    lines = Table(box=None, show_header=False, pad_edge=False)
    lines.add_column(no_wrap=True)
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for entry in story.entries:
        lines.add_row(f"{entry.at.astimezone(zone):%d/%m %H.%M}", MARKS[entry.way], _line(entry, zone))
    Console(highlight=False).print(Group(head, Padding(lines, (1, 0, 0, 0))))


def _head(story: Story, word: str, zone: timezone) -> Iterator[tuple[str, str]]:
    yield "ticket", f"{story.number} {story.problem}".strip()
    state = f"{story.state} ({word}) since {_moment(story.since, zone)}"
    yield "state", state + (", LATE" if story.late else "")
    if story.due_at:
        yield "due", _moment(story.due_at, zone)
    if story.other_due_at:
        yield "other clock", _moment(story.other_due_at, zone)
    yield "place", f"{story.place} ({story.region})" if story.place else "not known"
    yield (
        "agency",
        f"{story.agency_name or 'the national desk'}" + (f" ({story.agency})" if story.agency else ""),
    )
    yield "because", f"rule {story.rule}, confidence {story.confidence:.2f}"
    if story.reasons:
        yield "", ", ".join(story.reasons)
    if story.others:
        yield "reporters", f"{story.others} more on the same case"
    if story.linked:
        yield "also at", ", ".join(story.linked)
    if story.flags:
        yield "flags", ", ".join(story.flags)


def _moment(at: datetime, zone: timezone) -> str:
    return f"{at.astimezone(zone):%d/%m/%Y %H.%M} {zone.tzname(None)}"


def _line(entry: Entry, zone: timezone) -> Text:
    if entry.way is Way.IN:
        return Text(entry.text, STYLES[entry.way])
    if entry.way is Way.OUT:
        return Text(entry.text + _fate(entry, zone), STYLES[entry.way])
    if entry.way is Way.SAID:
        return Text(f"{entry.who} ({entry.what}): {entry.text}", STYLES[entry.way])
    return Text(f"{entry.what} by {entry.who}" + (f": {entry.text}" if entry.text else ""), STYLES[entry.way])


def _fate(entry: Entry, zone: timezone) -> str:
    """What became of an SMS of ours, unless it arrived."""
    if entry.state in ("accepted", "delivered"):
        return ""
    waits = f" until {entry.leaves_at.astimezone(zone):%d/%m %H.%M}" if entry.leaves_at else ""
    return f" [{entry.state}{waits}{': ' if entry.reason else ''}{entry.reason}]"
