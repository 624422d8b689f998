"""`sms-gateway officers`: enrol the officers of agencies, and disable, release or invite them again."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.cli.so_many import so_many
from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import officer_import, officer_list
from sms_gateway.services import officers as enrolment
from sms_gateway.services.office import Office

SHOW_PROGRESS_FROM = 20
Act = Callable[[str, str, Office], officer_list.OfficerRow]


@click.group()
def officers() -> None:
    """Who works on cases by SMS. OFFICER is the number `list` shows, or the phone.

    Phones are never shown whole. Everything done here is noted in the audit chain.
    """


def _command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with --config, --data-dir and --by."""
    by = click.option("--by", metavar="NAME", help="Who does it (default: the account of this system).")

    def made(function: Callable[..., Any]) -> click.Command:
        return officers.command(name)(configured(by(function)))

    return made


@_command("add")
@click.option("--phone", required=True, metavar="NUMBER", help="Like 081234567890; - asks for it unseen.")
@click.option("--agency", required=True, metavar="CODE", help="Like pupr@33.74.")
@click.option("--name", required=True, help='As citizens and colleagues read it: "Budi S".')
@click.option("--stand-in", metavar="OFFICER", help="Who gets the tasks during leave; of the same agency.")
@click.option("--admin", is_flag=True, help="Gets the agency's daily recap and its alerts.")
def add(
    config: Path | None,
    data_dir: Path | None,
    by: str | None,
    phone: str,
    agency: str,
    name: str,
    stand_in: str | None,
    admin: bool,
) -> None:
    """Enrol a phone: it gets a code by SMS and is an officer's once it has answered OK and the code."""
    number = click.prompt("Phone", hide_input=True) if phone == "-" else phone
    with opened(config, data_dir) as office:
        added = enrolment.add(Candidate(number, agency, name, stand_in, admin), actor(by), office)
    click.echo(f"Officer {added.id} is {added.state}: a code is on its way to the phone.")


@_command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def import_(
    config: Path | None, data_dir: Path | None, by: str | None, file: Path, dry_run: bool, yes: bool
) -> None:
    """Enrol and change the officers FILE (.csv) names; nobody it does not name is touched.

    Its first line names the columns: phone,agency,name,stand_in,admin. It may stop anywhere and be run again.
    """
    with opened(config, data_dir) as office:
        proposal = officer_import.propose(file, office)
        for change in proposal:
            click.echo(change)
        told = so_many(len(proposal), "officer changes.", "officers change.")
        click.echo(told if proposal else "Nothing changes.")
        if dry_run or not proposal:
            return
        if not yes:
            click.confirm("Do it?", abort=True)
        steps = officer_import.steps(proposal)
        with click.progressbar(steps, label="Officers", hidden=len(steps) < SHOW_PROGRESS_FROM) as bar:
            for step in bar:
                officer_import.carry_out(step, actor(by), office)
    click.echo("Done. New phones get their code by SMS, not during the quiet hours.")


@officers.command("list")
@configured
@click.option("--agency", metavar="CODE", help="Those of one agency.")
def list_(config: Path | None, data_dir: Path | None, agency: str | None) -> None:
    """List officers with their state; phones are masked."""
    with opened(config, data_dir) as office:
        found = officer_list.listed(office, agency)
    if not found:
        click.echo("There is no officer.")
        return
    columns = ("id", "agency", "name", "phone", "state", "since", "stand-in", "")
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for each in found:
        one = each.officer
        since = f"{one.state_since.astimezone(JAKARTA):%d/%m/%Y}"
        table.add_row(
            str(one.id),
            one.agency,
            one.name,
            each.phone,
            "on leave" if each.on_leave else one.state.replace("_", " "),
            since,
            str(one.stand_in_id or "-"),
            "admin" if one.admin else "",
        )
    Console(highlight=False, width=None if os.isatty(1) else 200).print(table)


def _state_command(name: str, act: Act, told: str, what: str) -> None:
    @_command(name)
    @click.argument("officer")
    def command(config: Path | None, data_dir: Path | None, by: str | None, officer: str) -> None:
        with opened(config, data_dir) as office:
            done = act(officer, actor(by), office)
        click.echo(f"Officer {done.id} is {done.state.replace('_', ' ')}: {told}.")

    command.help = what


_state_command(
    "disable",
    enrolment.disable,
    "the phone is a citizen's again",
    "Take OFFICER out: its open tasks go to others within seconds.",
)
_state_command(
    "enable",
    enrolment.enable,
    "a code is on its way to the phone",
    "Bring a disabled OFFICER back; the phone must answer a new code.",
)
_state_command(
    "release",
    enrolment.release,
    "it gets tasks again",
    "Let OFFICER work again after a hold for wrong codes.",
)
_state_command(
    "resend",
    enrolment.resend,
    "a new code is on its way, the old one is void",
    "Send OFFICER, who has not answered yet, a new code.",
)
