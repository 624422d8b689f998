"""A delivery report brings back our own id, and moves nothing that is not its SMS."""

from dataclasses import replace

import pytest

from sms_gateway.carriers.base import Refusal, Refused
from sms_gateway.carriers.kannel_answers import error_code
from sms_gateway.domain.messages import Receipt, ReceiptState
from tests.carriers.conftest import KANNEL_SECRET

STATUS = f"/webhooks/kannel/{KANNEL_SECRET}/status"
REF = "0123456789abcdef" * 2
DLR = {"outbox": "42", "ref": REF, "status": "8", "answer": "ACK/"}
RECEIPT_TEXT = (
    "id:00000001 sub:001 dlvrd:001 submit date:2611240300 done date:2611240300 stat:{} err:{} text:"
)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("1", ReceiptState.DELIVERED),
        ("2", ReceiptState.FAILED),
        ("4", ReceiptState.QUEUED),
        ("8", ReceiptState.SENT),
        ("16", ReceiptState.FAILED),
        ("32", ReceiptState.UNKNOWN),
        ("99", ReceiptState.UNKNOWN),
    ],
)
def test_each_status_has_its_state_and_keeps_its_number(kannel, get, now, status, state):
    receipt = kannel.read_receipt(get({**DLR, "status": status}, path=STATUS), now)
    assert receipt == Receipt("kannel", REF, state, status, 42)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("ACK/", None),
        ("", None),
        ("NACK/0x0000000b/Invalid Destination Address", "0x0000000b"),
        ("NACK/", None),
        (RECEIPT_TEXT.format("DELIVRD", "000"), None),
        (RECEIPT_TEXT.format("UNDELIV", "0A1"), "0A1"),
        ("text:err:081234567890", None),
    ],
)
def test_only_the_number_of_an_error_is_kept(answer, code):
    assert error_code(answer) == code


def test_a_report_without_an_answer_is_read(kannel, get, now):
    fields = {name: value for name, value in DLR.items() if name != "answer"}
    assert kannel.read_receipt(get(fields, path=STATUS), now).error_code is None


@pytest.mark.parametrize("name", ["outbox", "ref", "status"])
def test_a_report_without_a_needed_field_is_unreadable(kannel, get, now, name):
    fields = {key: value for key, value in DLR.items() if key != name}
    answer = kannel.read_receipt(get(fields, path=STATUS), now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.UNREADABLE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outbox", "-1"),
        ("outbox", "٧"),
        ("outbox", "9" * 19),
        ("outbox", "4 2"),
        ("ref", "x" * 32),
        ("ref", REF[:-1]),
        ("status", "%d"),
        ("status", "delivered"),
    ],
)
def test_a_malformed_report_is_unreadable(kannel, get, now, name, value):
    answer = kannel.read_receipt(get({**DLR, name: value}, path=STATUS), now)
    assert isinstance(answer, Refused)
    assert (answer.refusal, answer.reason) == (Refusal.UNREADABLE, f"not readable: {name}")


def test_a_report_with_two_ids_is_unreadable(kannel, get, now):
    call = get(DLR, path=STATUS)
    answer = kannel.read_receipt(replace(call, query=call.query + "&outbox=43"), now)
    assert isinstance(answer, Refused)


def test_a_report_from_another_address_is_forbidden(kannel, get, now):
    answer = kannel.read_receipt(get(DLR, path=STATUS, remote_addr="203.0.113.7"), now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.FORBIDDEN
