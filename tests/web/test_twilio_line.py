"""Twilio's line as a whole: fallback address, pictures, a messaging service, a token that changes."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.services.office import Office
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.storage.schema import inbound_parts, messages, tickets
from sms_gateway.web.app import close_app, create_app
from tests.builders import PUBLIC_URL, ROAD, post_signed, rows, twilio_form, webhooks_of, work
from tests.conftest import OfficeMaker

OLD, NEW = "old-token", "new-token"
INBOUND = "/webhooks/twilio/inbound"  # README gives it as incoming webhook and as fallback URL
ACCOUNT = "AC" + "1" * 32
FALLEN_BACK = {"ErrorCode": "11200", "ErrorUrl": PUBLIC_URL + INBOUND}


@pytest.fixture
def loopback() -> Iterator[TwilioSimulator]:
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=NEW) as simulator:
        yield simulator


@pytest.fixture
def twilio(loopback: TwilioSimulator) -> TwilioSettings:
    return TwilioSettings(ACCOUNT, (NEW, OLD), PUBLIC_URL, base_url=loopback.url, status_callback=False)


@pytest.fixture
def office(make_office: OfficeMaker, twilio: TwilioSettings) -> Office:
    return make_office(carriers={"twilio": Twilio(twilio)})


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    app = create_app(webhooks_of(office))
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("first", ["webhook", "fallback"])
def test_a_message_at_both_addresses_is_one_message(client: FlaskClient, office: Office, first: str) -> None:
    form = twilio_form(ROAD)
    calls = {"webhook": form, "fallback": form | FALLEN_BACK}
    for name in sorted(calls, key=lambda each: each != first):
        assert post_signed(client, INBOUND, calls[name], NEW).status_code == 200
    work(office)
    assert (len(rows(office, inbound_parts)), len(rows(office, tickets))) == (1, 1)


def test_a_message_at_both_addresses_at_once_is_one_message(app: Flask, office: Office) -> None:
    form = twilio_form(ROAD)
    with ThreadPoolExecutor(8) as pool:
        calls = [form, form | FALLEN_BACK] * 4
        answers = pool.map(lambda each: post_signed(app.test_client(), INBOUND, each, NEW).status_code, calls)
        assert set(answers) == {200}
    assert len(rows(office, messages)) == 1


def test_a_picture_is_asked_for_in_words_and_never_fetched(
    client: FlaskClient, office: Office, loopback: TwilioSimulator
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as host:
        host.settimeout(0.2)
        media = f"http://127.0.0.1:{host.getsockname()[1]}/picture"
        form = twilio_form("", NumMedia="1", MediaUrl0=media, MediaContentType0="image/jpeg")
        assert post_signed(client, INBOUND, form, NEW).status_code == 200
        work(office)
        with pytest.raises(TimeoutError):
            host.accept()
    assert [message.body[:19] for message in loopback.log] == ["LAPOR!: Foto tidak "]


def test_a_picture_with_words_is_their_report(
    client: FlaskClient, office: Office, loopback: TwilioSimulator
) -> None:
    form = twilio_form(ROAD, NumMedia="1", MediaUrl0="http://127.0.0.1:1/picture")
    assert post_signed(client, INBOUND, form, NEW).status_code == 200
    work(office)
    assert len(rows(office, tickets)) == 1
    assert "Laporan diterima" in loopback.log[0].body


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_what_twilio_answered_by_itself_opens_no_ticket(
    client: FlaskClient, office: Office, loopback: TwilioSimulator, word: str
) -> None:
    form = twilio_form(word, OptOutType=word, MessagingServiceSid="MG" + "2" * 32)
    assert post_signed(client, INBOUND, form, NEW).status_code == 200
    work(office)
    assert rows(office, tickets) == []
    assert len(loopback.log) <= (word == "HELP")


def test_an_answer_leaves_by_the_messaging_service(
    make_office: OfficeMaker, twilio: TwilioSettings, loopback: TwilioSimulator
) -> None:
    office = make_office(carriers={"twilio": Twilio(replace(twilio, messaging_service_sid="MG7"))})
    app = create_app(webhooks_of(office))
    form = twilio_form(ROAD, MessagingServiceSid="MG7")
    assert post_signed(app.test_client(), INBOUND, form, NEW).status_code == 200
    work(office)
    close_app(app)
    assert [(message.service, message.sender) for message in loopback.log] == [("MG7", "")]


def test_while_a_token_changes_both_prove_and_the_first_one_sends(
    client: FlaskClient, office: Office, loopback: TwilioSimulator
) -> None:
    answers = [
        post_signed(client, INBOUND, twilio_form(f"{ROAD} no {number}"), token).status_code
        for number, token in enumerate((OLD, NEW, "older-token"))
    ]
    work(office)
    assert (answers, len(rows(office, messages))) == ([200, 200, 403], 2)
    assert len(loopback.log) >= 1  # the loopback knows the new token only
