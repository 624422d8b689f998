"""Webhooks are signed as the official validator expects, and never leave this machine."""

import socket
import threading

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from sms_gateway.simulators.faults import FaultPlan
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.simulators.webhooks import NotLoopbackError, target_of

ACCOUNT, TOKEN = "AC" + "0" * 32, "trial-token"
PUBLIC = "https://sms.example.id"
NUMBER = "+6281200000001"


def test_receipts_are_signed_for_the_public_address_and_posted_here(client, simulator, gateway, send):
    callback = f"{PUBLIC}/webhooks/twilio/status?outbox=42"
    made = send(client, status_callback=callback)
    assert simulator.settle()
    assert gateway.states == ["queued", "sent", "delivered"]
    for path, form, signature in gateway.calls:
        assert path == "/webhooks/twilio/status?outbox=42"
        assert form["MessageSid"] == made.sid
        assert RequestValidator(TOKEN).validate(callback, form, signature)


def test_a_number_that_cannot_be_reached_ends_undelivered(client, simulator, gateway, send):
    simulator.faults.change(FaultPlan(undeliverable=frozenset({NUMBER})))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.states == ["queued", "sent", "undelivered"]
    assert gateway.calls[-1][1]["ErrorCode"] == "30003"
    assert (simulator.log[0].status, simulator.log[0].error_code) == ("undelivered", 30003)


def test_a_message_without_a_callback_is_delivered_too(client, simulator, gateway, send):
    send(client)
    assert simulator.settle()
    assert (simulator.log[0].status, gateway.calls) == ("delivered", [])


def test_receipts_may_come_twice_or_be_lost(client, simulator, gateway, send):
    simulator.faults.change(FaultPlan(repeat_callbacks=1))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.states == ["queued", "queued", "sent", "sent", "delivered", "delivered"]
    gateway.calls.clear()
    simulator.faults.change(FaultPlan(lose_callbacks=1))
    send(client, status_callback=f"{PUBLIC}/s")
    assert simulator.settle()
    assert gateway.calls == []


def test_receipts_may_come_out_of_order(client, simulator, gateway, send):
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


def test_a_public_callback_without_a_place_here_is_counted_and_not_posted(send, control):
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN) as alone:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = alone.url
        send(client, status_callback=f"{PUBLIC}/s")
        assert alone.settle()
        assert control(alone, "GET", "/_sim/log")[1]["callbacks_failed"] == 3
