"""What the documented Kannel calls and takes, read and sent by our adapter against SMSCs of our own."""

import signal
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from sms_gateway.domain.messages import (
    InboundSms,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
    SendState,
    SmsPart,
)
from tests.kannel.boxes import documented
from tests.kannel.conftest import Alone, adapter, kannel_alone
from tests.kannel.pdu import Coding, Sm
from tests.kannel.smsc import Smsc
from tests.kannel.texts import EVERY_GSM_CHARACTER, joined, mo, text_of
from tests.survival.processes import until

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ON_A, ON_B = "+6281234567890", "+6285612345678"
INVALID_DESTINATION = 0x0B
_numbers = count(1)


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> None:
    """Nothing of an earlier test is mistaken for this one's."""
    if "alone" in request.fixturenames:
        alone: Alone = request.getfixturevalue("alone")
        alone.recorder.calls.clear()
        for operator in (alone.operator_a, alone.operator_b):
            operator.taken.clear()
            operator.reject, operator.stat = 0, "DELIVRD"


def read(alone: Alone) -> InboundSms:
    sms = alone.carrier.read_inbound(alone.recorder.next_call(), NOW)
    assert isinstance(sms, InboundSms), sms
    return sms


def report(alone: Alone, sms: OutboundSms) -> Receipt:
    """The next report of *sms*; those of earlier ones may still be on their way."""
    while True:
        receipt = alone.carrier.read_receipt(alone.recorder.next_call(), NOW)
        assert isinstance(receipt, Receipt), receipt
        if receipt.outbox_id == sms.outbox_id:
            return receipt


def sms_to(recipient: str, text: str) -> OutboundSms:
    return OutboundSms(next(_numbers), recipient, text)


def sent(alone: Alone, operator: Smsc, text: str, parts: int, recipient: str = ON_A) -> list[Sm]:
    """Send *text*; what *operator* was given for it."""
    assert alone.carrier.send(sms_to(recipient, text)).state is SendState.ACCEPTED
    until(lambda: len(operator.taken) >= parts, 10, "the operator takes it")
    return [taken.sm for taken in operator.taken]


def test_kannel_starts_with_the_document_and_takes_every_line_of_it(alone: Alone) -> None:
    assert "using spool storage" in alone.boxes.status()
    assert alone.boxes.is_bound_to("operator-a")
    assert alone.boxes.is_bound_to("operator-b")
    assert alone.carrier.check() is None


def test_no_group_of_the_document_is_cut_by_a_blank_line() -> None:
    groups = [group for group in documented().split("\n\n") if group.strip()]
    assert all(group.count("group = ") == 1 for group in groups)


@pytest.mark.parametrize(
    "text",
    [
        "jl rusak {a} [b] ~ 50% & x=1 + 2 @ € é",
        EVERY_GSM_CHARACTER,
        "Jalan “rusak” 😭 ꦢꦭꦤ꧀",
        "baris\nlain",
        "  dua  spasi  ",
        "",
    ],
)
def test_an_mo_arrives_as_it_was_written(alone: Alone, text: str) -> None:
    (message,) = mo(ON_A, text)
    assert alone.operator_a.deliver(message)
    sms = read(alone)
    assert (sms.text, sms.sender, sms.receiver, sms.part) == (text, ON_A, "1708", None)
    assert len(sms.carrier_ref) == 36


def test_an_mo_that_is_repeated_has_the_same_id(alone: Alone) -> None:
    alone.recorder.status = 503
    try:
        assert alone.operator_b.deliver(mo(ON_B, "lampu mati")[0])
        first = read(alone)
    finally:
        alone.recorder.status = 200
    assert read(alone) == first


@pytest.mark.parametrize("text", ["panjang sekali " * 30, "Jalan “rusak” " + "😭" * 70], ids=["gsm", "ucs2"])
def test_a_long_mo_is_joined_whatever_the_order_of_its_parts(alone: Alone, text: str) -> None:
    parts = mo(ON_A, text, reference=next(_numbers))
    assert len(parts) > 2
    assert all(alone.operator_a.deliver(part) for part in [*parts[1:], parts[0]])
    sms = read(alone)
    assert (sms.text, sms.part) == (text, None)


@pytest.mark.parametrize(
    ("text", "charset"), [("panjang " * 30, "utf-8"), ("😭" * 40, "utf-16-be")], ids=["gsm", "ucs2"]
)
def test_a_part_whose_others_are_missing_arrives_with_its_bytes_and_its_place(
    alone: Alone, text: str, charset: str
) -> None:
    reference = next(_numbers)
    first, *_ = mo(ON_A, text, reference)
    assert alone.operator_a.deliver(first)
    sms = read(alone)
    assert sms.part == SmsPart(reference, 2, 1, first.data, charset, first.udh)


def test_a_binary_mo_and_a_sender_without_a_number_are_read(alone: Alone) -> None:
    assert alone.operator_a.deliver(Sm("PROMO", "1708", b"\x01\x02\xff", coding=4))
    sms = read(alone)
    assert (sms.sender, sms.text) == ("PROMO", "\x01\x02\ufffd")


def test_every_gsm_character_leaves_as_gsm(alone: Alone) -> None:
    (message,) = sent(alone, alone.operator_a, EVERY_GSM_CHARACTER, 1)
    assert (message.coding, text_of(message)) == (Coding.GSM7, EVERY_GSM_CHARACTER)
    assert (message.source, message.destination) == ("1708", ON_A)
    assert message.wants_receipt


def test_other_characters_leave_as_ucs2(alone: Alone) -> None:
    text = "Jalan “rusak” 😭 é ꦢꦭꦤ꧀"
    (message,) = sent(alone, alone.operator_a, text, 1)
    assert (message.coding, text_of(message)) == (Coding.UCS2, text)


@pytest.mark.parametrize(("text", "parts"), [("x{" * 250, 5), ("“x” " * 80, 5)], ids=["gsm", "ucs2"])
def test_a_long_text_leaves_in_parts_that_belong_together(alone: Alone, text: str, parts: int) -> None:
    assert joined(sent(alone, alone.operator_a, text, parts)) == text


def test_an_sms_leaves_by_the_operator_of_its_recipient(alone: Alone) -> None:
    sent(alone, alone.operator_b, "LAPOR!: satu", 1, ON_B)
    sent(alone, alone.operator_a, "LAPOR!: dua", 1, ON_A)
    assert [each.sm.destination for each in alone.operator_a.taken] == [ON_A]
    assert [each.sm.destination for each in alone.operator_b.taken] == [ON_B]


@pytest.mark.parametrize(
    ("stat", "state", "code"),
    [("DELIVRD", ReceiptState.DELIVERED, None), ("UNDELIV", ReceiptState.FAILED, "001")],
)
def test_an_accepted_sms_is_reported_twice_with_our_id(
    alone: Alone, stat: str, state: ReceiptState, code: str | None
) -> None:
    alone.operator_a.stat = stat
    sms = sms_to(ON_A, "LAPOR!: Laporan diterima")
    ref = alone.carrier.send(sms).carrier_ref
    reports = {each.state: each for each in (report(alone, sms), report(alone, sms))}
    assert set(reports) == {ReceiptState.SENT, state}
    assert {each.carrier_ref for each in reports.values()} == {ref}
    assert reports[state].error_code == code


def test_an_sms_the_operator_rejects_is_reported_with_its_error(alone: Alone) -> None:
    alone.operator_a.reject = INVALID_DESTINATION
    sms = sms_to(ON_A, "LAPOR!: ditolak")
    assert alone.carrier.send(sms).state is SendState.ACCEPTED
    receipt = report(alone, sms)
    assert (receipt.state, receipt.raw_state) == (ReceiptState.FAILED, "16")
    assert receipt.error_code == "0x0000000b"


def test_wrong_credentials_lose_nothing_and_are_named(alone: Alone) -> None:
    carrier = adapter(alone.boxes, password="wrong")
    assert carrier.send(sms_to(ON_A, "x")) == SendOutcome.retry("kannel-credentials", 60)
    assert "SMSGW_KANNEL_PASSWORD" in (carrier.check() or "")


def test_post_url_says_the_same_as_get_url(has_kannel: None, tmp_path: Path) -> None:
    with kannel_alone(tmp_path, {"get-url": "post-url"}) as alone:
        for text in ("jl rusak {a} €", "Jalan “rusak” 😭"):
            assert alone.operator_a.deliver(mo(ON_A, text)[0])
            until(lambda: alone.recorder.calls, 10, "Kannel calls")
            assert alone.recorder.calls[0].method == "POST"
            assert read(alone).text == text


def test_without_room_kannel_keeps_nothing_so_a_second_try_is_the_only_one(
    has_kannel: None, tmp_path: Path
) -> None:
    with kannel_alone(tmp_path, {"queue-limit = 100000": "queue-limit = 2"}) as alone:
        alone.operator_a.close()
        until(lambda: not alone.boxes.is_bound_to("operator-a"), 10, "bearerbox notices")
        outcomes = [alone.carrier.send(sms_to(ON_A, f"nomor {number}")) for number in range(4)]
        assert [outcome.state for outcome in outcomes[:2]] == [SendState.ACCEPTED] * 2
        assert outcomes[2:] == [SendOutcome.retry("kannel-no-room")] * 2
        alone.operator_a.open()
        until(lambda: len(alone.operator_a.taken) >= 2, 20, "what was kept leaves")
        time.sleep(1)
        assert sorted(text_of(each.sm) for each in alone.operator_a.taken) == ["nomor 0", "nomor 1"]


def test_a_bearerbox_that_dies_while_it_takes_an_sms_leaves_it_unknown(
    has_kannel: None, tmp_path: Path
) -> None:
    with kannel_alone(tmp_path) as alone:
        alone.boxes.running["bearerbox"].send_signal(signal.SIGSTOP)
        outcome = adapter(alone.boxes, timeout=1.0).send(sms_to(ON_A, "satu"))
        assert outcome == SendOutcome.unknown("kannel-no-answer")
        alone.boxes.kill("bearerbox")
        alone.boxes.kill("smsbox")
        assert alone.carrier.send(sms_to(ON_A, "dua")) == SendOutcome.retry("connect")


def test_what_waits_for_a_repetition_is_lost_with_smsbox(alone: Alone) -> None:
    alone.recorder.status = 503
    try:
        assert alone.operator_a.deliver(mo(ON_A, "menunggu")[0])
        assert read(alone).text == "menunggu"
        alone.boxes.kill("smsbox")
    finally:
        alone.recorder.status = 200
    alone.recorder.calls.clear()
    alone.boxes.start_one("smsbox")
    assert alone.operator_a.deliver(mo(ON_A, "sesudahnya")[0])
    assert read(alone).text == "sesudahnya"
    time.sleep(1.5)
    assert alone.recorder.calls == []


def test_what_bearerbox_holds_survives_its_kill_and_parts_arrive_one_by_one(
    has_kannel: None, tmp_path: Path
) -> None:
    with kannel_alone(tmp_path) as alone:
        alone.boxes.kill("smsbox")
        first, _ = mo(ON_A, "panjang " * 30, reference=9)
        assert alone.operator_a.deliver(mo(ON_A, "disimpan")[0])
        assert alone.operator_a.deliver(first)
        alone.boxes.kill("bearerbox")
        alone.boxes.start_one("bearerbox")
        alone.boxes.start_one("smsbox")
        found = {sms.text: sms.part for sms in (read(alone), read(alone))}
    assert found.keys() == {"disimpan", text_of(first)}
    assert found["disimpan"] is None
    assert found[text_of(first)] == SmsPart(9, 2, 1, first.data, "utf-8", first.udh)


def test_without_a_route_for_its_name_smsbox_gets_nothing_and_bearerbox_keeps_it(
    has_kannel: None, tmp_path: Path
) -> None:
    with kannel_alone(tmp_path, {"global-sender = 1708": "global-sender = 1708\nsmsbox-id = one"}) as alone:
        assert alone.operator_a.deliver(mo(ON_A, "halo")[0])
        time.sleep(1)
        assert alone.recorder.calls == []
        assert "received 1 (1 queued)" in alone.boxes.status()
