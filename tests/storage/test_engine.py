"""Whose COMMIT waits for the disk, and whose need not."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from sms_gateway import bootstrap
from sms_gateway.crypto import make_keys
from sms_gateway.errors import StoreUnavailable
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import Sessions, open_sessions
from tests.postgres import Cluster

WAITS = {"sqlite": ("PRAGMA synchronous", {2: True, 1: False}), "postgresql": ("SHOW synchronous_commit", {})}


def waits_for_the_disk(sessions: Sessions) -> bool:
    asked, numbers = WAITS[sessions.engine.dialect.name]
    with sessions.begin() as session:
        found = session.execute(text(asked)).scalar_one()
    return numbers[found] if numbers else found != "off"


@pytest.mark.parametrize("soon", [False, True])
def test_a_commit_waits_for_the_disk_unless_it_need_not(database_url: str, soon: bool) -> None:
    sessions = open_sessions(database_url, soon=soon)
    try:
        assert waits_for_the_disk(sessions) is not soon
    finally:
        sessions.close()


@pytest.mark.parametrize(
    ("part", "waits"), [("inbox", False), ("outbox", True), ("web", True), ("schedule", True)]
)
def test_only_the_inbox_works_from_what_is_durable_already(part: str, waits: bool, tmp_path: Path) -> None:
    keys = make_keys()
    settings = Settings(
        data_dir=tmp_path,
        field_keys=(SecretStr(keys["field_keys"]),),
        index_key=SecretStr(keys["index_key"]),
        redis={"url": "redis://127.0.0.1:1/0"},
    )
    bootstrap.migrate(settings)
    gateway = bootstrap.build(settings, part)
    try:
        assert waits_for_the_disk(gateway.office.sessions) is waits
    finally:
        gateway.close()


def test_of_two_servers_the_one_that_may_be_written_is_taken(cluster: Cluster) -> None:
    with cluster.database() as url:
        address, _, name = url.partition(f"@127.0.0.1:{cluster.port}/")
        hosts = f"host=127.0.0.1:1&host=127.0.0.1:{cluster.port}"
        sessions = open_sessions(f"{address}@/{name}?{hosts}&target_session_attrs=read-write")
        try:
            sessions.ping()
        finally:
            sessions.close()


def test_an_option_of_the_address_nobody_knows_is_said() -> None:
    sessions = open_sessions("postgresql+psycopg://smsgw@/smsgw?hst=127.0.0.1:5432")
    with pytest.raises(StoreUnavailable, match=r"database\.url holds an option"):
        sessions.ping()
