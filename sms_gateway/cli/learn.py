"""`sms-gateway learn`: what people taught the parser, its versions, and the examples for training."""

import json
import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.domain.lessons import RuleState
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import GatewayError
from sms_gateway.services import learning
from sms_gateway.services.learning import NotTaught


@click.group()
def learn() -> None:
    """What people taught the parser. Rules are proposed and decided in the console."""


@learn.command("export")
@configured
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: print them.")
def export(config: Path | None, data_dir: Path | None, out: Path | None) -> None:
    """Write the examples as JSON lines like those of the corpus; personal data are replaced."""
    with opened(config, data_dir) as office:
        lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in learning.exported(office)]
    if out is None:
        click.echo("".join(lines), nl=False)
    else:
        out.write_text("".join(lines), encoding="utf-8")
    click.echo(f"{len(lines)} examples.", err=True)


@learn.command("rules")
@configured
@click.option("--state", type=click.Choice([each.value for each in RuleState]), help="Only those.")
def rules(config: Path | None, data_dir: Path | None, state: str | None) -> None:
    """List the newest rules."""
    table = _table("rule", "kind", "term", "means", "weight", "state", "proposed by", "decided by")
    with opened(config, data_dir) as office:
        for each in learning.listed(office, RuleState(state) if state else None).rows:
            rule = each.rule
            told = (rule.kind.value, rule.term, rule.value, f"{rule.weight:g}", each.state.value)
            table.add_row(str(each.id), *told, each.proposed_by, each.decided_by or "-")
    _print(table, "There is no rule.")


@learn.command("versions")
@configured
def versions(config: Path | None, data_dir: Path | None) -> None:
    """List the newest versions of what is taught; the first row is in force."""
    table = _table("version", "rules", "because", "of", "by", "when")
    with opened(config, data_dir) as office:
        for each in learning.versions(office).rows:
            when = f"{each.made_at.astimezone(JAKARTA):%d/%m/%Y %H.%M}"
            told = (str(each.count), each.because.value, str(each.subject), each.made_by, when)
            table.add_row(str(each.id), *told)
    _print(table, "Nothing was taught: the packaged lists are in force.")


@learn.command("rollback")
@configured
@click.argument("version", type=click.IntRange(min=0))
@click.option("--by", metavar="WHO", help="Who does it (default: the account of this system).")
def rollback(config: Path | None, data_dir: Path | None, version: int, by: str | None) -> None:
    """Make a new version equal to VERSION; 0 is the packaged lists alone. Live within seconds."""
    with opened(config, data_dir) as office:
        made = learning.roll_back(version, actor(by), office)
    if made is NotTaught.NO_SUCH:
        raise GatewayError(f"There is no version {version}.", "See `sms-gateway learn versions`.")
    if made is NotTaught.IN_FORCE:
        raise GatewayError(f"Version {version} is in force.", "Nothing is to be done.")
    click.echo(f"Version {made} is in force, equal to version {version}.")


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, header_style="dim")


def _print(table: Table, nothing: str) -> None:
    if not table.row_count:
        click.echo(nothing)
        return
    Console(file=sys.stdout, highlight=False, markup=False, width=None if os.isatty(1) else 200).print(table)
