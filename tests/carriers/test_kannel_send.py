"""Kannel takes an SMS once: what it answers, or does not, says whether a second try is allowed."""

import logging
import socket
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest

from sms_gateway.carriers.kannel import Kannel
from sms_gateway.carriers.wire import new_session
from sms_gateway.domain.messages import (
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
    SendState,
)
from tests.carriers.conftest import KANNEL_SECRET, PUBLIC_URL
from tests.carriers.smsbox import RESET

NUMBER = "+6281200000001"
SMS = OutboundSms(42, NUMBER, "LAPOR!: Laporan diterima, No 24183567 & {lain} 50%")


def test_smsbox_is_asked_for_one_sms_with_every_report(kannel_sender, smsbox):
    assert kannel_sender.send(SMS).state is SendState.ACCEPTED
    (asked,) = smsbox.asked
    report = asked.pop("dlr-url")
    assert asked == {
        "username": "smsgw",
        "password": "pass word&",
        "from": "1708",
        "to": NUMBER,
        "text": SMS.text,
        "charset": "UTF-8",
        "coding": "0",
        "dlr-mask": "31",
    }
    assert report.startswith(f"{PUBLIC_URL}/webhooks/kannel/{KANNEL_SECRET}/status?outbox=42&ref=")
    assert report.endswith("&status=%d&answer=%A")


@pytest.mark.parametrize("text", ["Jalan “rusak” 😭", "ꦢꦭꦤ꧀", "tab\there", "é — è"])
def test_a_text_outside_gsm_asks_for_ucs2(kannel_sender, smsbox, text):
    kannel_sender.send(replace(SMS, text=text))
    assert (smsbox.asked[0]["coding"], smsbox.asked[0]["charset"]) == ("2", "UTF-8")
    assert smsbox.asked[0]["text"] == text


def test_half_a_character_is_replaced_and_the_rest_is_sent(kannel_sender, smsbox):
    assert kannel_sender.send(replace(SMS, text="a\ud83d b")).state is SendState.ACCEPTED
    assert smsbox.asked[0]["text"] == "a? b"


def test_every_sms_has_a_connection_of_its_own(kannel_sender, smsbox):
    for _ in range(2):
        kannel_sender.send(SMS)
    assert [headers["connection"] for headers in smsbox.headers] == ["close", "close"]


def test_the_name_of_an_sms_is_the_same_on_every_try_and_another_for_another_sms(kannel_sender):
    others = [replace(SMS, outbox_id=43), replace(SMS, text="lain"), replace(SMS, recipient="+6281200000002")]
    refs = [kannel_sender.send(sms).carrier_ref for sms in (SMS, SMS, *others)]
    assert refs[0] == refs[1]
    assert len(set(refs)) == 4


def test_a_report_to_the_url_that_was_given_names_the_same_sms(kannel_sender, smsbox, get, now):
    outcome = kannel_sender.send(SMS)
    path, _, query = smsbox.asked[0]["dlr-url"].replace("%d", "8").replace("%A", "ACK%2F").partition("?")
    receipt = kannel_sender.read_receipt(get({}, path=path, query=query), now)
    assert receipt == Receipt("kannel", outcome.carrier_ref, ReceiptState.SENT, "8", 42)


@pytest.mark.parametrize("body", ["0: Accepted for delivery", "3: Queued for later delivery", "Sent."])
def test_202_is_accepted(kannel_sender, smsbox, body):
    smsbox.answer = (202, body)
    assert kannel_sender.send(SMS).state is SendState.ACCEPTED


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, "UDH field misformed, rejected", SendOutcome.refused("kannel-400")),
        (403, "Not routable. Do not try again.", SendOutcome.refused("kannel-403")),
        (413, "", SendOutcome.refused("kannel-413")),
        (403, "Authorization failed for sendsms", SendOutcome.retry("kannel-credentials", 60)),
        (401, "", SendOutcome.retry("kannel-credentials", 60)),
        (404, "Unknown request.", SendOutcome.retry("kannel-404", 300)),
        (429, "", SendOutcome.retry("kannel-429", busy=True)),
        (503, "Temporal failure, try again later.", SendOutcome.retry("kannel-no-room")),
        (503, "<html>of a proxy</html>", SendOutcome.unknown("kannel-503")),
        (500, "Sending failed.", SendOutcome.unknown("kannel-500")),
        (502, "", SendOutcome.unknown("kannel-502")),
        (200, "welcome", SendOutcome.unknown("kannel-200")),
        (302, "", SendOutcome.unknown("kannel-302")),
        (408, "", SendOutcome.unknown("kannel-408")),
    ],
)
def test_every_other_answer_has_its_outcome(kannel_sender, smsbox, status, body, outcome):
    smsbox.answer = (status, body)
    assert kannel_sender.send(SMS) == outcome
    assert len(smsbox.asked) == 1


def test_a_time_out_after_the_request_left_is_unknown(kannel_settings, smsbox):
    smsbox.wait = 1.5
    carrier = Kannel(
        replace(kannel_settings, sendsms_url=smsbox.url, timeout=0.3), partial(new_session, smsbox.url)
    )
    assert carrier.send(SMS) == SendOutcome.unknown("kannel-no-answer")


def test_a_connection_that_ends_without_an_answer_is_unknown(kannel_sender, smsbox):
    smsbox.answer = RESET
    assert kannel_sender.send(SMS) == SendOutcome.unknown("kannel-no-answer")
    assert len(smsbox.asked) == 1


def test_a_connection_that_was_refused_is_tried_again(kannel):
    assert kannel.send(SMS) == SendOutcome.retry("connect")


@pytest.mark.parametrize("address", ["http://a..b", "gopher://127.0.0.1", "127.0.0.1"])
def test_an_address_that_is_none_is_tried_again(kannel_settings, address):
    carrier = Kannel(replace(kannel_settings, sendsms_url=address), partial(new_session, None))
    assert carrier.send(SMS) == SendOutcome.retry("connect")


def test_a_listener_that_never_answers_is_unknown(kannel_settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/cgi-bin/sendsms"
        carrier = Kannel(replace(kannel_settings, sendsms_url=url, timeout=0.3), partial(new_session, url))
        assert carrier.send(SMS) == SendOutcome.unknown("kannel-no-answer")


def test_what_is_unknown_cannot_be_looked_up(kannel, now):
    assert kannel.find(SMS, frozenset(), now) == LookupOutcome(LookupState.IMPOSSIBLE)
    assert list(kannel.list_inbound(now)) == []


def test_nothing_of_an_sms_is_logged(kannel_sender, kannel, caplog):
    with caplog.at_level(logging.DEBUG):
        kannel_sender.send(SMS)
        kannel.send(SMS)
    assert all(word not in caplog.text for word in ("81200000001", "24183567", "pass", KANNEL_SECRET))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, "Missing receiver number, rejected"), None),
        ((403, "Authorization failed for sendsms"), "SMSGW_KANNEL_PASSWORD"),
        ((404, "Unknown request."), "carriers.kannel.sendsms_url"),
        ((202, "0: Accepted for delivery"), "carriers.kannel.sendsms_url"),
    ],
)
def test_the_check_says_what_to_correct(kannel_sender, smsbox, answer, said):
    smsbox.answer = answer
    found = kannel_sender.check()
    assert found is None if said is None else said in found
    assert not {"to", "text"} & smsbox.asked[0].keys()


def test_the_check_of_a_smsbox_that_is_down_says_so(kannel):
    assert "did not answer" in kannel.check()


def test_the_url_of_the_reports_keeps_a_secret_in_one_piece(kannel_settings, smsbox):
    settings = replace(
        kannel_settings, sendsms_url=smsbox.url, secret="a/b?c", callback_url="http://10.0.0.4:1"
    )
    Kannel(settings, partial(new_session, smsbox.url)).send(SMS)
    url = urlsplit(smsbox.asked[0]["dlr-url"])
    assert url.path == "/webhooks/kannel/a%2Fb%3Fc/status"
    assert parse_qs(url.query)["outbox"] == ["42"]
