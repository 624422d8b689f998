"""The peer that figures are held against does its work: stored once, one ticket, one reply."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet
from flask.testing import FlaskClient
from sqlalchemy import func, select

pytest.importorskip("celery", reason="the extra `bench` is not installed")
from bench import sink
from bench.peer import app, sealing, tasks
from bench.peer.models import Case, Database, Event, Message, Phone, Reply, Ticket
from parsers import Knowledge

ROAD = "jalan berlubang di jl kelud raya kec gajahmungkur kota semarang"
FORM = {"id": "a-1", "from": "+6281234567890", "to": "1708", "text": ROAD}


@pytest.fixture
def client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> Iterator[tuple[FlaskClient, dict[str, float]]]:
    """The peer's web part on SQLite, its broker in memory; and what its far end was sent."""
    sealing._fernet.cache_clear()
    monkeypatch.setenv("PEER_DATABASE", f"sqlite:///{tmp_path}/peer.db")
    monkeypatch.setenv("PEER_KEY", Fernet.generate_key().decode())
    monkeypatch.setattr(tasks.Worker, "knowledge", knowledge, raising=False)
    tasks.celery.conf.broker_url = "memory://"
    with sink.listening() as (port, came), requests.Session() as wire:
        monkeypatch.setenv("PEER_SINK", f"http://127.0.0.1:{port}/send")
        monkeypatch.setattr(tasks.Worker, "wire", wire, raising=False)
        yield app.make_app(4).test_client(), came


def counted(*tables: type) -> list[int]:
    with Database() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_report_is_stored_once_gets_one_ticket_and_one_reply(
    client: tuple[FlaskClient, dict[str, float]],
) -> None:
    web, came = client
    assert [web.post("/inbound", data=FORM).status_code for _ in range(2)] == [200, 200]
    for _ in range(2):
        tasks.triage.run(1)
        tasks.send.run(1)
    assert counted(Message, Phone, Ticket, Case, Event, Reply) == [1] * 6
    assert list(came) == [FORM["from"]]


def test_a_report_like_one_before_joins_its_case_and_a_repeat_is_answered_once(
    client: tuple[FlaskClient, dict[str, float]],
) -> None:
    web, _ = client
    web.post("/inbound", data=FORM)
    web.post("/inbound", data=FORM | {"id": "a-2"})
    web.post("/inbound", data=FORM | {"id": "a-3", "from": "+6281234567891"})
    for number in (1, 2, 3):
        tasks.triage.run(number)
    assert counted(Message, Phone, Ticket, Case, Reply) == [3, 2, 2, 1, 2]


def test_a_call_without_a_field_is_refused(client: tuple[FlaskClient, dict[str, float]]) -> None:
    assert client[0].post("/inbound", data={"from": "+6281234567890"}).status_code == 400
