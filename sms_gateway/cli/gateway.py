"""Run and look after the gateway: up, serve, doctor, reconcile, make-keys."""

import json
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sms_gateway import bootstrap, crypto, settings
from sms_gateway.cli.options import configured
from sms_gateway.services.finding import Finding
from sms_gateway.services.reconcile import reconcile as fetch_missing
from sms_gateway.services.wording import open_wording
from sms_gateway.supervisor import gateway_parts, run_up
from sms_gateway.web.serve import serve as serve_web

MARKS = {True: "[green]ok[/green]", False: "[red]FAULT[/red]", None: "[yellow]note[/yellow]"}


@click.command()
@configured
@click.option("--host", help="Address to listen on (default: web.host, 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port (default: web.port, 1708; 0 = any free one)."
)
def up(config: Path | None, data_dir: Path | None, host: str | None, port: int | None) -> None:
    """The whole gateway in one go; Ctrl-C stops it."""
    found = settings.load(config, data_dir)
    bootstrap.open_rules(found)()  # a file with faults stops the start, not a worker later
    open_wording(found, time.monotonic)()  # likewise
    sys.exit(
        run_up(
            found,
            config,
            found.web.host if host is None else host,
            found.web.port if port is None else port,
            migrate=lambda: bootstrap.migrate(found),
            parts=partial(gateway_parts, inbox=found.inbox_workers, outbox=found.workers.outbox),
        )
    )


@click.command()
@configured
@click.option("--host", help="Address to listen on (default: web.host).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: web.port).")
@click.option("--parent-pid", type=int, hidden=True, help="Stop when this process is gone.")
def serve(
    config: Path | None, data_dir: Path | None, host: str | None, port: int | None, parent_pid: int | None
) -> None:
    """The web part alone: webhooks, health, metrics."""
    found = settings.load(config, data_dir)
    bootstrap.require_schema(found)
    serve_web(found, config, host or found.web.host, port or found.web.port, parent_pid)


@click.command()
@configured
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option("--all", "whole", is_flag=True, help="Read every row, also those the schedule counted; slow.")
def doctor(config: Path | None, data_dir: Path | None, as_json: bool, whole: bool) -> None:
    """Check everything and name the remedy; exit 1 when something is wrong."""
    gateway = bootstrap.build(settings.load(config, data_dir, log_level="ERROR"), "cli")
    try:
        findings = gateway.diagnose(whole=whole)
    finally:
        gateway.close()
    well = all(finding.ok is not False for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": well, "findings": [asdict(finding) for finding in findings]}, indent=1))
    else:
        _print_findings(findings, well)
    sys.exit(0 if well else 1)


def _print_findings(findings: list[Finding], well: bool) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        what = escape(finding.detail)
        if finding.ok is not True and finding.remedy:
            what += f"\n[bold]{escape(finding.remedy)}[/bold]"
        table.add_row(MARKS[finding.ok], escape(finding.check), what)
    console = Console(highlight=False)
    console.print(table)
    console.print("All is well." if well else "[red]Something is wrong; the remedies are above.[/red]")


@click.command()
@configured
@click.option("--since", help="ISO time to read from (default: where it was read last).")
@click.option("--carrier", help="Only this carrier (default: every enabled one).")
def reconcile(config: Path | None, data_dir: Path | None, since: str | None, carrier: str | None) -> None:
    """Fetch what a carrier received for us but never delivered to the webhook."""
    start = _moment(since)
    gateway = bootstrap.build(settings.load(config, data_dir), "cli")
    try:
        for name in [carrier] if carrier else list(gateway.office.carriers):
            if name not in gateway.office.carriers:
                raise click.BadParameter(f"{name} is not enabled", param_hint="--carrier")
            missing = fetch_missing(gateway.office, name, start)
            click.echo(f"{name}: {missing} message(s) had not arrived and are stored now.")
    finally:
        gateway.close()


def _moment(since: str | None) -> datetime | None:
    if since is None:
        return None
    try:
        found = datetime.fromisoformat(since)
    except ValueError:
        raise click.BadParameter("write it like 2026-11-24T08:00+07:00", param_hint="--since") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command()
def make_keys() -> None:
    """Print a fresh field key and index key for the environment; keep them as long as the data."""
    for name, value in crypto.make_keys().items():
        click.echo(f"SMSGW_{name.upper()}={value}")
