"""`sms-gateway retention`: what is over its time, shown before it goes, or destroyed now."""

import os
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.cli.so_many import so_many
from sms_gateway.domain.retention import Stays
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import retention as service
from sms_gateway.services.retention import Preview


@click.group()
def retention() -> None:
    """How long personal data are kept, class by class; the limits are `retention` in config.yaml."""


@retention.command()
@configured
def preview(config: Path | None, data_dir: Path | None) -> None:
    """Print each class: its limit, what the next run destroys, the oldest there is. Changes nothing."""
    columns = ("class", "kept", "goes next", "oldest")
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    with opened(config, data_dir) as office:
        for each in service.preview(office):
            table.add_row(*_cells(each))
    Console(highlight=False, width=None if os.isatty(1) else 200).print(table)
    click.echo(f"Kept for ever: {', '.join(Stays)}.", err=True)


@retention.command()
@configured
@click.option("--by", metavar="WHO", help="Who does it (default: the account of this system).")
def run(config: Path | None, data_dir: Path | None, by: str | None) -> None:
    """Destroy now what the preview shows; the schedule does the same every few hours. It cannot be undone."""
    with opened(config, data_dir) as office:
        gone = service.run(office, by=actor(by))
    click.echo(", ".join(f"{what} {rows}" for what, rows in gone.items() if rows) or "Nothing was due.")


def _cells(each: Preview) -> tuple[str, str, str, str]:
    days = each.rule.days
    kept = "for ever" if days is None else so_many(days, "day", "days") if days else "until they end"
    oldest = f"{each.oldest.astimezone(JAKARTA):%d/%m/%Y}" if each.oldest else "-"
    return str(each.rule.what), kept, str(each.rows), oldest
