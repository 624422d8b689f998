"""A webhook is answered 200 only after the COMMIT, and nothing unproven is stored."""

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from sms_gateway.carriers.base import Answer
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.carriers.twilio_signature import sign
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import (
    delivery_receipts,
    inbound_parts,
    messages,
    senders,
    signature_failures,
)
from sms_gateway.web.app import close_app, create_app
from tests.builders import (
    CITIZEN,
    PUBLIC_URL,
    ROAD,
    gateway_of,
    opened,
    post_signed,
    rows,
    simulator_form,
    twilio_form,
    webhooks_of,
)
from tests.conftest import OfficeMaker

OLD, NEW = "old-token", "new-token"
TWILIO, SIMULATOR = "/webhooks/twilio/inbound", "/webhooks/simulator/inbound"
STATUS = "/webhooks/twilio/status"
NOWHERE = "postgresql+psycopg://smsgw@127.0.0.1:1/none"


class Secretive(Simulator):
    """A carrier that does not sign: its path holds a secret, and it may call by GET."""

    name = "secretive"
    methods = frozenset({"GET", "POST"})
    secret: str | None = "s3cret"
    success = Answer("taken", "text/plain")


def _carriers() -> dict[str, object]:
    twilio = Twilio(TwilioSettings(account_sid="AC1", auth_tokens=(NEW, OLD), public_url=PUBLIC_URL))
    return {
        "twilio": twilio,
        "simulator": Simulator(lambda: "new-ref"),
        "secretive": Secretive(lambda: "new-ref"),
    }


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office(carriers=_carriers())


def _app(office: Office) -> Iterator[Flask]:
    app = create_app(webhooks_of(office))
    yield app
    close_app(app)


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    yield from _app(office)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def without_database(make_office: OfficeMaker) -> Iterator[FlaskClient]:
    for app in _app(make_office(carriers=_carriers(), sessions=open_sessions(NOWHERE))):
        yield app.test_client()


def _bodies(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, messages)]


def test_the_answer_comes_after_the_commit(make_office: OfficeMaker) -> None:
    order: list[str] = []
    office = make_office(carriers=_carriers(), steps=order.append)
    for app in _app(office):
        app.after_request(lambda response: (order.append(f"answered {response.status_code}"), response)[1])
        app.test_client().post(SIMULATOR, data=simulator_form(ROAD))
    assert order == ["intake.inserted", "intake.committed", "answered 200"]


def test_a_commit_that_fails_is_answered_503(make_office: OfficeMaker) -> None:
    def steps(step: str) -> None:
        if step == "intake.inserted":
            raise StoreUnavailable

    office = make_office(carriers=_carriers(), steps=steps)
    for app in _app(office):
        answer = app.test_client().post(SIMULATOR, data=simulator_form(ROAD))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert rows(office, messages) == []


def test_a_commit_that_takes_too_long_is_answered_503(make_office: OfficeMaker, settings: Settings) -> None:
    impatient = settings.model_copy(
        update={"web": settings.web.model_copy(update={"commit_seconds": 0.0001})}
    )
    office = make_office(carriers=_carriers(), settings=impatient, steps=lambda _: time.sleep(0.05))
    for app in _app(office):
        assert app.test_client().post(SIMULATOR, data=simulator_form(ROAD)).status_code == 503


@pytest.mark.parametrize("token", [NEW, OLD])
def test_both_tokens_prove_a_call_during_rotation(client: FlaskClient, office: Office, token: str) -> None:
    answer = post_signed(client, TWILIO, twilio_form(ROAD), token)
    assert (answer.status_code, answer.content_type) == (200, "text/xml")
    assert _bodies(office) == [ROAD]


def test_a_wrong_signature_is_refused_counted_and_nothing_is_stored(
    client: FlaskClient, office: Office
) -> None:
    assert post_signed(client, TWILIO, twilio_form(ROAD), "forged").status_code == 403
    assert _failures(office, 1) == {"twilio": 1}
    assert (rows(office, messages), rows(office, senders)) == ([], [])


def test_a_missing_signature_is_refused_and_counted(client: FlaskClient, office: Office) -> None:
    assert client.post(TWILIO, data=twilio_form(ROAD)).status_code == 403
    assert _failures(office, 1) == {"twilio": 1}


def _failures(office: Office, least: int) -> dict[str, int]:
    """What was counted, once at least *least* calls were; it is stored from a thread of its own."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        counts = {row.carrier: row.count for row in rows(office, signature_failures)}
        if sum(counts.values()) >= least:
            return counts
        time.sleep(0.02)
    return {}


def test_a_signature_over_another_address_is_refused(client: FlaskClient) -> None:
    answer = post_signed(client, TWILIO, twilio_form(ROAD), NEW, url="https://other.example.id")
    assert answer.status_code == 403


def test_what_the_caller_says_of_itself_does_not_matter(client: FlaskClient, office: Office) -> None:
    client.environ_base |= {"HTTP_HOST": "evil.example.id", "HTTP_X_FORWARDED_HOST": "evil.example.id"}
    assert post_signed(client, TWILIO, twilio_form(ROAD), NEW).status_code == 200


def test_a_changed_text_is_refused(client: FlaskClient) -> None:
    form = twilio_form(ROAD)
    signature = sign(NEW, PUBLIC_URL + TWILIO, tuple(form.items()))
    answer = client.post(
        TWILIO, data=form | {"Body": "something else"}, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


UNPROVEN = [
    "/webhooks/twilio/inbound",
    "/webhooks/twilio/status",
    "/webhooks/twilio/s3cret/inbound",
    "/webhooks/twilio/s3cret/status",
    "/webhooks/simulator/s3cret/inbound",
    "/webhooks/simulator/s3cret/status",
    "/webhooks/secretive/inbound",
    "/webhooks/secretive/status",
    "/webhooks/secretive/wrong/inbound",
    "/webhooks/secretive/wrong/status",
]


@pytest.mark.parametrize("path", UNPROVEN)
def test_every_route_refuses_an_unproven_call_without_storing(
    client: FlaskClient, office: Office, path: str
) -> None:
    form = simulator_form(ROAD) | twilio_form(ROAD)
    assert client.post(path, data=form).status_code == 403
    stored = [rows(office, table) for table in (messages, inbound_parts, senders, delivery_receipts)]
    assert stored == [[], [], [], []]


def test_every_webhook_route_is_in_the_list_above(app: Flask) -> None:
    patterns = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/webhooks")}
    assert patterns == {
        "/webhooks/<carrier>/inbound",
        "/webhooks/<carrier>/status",
        "/webhooks/<carrier>/<secret>/inbound",
        "/webhooks/<carrier>/<secret>/status",
    }


def test_a_simulator_call_from_another_machine_is_refused(client: FlaskClient, office: Office) -> None:
    answer = client.post(SIMULATOR, data=simulator_form(ROAD), environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert (answer.status_code, rows(office, messages)) == (403, [])


def test_a_call_with_the_right_secret_gets_the_carriers_own_yes(client: FlaskClient, office: Office) -> None:
    answer = client.post("/webhooks/secretive/s3cret/inbound", data=simulator_form(ROAD))
    assert (answer.status_code, answer.text) == (200, "taken")


def test_a_body_over_the_limit_is_answered_400(client: FlaskClient, office: Office) -> None:
    answer = client.post(SIMULATOR, data=simulator_form("x" * 70_000))
    assert (answer.status_code, rows(office, messages)) == (400, [])
    assert "limits.body_bytes" in answer.text


def test_a_body_over_the_limit_that_does_not_tell_its_length_is_answered_400(
    client: FlaskClient, office: Office
) -> None:
    body = urlencode(simulator_form("x" * 100_000)).encode()
    answer = client.post(
        SIMULATOR,
        input_stream=BytesIO(body),
        environ_overrides={"wsgi.input_terminated": True},
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, rows(office, messages)) == (400, [])


@pytest.mark.parametrize("header", ["Host", "Origin"])
def test_a_page_of_another_host_cannot_post_as_a_handset(
    client: FlaskClient, office: Office, header: str
) -> None:
    answer = client.post(SIMULATOR, data=simulator_form(ROAD), headers={header: "evil.example"})
    assert (answer.status_code, rows(office, messages)) == (403, [])


def test_a_body_just_under_the_limit_is_taken(client: FlaskClient, office: Office) -> None:
    body = "x" * 60_000
    assert client.post(SIMULATOR, data=simulator_form(body)).status_code == 200
    assert _bodies(office) == [body]


@pytest.mark.parametrize("path", [SIMULATOR])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b'{"from": "1"}', "application/json"), (b"\xff\xfe\x00", "application/octet-stream"), (b"", "")],
)
def test_a_body_that_is_no_form_is_answered_400(
    client: FlaskClient, office: Office, path: str, body: bytes, content_type: str
) -> None:
    answer = client.post(path, data=body, content_type=content_type)
    assert (answer.status_code, rows(office, messages)) == (400, [])


def test_a_proven_form_without_a_sender_is_answered_400_and_not_kept(
    client: FlaskClient, office: Office
) -> None:
    assert post_signed(client, TWILIO, twilio_form(ROAD, From=""), NEW).status_code == 400
    assert rows(office, messages) == []


def test_a_proven_form_without_an_id_is_answered_400_and_its_text_is_kept(
    client: FlaskClient, office: Office
) -> None:
    form = twilio_form(ROAD, MessageSid="")
    answers = [post_signed(client, TWILIO, form, NEW).status_code for _ in range(2)]
    assert (answers, _bodies(office)) == ([400, 400], [ROAD])
    assert [part.fault for part in rows(office, inbound_parts)] == ["the form has no MessageSid"]


def test_fields_nobody_knows_are_accepted(client: FlaskClient) -> None:
    form = twilio_form(ROAD, MessagingServiceSid="MG1", Whatever="new")
    assert post_signed(client, TWILIO, form, NEW).status_code == 200


def test_a_carrier_that_is_not_enabled_is_answered_404(client: FlaskClient) -> None:
    assert client.post("/webhooks/kannel/inbound", data=simulator_form(ROAD)).status_code == 404


@pytest.mark.parametrize(
    ("method", "allowed"),
    [
        ("GET", "POST"),
        ("HEAD", "POST"),
        ("PUT", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_a_method_the_carrier_does_not_use_is_answered_405(
    client: FlaskClient, method: str, allowed: str
) -> None:
    answer = client.open(TWILIO, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_a_method_no_route_knows_is_answered_with_those_it_knows(client: FlaskClient) -> None:
    answer = client.post("/livez")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_carrier_that_calls_by_get_is_read(client: FlaskClient, office: Office) -> None:
    query = urlencode(simulator_form(ROAD, ref="9"))
    assert client.get(f"/webhooks/secretive/s3cret/inbound?{query}").status_code == 200
    assert _bodies(office) == [ROAD]


def test_without_a_database_the_carrier_is_asked_to_try_again(without_database: FlaskClient) -> None:
    answer = without_database.post(SIMULATOR, data=simulator_form(ROAD))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_without_a_database_a_receipt_is_asked_for_again(without_database: FlaskClient) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert post_signed(without_database, STATUS, form, NEW).status_code == 503


def test_a_forged_call_without_a_database_is_still_refused(without_database: FlaskClient) -> None:
    assert post_signed(without_database, TWILIO, twilio_form(ROAD), "forged").status_code == 403


def test_a_receipt_of_an_unknown_sms_is_taken(client: FlaskClient, office: Office) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert post_signed(client, STATUS, form, NEW).status_code == 200
    assert len(rows(office, delivery_receipts)) == 1


def test_a_receipt_without_a_state_is_answered_400(client: FlaskClient, office: Office) -> None:
    assert post_signed(client, STATUS, {"MessageSid": "SM1"}, NEW).status_code == 400
    assert rows(office, delivery_receipts) == []


def test_a_receipt_with_a_null_is_recorded(client: FlaskClient, office: Office) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "sent", "ErrorCode": "3\0"}
    assert post_signed(client, STATUS, form, NEW).status_code == 200


def test_the_log_holds_the_route_pattern_and_nothing_of_the_call(client: FlaskClient) -> None:
    with capture_logs() as lines:
        client.post(SIMULATOR + "?from=" + CITIZEN, data=simulator_form(ROAD))
        client.post("/webhooks/secretive/wr0ng/inbound", data=simulator_form(ROAD))
        client.get("/somewhere/" + CITIZEN)
        client.get("/livez")  # whoever watches asks every second: not a line each
        client.get("/readyz")
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["route"] for line in requests] == [
        "/webhooks/<carrier>/inbound",
        "/webhooks/<carrier>/<secret>/inbound",
        "unrouted",
    ]
    written = str(lines)
    assert all(secret not in written for secret in (CITIZEN[3:], "kelud", "wr0ng", "s3cret"))


def test_a_surprise_is_logged_without_its_message_and_answered_503(make_office: OfficeMaker) -> None:
    def steps(step: str) -> None:
        raise ValueError(f"{step} of {CITIZEN}: {ROAD}")

    for app in _app(make_office(carriers=_carriers(), steps=steps)):
        with capture_logs() as lines:
            answer = app.test_client().post(SIMULATOR, data=simulator_form(ROAD))
        assert (answer.status_code, answer.text) == (503, "internal fault, try again\n")
    assert CITIZEN[3:] not in str(lines)
    assert "kelud" not in str(lines)


def test_calls_are_counted_by_their_answer(office: Office) -> None:
    gateway = gateway_of(office)
    app = create_app(gateway)
    client = app.test_client()
    client.post(SIMULATOR, data=simulator_form(ROAD))
    client.post(TWILIO, data=twilio_form(ROAD))
    close_app(app)
    counted = gateway.metrics.render(None).decode()
    assert 'smsgw_webhook_requests_total{carrier="simulator",kind="inbound",status="200"} 1.0' in counted
    assert 'smsgw_webhook_requests_total{carrier="twilio",kind="inbound",status="403"} 1.0' in counted


@pytest.mark.parametrize(("env", "status"), [("development", 200), ("production", 404)])
def test_the_handset_is_not_offered_in_production(
    make_office: OfficeMaker, settings: Settings, env: str, status: int
) -> None:
    office = make_office(carriers=_carriers())
    gateway = replace(gateway_of(office), settings=settings.model_copy(update={"env": env}))
    app = create_app(gateway)
    assert app.test_client().get("/phone").status_code == status
    close_app(app)
