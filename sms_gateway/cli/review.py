"""`sms-gateway review`: what waits in the review queue, for whoever has no browser."""

from pathlib import Path

import click

from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import configured
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import review_queue
from sms_gateway.services.review_queue import Line


@click.group()
def review() -> None:
    """Messages no rule could read. They are decided on in the console, at /console/reviews."""


@review.command("list")
@configured
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="The most urgent ones."
)
def list_(config: Path | None, data_dir: Path | None, limit: int) -> None:
    """Print what waits, the most urgent and the oldest first: reference, time, reason, who is on it, text."""
    with opened(config, data_dir) as office:
        page = review_queue.listed(office, None, limit=limit)
    for line in page.lines:
        click.echo(_line(line))
    if not page.lines:
        click.echo("No message waits for a person.", err=True)
    elif page.after is not None:
        click.echo(f"{page.waiting - len(page.lines)} more wait; see --limit.", err=True)


def _line(line: Line) -> str:
    row = line.row
    came = row.received_at.astimezone(JAKARTA)
    late = " LATE" if line.late else ""
    text = " ".join(line.text.split())
    return f"P-{row.reference:9}{came:%d/%m %H.%M}{late}  {row.reason}  {line.claimer or '-'}  {text}"
