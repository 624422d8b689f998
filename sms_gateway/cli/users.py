"""`sms-gateway users`: who may sign in to the console; nobody's password is ever typed here."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.domain.permissions import AccountRole, needs_code
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import accounts
from sms_gateway.services.accounts import Invitation
from sms_gateway.services.office import Office

ROLES = click.Choice([role.value for role in AccountRole])


@click.group()
def users() -> None:
    """Who may sign in to the console. Everything done here is noted in the audit chain."""


def _command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command about the account NAME with --config, --data-dir and --by."""
    by = click.option("--by", metavar="WHO", help="Who does it (default: the account of this system).")

    def made(function: Callable[..., Any]) -> click.Command:
        return users.command(name)(click.argument("name")(configured(by(function))))

    return made


@_command("add")
@click.option("--role", type=ROLES, required=True, help="What the person may do.")
@click.option("--agency", metavar="CODE", help="Like pupr@33.74; for an agency_admin only.")
@click.option("--reset", is_flag=True, help="An account of that name gets the role and a new invitation.")
def add(
    config: Path | None,
    data_dir: Path | None,
    by: str | None,
    name: str,
    role: str,
    agency: str | None,
    reset: bool,
) -> None:
    """Let NAME in: a code is printed once, and the person turns it into a password in the console."""
    wanted = AccountRole(role)
    with opened(config, data_dir) as office:
        known = reset and accounts.find(name.strip().lower(), office) is not None
        invitation = (
            accounts.reset(name, actor(by), office, wanted, agency)
            if known
            else accounts.add(name, wanted, agency, actor(by), office)
        )
        _tell(invitation, office)


@_command("reset")
def reset(config: Path | None, data_dir: Path | None, by: str | None, name: str) -> None:
    """Invite NAME anew: password, codes and every sign-in are void. For a lost phone or password."""
    with opened(config, data_dir) as office:
        _tell(accounts.reset(name, actor(by), office), office)


@_command("disable")
def disable(config: Path | None, data_dir: Path | None, by: str | None, name: str) -> None:
    """Sign NAME out everywhere, for good."""
    with opened(config, data_dir) as office:
        done = accounts.disable(name, actor(by), office)
    click.echo(f"{done.name} is disabled and signed out everywhere.")


@_command("enable")
def enable(config: Path | None, data_dir: Path | None, by: str | None, name: str) -> None:
    """Bring a disabled NAME back, by a new invitation."""
    with opened(config, data_dir) as office:
        _tell(accounts.enable(name, actor(by), office), office)


@users.command("list")
@configured
def list_(config: Path | None, data_dir: Path | None) -> None:
    """List accounts with role, agency and state."""
    columns = ("name", "role", "agency", "state", "code", "last signed in")
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    with opened(config, data_dir) as office:
        for one in _all(office):
            seen = f"{one.signed_in_at.astimezone(JAKARTA):%d/%m/%Y %H.%M}" if one.signed_in_at else "-"
            code = "set up" if one.totp_secret else ("missing" if needs_code(one.role) else "-")
            table.add_row(one.name, one.role, one.agency or "all", one.state, code, seen)
    if not table.row_count:
        click.echo("There is no account. Make one with `sms-gateway users add`.")
        return
    Console(highlight=False, width=None if os.isatty(1) else 200).print(table)


def _all(office: Office) -> Iterator[accounts.AccountRow]:
    after: str | None = ""
    while after is not None:
        page = accounts.listed(office, after=after)
        yield from page.rows
        after = page.after


def _tell(invitation: Invitation, office: Office) -> None:
    console = office.settings.console
    address = f"{console.url or office.settings.public_url}/console/invitation"
    until = f"{invitation.until.astimezone(JAKARTA):%d/%m/%Y %H.%M} WIB"
    click.echo(f"Invitation of {invitation.account.name}: {invitation.code}")
    click.echo(f"Good once, until {until}, at {address}. It is not shown again.", err=True)
