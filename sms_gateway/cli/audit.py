"""`sms-gateway audit`: prove that the record of who did what is as it was written, and read it."""

import json
import re
import sys
from datetime import datetime
from pathlib import Path

import click

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import configured
from sms_gateway.domain.audit_chain import Row
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import audit as chain

_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{16,64})")
WHY = {
    "changed": "is not what was written there",
    "missing": "is missing",
    "inserted": "stands behind the noted end",
    "older-changed": "or one before it is not what was there when the index key was changed",
    "end-forged": "must be there: the end of the chain was set back",
    "end-missing": "may be missing: the end of the chain was taken away",
    "not-the-noted-one": "is not the one that was noted",
}


class Anchor(click.ParamType[tuple[int, str]]):
    """A row as `verify` prints it: its number and how its hash begins."""

    name = "SEQ:HASH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        """The number and the digits."""
        found = _ANCHOR.fullmatch(str(value))
        if found is None:
            self.fail("write it as `audit verify` printed it, like 120:5f2c0a9b1d3e4f60", param, ctx)
        return int(found[1]), found[2]


@click.group()
def audit() -> None:
    """The chained record of what was done to and by officers: ids and codes, no words, no numbers."""


@audit.command()
@configured
@click.option("--anchor", type=Anchor(), help="A row noted elsewhere; it must still be the same.")
def verify(config: Path | None, data_dir: Path | None, anchor: tuple[int, str] | None) -> None:
    """Read the whole chain; exit 1 and the first broken row when somebody changed it."""
    with opened(config, data_dir) as office:
        verdict = chain.verify(office, anchor=anchor)
    if verdict.broken is not None:
        click.echo(f"BROKEN at {verdict.broken.seq}: row {verdict.broken.seq} {WHY[verdict.broken.why]}.")
        click.echo("Everything before it is as it was written. See docs/runbooks/officers.md.", err=True)
        sys.exit(1)
    click.echo(
        f"{verdict.rows} rows, whole." + (f" Note this elsewhere: {verdict.anchor}" if verdict.rows else "")
    )


@audit.command()
@configured
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From then on, in WIB.")
@click.option("--actor", metavar="WHO", help="Like officer:7, sender:12, clock or cli:ani.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="The newest.")
def show(
    config: Path | None, data_dir: Path | None, since: datetime | None, actor: str | None, limit: int
) -> None:
    """Print entries, oldest first: number, time, who, what, details."""
    with opened(config, data_dir) as office:
        from_then = since.replace(tzinfo=JAKARTA) if since else None
        found = chain.listed(office, from_then, actor, limit)
    for row in found:
        click.echo(_line(row))
    if not found:
        click.echo("Nothing was noted.", err=True)


def _line(row: Row) -> str:
    entry = row.entry
    at = entry.at.astimezone(JAKARTA)
    detail = json.dumps(dict(entry.detail), sort_keys=True)
    return f"{row.seq:6} {at:%d/%m/%Y %H.%M.%S} {entry.actor:20} {entry.action:24} {detail}"
