"""An aggregator is what its description says, and what the description does not decide is held."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.carriers.base import Refused
from sms_gateway.carriers.generic_answers import Answers, Rule
from sms_gateway.carriers.generic_fields import at, read_json
from sms_gateway.domain.messages import (
    InboundSms,
    LookupState,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
    SendState,
)
from tests.carriers.aggregator import RESET, running_aggregator
from tests.carriers.dialects import PUBLIC_URL, SECRET, every
from tests.carriers.dialects.generic import BY_FORM, as_in_the_guide, make

NUMBER = "+6281200000001"
SMS = OutboundSms(42, NUMBER, "LAPOR!: Laporan diterima, No 24183567")
TAKEN = '{"status": "queued", "data": [{"message_id": "M-1"}]}'
BY_NAME = {dialect.folder: dialect for dialect in every()}


@pytest.fixture
def end():
    with running_aggregator() as running:
        running.answer = (200, TAKEN)
        yield running


@pytest.fixture
def guided(end):
    return make(as_in_the_guide(), send_url=f"{end.url}/v1/sms")


def test_the_example_sends_json_with_a_token(guided, end):
    assert guided.send(SMS) == SendOutcome.accepted("M-1")
    (asked,) = end.asked
    assert (asked.method, asked.path) == ("POST", "/v1/sms")
    assert (asked.headers["authorization"], asked.headers["connection"]) == ("Bearer pw", "close")
    assert asked.fields == {
        "channel": "longnumber",
        "msisdn": NUMBER.removeprefix("+"),
        "message": SMS.text,
        "masking": "1708",
        "client_ref": "42",
        "dlr_url": f"{PUBLIC_URL}/webhooks/generic/status",
    }


@pytest.mark.parametrize(("method", "verb"), [("get", "GET"), ("form", "POST")])
def test_a_form_goes_by_either_method_with_the_account_as_fields(end, method, verb):
    end.answer = (200, "OK 77")
    outbound = {"username": "user", "password": "pass", "callback": "cb"}
    carrier = make(BY_FORM, send_url=end.url, method=method, outbound=outbound)
    assert carrier.send(SMS) == SendOutcome.accepted("77")
    (asked,) = end.asked
    callback = f"{PUBLIC_URL}/webhooks/generic/{SECRET}/status"
    assert asked.method == verb
    assert asked.fields == {
        "to": NUMBER,
        "text": SMS.text,
        "from": "1708",
        "user": "smsgw",
        "pass": "pw",
        "cb": callback,
    }


def test_basic_authentication_is_sent_as_such(end):
    make(BY_FORM, send_url=end.url, auth="basic").send(SMS)
    assert end.asked[0].headers["authorization"] == "Basic c21zZ3c6cHc="


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (201, TAKEN, SendOutcome.accepted("M-1")),
        (200, '{"status": "blacklisted"}', SendOutcome.refused("generic-200")),
        (422, '{"status": "invalid_number"}', SendOutcome.refused("generic-422")),
        (429, "", SendOutcome.retry("generic-429", busy=True)),
        (200, '{"status": "queued"}', SendOutcome.unknown("generic-no-id")),
        (200, '{"status": "queued", "data": []}', SendOutcome.unknown("generic-no-id")),
        (200, '{"status": "baru"}', SendOutcome.unknown("generic-200")),
        (200, "<html>of a proxy</html>", SendOutcome.unknown("generic-200")),
        (400, "", SendOutcome.unknown("generic-400")),
        (401, "", SendOutcome.retry("generic-credentials", 60)),
        (403, "", SendOutcome.unknown("generic-403")),
        (500, TAKEN, SendOutcome.unknown("generic-500")),
        (302, "", SendOutcome.unknown("generic-302")),
    ],
)
def test_what_no_rule_decides_is_unknown(guided, end, status, body, outcome):
    end.answer = (status, body)
    assert guided.send(SMS) == outcome
    assert len(end.asked) == 1


def test_no_answer_is_unknown_and_no_connection_is_tried_again(guided, end):
    end.answer = RESET
    assert guided.send(SMS) == SendOutcome.unknown("generic-no-answer")
    assert make(BY_FORM).send(SMS) == SendOutcome.retry("connect")


def test_what_is_unknown_cannot_be_looked_up(guided, now):
    assert guided.find(SMS, frozenset(), now).state is LookupState.IMPOSSIBLE
    assert (list(guided.list_inbound(now)), guided.check()) == ([], None)


_RULES = st.builds(
    Rule,
    st.frozensets(st.sampled_from([200, 400, 500])),
    st.sampled_from([None, "a"]),
    st.sampled_from([None, re2.compile("x"), re2.compile("^[0-9]+$")]),
)


@given(_RULES, _RULES, _RULES, st.sampled_from([200, 400, 500]), st.sampled_from(["x", '{"a": "x"}', "7"]))
def test_only_one_rule_that_holds_decides(accepted, refused, retry, status, body):
    answers = Answers(accepted, refused, retry, id_pattern=re2.compile("(.)"))
    held = [rule for rule in (accepted, refused, retry) if rule.holds(status, body)]
    state = answers.outcome_of(status, body).state
    refused_us = status == 401 and not held
    assert (state is SendState.UNKNOWN) == (len(held) != 1 and not refused_us)


@given(st.text(max_size=60), st.text(alphabet="a0.", max_size=8))
def test_no_answer_stops_the_reading(body, path):
    found = at(read_json(body), path)
    assert found is None or isinstance(found, str)


def test_a_list_of_several_is_not_entered():
    assert at([{"a": 1}], "0.a") == "1"
    assert at([{"a": 1}, {"a": 2}], "0.a") is None
    assert read_json("[" * 100_000) is None
    assert read_json('"\\ud83d"') is None


def test_a_report_brings_back_our_own_id(guided, now):
    read = guided.read_receipt(BY_NAME["generic-json"].wire("receipt").call, now)
    assert read == Receipt("generic", "M-1", ReceiptState.DELIVERED, "DELIVRD", 42)


def test_a_state_nobody_listed_moves_nothing(now):
    carrier = make(BY_FORM, states={})
    assert (
        carrier.read_receipt(BY_NAME["generic-get"].wire("receipt").call, now).state is ReceiptState.UNKNOWN
    )


@pytest.mark.parametrize(
    "query", ["id=1&id=2&from=62&text=x", "id=%20&from=62&text=x", "id=1&from=6%0A2&text=x"]
)
def test_a_malformed_delivery_is_unreadable(now, query):
    wire = BY_NAME["generic-get"].wire("good")
    call = type(wire)("GET", f"{wire.target.partition('?')[0]}?{query}", {}, b"").call
    assert isinstance(make(BY_FORM).read_inbound(call, now), Refused)


def test_a_posted_call_is_read_by_its_signed_body_alone(now):
    wire = BY_NAME["generic-json"].wire("good")
    call = type(wire)(wire.method, f"{wire.target}?event.message=lain", wire.headers, wire.body).call
    read = make(as_in_the_guide()).read_inbound(call, now)
    assert isinstance(read, InboundSms)
    assert read.text.startswith("Lampu")
