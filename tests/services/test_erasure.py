"""HAPUS DATA: only with the code, within its time, and afterwards nobody can open what is left."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from sms_gateway.crypto import SealBroken
from sms_gateway.services import delivery, intake, triage
from sms_gateway.services.erasure import carry_out_wishes
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import erasures, messages, outbox, print_keys, questions, senders, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, inbound, opened, rows, store, work
from tests.conftest import NOW, HandClock


def _code(office: Office) -> str:
    return opened(office, rows(office, outbox, kind="erase")[-1]).rpartition(" ")[2]


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


def test_two_phones_with_the_same_code_get_different_references(office: Office) -> None:
    codes = iter([8, 8, 8, 41])
    office = replace(office, rand=lambda n: next(codes) if n == 9000 else 0)
    for phone in (CITIZEN, OTHER_CITIZEN):
        intake.accept([inbound("HAPUS DATA", phone)], office)
        work(office)
    code = _code(office)
    for phone in (CITIZEN, OTHER_CITIZEN):
        intake.accept([inbound(f"HAPUS {code}", phone)], office)
        work(office)
    assert [row.reference for row in rows(office, erasures)] == ["1008", "1041"]
    assert "H-1041" in opened(office, rows(office, outbox)[-1])


def test_who_wishes_it_again_is_told_the_same_reference(office: Office) -> None:
    _wish(office)
    (first,) = rows(office, erasures)
    store(office, "HAPUS DATA")
    work(office)
    store(office, f"HAPUS {_code(office)}")
    work(office)
    assert [row.reference for row in rows(office, erasures)] == [first.reference]
    assert f"H-{first.reference}" in opened(office, rows(office, outbox)[-1])


def test_references_get_longer_when_the_short_ones_are_used_up(office: Office) -> None:
    with office.sessions.begin() as session:
        kept = {"kind": "msisdn", "replyable": False, "created_at": NOW, "erased_at": NOW}
        gone = [{"id": number, "uuid": str(number), **kept} for number in range(1000, 10_000)]
        session.execute(insert(senders), gone)
        taken = [
            {"reference": str(n), "sender_id": n, "asked_at": NOW, "due_at": NOW, "done_at": NOW}
            for n in range(1000, 10_000)
        ]
        session.execute(insert(erasures), taken)
    _wish(office)
    assert len(rows(office, erasures)[-1].reference) == 5
    assert carry_out_wishes(office) == 1


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
