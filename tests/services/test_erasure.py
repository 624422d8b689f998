"""HAPUS DATA: only with the code, within its time, and afterwards nobody can open what is left."""

import pytest

from sms_gateway.crypto import SealBroken
from sms_gateway.services import delivery, intake, triage
from sms_gateway.services.erasure import carry_out_wishes
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import erasures, messages, outbox, print_keys, questions, senders, tickets
from tests.builders import CITIZEN, ROAD, inbound, opened, rows, store, work
from tests.conftest import HandClock


def _code(office: Office) -> str:
    return opened(office, rows(office, outbox, kind="erase")[-1])[-4:]


def _wish(office: Office) -> None:
    store(office, ROAD, "HAPUS DATA")
    work(office)
    store(office, f"HAPUS {_code(office)}")
    work(office)


def test_the_code_that_was_sent_is_needed(office: Office) -> None:
    store(office, "HAPUS DATA")
    work(office)
    wrong = "1000" if _code(office) != "1000" else "1001"
    store(office, f"HAPUS {wrong}")
    work(office)
    assert rows(office, erasures) == []
    assert "tidak cocok" in opened(office, rows(office, outbox)[-1])


def test_three_wrong_codes_end_it(office: Office) -> None:
    store(office, "HAPUS DATA")
    work(office)
    code = _code(office)
    wrong = [str(number) for number in range(1000, 1004) if str(number) != code][:3]
    store(office, *(f"HAPUS {each}" for each in wrong))
    work(office)
    assert rows(office, questions)[0].closed_at is not None
    store(office, f"HAPUS {code}")
    work(office)
    assert rows(office, erasures) == []  # it asks anew


def test_a_code_after_its_time_erases_nothing(office: Office, clock: HandClock) -> None:
    store(office, "HAPUS DATA")
    work(office)
    code = _code(office)
    clock.forward(hours=49)
    store(office, f"HAPUS {code}")
    work(office)
    assert rows(office, erasures) == []


def test_the_identity_is_destroyed_and_the_report_stays(office: Office) -> None:
    _wish(office)
    assert carry_out_wishes(office) == 1
    sender = rows(office, senders)[0]
    assert (sender.blind_index, sender.msisdn_enc, sender.data_key_enc) == (None, None, None)
    assert len(rows(office, tickets)) == 1
    assert rows(office, print_keys) == []
    with pytest.raises((SealBroken, AttributeError, TypeError)):
        opened(office, rows(office, messages)[0])


def test_it_is_done_once(office: Office) -> None:
    _wish(office)
    assert [carry_out_wishes(office), carry_out_wishes(office)] == [1, 0]


def test_the_last_sms_leaves_before_the_number_is_gone(office: Office, clock: HandClock) -> None:
    store(office, "HAPUS DATA")
    work(office)
    store(office, f"HAPUS {_code(office)}")
    triage.drain(office, 60)
    assert carry_out_wishes(office) == 0
    delivery.drain(office, 60)
    assert carry_out_wishes(office) == 1


def test_a_last_sms_that_never_leaves_does_not_break_the_promise(office: Office, clock: HandClock) -> None:
    store(office, "HAPUS DATA")
    work(office)
    store(office, f"HAPUS {_code(office)}")
    triage.drain(office, 60)
    clock.forward(hours=37)
    assert carry_out_wishes(office) == 1
    assert rows(office, erasures)[0].done_at <= rows(office, erasures)[0].due_at


def test_a_message_that_is_not_worked_yet_is_worked_first(office: Office) -> None:
    _wish(office)
    store(office, "STATUS")
    assert carry_out_wishes(office) == 0
    work(office)
    assert carry_out_wishes(office) == 1


def test_who_was_erased_begins_anew(office: Office) -> None:
    _wish(office)
    carry_out_wishes(office)
    assert intake.accept([inbound("STATUS", CITIZEN)], office) == 1
    work(office)
    assert len(rows(office, senders)) == 2
    assert "Belum ada laporan" in opened(office, rows(office, outbox)[-1])
