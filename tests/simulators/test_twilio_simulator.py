"""The loopback Twilio behaves as the official client and validator expect, and never leaves this machine."""

import http.client
import json
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from sms_gateway.simulators.faults import Fault, FaultPlan, Faults, changed
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.simulators.webhooks import NotLoopbackError, target_of

ACCOUNT, TOKEN = "AC" + "0" * 32, "trial-token"
PUBLIC = "https://sms.example.id"
NUMBER = "+6281200000001"


class Gateway(ThreadingHTTPServer):
    """Stands for the gateway: keeps what was posted, with its signature; answers *status*."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.calls: list[tuple[str, dict[str, str], str]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def states(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.calls]


class _Keep(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        self.server.calls.append((self.path, form, self.headers["X-Twilio-Signature"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def simulator(gateway) -> Iterator[TwilioSimulator]:
    webhook = f"{PUBLIC}/webhooks/twilio/inbound"
    with TwilioSimulator(
        account_sid=ACCOUNT, auth_token=TOKEN, deliver_to=gateway.url, webhook=webhook
    ) as running:
        yield running


@pytest.fixture
def client(simulator) -> Client:
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = simulator.url
    return client


def send(client, body="halo", to=NUMBER, **more):
    return client.messages.create(to=to, from_="1708", body=body, **more)


def control(simulator, method, path, body=None):
    connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=5)
    connection.request(method, path, body)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def test_the_official_client_sends_and_fetches(client):
    made = send(client, "halo 😭")
    fetched = client.messages(made.sid).fetch()
    assert (fetched.sid, fetched.to, fetched.from_, fetched.body) == (made.sid, NUMBER, "1708", "halo 😭")
    assert (made.status, made.direction, made.num_segments) == ("queued", "outbound-api", "1")
    assert made.date_created.tzinfo is not None


def test_the_official_client_fetches_the_account(client):
    assert client.api.v2010.accounts(ACCOUNT).fetch().status == "active"


def test_pages_show_every_message_once_newest_first(client):
    made = [send(client, f"{n}").sid for n in range(23)]
    listed = [message.sid for message in client.messages.list(page_size=5)]
    assert listed == made[::-1]


def test_a_page_does_not_shift_when_a_message_arrives(client):
    made = [send(client, f"{n}").sid for n in range(4)]
    pages = client.messages.stream(page_size=2)
    first = [next(pages).sid, next(pages).sid]
    send(client, "later")
    assert first + [message.sid for message in pages] == made[::-1]


def test_a_list_is_filtered_by_recipient_and_sender(client):
    wanted = send(client, to="+6281200000002").sid
    send(client)
    assert [message.sid for message in client.messages.list(to="+6281200000002")] == [wanted]
    assert len(client.messages.list(from_="1708")) == 2
    assert client.messages.list(from_="9999") == []


def test_a_list_is_filtered_by_the_date_of_sending(client, simulator):
    made = send(client)
    assert simulator.settle()
    sent = client.messages(made.sid).fetch().date_sent
    later = sent.replace(year=sent.year + 1)
    assert len(client.messages.list(date_sent_after=sent)) == 1
    assert client.messages.list(date_sent_after=later) == []
    assert len(client.messages.list(date_sent_before=later)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "0812"}, 21211),
        ({"to": "+62"}, 21211),
        ({"to": "+٦٢٨١٢٠٠٠٠٠٠١"}, 21211),
        ({"to": ""}, 21604),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"to": "+6281200000009"}, 21610),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_number(client, simulator, changes, code):
    simulator.faults.change(FaultPlan(opted_out=frozenset({"+6281200000009"})))
    with pytest.raises(TwilioRestException) as raised:
        send(client, **changes)
    assert (raised.value.status, raised.value.code) == (400, code)
    assert simulator.log == ()


def test_wrong_credentials_are_refused(simulator):
    client = Client(ACCOUNT, "wrong")
    client.api.base_url = simulator.url
    with pytest.raises(TwilioRestException) as raised:
        send(client)
    assert (raised.value.status, raised.value.code) == (401, 20003)


def test_another_account_is_not_found(simulator):
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = simulator.url
    with pytest.raises(TwilioRestException) as raised:
        client.api.v2010.accounts("AC" + "1" * 32).messages("SM" + "1" * 32).fetch()
    assert raised.value.status == 404


def test_receipts_are_signed_for_the_public_address_and_posted_here(client, simulator, gateway):
    callback = f"{PUBLIC}/webhooks/twilio/status?outbox=42"
    made = send(client, status_callback=callback)
    assert simulator.settle()
    assert gateway.states == ["queued", "sent", "delivered"]
    for path, form, signature in gateway.calls:
        assert path == "/webhooks/twilio/status?outbox=42"
        assert form["MessageSid"] == made.sid
        assert RequestValidator(TOKEN).validate(callback, form, signature)


def test_a_number_that_cannot_be_reached_ends_undelivered(client, simulator, gateway):
    simulator.faults.change(FaultPlan(undeliverable=frozenset({NUMBER})))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.states == ["queued", "sent", "undelivered"]
    assert gateway.calls[-1][1]["ErrorCode"] == "30003"
    assert (simulator.log[0].status, simulator.log[0].error_code) == ("undelivered", 30003)


def test_a_message_without_a_callback_is_delivered_too(client, simulator, gateway):
    send(client)
    assert simulator.settle()
    assert (simulator.log[0].status, gateway.calls) == ("delivered", [])


def test_receipts_may_come_twice_or_be_lost(client, simulator, gateway):
    simulator.faults.change(FaultPlan(repeat_callbacks=1))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.states == ["queued", "queued", "sent", "sent", "delivered", "delivered"]
    gateway.calls.clear()
    simulator.faults.change(FaultPlan(lose_callbacks=1))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.calls == []


def test_receipts_may_come_out_of_order(client, simulator, gateway):
    simulator.faults.change(FaultPlan(shuffle_callbacks=1))
    for _ in range(10):
        send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    threes = [tuple(gateway.states[at : at + 3]) for at in range(0, 30, 3)]
    assert len(gateway.calls) == 30
    assert any(three != ("queued", "sent", "delivered") for three in threes)
    assert {message.status for message in simulator.log} == {"delivered"}


def test_an_inbound_sms_is_posted_signed_and_kept(simulator, gateway):
    delivery = simulator.send_inbound(NUMBER, "jalan rusak 😭")
    ((path, form, signature),) = gateway.calls
    assert delivery.statuses == (200,)
    assert (path, form["MessageSid"]) == ("/webhooks/twilio/inbound", delivery.sid)
    assert (form["From"], form["Body"], form["To"]) == (NUMBER, "jalan rusak 😭", "1708")
    assert RequestValidator(TOKEN).validate(f"{PUBLIC}/webhooks/twilio/inbound", form, signature)


def test_a_repeated_inbound_sms_is_the_same_form(simulator, gateway):
    simulator.send_inbound(NUMBER, "jalan rusak", repeat=2)
    assert gateway.calls[0] == gateway.calls[1]


def test_a_lost_inbound_sms_is_only_on_record(simulator, gateway, client):
    delivery = simulator.send_inbound(NUMBER, "jalan rusak", lost=True)
    assert gateway.calls == []
    (listed,) = client.messages.list(to="1708")
    assert (listed.sid, listed.direction, listed.from_) == (delivery.sid, "inbound", NUMBER)


def test_nobody_answering_is_told(simulator, gateway):
    gateway.status = 503
    assert simulator.send_inbound(NUMBER, "x").statuses == (503,)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with TwilioSimulator(
        account_sid=ACCOUNT, auth_token=TOKEN, webhook=f"http://127.0.0.1:{port}/in"
    ) as alone:
        assert alone.send_inbound(NUMBER, "x").statuses == (None,)


def test_a_webhook_whose_connection_breaks_is_posted_once_more():
    with socket.create_server(("127.0.0.1", 0)) as flaky:
        flaky.settimeout(5)
        place = f"http://127.0.0.1:{flaky.getsockname()[1]}"

        def break_then_answer():
            flaky.accept()[0].close()
            with flaky.accept()[0] as second:
                second.recv(65_536)
                second.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=break_then_answer, daemon=True).start()
        with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, webhook=f"{place}/in") as simulator:
            assert simulator.send_inbound(NUMBER, "x").statuses == (200,)


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1", "http://example.org", "https://127.0.0.1", "http://", "ftp://127.0.0.1", "x"]
)
def test_nothing_is_ever_posted_to_another_machine(url):
    with pytest.raises(NotLoopbackError):
        target_of(f"{url}/webhooks/twilio/inbound", None)
    with pytest.raises(ValueError, match="loopback"):
        TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, deliver_to=url)


def test_a_public_callback_without_a_place_here_is_counted_and_not_posted():
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN) as alone:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = alone.url
        send(client, status_callback=f"{PUBLIC}/s")
        assert alone.settle()
        assert control(alone, "GET", "/_sim/log")[1]["callbacks_failed"] == 3


def test_the_log_is_readable_from_another_process(simulator, client):
    made = send(client, "halo")
    simulator.send_inbound(NUMBER, "masuk", lost=True)
    status, shown = control(simulator, "GET", "/_sim/log")
    assert status == 200
    assert [(message["sid"], message["body"]) for message in shown["accepted"]] == [(made.sid, "halo")]
    assert [message["body"] for message in shown["inbound"]] == ["masuk"]


def test_faults_are_set_from_another_process(simulator):
    wish = {"rates": {"429": 1}, "lookup_lag": 5, "opted_out": [NUMBER], "script": ["none", "reset-after"]}
    assert control(simulator, "POST", "/_sim/faults", json.dumps(wish)) == (200, {"ok": True})
    plan = simulator.faults.plan
    assert (plan.rates, plan.lookup_lag, plan.opted_out) == ({Fault.RATE_LIMIT: 1}, 5, {NUMBER})
    assert plan.script == (Fault.NONE, Fault.RESET_AFTER)


def test_setting_one_fault_keeps_the_others(simulator):
    control(simulator, "POST", "/_sim/faults", '{"script": ["slow", "429"], "lookup_lag": 3}')
    assert simulator.faults.of_sending() is Fault.SLOW
    control(simulator, "POST", "/_sim/faults", '{"retry_after": 9}')
    plan = simulator.faults.plan
    assert (plan.lookup_lag, plan.retry_after, plan.script) == (3, 9, (Fault.RATE_LIMIT,))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"unknown": 1}',
        '{"rates": {"429": 2}}',
        '{"rates": {"429": NaN}}',
        '{"rates": {"boom": 1}}',
        '{"slow_seconds": 99}',
        '{"lookup_lag": "soon"}',
        '{"lookup_lag": -1}',
        '{"script": ["boom"]}',
    ],
)
def test_a_wish_that_cannot_be_understood_changes_nothing(simulator, body):
    before = simulator.faults.plan
    assert control(simulator, "POST", "/_sim/faults", body)[0] == 400
    assert simulator.faults.plan == before


def test_an_inbound_sms_is_made_from_another_process(simulator, gateway):
    body = urlencode({"from": NUMBER, "body": "jalan rusak"})
    assert control(simulator, "POST", "/_sim/inbound", body)[1]["statuses"] == [200]
    assert control(simulator, "POST", "/_sim/inbound", body + "&lost=1")[1]["statuses"] == []
    assert control(simulator, "POST", "/_sim/inbound", "body=x")[0] == 400
    assert (len(gateway.calls), len(simulator.received)) == (1, 2)


def test_an_unknown_control_is_not_found(simulator):
    assert control(simulator, "GET", "/_sim/nothing")[0] == 404


def test_the_same_seed_gives_the_same_faults():
    plan = FaultPlan(rates={Fault.RATE_LIMIT: 0.3, Fault.RESET_AFTER: 0.3})
    one, same, other = (Faults(plan, seed) for seed in (7, 7, 8))
    drawn = [[faults.of_sending() for _ in range(50)] for faults in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == {Fault.NONE, Fault.RATE_LIMIT, Fault.RESET_AFTER}


def test_a_fault_of_lists_never_strikes_a_sending():
    faults = Faults(FaultPlan(rates={Fault.LIST_UNAVAILABLE: 1}))
    assert {faults.of_sending() for _ in range(20)} == {Fault.NONE}
    assert faults.strikes_a_list()


def test_a_plan_out_of_bounds_is_never_followed():
    with pytest.raises(ValueError, match="share"):
        changed(FaultPlan(), {"lose_callbacks": 1.5})


def test_a_reset_reaches_the_caller_as_a_reset(simulator):
    simulator.faults.change(FaultPlan(script=(Fault.RESET_BEFORE,)))
    connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=5)
    basic = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    connection.request("POST", path, "To=x", {"Authorization": f"Basic {basic}"})
    with pytest.raises(ConnectionResetError):
        connection.getresponse()
    connection.close()


def test_one_connection_serves_many_requests(simulator):
    connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=5)
    connection.connect()
    first = connection.sock
    for _ in range(20):
        connection.request("GET", "/_sim/log")
        assert connection.getresponse().read()
    assert connection.sock is first
    connection.close()


@pytest.mark.parametrize("header", ["x", "-1", "٣", "9" * 9, "9" * 30])
def test_a_body_of_a_wrong_length_is_refused_unread(simulator, header):
    host, port = urlsplit(simulator.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(f"POST /_sim/faults HTTP/1.1\r\nHost: x\r\nContent-Length: {header}\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_many_connections_at_once_are_served(simulator):
    held = [http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=10) for _ in range(150)]
    for connection in held:
        connection.request("GET", "/_sim/nothing")
    assert {connection.getresponse().status for connection in held} == {404}
    for connection in held:
        connection.close()


def test_the_record_forgets_the_oldest_and_counts_it(gateway):
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, max_messages=5) as small:
        sids = [small.send_inbound(NUMBER, str(n), lost=True).sid for n in range(8)]
        assert [message.sid for message in small.received] == sids[3:]
        assert control(small, "GET", "/_sim/log")[1]["dropped"] == 3


def test_a_stop_does_not_wait_for_a_slow_answer(gateway):
    plan = FaultPlan(script=(Fault.SLOW,), slow_seconds=30)
    simulator = TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, faults=Faults(plan)).start()
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = simulator.url
    sending = threading.Thread(target=lambda: send(client), daemon=True)
    sending.start()
    for _ in range(500):
        if simulator.log:
            break
        threading.Event().wait(0.01)
    simulator.stop()
    sending.join(5)
    assert not sending.is_alive()


def test_a_simulator_that_never_started_can_be_stopped():
    TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN).stop()
