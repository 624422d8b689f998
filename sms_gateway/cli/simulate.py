"""`sms-gateway simulate`: a rehearsal of some days in accelerated time, and its report."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sms_gateway.cli.so_many import so_many
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.rehearsal.dialogues import DIALOGUES
from sms_gateway.rehearsal.opening import rehearsal
from sms_gateway.rehearsal.rehearsal import MOST_OFFICERS, OFFICERS, Plan, Rehearsal
from sms_gateway.rehearsal.report import Report
from sms_gateway.rehearsal.talks import talks

FIRST_DAY = "2026-11-09"  # a Monday in a week without holidays
HOUR = 3600.0


@click.command()
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True)
@click.option("--citizens", type=click.IntRange(1, 20_000), default=300, show_default=True)
@click.option(
    "--officers",
    type=click.IntRange(0, MOST_OFFICERS),
    default=OFFICERS,
    show_default=True,
    help="Who answer by SMS; the desk serves all other agencies.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same report.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default=FIRST_DAY, show_default=True)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Whose limits count (default: ./config.yaml when there is one).",
)
@click.option("--database-url", help="An empty PostgreSQL database to use instead of a temporary SQLite.")
@click.option(
    "--talks", "talks_file", type=click.File("w"), help="Write every conversation down, phone by phone."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def simulate(
    days: int,
    citizens: int,
    officers: int,
    seed: int,
    start: datetime,
    config: Path | None,
    database_url: str | None,
    talks_file: TextIO | None,
    as_json: bool,
) -> None:
    """Rehearse some days of citizens, officers and a desk on the real path, in accelerated time.

    It has a database of its own. Exit 1 when a promise was broken.
    """
    plan = Plan(days, citizens, seed, start.replace(tzinfo=JAKARTA), officers)
    with rehearsal(plan, config, database_url) as opened:
        _play(opened)
        report = opened.report()
        if talks_file is not None:
            talks_file.writelines(f"{line}\n" for line in talks(opened))
    if as_json:
        click.echo(json.dumps(asdict(report) | {"well": report.well}, default=str, ensure_ascii=False))
    else:
        Console(highlight=False).print(*_shown(report), sep="\n")
    sys.exit(0 if report.well else 1)


def _play(opened: Rehearsal) -> None:
    """To its end; on a terminal with a bar that shows the day."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as bar:
        plan = opened.plan
        task = bar.add_task("", total=plan.days * 24)
        for at in opened.run():
            day = f"day {(at - plan.start).days + 1} of {plan.days}"
            bar.update(task, completed=(at - plan.start).total_seconds() / HOUR, description=day)


def _shown(report: Report) -> Iterator[Table | str]:
    first = f"{report.start:%d/%m/%Y}"
    citizens = so_many(report.citizens, "citizen", "citizens")
    people = f"{citizens}, {so_many(report.officers, 'officer', 'officers')}"
    days = so_many(report.days, "day", "days")
    yield f"[bold]{days} from {first}, {people}, seed {report.seed}[/bold]\n"
    for table in (_traffic, _temperaments, _officers, _orders, _questions, _checks):
        yield table(report)
        yield ""
    everybody = (*report.conversations.values(), *report.staff.values())
    surprises = sum(len(each.surprises) for each in everybody)
    well = "[green]All is well.[/green]" if report.well else "[red]A promise was broken.[/red]"
    told = f" {surprises} answers were not of the kind that was expected: see --talks." if surprises else ""
    yield well + told


def _traffic(report: Report) -> Table:
    traffic, tally, found = report.traffic, report.tally, report.emergencies
    twice = f"{traffic.received}, {traffic.delivered_twice} of them delivered twice"
    limits = (("verification", tally.verification), ("answer", tally.answer))
    staffed = report.staffed
    late = f"{staffed.reminded} reminded of, {staffed.missed} escalated"
    answers = f"{staffed.answers} by officers, in {report.answers_arrived} SMS to citizens"
    rows = {
        "SMS in": twice,
        "became": _listed(tally.messages),
        "not answered": _listed(tally.withheld),
        "SMS out": f"{traffic.heard} in {traffic.segments} segments, {report.sms_per_ticket} per ticket",
        "of kind": _listed(tally.kinds),
        "tickets": f"{tally.tickets}",
        "cases": _listed(tally.cases),
        "limits": ", ".join(f"{name} {limit.met} met {limit.missed} missed" for name, limit in limits),
        "tasks": f"{_listed(staffed.tasks)}; {late}",
        "answers": answers,
        "emergencies": f"{found.first} of {found.first + found.not_first} that waited were answered first",
        "said STOP": f"{report.stops}",
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _temperaments(report: Report) -> Table:
    """The written dialogues in one row: there is one phone for each."""
    table = _numbers("citizens", "", "finished", "surprised")
    written = [each for name, each in report.conversations.items() if name in DIALOGUES]
    others = {name: [each] for name, each in report.conversations.items() if name not in DIALOGUES}
    for name, group in ({"written dialogues": written} | others).items():
        people, finished = sum(each.people for each in group), sum(each.finished for each in group)
        table.add_row(name, f"{people}", f"{finished}", f"{sum(len(each.surprises) for each in group)}")
    return table


def _officers(report: Report) -> Table:
    table = _numbers("officers", "", "surprised")
    for name, each in report.staff.items():
        table.add_row(name, f"{each.people}", f"{len(each.surprises)}")
    return table


def _orders(report: Report) -> Table:
    """What was proven and done, what was proven and refused, and what never came to that."""
    states = {
        "done": ("done",),
        "refused": ("refused",),
        "taken back": ("undone", "replaced"),
        "expired": ("expired",),
        "wrong codes": ("failed",),
        "open": ("asked", "confirmed"),
    }
    table = _numbers("orders", *states)
    for kind, counts in report.staffed.orders.items():
        table.add_row(kind, *(str(sum(counts.get(each, 0) for each in group)) for group in states.values()))
    return table


def _questions(report: Report) -> Table:
    table = _numbers("questions", "asked", "settled", "expired", "open")
    for kind, counts in report.tally.questions.items():
        table.add_row(kind, *(str(counts[name]) for name in ("asked", "settled", "expired", "open")))
    return table


def _checks(report: Report) -> Table:
    table = _numbers("must be 0", "")
    for name, count in report.checks.items():
        table.add_row(name, f"{count}" if count == 0 else f"[red]{count}[/red]")
    return table


def _numbers(first: str, *others: str) -> Table:
    table = Table(first, box=None, pad_edge=False, header_style="bold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
