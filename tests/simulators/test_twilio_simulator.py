"""The loopback Twilio answers as the official client expects, and survives its callers."""

import http.client
import socket
import threading
from base64 import b64encode
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sms_gateway.simulators.faults import Fault, FaultPlan, Faults
from sms_gateway.simulators.twilio import TwilioSimulator

ACCOUNT, TOKEN = "AC" + "0" * 32, "trial-token"
NUMBER = "+6281200000001"


def test_the_official_client_sends_and_fetches(client, send):
    made = send(client, "halo 😭")
    fetched = client.messages(made.sid).fetch()
    assert (fetched.sid, fetched.to, fetched.from_, fetched.body) == (made.sid, NUMBER, "1708", "halo 😭")
    assert (made.status, made.direction, made.num_segments) == ("queued", "outbound-api", "1")
    assert made.date_created.tzinfo is not None


def test_the_official_client_fetches_the_account(client):
    assert client.api.v2010.accounts(ACCOUNT).fetch().status == "active"


def test_pages_show_every_message_once_newest_first(client, send):
    made = [send(client, f"{n}").sid for n in range(23)]
    listed = [message.sid for message in client.messages.list(page_size=5)]
    assert listed == made[::-1]


def test_a_page_does_not_shift_when_a_message_arrives(client, send):
    made = [send(client, f"{n}").sid for n in range(4)]
    pages = client.messages.stream(page_size=2)
    first = [next(pages).sid, next(pages).sid]
    send(client, "later")
    assert first + [message.sid for message in pages] == made[::-1]


def test_a_list_is_filtered_by_recipient_and_sender(client, send):
    wanted = send(client, to="+6281200000002").sid
    send(client)
    assert [message.sid for message in client.messages.list(to="+6281200000002")] == [wanted]
    assert len(client.messages.list(from_="1708")) == 2
    assert client.messages.list(from_="9999") == []


def test_a_list_is_filtered_by_the_date_of_sending(client, simulator, send):
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
def test_what_twilio_refuses_is_refused_with_its_number(client, simulator, changes, code, send):
    simulator.faults.change(FaultPlan(opted_out=frozenset({"+6281200000009"})))
    with pytest.raises(TwilioRestException) as raised:
        send(client, **changes)
    assert (raised.value.status, raised.value.code) == (400, code)
    assert simulator.log == ()


def test_wrong_credentials_are_refused(simulator, send):
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


def test_the_record_forgets_the_oldest_and_counts_it(gateway, control):
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, max_messages=5) as small:
        sids = [small.send_inbound(NUMBER, str(n), lost=True).sid for n in range(8)]
        assert [message.sid for message in small.received] == sids[3:]
        assert control(small, "GET", "/_sim/log")[1]["dropped"] == 3


def test_a_stop_does_not_wait_for_a_slow_answer(gateway, send):
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
