"""A receipt is proven, translated by a table, and brings back our own id."""

from dataclasses import replace

import pytest

from sms_gateway.carriers.base import Refusal, Refused
from sms_gateway.domain.messages import ReceiptState


def refused(answer) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.refusal


RECEIPT = {"MessageSid": "SM1", "SmsSid": "SM1", "AccountSid": "AC1", "From": "1708", "To": "+6281200000001"}
STATUS = {"path": "/webhooks/twilio/status", "query": "outbox=42"}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("accepted", ReceiptState.QUEUED),
        ("scheduled", ReceiptState.QUEUED),
        ("queued", ReceiptState.QUEUED),
        ("sending", ReceiptState.QUEUED),
        ("sent", ReceiptState.SENT),
        ("delivered", ReceiptState.DELIVERED),
        ("read", ReceiptState.DELIVERED),
        ("undelivered", ReceiptState.FAILED),
        ("failed", ReceiptState.FAILED),
        ("canceled", ReceiptState.FAILED),
        ("teleported", ReceiptState.UNKNOWN),
    ],
)
def test_each_status_has_its_state_and_keeps_its_name(twilio, post, now, word, state):
    receipt = twilio.read_receipt(post({**RECEIPT, "MessageStatus": word}, **STATUS), now)
    assert (receipt.carrier, receipt.carrier_ref, receipt.state, receipt.raw_state, receipt.outbox_id) == (
        "twilio",
        "SM1",
        state,
        word,
        42,
    )


def test_an_error_code_of_a_receipt_is_kept(twilio, post, now):
    receipt = twilio.read_receipt(
        post({**RECEIPT, "MessageStatus": "undelivered", "ErrorCode": "30003"}, **STATUS), now
    )
    assert receipt.error_code == "30003"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outbox=7", 7),
        ("x=1&outbox=7", 7),
        ("", None),
        ("outbox=", None),
        ("outbox=-7", None),
        ("outbox=%D9%A7", None),
        ("outbox=" + "9" * 30, None),
        ("outbox=7%20", None),
    ],
)
def test_our_id_in_a_receipt_is_digits_or_nothing(twilio, post, now, query, expected):
    request = post({**RECEIPT, "MessageStatus": "sent"}, path=STATUS["path"], query=query)
    assert twilio.read_receipt(request, now).outbox_id == expected


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_receipt_without_id_or_status_is_unreadable(twilio, post, now, missing):
    fields = {"MessageSid": "SM1", "MessageStatus": "sent"}
    del fields[missing]
    assert refused(twilio.read_receipt(post(fields, **STATUS), now)) is Refusal.UNREADABLE


def test_a_forged_receipt_is_forbidden(twilio, post, now):
    request = post({**RECEIPT, "MessageStatus": "delivered"}, token="forged", **STATUS)
    assert refused(twilio.read_receipt(request, now)) is Refusal.FORBIDDEN


def test_a_receipt_moved_to_another_outbox_row_is_forbidden(twilio, post, now):
    request = post({**RECEIPT, "MessageStatus": "delivered"}, **STATUS)
    assert refused(twilio.read_receipt(replace(request, query="outbox=43"), now)) is Refusal.FORBIDDEN
