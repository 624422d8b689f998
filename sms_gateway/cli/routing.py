"""`sms-gateway routing`: check a file of rules, and see what it would have done with past tickets."""

import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

import parsers
from sms_gateway import bootstrap, settings
from sms_gateway.cli.options import configured
from sms_gateway.clock import utc_now
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import agencies, rule_trial
from sms_gateway.services.replay import Replayed, how_many
from sms_gateway.services.replay import replay as replay_past
from sms_gateway.services.rules import read_file

WORDS = 48
LISTED = 20


@click.group()
def routing() -> None:
    """The rules that lead a report to its agency."""


@routing.command()
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(config: Path | None, data_dir: Path | None, file: Path) -> None:
    """Validate FILE and run its examples; exit 1 when one is not decided by its rule."""
    book = read_file(file)
    threshold = settings.load(config, data_dir).routing.threshold
    knowledge = parsers.load_knowledge()
    directory = agencies.packaged(knowledge)  # a rule decides its examples whoever is switched off
    missed = rule_trial.missed_examples(book, knowledge, directory, utc_now(), threshold)
    for miss in missed:
        click.echo(
            f"{file}:{miss.rule.line}: {miss.rule.id}: decided by {miss.by}: {parsers.mask(miss.text)}"
        )
    for phrase, read in rule_trial.unheard_phrases(book, knowledge).items():
        click.echo(f'{file}: note: "{phrase}" alone is read as "{read}"')
    examples = sum(len(rule.examples) for rule in book.rules)
    click.echo(
        f"{file}: {len(book.rules)} rules, {examples} examples, {len(missed)} not decided by their rule; "
        f"{book.version}"
    )
    sys.exit(1 if missed else 0)


@routing.command()
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--since", required=True, metavar="DATE", help="First day, like 2026-11-01 (Jakarta time).")
@click.option("--until", metavar="DATE", help="First day not included; default: now.")
def replay(config: Path | None, data_dir: Path | None, file: Path, since: str, until: str | None) -> None:
    """Show which past tickets would go elsewhere by the rules of FILE. Nothing is written."""
    book = read_file(file)
    start = _day(since, "--since")
    end = _day(until, "--until") if until else utc_now()
    gateway = bootstrap.build(settings.load(config, data_dir), "cli")
    console = Console(highlight=False)
    try:
        total = how_many(gateway.office, start, end)
        bar = Progress(
            "reading", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
        )
        with bar:
            task = bar.add_task("tickets", total=total)
            found = replay_past(gateway.office, book, start, end, lambda more: bar.advance(task, more))
    finally:
        gateway.close()
    _show(found, console)


def _day(text: str, option: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write it like 2026-11-01", param_hint=option) from None
    return found if found.tzinfo else found.replace(tzinfo=JAKARTA)


def _show(found: Replayed, console: Console) -> None:
    console.print(
        f"{found.read} tickets read, {found.moved} would go elsewhere"
        + (f", {found.unreadable} could not be read (erased)" if found.unreadable else "")
        + "."
    )
    if not found.moved:
        return
    if found.moved != found.by_rules:
        today = found.moved - found.by_rules
        why = "the parser knows more now, or a person moved them"
        console.print(f"[dim]{today} of them also by the rules in force: {why}.[/]")
    counts = Table("from", "to", "tickets", box=None, pad_edge=False, header_style="dim")
    for (before, after), number in found.moves.most_common(LISTED):
        counts.add_row(before, after, str(number))
    console.print(counts)
    console.print()
    tickets = Table("ticket", "from", "to", "rule", "words", box=None, pad_edge=False, header_style="dim")
    for moved in found.first[:LISTED]:
        mark = " [dim](today too)[/]" if moved.today else ""
        words = escape(moved.words[:WORDS])
        tickets.add_row(str(moved.ticket_id), moved.before, moved.after + mark, moved.rule, words)
    console.print(tickets)
