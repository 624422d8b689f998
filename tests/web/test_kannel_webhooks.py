"""Kannel over the web: proven by secret and address, taken after the COMMIT; reports settle the unknown."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sms_gateway.carriers.kannel import Kannel, KannelSettings
from sms_gateway.carriers.wire import new_session
from sms_gateway.domain.messages import OutboxState, ReceiptState
from sms_gateway.services import delivery, intake, triage
from sms_gateway.services.office import Office
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import delivery_receipts, inbound_parts, messages, outbox, senders
from sms_gateway.web.app import close_app, create_app
from tests.builders import CITIZEN, ROAD, inbound, opened, rows, webhooks_of
from tests.carriers.smsbox import RESET, Smsbox, running_smsbox
from tests.conftest import HandClock, OfficeMaker

SECRET = "a-secret-of-the-tests"
INBOUND, STATUS = f"/webhooks/kannel/{SECRET}/inbound", f"/webhooks/kannel/{SECRET}/status"
NOWHERE = "postgresql+psycopg://smsgw@127.0.0.1:1/none"
TABLES = (messages, inbound_parts, senders, delivery_receipts)


@pytest.fixture
def smsbox() -> Iterator[Smsbox]:
    with running_smsbox() as box:
        yield box


@pytest.fixture
def kannel(smsbox: Smsbox) -> Kannel:
    settings = KannelSettings(
        sendsms_url=smsbox.url,
        username="smsgw",
        password="pw",
        secret=SECRET,
        callback_url="http://127.0.0.1:1708",
        timeout=2,
    )
    return Kannel(settings, partial(new_session, smsbox.url))


@pytest.fixture
def office(make_office: OfficeMaker, kannel: Kannel) -> Office:
    return make_office(carriers={"kannel": kannel})


def _app(office: Office) -> Iterator[Flask]:
    app = create_app(webhooks_of(office))
    yield app
    close_app(app)


@pytest.fixture
def client(office: Office) -> Iterator[FlaskClient]:
    for app in _app(office):
        yield app.test_client()


def mo(text: str | bytes = ROAD, **fields: str | bytes) -> str:
    """The query of one MO."""
    full: dict[str, str | bytes] = {
        "text": text,
        "id": "uuid-1",
        "from": CITIZEN,
        "to": "1708",
        "at": "1795823291",
    }
    full |= {"smsc": "op-a", "udh": "", "coding": "0", "charset": "UTF-8"} | fields
    return urlencode(full)


def stored(office: Office) -> list[list[Any]]:
    return [rows(office, table) for table in TABLES]


def test_an_mo_by_get_is_stored_with_its_text(client: FlaskClient, office: Office) -> None:
    text = "Jalan “rusak” 😭 di jl kelud"
    answer = client.get(f"{INBOUND}?{mo(text.encode('utf-16-be'), coding='2', charset='UTF-16BE')}")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert [opened(office, row) for row in rows(office, messages)] == [text]
    assert [row.carrier_ref for row in rows(office, inbound_parts)] == ["uuid-1"]


def test_an_mo_by_post_url_is_stored_once_with_its_retries(client: FlaskClient, office: Office) -> None:
    answers = [
        client.post(f"{INBOUND}?{mo()}", data=ROAD.encode(), content_type='text/plain; charset="UTF-8"')
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [opened(office, row) for row in rows(office, messages)] == [ROAD]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_parts_that_kannel_did_not_join_are_one_message(
    client: FlaskClient, office: Office, order: tuple[int, int]
) -> None:
    """A surrogate pair is cut between them: two octets of it are in each part."""
    data = f"{ROAD} \U0001f6a7 tolong".encode("utf-16-be")
    at = data.index("\U0001f6a7".encode("utf-16-be")) + 2
    bodies = {1: data[:at], 2: data[at:]}
    for number in order:
        udh = bytes([5, 0, 3, 77, 2, number])
        query = mo(bodies[number], id=f"uuid-{number}", udh=udh, coding="2", charset="UTF-16BE")
        assert client.get(f"{INBOUND}?{query}").status_code == 200
    assert [opened(office, row) for row in rows(office, messages)] == [f"{ROAD} \U0001f6a7 tolong"]
    assert {row.message_id for row in rows(office, inbound_parts)} == {1}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/webhooks/kannel/inbound", "127.0.0.1"),
        ("/webhooks/kannel/a-secret-of-others/inbound", "127.0.0.1"),
        (f"/webhooks/kannel/{SECRET[:-1]}/inbound", "127.0.0.1"),
        (f"/webhooks/kannel/{SECRET}x/inbound", "127.0.0.1"),
        (INBOUND, "192.0.2.7"),
        ("/webhooks/kannel/status", "127.0.0.1"),
        ("/webhooks/kannel/wrong/status", "127.0.0.1"),
        (STATUS, "192.0.2.7"),
    ],
)
def test_what_is_not_proven_is_refused_and_leaves_nothing(
    client: FlaskClient, office: Office, path: str, address: str
) -> None:
    query = mo() + "&" + urlencode({"outbox": "1", "ref": "0" * 32, "status": "1"})
    answer = client.get(f"{path}?{query}", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 403
    assert stored(office) == [[], [], [], []]


@pytest.mark.parametrize(
    "query",
    [
        "",
        urlencode({"text": ROAD, "id": "1"}),
        urlencode({"text": ROAD, "from": CITIZEN}),
        urlencode({"id": "1", "from": CITIZEN}),
        mo() + "&text=lain",
        mo(id="x" * 129),
        mo(coding="7"),
        mo(at="kemarin"),
    ],
)
def test_an_mo_that_is_not_whole_is_answered_400_and_leaves_nothing(
    client: FlaskClient, office: Office, query: str
) -> None:
    assert client.get(f"{INBOUND}?{query}").status_code == 400
    assert stored(office) == [[], [], [], []]


def test_without_a_database_kannel_is_told_to_try_again(make_office: OfficeMaker, kannel: Kannel) -> None:
    for app in _app(make_office(carriers={"kannel": kannel}, sessions=open_sessions(NOWHERE))):
        answers = [app.test_client().get(f"{INBOUND}?{mo()}"), app.test_client().get(report(7, "0" * 32, 1))]
        assert [answer.status_code for answer in answers] == [503, 503]


def report(outbox_id: int, ref: str, status: int, answer: str = "ACK/") -> str:
    return f"{STATUS}?outbox={outbox_id}&ref={ref}&status={status}&answer={quote(answer)}"


def reply(office: Office) -> Any:
    """The one SMS a report led to, after its first try."""
    intake.accept([inbound(ROAD, carrier="kannel")], office)
    triage.drain(office, 60)
    delivery.drain(office, 60)
    (row,) = rows(office, outbox)
    return row


def reported(office: Office, client: FlaskClient, row: Any, ref: str, *statuses: int) -> Any:
    for status in statuses:
        assert client.get(report(row.id, ref, status)).status_code == 200
    (after,) = rows(office, outbox)
    return after


def given_ref(smsbox: Smsbox) -> str:
    return smsbox.asked[-1]["dlr-url"].partition("ref=")[2].partition("&")[0]


@pytest.mark.parametrize(
    ("statuses", "state", "receipt"),
    [
        ((8,), OutboxState.ACCEPTED, ReceiptState.SENT),
        ((8, 1), OutboxState.DELIVERED, ReceiptState.DELIVERED),
        ((1, 8), OutboxState.DELIVERED, ReceiptState.DELIVERED),
        ((8, 4, 1, 1), OutboxState.DELIVERED, ReceiptState.DELIVERED),
        ((16,), OutboxState.REFUSED, ReceiptState.FAILED),
        ((8, 2), OutboxState.REFUSED, ReceiptState.FAILED),
        ((1, 2), OutboxState.DELIVERED, ReceiptState.DELIVERED),
        ((4,), OutboxState.ACCEPTED, ReceiptState.QUEUED),
        ((99,), OutboxState.ACCEPTED, ReceiptState.UNKNOWN),
    ],
)
def test_reports_move_an_accepted_sms_only_forward(
    client: FlaskClient,
    office: Office,
    smsbox: Smsbox,
    statuses: tuple[int, ...],
    state: OutboxState,
    receipt: ReceiptState,
) -> None:
    row = reply(office)
    assert (row.state, row.carrier_ref) == (OutboxState.ACCEPTED, given_ref(smsbox))
    after = reported(office, client, row, given_ref(smsbox), *statuses)
    assert (after.state, after.receipt) == (state, receipt)


@pytest.mark.parametrize("looked", [False, True], ids=["unknown", "held for a person"])
def test_a_report_with_our_id_settles_what_nobody_could_tell(
    client: FlaskClient, office: Office, smsbox: Smsbox, clock: HandClock, looked: bool
) -> None:
    smsbox.answer = RESET
    row = reply(office)
    assert row.state == OutboxState.UNKNOWN
    if looked:
        clock.forward(seconds=20)
        delivery.drain(office, 60)
        assert [(each.state, each.reason) for each in rows(office, outbox)] == [
            (OutboxState.HELD, "lookup-impossible")
        ]
    after = reported(office, client, row, given_ref(smsbox), 8)
    assert (after.state, after.receipt) == (OutboxState.ACCEPTED, ReceiptState.SENT)
    clock.forward(hours=1)
    delivery.drain(office, 60)
    assert len(smsbox.asked) == 1


def test_a_report_of_another_sms_with_the_same_row_id_moves_nothing(
    client: FlaskClient, office: Office
) -> None:
    row = reply(office)
    after = reported(office, client, row, "0" * 32, 1)
    assert (after.state, after.receipt) == (OutboxState.ACCEPTED, ReceiptState.UNKNOWN)
    assert [each.outbox_id for each in rows(office, delivery_receipts)] == [None]


def test_a_smsbox_that_is_away_is_tried_again_and_gets_it_once(
    make_office: OfficeMaker, smsbox: Smsbox, kannel: Kannel, clock: HandClock
) -> None:
    away = KannelSettings("http://127.0.0.1:1/", "smsgw", "pw", SECRET, "http://127.0.0.1:1708")
    office = make_office(carriers={"kannel": Kannel(away, partial(new_session, away.sendsms_url))})
    assert (reply(office).state, rows(office, outbox)[0].reason) == (OutboxState.RETRY, "connect")
    back = make_office(carriers={"kannel": kannel})
    clock.forward(seconds=30)
    delivery.drain(back, 60)
    assert [row.state for row in rows(back, outbox)] == [OutboxState.ACCEPTED]
    assert len(smsbox.asked) == 1


def test_the_error_number_of_a_failed_sms_is_kept(
    client: FlaskClient, office: Office, smsbox: Smsbox
) -> None:
    row = reply(office)
    answer = client.get(report(row.id, given_ref(smsbox), 16, "NACK/0x0000000b/Invalid Destination Address"))
    (after,) = rows(office, outbox)
    assert (answer.status_code, after.reason) == (200, "receipt-0x0000000b")
