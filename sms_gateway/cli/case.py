"""`sms-gateway case`: the moves of the desk from the terminal, each named after what it does to a case."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import configured
from sms_gateway.domain.cases import OPEN, ArchiveCode, CaseState
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.zones import zone_of
from sms_gateway.services import moves, other_doors, story
from sms_gateway.services.moves import Done
from sms_gateway.services.office import Office
from sms_gateway.services.officer_list import unattended

CODES = [str(code) for code in ArchiveCode]


@click.group()
def case() -> None:
    """Look after cases: list, forward, accept, answer, ask, delay, extend, resume, return, archive,
    finish, reopen.

    NUMBER is the number of any ticket on the case. Its reporters are told by SMS what concerns them.
    """


def _move(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what every move takes."""
    actor = click.option(
        "--as", "actor", default="operator", show_default=True, help="Who does it, for the timeline."
    )
    number = click.argument("number")
    return configured(actor(number(command)))


def _do(config: Path | None, data_dir: Path | None, number: str, act: Callable[[str, Office], Done]) -> None:
    with opened(config, data_dir) as office:
        done = act(number.lstrip("#"), office)
    due = f", due {done.due_at.astimezone(JAKARTA):%d/%m}" if done.due_at else ""
    waits = f" from {done.leaves_at:%d/%m %H.%M %Z} on: quiet hours" if done.leaves_at else ""
    click.echo(f"{done.number} is {done.state}{due}; {done.told} reporter(s) are told{waits}.")
    if done.text:
        click.echo(done.text)
    if done.unattended:
        click.echo(_unattended([done.unattended]))


def _unattended(agencies: Sequence[str]) -> str:
    """What to do about agencies whose cases reach nobody's phone."""
    code = agencies[0]
    return (
        f"Remark: no officer of {', '.join(agencies)} is on duty: the desk must tell the agency. "
        f"To enrol one: sms-gateway officers add --agency {code} --phone PHONE --name NAME"
    )


@case.command("list")
@configured
@click.option("--state", "states", multiple=True, type=click.Choice([str(state) for state in sorted(OPEN)]))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_cases(config: Path | None, data_dir: Path | None, states: tuple[str, ...], limit: int) -> None:
    """The open cases, the most urgent first."""
    with opened(config, data_dir) as office:
        found = story.open_cases(office, [CaseState(state) for state in states], limit)
        with_agency = [row.agency for row in found if row.agency and row.state != CaseState.UNVERIFIED]
        missing = unattended(with_agency, office)
    if not found:
        click.echo("No case waits.")
        return
    table = Table("ticket", "due", "state", "problem", "agency", box=None, pad_edge=False, header_style="dim")
    for row in found:
        due = f"{row.due_at.astimezone(zone_of(row.region)):%d/%m}" if row.due_at else "-"
        table.add_row(row.number, due, row.state, row.problem or "-", row.agency or "desk")
    Console(highlight=False).print(table)
    if missing:
        click.echo(_unattended(missing))


@case.command()
@_move
@click.argument("agency", required=False)
def forward(config: Path | None, data_dir: Path | None, actor: str, number: str, agency: str | None) -> None:
    """Verified: hand NUMBER to AGENCY, like pupr@33.74; without one to where it was routed."""
    _do(config, data_dir, number, lambda n, office: moves.forward(n, actor, office, agency))


@case.command()
@_move
def accept(config: Path | None, data_dir: Path | None, actor: str, number: str) -> None:
    """The agency works on it."""
    _do(config, data_dir, number, lambda n, office: moves.accept(n, actor, office))


@case.command()
@_move
@click.argument("text")
def answer(config: Path | None, data_dir: Path | None, actor: str, number: str, text: str) -> None:
    """Answer every reporter of NUMBER with TEXT."""
    _do(config, data_dir, number, lambda n, office: moves.answer(n, text, actor, office))


@case.command()
@_move
@click.argument("text")
def ask(config: Path | None, data_dir: Path | None, actor: str, number: str, text: str) -> None:
    """Ask the reporter of NUMBER, and nobody else, what TEXT says."""
    _do(config, data_dir, number, lambda n, office: moves.ask(n, text, actor, office))


@case.command()
@_move
@click.argument("text", default="")
def delay(config: Path | None, data_dir: Path | None, actor: str, number: str, text: str) -> None:
    """The agency cannot go on for now; TEXT, the reason, is for staff."""
    _do(config, data_dir, number, lambda n, office: moves.delay(n, actor, office, text))


@case.command()
@_move
@click.argument("text")
def extend(config: Path | None, data_dir: Path | None, actor: str, number: str, text: str) -> None:
    """More working days for NUMBER, once; TEXT, the reason, is for staff."""
    _do(config, data_dir, number, lambda n, office: moves.extend(n, text, actor, office))


@case.command()
@_move
def resume(config: Path | None, data_dir: Path | None, actor: str, number: str) -> None:
    """It goes on after a delay."""
    _do(config, data_dir, number, lambda n, office: moves.resume(n, actor, office))


@case.command("return")
@_move
@click.argument("text")
def give_back(config: Path | None, data_dir: Path | None, actor: str, number: str, text: str) -> None:
    """Not this agency's: back to the national desk; TEXT, the reason, is for staff."""
    _do(config, data_dir, number, lambda n, office: moves.return_to_desk(n, text, actor, office))


@case.command()
@_move
@click.argument("code", type=click.Choice(CODES))
def archive(config: Path | None, data_dir: Path | None, actor: str, number: str, code: str) -> None:
    """Set NUMBER aside for a reason the reporters are told."""
    _do(config, data_dir, number, lambda n, office: moves.archive(n, ArchiveCode(code), actor, office))


@case.command()
@_move
def finish(config: Path | None, data_dir: Path | None, actor: str, number: str) -> None:
    """Done, after an answer."""
    _do(config, data_dir, number, lambda n, office: moves.finish(n, actor, office))


@case.command()
@_move
def reopen(config: Path | None, data_dir: Path | None, actor: str, number: str) -> None:
    """It came back after it was closed."""
    _do(config, data_dir, number, lambda n, office: moves.reopen(n, actor, office))


@case.command()
@_move
@click.argument("external_ref")
@click.option(
    "--filed",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="When it was filed there, like 2026-11-02: its clock runs from then.",
)
def link(
    config: Path | None, data_dir: Path | None, actor: str, number: str, external_ref: str, filed: datetime
) -> None:
    """The reporter of NUMBER filed the same at Lapor Mas Wapres, as EXTERNAL_REF."""
    at = filed.replace(tzinfo=JAKARTA)
    _do(
        config,
        data_dir,
        number,
        lambda n, office: other_doors.link_wapres(n, external_ref, at, actor, office),
    )
