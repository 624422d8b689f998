"""`sms-gateway hourly`: make the counts behind the dashboard anew from what they were counted from."""

from datetime import datetime
from pathlib import Path

import click

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import configured
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import hourly as counts


@click.group()
def hourly() -> None:
    """The counts of every hour that the dashboard shows; the schedule keeps them by itself."""


@hourly.command()
@configured
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From then on, in WIB.")
def rebuild(config: Path | None, data_dir: Path | None, since: datetime | None) -> None:
    """Count anew, from the first message on or since a moment; safe while the gateway works."""
    with opened(config, data_dir) as office:
        counted = counts.rebuild(since.replace(tzinfo=JAKARTA) if since else None, office)
    click.echo(f"{counted} hours counted.")
