"""A backup of a test's database, and the way back into another one."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sms_gateway.crypto import Vault
from sms_gateway.services.backup import backup
from sms_gateway.services.identity import tie_keys
from sms_gateway.services.office import Office
from sms_gateway.services.restore import Order, Restored, check, into_file, into_server
from sms_gateway.storage.archive import Archive
from sms_gateway.storage.engine import open_sessions
from tests.conftest import NOW

LATER = NOW + timedelta(hours=8)


def told(_: int) -> None:
    """Nobody watches."""


def saved(office: Office, tmp_path: Path) -> Archive:
    tie_keys(office.sessions, office.vault, NOW)
    file = tmp_path / f"{uuid4()}.zip"
    backup(office.sessions, file, office.now(), told, told)
    return Archive(file)


def restore(
    archive: Archive, url: str, vault: Vault, replace: bool = False, now: datetime = LATER
) -> Restored:
    check(archive, vault)
    order = Order(archive, vault, os.urandom(16).hex(), "cli:ani", now, replace)
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(exist_ok=True)
        return into_file(file, order, told)
    sessions = open_sessions(url)
    try:
        return into_server(sessions, order, told)
    finally:
        sessions.close()
