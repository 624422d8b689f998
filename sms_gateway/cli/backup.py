"""`sms-gateway backup` and `restore`: a copy of one moment, and the way back that texts nobody twice."""

from pathlib import Path

import click

from sms_gateway import bootstrap, crypto, settings
from sms_gateway.cli.bars import counting
from sms_gateway.cli.options import actor, configured
from sms_gateway.clock import utc_now
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import GatewayError
from sms_gateway.queue.datadir import DataDirLock
from sms_gateway.services import lineage
from sms_gateway.services import restore as restoring
from sms_gateway.services.backup import backup as write_backup
from sms_gateway.settings import Settings


@click.command()
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(config: Path | None, data_dir: Path | None, file: Path) -> None:
    """Write everything in the database to FILE, as it is this moment; the gateway goes on.

    The keys are not in it: keep them elsewhere. Without them it cannot be used.
    """
    sessions = bootstrap.open_database(settings.load(config, data_dir, log_level="ERROR"))
    try:
        with counting("writing") as bar:
            made = write_backup(sessions, file, utc_now(), bar.begin, bar.tell)
    finally:
        sessions.close()
    rows = sum(member.rows for member in made.tables.values())
    click.echo(f"{file}: {rows} rows of {len(made.tables)} tables, schema {made.schema}.")
    click.echo(f"Note this elsewhere: {made.anchor or 'the audit chain has no row yet'}")


@click.command()
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="In place of a database that is in use.")
@click.option(
    "--check", "only_check", is_flag=True, help="Only prove that FILE is whole and the keys open it."
)
@click.option("--by", metavar="NAME", help="Who does it (default: the account of this system).")
def restore(
    config: Path | None, data_dir: Path | None, file: Path, replace: bool, only_check: bool, by: str | None
) -> None:
    """Put the backup FILE into the configured database, while no part of the gateway runs.

    Afterwards nothing is sent until `sms-gateway outbox release`: what was waiting then may have left since.
    """
    found = settings.load(config, data_dir, log_level="ERROR")
    if not crypto.has_keys(found):
        raise GatewayError(
            f"There are no keys in {found.data_dir}.",
            "Put its keys folder back, or set SMSGW_FIELD_KEYS and SMSGW_INDEX_KEY.",
        )
    vault = crypto.open_vault(found)
    archive = restoring.open_backup(file)
    try:
        restoring.check(archive, vault)
        with counting("checking", archive.rows) as bar:
            archive.verify(bar.tell)
        if only_check:
            click.echo(f"{file}: {archive.rows} rows, whole, and these keys open it.")
            return
        order = restoring.Order(archive, vault, bootstrap.new_epoch(), actor(by), utc_now(), replace)
        with DataDirLock(found.data_dir):
            _put_back(found, order)
    finally:
        archive.close()


def _put_back(found: Settings, order: restoring.Order) -> None:
    file = bootstrap.database_file(found)
    with counting("restoring", order.archive.rows) as bar:
        if file is not None:
            done = restoring.into_file(file, order, bar.tell)
        sessions = bootstrap.open_database(found)
        try:
            if file is None:
                done = restoring.into_server(sessions, order, bar.tell)
            lineage.note(sessions, found.data_dir)
        finally:
            sessions.close()
    made_at = order.archive.manifest.made_at.astimezone(JAKARTA)
    click.echo(f"The database is as it was on {made_at:%d/%m/%Y at %H.%M.%S} WIB.")
    if done.aside is not None:
        click.echo(f"What was there before is in {done.aside}.")
    click.echo(f"Sending is held; {done.in_doubt} SMS may have left since and will be looked up.")
    click.echo("Start the gateway, then follow docs/runbooks/restore.md.")
