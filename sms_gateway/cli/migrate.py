"""Bring the database to the newest schema while the gateway works, say what that would do, or go back."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from sms_gateway import bootstrap, settings
from sms_gateway.cli.options import configured
from sms_gateway.services import schema
from sms_gateway.services.schema import Fit, Plan
from sms_gateway.settings import Settings


@click.command()
@configured
@click.option("--check", is_flag=True, help="Only say what would be done; exit 1 when something would.")
@click.option("--back-to", metavar="VERSION", help="Undo every version behind this one, like 0016.")
@click.option("--yes", is_flag=True, help="Do not ask before going back.")
def migrate(config: Path | None, data_dir: Path | None, check: bool, back_to: str | None, yes: bool) -> None:
    """Bring the database to the newest schema; safe to repeat, and while the gateway works."""
    found = settings.load(config, data_dir)
    if back_to is not None:
        _go_back(found, back_to, check, yes)
    elif check:
        _check(found)
    else:
        bootstrap.migrate(found, _progress())
        click.echo(_outcome(found))


def _check(found: Settings) -> None:
    if not bootstrap.has_database(found):
        click.echo("There is no database yet: `sms-gateway migrate` makes it.")
        sys.exit(1)
    plan = bootstrap.with_database(found, schema.plan)
    click.echo(
        f"The database has schema {plan.standing.current or 'none'}, this program {plan.standing.newest}."
    )
    if plan.standing.fit is Fit.AHEAD:
        click.echo("It is newer and fits: nothing would be done.")
    _tell_steps(plan, "Would make")
    sys.exit(1 if plan.steps else 0)


def _go_back(found: Settings, revision: str, check: bool, yes: bool) -> None:
    plan = bootstrap.with_database(found, lambda sessions: schema.plan_back(sessions, revision))
    _tell_steps(plan, "Would undo" if check else "To undo")
    for what, rows in plan.losses:
        click.echo(f"forgotten for good: {what}, {rows} rows")
    if check or not plan.steps:
        sys.exit(1 if plan.steps else 0)
    if not yes:
        click.confirm("Older programs run on a newer schema. Go back all the same?", abort=True)
    bootstrap.with_database(found, lambda sessions: schema.go_back(sessions, revision, _progress()))
    click.echo(f"The database has schema {revision}.")


def _tell_steps(plan: Plan, verb: str) -> None:
    for step in plan.steps:
        click.echo(f"{verb} {step.revision}: {step.title}\n  {step.remark}")
        if step.ahead:
            click.echo(f"  first, while others write: {', '.join(step.ahead)}")


def _outcome(found: Settings) -> str:
    standing = bootstrap.with_database(found, schema.plan).standing
    if standing.fit is Fit.AHEAD:
        return (
            f"The database has schema {standing.current}, newer than the {standing.newest} of this program, "
            "which works on it: nothing was done."
        )
    return "The database has the newest schema."


def _progress() -> Callable[[str, str], None]:
    """A line for each thing that is done, with the seconds since the first, for whoever watches."""
    started = time.monotonic()

    def tell(version: str, what: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {version} {what}", err=True)

    return tell
