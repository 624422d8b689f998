"""`sms-gateway seed`: made-up tickets for trials and benchmarks, never among real ones."""

from pathlib import Path

import click
from rich.progress import Progress, TimeElapsedColumn

from sms_gateway import bootstrap, settings
from sms_gateway.cli.options import configured
from sms_gateway.services import seeding
from sms_gateway.services.seeding import Amount, Stage


@click.command()
@configured
@click.option("--tickets", type=click.IntRange(1, 5_000_000), default=10_000, show_default=True)
@click.option("--messages", type=click.IntRange(1, 20_000_000), help="Default: three for each ticket.")
@click.option("--seed", "chance", default=1708, show_default=True, help="The same seed makes the same rows.")
def seed(config: Path | None, data_dir: Path | None, tickets: int, messages: int | None, chance: int) -> None:
    """Fill an empty database with made-up tickets; refused in production and where anything is stored."""
    chosen = settings.load(config, data_dir, log_level="ERROR")
    gateway = bootstrap.build(chosen, "cli")
    amount = Amount(tickets, max(messages or tickets * 3, tickets), chance)
    try:
        seeding.check(gateway.office)
        with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as progress:
            bars = {stage: progress.add_task(str(stage), total=None, start=False) for stage in Stage}

            def tell(stage: Stage, count: int, total: int) -> None:
                progress.update(bars[stage], total=total)
                progress.start_task(bars[stage])
                progress.advance(bars[stage], count)

            seeding.seed(amount, gateway.office, tell)
    finally:
        gateway.close()
    click.echo(f"{tickets} tickets and {amount.messages} messages are made.")
