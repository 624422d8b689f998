"""Jasmin: its texts by their coding, its answers by what they prove, its reports by our own id."""

import logging
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.carriers.base import Refused, WebhookRequest
from sms_gateway.carriers.jasmin import Jasmin, JasminSettings
from sms_gateway.carriers.jasmin_answers import error_code, state_of
from sms_gateway.carriers.jasmin_text import CODECS, decode
from sms_gateway.carriers.wire import new_session
from sms_gateway.domain.messages import (
    LookupState,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
    SendState,
)
from tests.carriers.aggregator import RESET, running_aggregator
from tests.carriers.dialects import PUBLIC_URL, SECRET

NUMBER = "+6281200000001"
SMS = OutboundSms(42, NUMBER, "LAPOR!: Laporan diterima, No 24183567 & {lain} 50%")
ID = "07033084-5cfd-4812-90a4-e4d24ffb6e3d"
STATUS = f"/webhooks/jasmin/{SECRET}/status"


@pytest.fixture
def end():
    with running_aggregator() as running:
        running.answer = (200, f'Success "{ID}"')
        yield running


@pytest.fixture
def jasmin(end):
    return jasmin_at(end.url)


def jasmin_at(url, **changes):
    settings = JasminSettings(url, "smsgw", "pass word&", SECRET, PUBLIC_URL, timeout=2)
    return Jasmin(replace(settings, **changes), partial(new_session, url))


def report(query="outbox=42", **fields):
    full = {"id": ID, "level": "3", "message_status": "DELIVRD", "err": "000"} | fields
    body = urlencode(full).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return WebhookRequest("POST", STATUS, query, headers, {}, body, "127.0.0.1")


def test_jasmin_is_asked_for_one_sms_with_every_report(jasmin, end):
    assert jasmin.send(SMS) == SendOutcome.accepted(ID)
    (asked,) = end.asked
    assert (asked.method, asked.path, asked.headers["connection"]) == ("POST", "/send", "close")
    assert asked.fields == {
        "username": "smsgw",
        "password": "pass word&",
        "from": "1708",
        "to": NUMBER,
        "content": SMS.text,
        "coding": "0",
        "dlr": "yes",
        "dlr-url": f"{PUBLIC_URL}{STATUS}?outbox=42",
        "dlr-level": "3",
        "dlr-method": "POST",
    }


@pytest.mark.parametrize("text", ["Jalan “rusak” 😭", "ꦢꦭꦤ꧀", "half \ud83d"])
def test_a_text_outside_gsm_goes_as_its_bytes(jasmin, end, text):
    jasmin.send(replace(SMS, text=text))
    fields = end.asked[0].fields
    assert (fields["coding"], "content" in fields) == ("8", False)
    assert bytes.fromhex(fields["hex-content"]).decode("utf-16-be", "surrogatepass") == text


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, f'Success "{ID}"\n', SendOutcome.accepted(ID)),
        (200, 'Success "[Failure instance: <class 1>]"', SendOutcome.unknown("jasmin-200")),
        (200, 'Error "None"', SendOutcome.unknown("jasmin-200")),
        (500, f'Success "{ID}"', SendOutcome.unknown("jasmin-500")),
        (
            400,
            'Error "Mandatory arguments not found, please refer to the HTTPAPI specifications."',
            SendOutcome.refused("jasmin-400"),
        ),
        (400, 'Error "Argument [to] has an invalid value: [x]."', SendOutcome.refused("jasmin-400")),
        (
            400,
            'Error "Authorization failed for user [smsgw] (Cannot send MT messages)."',
            SendOutcome.retry("jasmin-400", 300),
        ),
        (400, "<html>of a proxy</html>", SendOutcome.unknown("jasmin-400")),
        (
            403,
            'Error "Authentication failure for username:smsgw"',
            SendOutcome.retry("jasmin-credentials", 60),
        ),
        (403, 'Error "User throughput exceeded"', SendOutcome.retry("jasmin-throughput", busy=True)),
        (
            403,
            'Error "Cannot charge submit_sm, check RouterPB log file for details"',
            SendOutcome.retry("jasmin-charge", 300),
        ),
        (412, 'Error "No route found"', SendOutcome.retry("jasmin-no-route", 300)),
        (412, 'Error "Failover route has no bound connectors"', SendOutcome.retry("jasmin-not-bound")),
        (
            500,
            'Error "Cannot send submit_sm, check SMPPClientManagerPB log file for details"',
            SendOutcome.retry("jasmin-no-connector", 300),
        ),
        (500, 'Error "Unknown error: x"', SendOutcome.unknown("jasmin-500")),
        (404, "", SendOutcome.retry("jasmin-404", 300)),
        (429, "", SendOutcome.retry("jasmin-429", busy=True)),
        (502, "", SendOutcome.unknown("jasmin-502")),
        (302, "", SendOutcome.unknown("jasmin-302")),
    ],
)
def test_every_answer_has_its_outcome(jasmin, end, status, body, outcome):
    end.answer = (status, body)
    assert jasmin.send(SMS) == outcome
    assert len(end.asked) == 1


def test_no_answer_is_unknown_and_no_connection_is_tried_again(jasmin, end):
    end.answer = RESET
    assert jasmin.send(SMS) == SendOutcome.unknown("jasmin-no-answer")
    end.answer, end.wait = (200, ""), 1.0
    assert jasmin_at(end.url, timeout=0.2).send(SMS) == SendOutcome.unknown("jasmin-no-answer")
    assert jasmin_at("http://127.0.0.1:1").send(SMS) == SendOutcome.retry("connect")


def test_what_is_unknown_cannot_be_looked_up(jasmin, now):
    assert jasmin.find(SMS, frozenset(), now).state is LookupState.IMPOSSIBLE
    assert list(jasmin.list_inbound(now)) == []


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ESME_ROK", ReceiptState.SENT),
        ("ESME_RINVDSTADR", ReceiptState.FAILED),
        ("ESME_RTHROTTLED", ReceiptState.UNKNOWN),
        ("DELIVRD", ReceiptState.DELIVERED),
        ("UNDELIV", ReceiptState.FAILED),
        ("EXPIRED", ReceiptState.FAILED),
        ("REJECTD", ReceiptState.FAILED),
        ("DELETED", ReceiptState.FAILED),
        ("ACCEPTD", ReceiptState.SENT),
        ("UNKNOWN", ReceiptState.UNKNOWN),
        ("BARU", ReceiptState.UNKNOWN),
    ],
)
def test_each_status_has_its_state(status, state):
    assert state_of(status) == state


@pytest.mark.parametrize(
    ("status", "err", "code"),
    [
        ("DELIVRD", "000", None),
        ("UNDELIV", "0A1", "0A1"),
        ("UNDELIV", "081234567890", None),
        ("ESME_RINVDSTADR", "", "ESME_RINVDSTADR"),
        ("ESME_ROK", "", None),
    ],
)
def test_only_the_number_of_an_error_is_kept(status, err, code):
    assert error_code(status, err) == code


def test_a_report_to_the_url_that_was_given_names_the_same_sms(jasmin, end, now):
    outcome = jasmin.send(SMS)
    url = urlsplit(end.asked[0].fields["dlr-url"])
    assert url.path == STATUS
    assert jasmin.read_receipt(report(url.query), now) == Receipt(
        "jasmin", outcome.carrier_ref, ReceiptState.DELIVERED, "DELIVRD", 42
    )


@pytest.mark.parametrize(
    "call",
    [
        report(""),
        report("outbox=x"),
        report("outbox=42&outbox=43"),
        report(outbox="43"),
        report(id=""),
        report(message_status="delivered!"),
        report(level="9"),
    ],
)
def test_a_malformed_report_is_unreadable(jasmin, now, call):
    assert isinstance(jasmin.read_receipt(call, now), Refused)


@pytest.mark.parametrize(
    ("data", "coding", "alphabet", "text"),
    [
        (b"\x00 a\x1b\x28b\x1b\x29 \x1be \x11", "0", "gsm7", "@ a{b} € _"),
        (b"\x1b\x41 \x80", "", "gsm7", " A \ufffd"),
        (b"a@b", "0", "ascii", "a@b"),
        (b"caf\xe9", "0", "latin1", "café"),
        ("café".encode(), "0", "utf8", "café"),
        (b"caf\xe9", "3", "gsm7", "café"),
        ("😭".encode("utf-16-be"), "8", "gsm7", "😭"),
        (b"\xffrusak", "2", "gsm7", "\ufffdrusak"),
        (b"rusak", "99", "gsm7", "rusak"),
    ],
)
def test_a_text_is_read_by_its_coding(data, coding, alphabet, text):
    assert decode(data, coding, alphabet) == text


@given(st.binary(max_size=200), st.sampled_from(["", "0", "2", "99", *CODECS]))
def test_no_bytes_stop_the_reading(data, coding):
    assert isinstance(decode(data, coding, "gsm7"), str)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, '{"balance": "ND", "sms_count": "ND"}'), None),
        ((403, '"Authentication failure for username:smsgw"'), "SMSGW_JASMIN_PASSWORD"),
        ((404, ""), "carriers.jasmin.url"),
    ],
)
def test_the_check_says_what_to_correct_and_sends_nothing(jasmin, end, answer, said):
    end.answer = answer
    found = jasmin.check()
    assert found is None if said is None else said in found
    assert (end.asked[0].path, end.asked[0].fields.keys()) == ("/balance", {"username", "password"})


def test_the_check_of_a_jasmin_that_is_down_says_so():
    assert "did not answer" in jasmin_at("http://127.0.0.1:1").check()


def test_nothing_of_an_sms_is_logged(jasmin, caplog):
    with caplog.at_level(logging.DEBUG):
        assert jasmin.send(SMS).state is SendState.ACCEPTED
    assert all(word not in caplog.text for word in ("81200000001", "24183567", "pass", SECRET))


def test_without_a_secret_it_does_not_start_and_none_is_shown():
    with pytest.raises(ValueError, match="secret"):
        jasmin_at("http://127.0.0.1:1", secret="")
    shown = repr(JasminSettings("http://127.0.0.1:1", "smsgw", "the password", SECRET, PUBLIC_URL))
    assert "the password" not in shown
    assert SECRET not in shown
