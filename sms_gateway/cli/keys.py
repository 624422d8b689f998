"""`sms-gateway keys`: which there are, everything under a new one, and the way back from a lost one."""

from datetime import timedelta
from pathlib import Path

import click

from sms_gateway import bootstrap, crypto, settings
from sms_gateway.cli.bars import counting
from sms_gateway.cli.options import actor, configured
from sms_gateway.cli.so_many import so_many
from sms_gateway.clock import utc_now
from sms_gateway.queue.datadir import DataDirLock
from sms_gateway.services import key_rotation
from sms_gateway.services.identity import check_keys
from sms_gateway.services.reindex import Work
from sms_gateway.services.reindex import reindex as make_anew
from sms_gateway.settings import Settings


@click.group()
def keys() -> None:
    """The field keys seal numbers and the keys of texts; the index key finds a phone again."""


@keys.command()
@configured
def status(config: Path | None, data_dir: Path | None) -> None:
    """Count what is sealed under each field key; one with nothing left can be dropped."""
    found = settings.load(config, data_dir, log_level="ERROR")
    counted = _counted(found)
    for place, (name, count) in enumerate(counted.by_key.items()):
        what = "seals" if place == 0 else "can be dropped" if count == 0 else "run `sms-gateway keys rotate`"
        click.echo(f"{name}: {so_many(count, 'value', 'values')} ({what})")
    if counted.unopened:
        click.echo(f"none of these: {counted.unopened} values. A key is missing.")
        raise SystemExit(1)


@keys.command()
@configured
def add(config: Path | None, data_dir: Path | None) -> None:
    """Put a fresh field key first in the data directory, while `up` is stopped.

    Keys in SMSGW_FIELD_KEYS are changed where that is set.
    """
    found = settings.load(config, data_dir, log_level="ERROR")
    with DataDirLock(found.data_dir):
        name = crypto.add_field_key(found)
    click.echo(f"{name} seals from the next start on. Start the gateway, then `sms-gateway keys rotate`.")


@keys.command()
@configured
def rotate(config: Path | None, data_dir: Path | None) -> None:
    """Seal everything under the first field key, while messages arrive; stopped, it goes on where it was."""
    found = settings.load(config, data_dir, log_level="ERROR")
    sessions, vault = bootstrap.open_database(found), crypto.open_vault(found)
    try:
        check_keys(sessions, vault)
        with counting("sealing") as bar:
            changed = key_rotation.rotate(sessions, vault, utc_now(), bar.begin, bar.tell)
    finally:
        sessions.close()
    told = so_many(changed, "value was", "values were")
    click.echo(f"{told} sealed anew under {vault.fingerprints[0]}.")
    click.echo("Look with `sms-gateway keys status` what can be dropped.")


@keys.command()
@configured
def drop(config: Path | None, data_dir: Path | None) -> None:
    """Drop every field key but the first, once nothing is sealed under them.

    Backups made before need them: keep them with those.
    """
    found = settings.load(config, data_dir, log_level="ERROR")
    key_rotation.refuse_drop(_counted(found))
    if found.field_keys:
        click.echo("Nothing is left under older keys. Leave only the first in SMSGW_FIELD_KEYS.")
        return
    click.echo(f"{crypto.drop_field_keys(found)} older keys are dropped; they are gone with the next start.")


@keys.command()
@configured
@click.option("--by", metavar="NAME", help="Who does it (default: the account of this system).")
def reindex(config: Path | None, data_dir: Path | None, by: str | None) -> None:
    """Make every index anew under the index key at hand, because the one before is lost; gateway stopped."""
    found = settings.load(config, data_dir, log_level="ERROR")
    sessions, vault = bootstrap.open_database(found), crypto.open_vault(found)
    work = Work(sessions, vault, actor(by), utc_now(), timedelta(hours=found.limits.repeat_hours))
    try:
        with DataDirLock(found.data_dir), counting("indexing") as bar:
            done = make_anew(work, bar.tell)
    finally:
        sessions.close()
    click.echo("Every index is under the key at hand." if done else "It is that key already; nothing to do.")


def _counted(found: Settings) -> key_rotation.Counted:
    sessions, vault = bootstrap.open_database(found), crypto.open_vault(found)
    try:
        with counting("looking") as bar:
            return key_rotation.count(sessions, vault, bar.begin, bar.tell)
    finally:
        sessions.close()
