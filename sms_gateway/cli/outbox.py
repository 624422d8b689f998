"""`sms-gateway outbox`: the SMS that did not leave, to look at, send again or give up; never their text."""

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from sms_gateway import bootstrap
from sms_gateway.cli import cost_lines, outbox_lines
from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.domain.dead_letters import Against, DropReason, Waiting
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import carrier_health, costs, dead_letters, sending
from sms_gateway.services.dead_letters import Step, Which
from sms_gateway.services.office import Office

ID = click.IntRange(1, 10**18 - 1)
UNSETTLED = (Waiting.HELD, Waiting.UNKNOWN, Waiting.RETRY)


@click.group()
def outbox() -> None:
    """SMS that did not leave. ID is the number `list` shows.

    Texts are never shown and phones never whole. What is done here is noted in the timeline of the ticket
    and in the audit chain.
    """


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what chooses SMS."""
    states = click.option(
        "--state",
        "states",
        multiple=True,
        type=click.Choice([str(each) for each in Waiting]),
        help="Repeatable.",
    )
    carrier = click.option("--carrier", metavar="NAME", help="Only those of one carrier.")
    since = click.option(
        "--since",
        type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
        help="Only those that came into their state from then on, in WIB.",
    )
    return states(carrier(since(command)))


def _by(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--by", metavar="NAME", help="Who does it (default: the account of this system).")(
        command
    )


@outbox.command("list")
@configured
@_which
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_(
    config: Path | None,
    data_dir: Path | None,
    states: tuple[str, ...],
    carrier: str | None,
    since: datetime | None,
    limit: int,
) -> None:
    """List SMS that wait, the longest first: held, unknown and retry, unless --state says otherwise."""
    which = _chosen(states, carrier, since)
    with opened(config, data_dir) as office:
        found = dead_letters.listed(which, limit, office)
        total = dead_letters.count(which, office)
    if not found:
        click.echo("No SMS waits.")
        return
    console = Console(highlight=False, width=None if os.isatty(1) else 200)
    console.print(outbox_lines.table(found))
    click.echo(f"{len(found)} of {total}. `sms-gateway outbox show ID` says what each means.", err=True)


@outbox.command()
@configured
@click.argument("id_", metavar="ID", type=ID)
def show(config: Path | None, data_dir: Path | None, id_: int) -> None:
    """Say what happened to one SMS, what it means and what can be done."""
    with opened(config, data_dir) as office:
        found = dead_letters.one(id_, office)
    for line in outbox_lines.story(found):
        click.echo(line)


@outbox.command()
@configured
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="Up to today.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
def cost(config: Path | None, data_dir: Path | None, days: int, as_json: bool) -> None:
    """Say what SMS cost, by day, carrier and kind, and how much of limits.segments_per_day is used.

    Counted is what left or was tried, in segments, at the prices of today (carriers.<name>.price). Days are
    those of calendar.zone; the breaker counts the last 24 hours.
    """
    with opened(config, data_dir) as office:
        found = costs.bill(days, office)
    if as_json:
        click.echo(json.dumps(cost_lines.as_json(found), indent=2))
        return
    console = Console(highlight=False, width=None if os.isatty(1) else 200)
    console.print(cost_lines.table(found))
    click.echo(cost_lines.budget(found))


@outbox.command()
@configured
@_by
@_which
@click.argument("ids", metavar="[ID]...", type=ID, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that --state, --carrier and --since choose.")
@click.option("--may-be-second", is_flag=True, help="Also what the citizen may have got already.")
@click.option("--now", "at_once", is_flag=True, help="In the quiet hours too, what could wait.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def retry(
    config: Path | None,
    data_dir: Path | None,
    by: str | None,
    states: tuple[str, ...],
    carrier: str | None,
    since: datetime | None,
    ids: tuple[int, ...],
    everything: bool,
    may_be_second: bool,
    at_once: bool,
    yes: bool,
) -> None:
    """Send SMS again, as soon as a worker is free; news and reminders not in the quiet hours of their reader.

    One that may have reached its citizen is sent only with --may-be-second: nobody shall get two.
    """
    if everything == bool(ids) or everything != bool(states):
        raise click.UsageError("Name IDs, or --all with at least one --state.")
    with opened(config, data_dir) as office:
        if ids:
            _told(dead_letters.retry(set(ids), may_be_second, actor(by), office, at_once=at_once))
            return
        which = _chosen(states, carrier, since)
        click.echo(f"{dead_letters.count(which, office)} SMS are chosen.")
        if not yes:
            click.confirm("Send them again?", abort=True)
        _retry_all(which, may_be_second, at_once, actor(by), office)


def _retry_all(which: Which, may_be_second: bool, at_once: bool, by: str, office: Office) -> None:
    """In steps: it may be stopped anywhere and run again."""
    sent, waiting, left, after = 0, 0, Counter[Against](), 0
    while True:
        step = dead_letters.retry_next(which, after, may_be_second, by, office, at_once=at_once)
        sent += step.sent
        waiting += step.waiting
        left += step.left
        if step.last is None:
            break
        after = step.last
    _told(Step(sent, waiting, left))


def _told(step: Step) -> None:
    click.echo(f"{step.sent} SMS leave again.")
    if step.waiting:
        click.echo(f"{step.waiting} of them after the quiet hours of their readers (--now: at once).")
    for code, count in step.left.items():
        click.echo(outbox_lines.left(code, count))


@outbox.command()
@configured
@_by
@click.argument("ids", metavar="ID...", type=ID, nargs=-1, required=True)
@click.option("--reason", required=True, type=click.Choice([str(each) for each in DropReason]))
def drop(
    config: Path | None, data_dir: Path | None, by: str | None, ids: tuple[int, ...], reason: str
) -> None:
    """Give SMS up: they never leave. The rows stay, with the reason."""
    with opened(config, data_dir) as office:
        count = dead_letters.drop(set(ids), DropReason(reason), actor(by), office)
    click.echo(f"{count} SMS are given up: {reason}.")


@outbox.command()
@configured
@_by
@click.option(
    "--set-back-to",
    "copied_at",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    help="The database was set back to then, in WIB, by other means than `restore`.",
)
def hold(config: Path | None, data_dir: Path | None, by: str | None, copied_at: datetime | None) -> None:
    """Send nothing more until `release`; SMS are promised and looked up as always."""
    since = copied_at.replace(tzinfo=JAKARTA) if copied_at else None
    with opened(config, data_dir) as office:
        in_doubt = sending.hold(office, actor(by), bootstrap.new_epoch(), since)
    click.echo(f"Sending is held; {in_doubt} SMS are in doubt.")


@outbox.command()
@configured
@_by
@click.argument("carrier", metavar="CARRIER")
def feed(config: Path | None, data_dir: Path | None, by: str | None, carrier: str) -> None:
    """Try a carrier now that is fed no more, because its fault was mended; else its pause goes on."""
    with opened(config, data_dir) as office:
        if carrier not in office.carriers:
            raise click.BadParameter(f"{carrier} is not enabled", param_hint="CARRIER")
        tried = carrier_health.try_now(carrier, actor(by), office)
    click.echo(f"{carrier} is tried now." if tried else f"{carrier} is fed as usual.")


@outbox.command()
@configured
@_by
@click.option("--yes", is_flag=True, help="Do not ask.")
def release(config: Path | None, data_dir: Path | None, by: str | None, yes: bool) -> None:
    """Let SMS leave again after a restore, or after `hold`; what may have left already stays in doubt."""
    with opened(config, data_dir) as office:
        if sending.state(office).held is None:
            click.echo("Sending is not held.")
            return
        found = sending.prepare(office).waiting
        for line in outbox_lines.before_release(found):
            click.echo(line)
        if not yes:
            click.confirm("Let them leave?", abort=True)
        sending.release(office, actor(by))
    click.echo("Sending goes on.")


def _chosen(states: tuple[str, ...], carrier: str | None, since: datetime | None) -> Which:
    chosen = tuple(Waiting(state) for state in states) or UNSETTLED
    return Which(chosen, carrier, since.replace(tzinfo=JAKARTA) if since else None)
