"""`sms-gateway breach-pack`: whose data an account saw, to tell them in time; noted in the audit chain."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import GatewayError
from sms_gateway.services import breach


class NoSuchAccount(GatewayError):
    """Nobody has an account of that name."""


@click.command("breach-pack")
@click.argument("user")
@configured
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), required=True, help="In WIB.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: print it.")
@click.option("--format", "shape", type=click.Choice(["csv", "json"]), help="Default: as FILE is named; csv.")
@click.option("--phones", is_flag=True, help="With the numbers, to send the notice; needs --out.")
@click.option("--by", metavar="WHO", help="Who does it (default: the account of this system).")
def breach_pack(
    config: Path | None,
    data_dir: Path | None,
    user: str,
    since: datetime,
    out: Path | None,
    shape: str | None,
    phones: bool,
    by: str | None,
) -> None:
    """Write whose data the account USER saw: tickets, messages, numbers, searches and exports.

    UU PDP 27/2022 art. 46 gives 3x24 hours to tell everybody on it. See docs/runbooks/privacy.md.
    """
    if phones and out is None:
        raise click.UsageError("--phones needs --out: numbers are not printed.")
    with opened(config, data_dir) as office:
        begin = since.replace(tzinfo=JAKARTA)
        pack = breach.take(user, begin, actor(by), office, phones=phones)
    if pack is None:
        raise NoSuchAccount(f"There is no account {user!r}.", "See `sms-gateway users list`.")
    named = "json" if out is not None and out.suffix == ".json" else "csv"
    _write([breach.as_json(pack) + "\n"] if (shape or named) == "json" else breach.csv(pack), out)
    counts = ", ".join(f"{count} {what}" for what, count in pack.counts.items())
    click.echo(f"{pack.account} since {begin:%d/%m/%Y %H.%M} WIB: {counts}.", err=out is None)


def _write(lines: Iterable[str], out: Path | None) -> None:
    """For its owner only; an older file of that name is replaced."""
    if out is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    out.unlink(missing_ok=True)
    opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
