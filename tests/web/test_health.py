"""Alive, ready, and numbers: what an operator's tools read, and never a person."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sms_gateway.services.office import Office
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import heartbeats
from sms_gateway.web.app import close_app, create_app
from tests.builders import CITIZEN, ROAD, gateway_of, rows, store, webhooks_of, work
from tests.conftest import OfficeMaker

NOWHERE = "postgresql+psycopg://smsgw@127.0.0.1:1/none"


class WellDoorbell:
    """Stands for a Redis that answers."""

    def wake(self, queue: object) -> None: ...

    def ping(self) -> None: ...


def _client(app: Flask) -> Iterator[FlaskClient]:
    yield app.test_client()
    close_app(app)


@pytest.fixture
def client(office: Office) -> Iterator[FlaskClient]:
    yield from _client(create_app(webhooks_of(office)))


@pytest.fixture
def with_redis(office: Office) -> Iterator[FlaskClient]:
    gateway = replace(gateway_of(office), doorbell=WellDoorbell())  # type: ignore[arg-type]
    yield from _client(create_app(gateway))


@pytest.fixture
def without_database(make_office: OfficeMaker) -> Iterator[FlaskClient]:
    yield from _client(create_app(gateway_of(make_office(sessions=open_sessions(NOWHERE)))))


def test_it_is_alive(client: FlaskClient) -> None:
    assert client.get("/livez").get_json() == {"status": "alive"}


def test_it_is_alive_without_a_database(without_database: FlaskClient) -> None:
    assert without_database.get("/livez").status_code == 200


def test_it_is_ready_with_everything(with_redis: FlaskClient) -> None:
    answer = with_redis.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready", "queue": "answers"})


def test_without_redis_it_is_degraded_and_still_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")


def test_without_a_database_it_is_not_ready_and_names_the_remedy(without_database: FlaskClient) -> None:
    answer = without_database.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "not ready")
    assert "database.url" in answer.get_json()["remedy"]


def test_metrics_show_the_states(client: FlaskClient, office: Office) -> None:
    store(office, ROAD)
    work(office)
    shown = client.get("/metrics").text
    assert 'smsgw_messages{state="ticket"} 1.0' in shown
    assert 'smsgw_outbox{state="accepted"} 1.0' in shown
    assert 'smsgw_invariant_violations{invariant="I1"} 0.0' in shown
    assert "smsgw_database_up 1.0" in shown


def test_metrics_have_our_prefix_and_no_number(client: FlaskClient, office: Office) -> None:
    store(office, ROAD)
    work(office)
    shown = client.get("/metrics").text
    names = {line.split("{")[0].split(" ")[0] for line in shown.splitlines() if not line.startswith("#")}
    assert all(name.startswith("smsgw_") for name in names)
    assert CITIZEN[3:] not in shown


def test_metrics_say_that_the_database_is_away(without_database: FlaskClient) -> None:
    answer = without_database.get("/metrics")
    assert (answer.status_code, "smsgw_database_up 0.0" in answer.text) == (200, True)


def test_the_web_part_beats(client: FlaskClient, office: Office) -> None:
    deadline = time.monotonic() + 10
    while not rows(office, heartbeats) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [row.part for row in rows(office, heartbeats)] == ["web@test:1"]
