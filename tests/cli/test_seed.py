"""`sms-gateway seed` says why it makes nothing before it shows how far it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from sms_gateway.crypto import make_keys
from sms_gateway.services.seeding import SeedRefused, Stage
from tests.builders import ROAD, store

PRODUCTION = {
    "ENV": "production",
    "PUBLIC_URL": "https://sms.example.id",
    "CARRIERS__ENABLED": "twilio",
    "CARRIERS__DEFAULT": "twilio",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKENS": "token",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in make_keys().items():
        monkeypatch.setenv(f"SMSGW_{name.upper()}", value)
    bootstrap.migrate(settings.load(None, tmp_path))
    return tmp_path


def run(data: Path) -> Result:
    return CliRunner().invoke(cli, ["seed", "--tickets", "3", "--data-dir", str(data)])


def test_where_tickets_are_no_progress_is_shown(data: Path) -> None:
    gateway = bootstrap.build(settings.load(None, data), "cli")
    store(gateway.office, ROAD)
    gateway.close()
    refused = run(data)
    assert (type(refused.exception), refused.output) == (SeedRefused, "")


def test_in_production_no_progress_is_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(f"SMSGW_{name}", value)
    refused = run(data)
    assert (type(refused.exception), refused.output) == (SeedRefused, "")


def test_an_empty_database_is_filled(data: Path) -> None:
    told = run(data).output
    assert "3 tickets and 9 messages are made." in told
    assert all(stage in told for stage in Stage)
