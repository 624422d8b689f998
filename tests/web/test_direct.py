"""A plain webhook call is answered without Flask exactly as Flask would, and never before its COMMIT."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage.schema import delivery_receipts, inbound_parts, messages
from sms_gateway.web import direct, webhooks
from sms_gateway.web.app import close_app, create_app
from sms_gateway.web.callers import Proxies
from sms_gateway.web.front import Bounds, Front
from sms_gateway.web.rsgi import environ_of
from tests.builders import CITIZEN, ROAD, opened, rows, webhooks_of
from tests.carriers.dialects import Dialect, Wire, every
from tests.conftest import OfficeMaker
from tests.web.rsgi_calls import Answer, Call, Headers, answered, call_of, run

DIALECTS = tuple(every())
FILES = ("good", "good", "binary", "bare", "unknown", "no-sender", "malformed", "receipt")
BOUNDS = Bounds(threads=2, body_bytes=65536, read_seconds=5, turn_seconds=5, waiting=50, waiting_in_all=100)
EMOJI = "😭 jalan “rusak” — tolong…"
GENERIC = next(each for each in DIALECTS if each.folder == "generic-form")


def flask_must_not_see_it(environ: dict[str, Any], start_response: object) -> list[bytes]:
    raise AssertionError(environ["PATH_INFO"])


@contextmanager
def _front(
    office: Office, bounds: Bounds = BOUNDS, wsgi: Callable[..., Any] = flask_must_not_see_it
) -> Iterator[tuple[Front, Flask]]:
    """The front, and the Flask behind it, which is not asked unless *wsgi* is it."""
    app = create_app(webhooks_of(office))
    desk = app.extensions["webhook_desk"]
    try:
        yield Front(wsgi, bounds, Proxies(()), office.carriers.keys(), lambda *_: None, desk=desk), app
    finally:
        close_app(app)


def _called(front: Front, *calls: Call) -> list[Answer]:
    async def all_at_once() -> list[Answer]:
        front.__rsgi_init__(asyncio.get_running_loop())
        try:
            return await answered(front, calls)
        finally:
            front.__rsgi_del__(asyncio.get_running_loop())

    return run(all_at_once)


def _one_by_one(front: Front, calls: Sequence[Call]) -> list[Answer]:
    async def one_by_one() -> list[Answer]:
        front.__rsgi_init__(asyncio.get_running_loop())
        return [answer for call in calls for answer in await answered(front, [call])]

    return run(one_by_one)


def _wires(dialect: Dialect) -> list[Wire]:
    good = [dialect.wire(name) for name in FILES if name != "receipt" or dialect.has_receipts]
    forged = [forge(dialect.wire(name)) for forge in dialect.forgeries for name in ("good", "no-sender")]
    elsewhere = [replace(wire, target=wire.target.replace("inbound", "status")) for wire in good[:1]]
    return [*good, dialect.wire("good", ref="R9", text=EMOJI), *forged, *elsewhere]


def _notes(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """What was logged, without what differs from call to call."""
    return [
        {name: value for name, value in line.items() if name != "ms"}
        for line in lines
        if line["event"] != "no heartbeat"
    ]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_every_dialect_is_answered_logged_and_stored_as_by_flask(
    dialect: Dialect, make_office: OfficeMaker
) -> None:
    carrier = dialect.make()
    office = make_office(carriers={carrier.name: carrier})
    wires = _wires(dialect)
    with _front(office) as (front, app):
        with capture_logs() as lines:
            ours = _one_by_one(front, [call_of(wire) for wire in wires])
        texts = {opened(office, row) for row in rows(office, messages)}
        receipts = [row.raw_state for row in rows(office, delivery_receipts)]
        client = app.test_client()
        with capture_logs() as flasks_lines:
            flasks = [client.open(wire.environ) for wire in wires]
    assert [(each.status, each.text) for each in ours] == [(each.status_code, each.text) for each in flasks]
    kept = ("content-type", "x-content-type-options", "retry-after", "allow")
    assert [[each.headers.get(name) for name in kept] for each in ours] == [
        [each.headers.get(name) for name in kept] for each in flasks
    ]
    assert _notes(lines) == _notes(flasks_lines)
    assert {200, 400, 403} == {each.status for each in ours}
    assert len(texts) >= 2
    assert texts == {opened(office, row) for row in rows(office, messages)}, "Flask found nothing else"
    assert receipts == [row.raw_state for row in rows(office, delivery_receipts)]


HEADER = st.sampled_from(["host", "content-type", "x-a", "x_a", "authorization", "x-twilio-signature"])
VALUE = st.sampled_from(
    ["", "a", "application/x-www-form-urlencoded", "Application/JSON; charset=x", "text/plain", "a,b"]
)
BODY = st.one_of(
    st.binary(max_size=40),
    st.text("a=&%+F0;\xe9", max_size=30).map(str.encode),
    st.lists(st.sampled_from([b"from=%2B62", b"from=x", b"text=a+b", b"id", b"text=%FF%00"])).map(b"&".join),
)


@given(
    st.sampled_from(["GET", "POST"]),
    st.text("a=&%+F0;", max_size=20),
    st.lists(st.tuples(HEADER, VALUE), max_size=4),
    BODY,
)
def test_any_call_is_read_as_flask_reads_it(
    method: str, query: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    call = Call(
        method, "/webhooks/x/inbound", query, Headers([*headers, ("content-length", str(len(body)))]), body
    )
    ours = direct.call_of(call, body, "192.0.2.7")
    with Flask("reads").request_context(environ_of(call, "192.0.2.7", body)):
        flasks = webhooks.read_call()
    assert (dict(ours.form), _with_values(ours.headers)) == (flasks.form, _with_values(flasks.headers))
    assert replace(ours, form={}, headers={}) == replace(flasks, form={}, headers={})


def _with_values(headers: Mapping[str, str]) -> dict[str, str]:
    """Werkzeug leaves out a Content-Type that is empty."""
    return {name: value for name, value in headers.items() if value}


ODD: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("POST", "/webhooks/nobody/inbound", {}),
    ("PUT", "/webhooks/generic/inbound", {}),
    ("HEAD", "/webhooks/generic/inbound", {}),
    ("POST", "/webhooks/generic/inbound/", {}),
    ("POST", "//webhooks/generic/inbound", {}),
    ("POST", "/webhooks/generic//inbound", {}),
    ("POST", "/webhooks/generic/a/b/inbound", {}),
    ("POST", "/webhooks/generic/other", {}),
    ("POST", "/webhooks/generic/s\u00e9cret/inbound", {}),
    ("POST", "/livez", {}),
    ("POST", "/webhooks/generic/inbound", {"transfer-encoding": "chunked"}),
    ("GET", "/webhooks/generic/inbound", {"transfer-encoding": "chunked"}),
    ("POST", "/webhooks/generic/inbound", {"content-length": "65537"}),
    (
        "POST",
        "/webhooks/generic/inbound",
        {"content-length": "1", "content-type": "Multipart/Form-Data"},
    ),
)


def test_what_is_out_of_the_ordinary_is_left_to_flask(make_office: OfficeMaker) -> None:
    office = make_office(carriers={"generic": GENERIC.make()})
    asked: list[str] = []

    def flask(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        asked.append(environ["REQUEST_METHOD"])
        start_response("204 No Content", [])
        return []

    calls = [Call(method, path, "", Headers([*headers.items()])) for method, path, headers in ODD]
    with _front(office, wsgi=flask) as (front, _):
        answers = _called(front, *calls)
    assert [answer.status for answer in answers] == [204] * len(ODD)
    assert sorted(asked) == sorted(method for method, _, _ in ODD)


def _mo(number: int, text: str = ROAD) -> Call:
    return call_of(GENERIC.wire("good", ref=f"R{number}", sender=CITIZEN, text=text))


class _Noting(list[Answer]):
    """Notes when an answer is given."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def append(self, answer: Answer) -> None:
        self._order.append(f"answered {answer.status}")
        super().append(answer)


def test_the_answer_comes_after_the_commit(make_office: OfficeMaker) -> None:
    order: list[str] = []
    office = make_office(carriers={"generic": GENERIC.make()}, steps=order.append)
    with _front(office) as (front, _):
        _called(front, replace(_mo(1), answers=_Noting(order)))
    assert order == ["intake.inserted", "intake.committed", "answered 200"]


def test_calls_at_once_share_commits_and_each_is_stored(make_office: OfficeMaker) -> None:
    commits: list[str] = []
    office = make_office(carriers={"generic": GENERIC.make()}, steps=commits.append)
    with _front(office, replace(BOUNDS, threads=20)) as (front, _):
        answers = _called(front, *(_mo(number) for number in range(20)))
    assert [answer.status for answer in answers] == [200] * 20
    assert commits.count("intake.committed") < 20
    assert sorted(row.carrier_ref for row in rows(office, inbound_parts)) == sorted(
        f"R{number}" for number in range(20)
    )


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (StoreUnavailable(), "the message was not stored, try again\n"),
        (ValueError(f"{CITIZEN}: {ROAD}"), "internal fault, try again\n"),
    ],
)
def test_a_commit_that_fails_is_answered_503_and_keeps_no_place(
    make_office: OfficeMaker, fault: Exception, text: str
) -> None:
    def steps(step: str) -> None:
        if step == "intake.inserted":
            raise fault

    office = make_office(carriers={"generic": GENERIC.make()}, steps=steps)
    with _front(office) as (front, _), capture_logs() as lines:
        answers = _called(front, *(_mo(number) for number in range(2 * BOUNDS.threads)))
    assert {(answer.status, answer.text) for answer in answers} == {(503, text)}
    assert (rows(office, messages), len(answers)) == ([], 2 * BOUNDS.threads)
    assert "kelud" not in str(lines)
    assert CITIZEN[3:] not in str(lines)


def test_a_commit_that_takes_too_long_is_answered_503_and_keeps_no_place(
    make_office: OfficeMaker, settings: Settings
) -> None:
    gate = threading.Event()

    def steps(step: str) -> None:
        if step == "intake.inserted":
            gate.wait(10)

    impatient = settings.model_copy(update={"web": settings.web.model_copy(update={"commit_seconds": 0.05})})
    office = make_office(carriers={"generic": GENERIC.make()}, settings=impatient, steps=steps)
    with _front(office) as (front, _):
        answers = _called(front, *(_mo(number) for number in range(2 * BOUNDS.threads)))
        gate.set()
    assert [(each.status, each.headers["retry-after"]) for each in answers] == [(503, "5")] * 4


def test_what_comes_once_the_writer_has_stopped_is_answered_503(make_office: OfficeMaker) -> None:
    with _front(make_office(carriers={"generic": GENERIC.make()})) as (front, app):
        close_app(app)
        (answer,) = _called(front, _mo(1))
    assert answer.status == 503


def test_a_flood_waits_and_another_carrier_is_next(make_office: OfficeMaker) -> None:
    other = next(each for each in DIALECTS if each.folder == "kannel-get")
    office = make_office(carriers={"generic": GENERIC.make(), "kannel": other.make()})
    flood = [_mo(number) for number in range(BOUNDS.waiting + 10)]
    with _front(office) as (front, _):
        answers = _called(front, *flood, call_of(other.wire("good")))
    stored = [row.carrier for row in rows(office, inbound_parts)]
    assert stored.index("kannel") <= 2 * BOUNDS.threads
    refused = [answer for answer in answers if answer.status == 503]
    assert 10 - BOUNDS.threads <= len(refused) <= 10
    assert {answer.headers["retry-after"] for answer in refused} == {"5"}
    assert answers[-1].status == 200
