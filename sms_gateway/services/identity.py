"""Ties a database to the keys it is written with: other keys stop the start, before they lose texts."""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from sms_gateway.crypto import SealBroken, Vault
from sms_gateway.errors import ConfigurationFault, StoreUnavailable
from sms_gateway.storage import operations
from sms_gateway.storage.engine import Sessions

ROW = "canary"
REINDEXING = "reindexing"  # in place of the index canary: no key fits until the pass is over
FIELD, INDEX = "field_canary", "index_canary"


def tie_keys(sessions: Sessions, vault: Vault, now: datetime) -> None:
    """Leave a canary sealed with *vault* in a fresh database. Raises ConfigurationFault for another's."""
    with sessions.begin() as session:
        operations.remember_once(session, FIELD, vault.seal(ROW, ROW).decode("ascii"), now)
        operations.remember_once(session, INDEX, vault.blind(ROW), now)
    check_keys(sessions, vault)


def check_keys(sessions: Sessions, vault: Vault) -> None:
    """Raises ConfigurationFault when the database was written with other keys; an absent one says nothing."""
    try:
        with sessions.read() as session:
            field, index = operations.recall(session, FIELD), operations.recall(session, INDEX)
    except (StoreUnavailable, SQLAlchemyError):
        return
    if index == REINDEXING:
        raise ConfigurationFault(
            ["a change of SMSGW_INDEX_KEY was begun: finish it with `sms-gateway keys reindex`"]
        )
    faults = [
        f"{name}: not the key this database was written with; put that one back"
        for name in unfit(field, index, vault)
    ]
    if faults:
        raise ConfigurationFault(faults)


def of_database(sessions: Sessions, vault: Vault) -> tuple[list[str], bool]:
    """Which keys are not those of the database, and whether its canary is sealed under an older field key."""
    with sessions.read() as session:
        field, index = operations.recall(session, FIELD), operations.recall(session, INDEX)
    behind = field is not None and not vault.is_newest(field.encode("ascii"))
    return unfit(field, index, vault), behind


def unfit(field: str | None, index: str | None, vault: Vault) -> list[str]:
    """Which keys are not those of the canaries *field* and *index*; a missing one says nothing."""
    found = []
    if field is not None and not _opens(field, vault):
        found.append("SMSGW_FIELD_KEYS (or keys/field_keys in the data directory)")
    if index is not None and index != vault.blind(ROW):
        found.append("SMSGW_INDEX_KEY (or keys/index_key in the data directory)")
    return found


def _opens(canary: str, vault: Vault) -> bool:
    try:
        return vault.open(ROW, canary.encode("ascii")) == ROW
    except SealBroken:
        return False
