"""A database is tied to its keys, and SQLite to its file: a swap stops the start instead of losing texts."""

from pathlib import Path

import pytest
from sqlalchemy import text

from sms_gateway import bootstrap
from sms_gateway.crypto import Vault, make_keys
from sms_gateway.errors import ConfigurationFault, GatewayError, StoreUnavailable
from sms_gateway.services.identity import check_keys, tie_keys
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations import migrate
from tests.conftest import NOW


def _vault(field_keys: list[str], index_key: str) -> Vault:
    return Vault(field_keys, index_key)


def test_the_keys_a_database_was_made_with_open_it(sessions: Sessions) -> None:
    keys = make_keys()
    vault = _vault([keys["field_keys"]], keys["index_key"])
    tie_keys(sessions, vault, NOW)
    tie_keys(sessions, vault, NOW)
    check_keys(sessions, vault)


def test_a_new_first_key_beside_the_old_one_opens_it(sessions: Sessions) -> None:
    keys = make_keys()
    tie_keys(sessions, _vault([keys["field_keys"]], keys["index_key"]), NOW)
    check_keys(sessions, _vault([make_keys()["field_keys"], keys["field_keys"]], keys["index_key"]))


@pytest.mark.parametrize(("swapped", "named"), [("field_keys", "FIELD_KEYS"), ("index_key", "INDEX_KEY")])
def test_another_key_stops_the_start_and_is_named(sessions: Sessions, swapped: str, named: str) -> None:
    keys = make_keys()
    tie_keys(sessions, _vault([keys["field_keys"]], keys["index_key"]), NOW)
    other = {**keys, swapped: make_keys()[swapped]}
    with pytest.raises(ConfigurationFault) as fault:
        tie_keys(sessions, _vault([other["field_keys"]], other["index_key"]), NOW)
    assert [named in each for each in fault.value.faults] == [True]


def test_a_database_without_a_schema_proves_nothing(tmp_path: Path, vault: Vault) -> None:
    sessions = open_sessions(f"sqlite:///{tmp_path / 'empty.db'}")
    check_keys(sessions, vault)
    sessions.close()


def test_lost_keys_of_a_data_directory_stop_the_next_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    bootstrap.migrate(settings)
    for key in (tmp_path / "keys").iterdir():
        key.unlink()
    with pytest.raises(ConfigurationFault, match="put that one back"):
        bootstrap.migrate(settings)


def test_looking_at_an_empty_folder_makes_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(GatewayError, match="There is no gateway in"):
        bootstrap.build(Settings(data_dir=tmp_path), "cli")
    assert list(tmp_path.iterdir()) == []


def test_a_database_file_that_was_deleted_takes_nothing_more(tmp_path: Path) -> None:
    file = tmp_path / "gateway.db"
    sessions = open_sessions(f"sqlite:///{file}")
    migrate(sessions)
    sessions.ping()
    file.unlink()
    with pytest.raises(StoreUnavailable, match="not where it was opened"):
        sessions.ping()
    with pytest.raises(StoreUnavailable, match="not where it was opened"), sessions.begin() as session:
        session.execute(text("SELECT 1"))
    sessions.close()


def test_a_damaged_database_file_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "gateway.db"
    file.write_bytes(b"this is no database, but long enough to be looked at" * 100)
    sessions = open_sessions(f"sqlite:///{file}")
    with pytest.raises(StoreUnavailable):
        sessions.ping()
    sessions.close()
