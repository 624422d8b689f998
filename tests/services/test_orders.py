"""Orders of officers: nothing unproven reaches a citizen, nothing proven happens twice or for another."""

import re

from sms_gateway.domain.messages import UNFINISHED
from sms_gateway.domain.officers import OfficerState, OrderState, TaskState
from sms_gateway.services import audit, erasure, moves, officers, triage
from sms_gateway.services.assignment import settle
from sms_gateway.storage import orders as order_rows
from sms_gateway.storage.schema import audit as audit_rows
from sms_gateway.storage.schema import cases, leaves, messages, tasks
from sms_gateway.storage.schema import officers as officer_rows
from sms_gateway.storage.schema import orders as orders_table
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    RUBBISH,
    enrol,
    give_task,
    rows,
    sql,
    store,
    work,
)
from tests.services.order_desk import ANI, ANSWER, BUDI, ONE, STAFF, Desk, wrong_code


def test_a_forged_officers_number_reaches_nobody_but_the_officer(desk: Desk) -> None:
    before = desk.to(CITIZEN)
    told = desk.says("3 jawab kami tidak peduli")
    desk.says("3 selesai")
    desk.says("3 tolak 5")
    desk.later(hours=1)
    assert 'akan terkirim ke 1 pelapor: "kami tidak peduli"' in told[0]
    assert desk.to(CITIZEN) == before
    assert rows(desk.office, cases)[0].state == "routed"


def test_a_code_that_is_sent_again_does_nothing_more(desk: Desk) -> None:
    code = desk.code(f"3 jawab {ANSWER}")
    desk.says(f"ok {code}")
    again = desk.says(f"ok {code}")
    desk.later(minutes=2)
    desk.says(f"ok {code}")
    desk.later(minutes=5)
    assert again[0].startswith("1708: tidak ada perintah yang menunggu kode")
    assert len(desk.answers()) == 1


def test_a_code_is_good_for_a_quarter_of_an_hour(desk: Desk) -> None:
    code = desk.code(f"3 jawab {ANSWER}")
    desk.clock.forward(minutes=15)
    desk.says(f"ok {code}")
    desk.later(minutes=5)
    assert desk.states() == [("answer", "expired", None)]
    assert not desk.answers()


def test_a_code_of_one_phone_is_nothing_from_another(desk: Desk) -> None:
    code = desk.code(f"3 jawab {ANSWER}")
    desk.says(f"ok {code}", ANI)
    desk.says(f"ok {code}", CITIZEN)
    desk.later(minutes=5)
    assert desk.states() == [("answer", "asked", None)]


def test_three_wrong_guesses_end_a_code(desk: Desk) -> None:
    code = desk.code(f"3 jawab {ANSWER}")
    told = [desk.says(f"ok {wrong_code(code, turn)}")[0] for turn in (1, 2, 3)]
    desk.says(f"ok {code}")
    desk.later(minutes=5)
    assert ["sisa 2x" in told[0], "sisa 1x" in told[1], "kode salah 3x" in told[2]] == [True] * 3
    assert desk.states() == [("answer", "failed", "wrong-code")]
    assert not desk.answers()


def test_five_wrong_guesses_in_a_day_put_the_phone_on_hold_and_alert_the_admin(desk: Desk) -> None:
    for guesses in (3, 2):
        code = desk.code(f"3 jawab {ANSWER}")
        last = [desk.says(f"ok {wrong_code(code, turn)}") for turn in range(1, guesses + 1)][-1]
    assert "nomor ini ditahan" in last[0]
    assert desk.to(ANI)[-1].startswith("1708: nomor petugas Budi S ditahan setelah 5x kode salah")
    assert rows(desk.office, officer_rows)[0].state == OfficerState.ON_HOLD
    assert "sedang ditahan" in desk.says(f"ok {code}")[0]
    assert desk.says("3 jawab lagi") == []
    desk.later(minutes=5)
    assert not desk.answers()


def test_failures_are_forgotten_after_a_day_and_after_a_release(desk: Desk) -> None:
    for turn in range(1, 5):
        code = desk.code(f"3 jawab {ANSWER} {turn}")
        desk.says(f"ok {wrong_code(code)}")
    desk.clock.forward(hours=24, minutes=1)
    code = desk.code(f"3 jawab {ANSWER}")
    assert "sisa 2x" in desk.says(f"ok {wrong_code(code)}")[0]
    for turn in range(2, 6):
        desk.says(f"ok {wrong_code(desk.code(f'3 jawab {ANSWER} {turn}'))}")
    desk.clock.forward(seconds=1)
    officers.release(str(desk.budi), "ani", desk.office)
    code = desk.code(f"3 jawab {ANSWER}")
    assert "sisa 2x" in desk.says(f"ok {wrong_code(code)}")[0]


def test_a_guess_is_one_try_of_every_code_that_waits_and_at_most_three_wait(desk: Desk) -> None:
    store(desk.office, RUBBISH, sender=OTHER_CITIZEN)
    work(desk.office)
    codes = [desk.code(f"3 jawab {ANSWER}"), desk.code("cuti 20/11 ani")]
    wrong = next(f"{digits:04d}" for digits in range(10_000) if f"{digits:04d}" not in codes)
    desk.says(f"ok {wrong}")
    assert [row.tries for row in rows(desk.office, orders_table)] == [1, 1]
    for number in range(4, 8):
        with desk.office.sessions.begin() as session:
            session.execute(tasks.update().values(ended_at=desk.office.now(), state=TaskState.GONE))
        give_task(desk.office, desk.budi, ONE, number)
        desk.says(f"{number} jawab {ANSWER}")
    assert [row.state for row in rows(desk.office, orders_table)].count(OrderState.ASKED) == 3


def test_a_new_order_for_a_task_takes_the_place_of_the_old_one(desk: Desk) -> None:
    old = desk.code("3 jawab belum tahu")
    new = desk.code(f"3 jawab {ANSWER}")
    desk.says(f"ok {new}")
    if old != new:
        desk.says(f"ok {old}")
    desk.later(minutes=2)
    assert [state for _, state, _ in desk.states()] == ["replaced", "done"]
    assert [ANSWER in text for text in desk.answers()] == [True]


def test_a_newer_answer_goes_out_in_the_place_of_one_that_has_not_left(desk: Desk) -> None:
    for text in ("belum tahu", ANSWER):
        desk.says(f"ok {desk.code(f'3 jawab {text}')}")
    desk.later(minutes=2)
    assert [ANSWER in text for text in desk.answers()] == [True]


def test_an_answer_after_forwarding_is_refused_and_its_officer_told(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    desk.says(f"ok {desk.code('3 terus dishub kota semarang')}")
    desk.later(minutes=2)
    assert [(kind, state) for kind, state, _ in desk.states()] == [("answer", "refused"), ("forward", "done")]
    assert not desk.answers()
    assert desk.to(BUDI)[-1].startswith(f"1708 TUGAS 3: JAWAB No {ONE} tidak dijalankan")
    assert rows(desk.office, tasks)[0].state == TaskState.GONE


def test_staff_forwarded_it_meanwhile(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    moves.forward(ONE, STAFF, desk.office, "dishub@33.74")
    desk.later(minutes=2)
    assert desk.states() == [("answer", "refused", "task-ended")]
    assert not desk.answers()


def test_an_officer_who_is_disabled_in_between_answers_nothing(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    officers.disable(str(desk.budi), "ani", desk.office)
    told = len(desk.to(BUDI))
    desk.later(minutes=2)
    assert desk.states() == [("answer", "refused", "officer-disabled")]
    assert (desk.answers(), len(desk.to(BUDI))) == ([], told)
    assert "tidak terdaftar sebagai petugas" in desk.says("3 jawab lagi")[0]


def test_who_is_enrolled_anew_has_no_order_of_before_and_goes_on_with_his_task(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    asked = desk.code("3 perpanjang menunggu aspal")
    officers.disable(str(desk.ani), "ani", desk.office)
    officers.disable(str(desk.budi), "ani", desk.office)
    settle(desk.office)
    officers.enable(str(desk.budi), "ani", desk.office)
    settle(desk.office)
    enrolled = desk.says(f"ok {desk.to(BUDI)[-1].partition('Balas OK ')[2][:4]}")
    settle(desk.office)
    assert enrolled[0].startswith("1708: terdaftar sebagai Budi S")
    assert desk.says(f"ok {asked}")[0].startswith("1708: tidak ada perintah yang menunggu kode")
    told = len(desk.to(BUDI))
    desk.later(minutes=5)
    gone = ("refused", "officer-disabled")
    assert desk.states() == [("answer", *gone), ("extend", *gone)]
    assert (desk.answers(), desk.to(BUDI)[told:]) == ([], [])
    assert "jalan berlubang" in desk.says("3 isi")[0]
    ends = [row.detail["reason"] for row in rows(desk.office, audit_rows) if row.action == "task-ended"]
    assert ends == ["officer-disabled"]


def test_a_task_that_was_passed_on_is_answered_by_its_new_officer_only(desk: Desk) -> None:
    desk.says(f"ok {desk.code('3 jawab dari budi')}")
    sql(desk.office, "UPDATE tasks SET state = 'passed', ended_at = opened_at")
    give_task(desk.office, desk.ani, ONE, 1)
    desk.says(f"ok {desk.code('1 jawab dari ani', ANI)}", ANI)
    desk.later(minutes=2)
    assert [state for _, state, _ in desk.states()] == ["refused", "done"]
    assert ["dari ani" in text for text in desk.answers()] == [True]


def test_an_order_the_case_does_not_allow_any_more_says_where_it_stands(desk: Desk) -> None:
    desk.says(f"ok {desk.code('3 tolak 1')}")
    moves.answer(ONE, "sudah", STAFF, desk.office)
    desk.later(minutes=2)
    assert desk.states() == [("reject", "refused", "state")]
    assert desk.to(BUDI)[-1] == (
        f"1708 TUGAS 3: TOLAK tidak berlaku, No {ONE} sekarang dijawab. Tidak ada yang dikirim"
    )


def test_the_report_of_a_phone_that_was_forgotten_is_still_worked_on(desk: Desk) -> None:
    asked = " ".join(desk.says("HAPUS DATA", CITIZEN))
    code = re.search(r"HAPUS ([0-9]{4})", asked)
    assert code
    desk.says(f"HAPUS {code[1]}", CITIZEN)
    work(desk.office)
    assert erasure.carry_out_wishes(desk.office) == 1
    assert desk.says("3 terima")[-1].startswith(f"1708 TUGAS 3: No {ONE} diterima")
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    desk.later(minutes=2)
    assert [state for _, state, _ in desk.states()] == ["done", "done"]
    assert rows(desk.office, cases)[0].state == "answered"


def test_another_agencys_number_is_no_task(desk: Desk) -> None:
    other = "+6281200000081"
    enrol(desk.office, other, agency="dishub@33.74", name="Citra")
    assert "tidak ada tugas 3" in desk.says(f"3 jawab {ANSWER}", other)[0]
    assert desk.states() == []


def test_orders_of_a_phone_that_never_was_an_officers_are_kept_and_answered_a_few_times(desk: Desk) -> None:
    stranger = "+6281200000082"
    most = desk.office.settings.limits.idle_replies
    store(desk.office, *[f"3 jawab percobaan {turn}" for turn in range(most + 2)], sender=stranger)
    triage.drain(desk.office, 60)
    told = desk.to(stranger)
    assert len(told) == most
    assert {text[:47] for text in told} == {"1708: nomor ini tidak terdaftar sebagai petugas"}
    kept = rows(desk.office, messages)[-most - 2 :]
    assert {(row.state, row.reason) for row in kept} == {("command", "not-officer")}
    assert desk.states() == []


def test_two_hundred_commands_in_a_minute_are_kept_and_their_answers_bounded(desk: Desk) -> None:
    before, citizen = len(desk.to(BUDI)), len(desk.to(CITIZEN))
    store(desk.office, *[f"3 jawab percobaan {turn}" for turn in range(200)], sender=BUDI)
    triage.drain(desk.office, 600)
    kept = [row for row in rows(desk.office, messages) if row.state not in UNFINISHED]
    assert len(kept) == len(rows(desk.office, messages)) == 203
    most = desk.office.settings.limits.officer_replies_per_hour
    told = desk.to(BUDI)[before:]
    assert len(told) == most + 1
    assert [text for text in told if text.startswith("1708: terlalu banyak pesan")] == told[-1:]
    assert sum(row.reason == "too-many" for row in kept) == 200 - most
    desk.later(minutes=5)
    assert len(desk.to(CITIZEN)) == citizen
    desk.clock.forward(hours=1)
    assert desk.says("daftar")


def test_what_waits_is_still_proven_when_the_phone_is_not_answered_any_more(desk: Desk) -> None:
    code = desk.code(f"3 jawab {ANSWER}")
    store(desk.office, *["daftar"] * 70, sender=BUDI)
    triage.drain(desk.office, 600)
    assert desk.says(f"ok {code}") == []
    desk.later(minutes=2)
    assert len(desk.answers()) == 1


def test_terima_twice_is_one_acceptance(desk: Desk) -> None:
    assert "diterima Budi S" in desk.says("3 terima")[0]
    assert desk.says("3 terima")[0].startswith("1708 TUGAS 3: TERIMA tidak berlaku")
    assert rows(desk.office, tasks)[0].accepted_at == desk.office.now()


def test_a_question_goes_to_the_newest_reporter_who_listens(desk: Desk) -> None:
    desk.says(f"ok {desk.code('3 tanya di depan no berapa')}")
    desk.later(minutes=2)
    assert "bertanya" in desk.to(CITIZEN)[-1]
    assert rows(desk.office, cases)[0].state == "asking"


def test_nobody_who_listens_is_no_question(desk: Desk) -> None:
    sql(desk.office, "UPDATE tickets SET stopped = true")
    desk.says(f"ok {desk.code('3 tanya di depan no berapa')}")
    desk.later(minutes=2)
    assert desk.states() == [("ask", "refused", "not-listening")]


def test_leave_counts_only_after_its_code_and_names_a_colleague(desk: Desk) -> None:
    code = desk.code("cuti 20/11 24/11 ani")
    assert rows(desk.office, leaves) == []
    desk.says(f"ok {code}")
    row = rows(desk.office, leaves)[0]
    assert (str(row.first_day), str(row.last_day), row.stand_in_id) == ("2026-11-20", "2026-11-24", desk.ani)
    assert "tidak ditemukan" in desk.says("cuti 20/11 budi")[0]
    desk.says("hadir")
    assert rows(desk.office, leaves)[0].ended_at is not None
    assert "tidak ada cuti" in desk.says("hadir")[0]


def test_every_action_is_in_the_chain_and_holds_no_word(desk: Desk) -> None:
    desk.says("3 isi")
    desk.says("3 terima")
    desk.says(f"ok {wrong_code(desk.code(f'3 jawab {ANSWER}'))}")
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    desk.says("batal 3")
    desk.says(f"ok {desk.code('cuti 20/11 ani')}")
    desk.says("hadir")
    kinds = [row.action for row in rows(desk.office, audit_rows) if row.actor == f"officer:{desk.budi}"]
    assert kinds == [
        "task-shown", "order-confirmed", "order-done", "order-asked", "code-wrong", "order-asked",
        "order-confirmed", "order-undone", "order-asked", "leave-noted", "leave-ended",
    ]  # fmt: skip
    assert audit.verify(desk.office).broken is None
    assert "lubang" not in " ".join(str(row.detail) for row in rows(desk.office, audit_rows))


def test_the_words_of_an_order_are_kept_sealed(desk: Desk) -> None:
    desk.code(f"3 jawab {ANSWER}")
    row = rows(desk.office, orders_table)[0]
    assert b"lubang" not in row.body
    assert desk.office.vault.open(row.uuid, row.body) == ANSWER
    with desk.office.sessions.read() as session:
        assert order_rows.due(session, desk.office.now(), 10) == []
