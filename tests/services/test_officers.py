"""A phone is an officer's once it has answered the code; every step of it is in the audit chain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.officers import OfficerState
from sms_gateway.services import audit, officer_list, officers, triage
from sms_gateway.services.erasure import carry_out_wishes
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import OfficerRefused
from sms_gateway.storage import leaves, schema
from sms_gateway.storage.officers import OfficerRow
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, opened, rows, sql, store, work
from tests.conftest import HandClock

BUDI = Candidate(CITIZEN, "pupr@33.74", "Budi S")
BY = "cli:ani"
STATE = OfficerState


def add(office: Office, wanted: Candidate = BUDI) -> OfficerRow:
    added = officers.add(wanted, BY, office)
    work(office)
    return added


def code(office: Office) -> str:
    return opened(office, rows(office, schema.outbox, kind="officer-code")[-1]).partition("OK ")[2][:4]


def wrong(office: Office) -> str:
    return f"{(int(code(office)) + 1) % 10_000:04d}"


def say(office: Office, *texts: str, sender: str = CITIZEN) -> str:
    """Text this; what came back last."""
    store(office, *texts, sender=sender)
    work(office)
    return opened(office, rows(office, schema.outbox)[-1])


def enrolled(office: Office, wanted: Candidate = BUDI) -> OfficerRow:
    added = add(office, wanted)
    say(office, f"OK {code(office)}", sender=wanted.phone)
    return added


def state(office: Office) -> tuple[str, str]:
    return rows(office, schema.officers)[0].state, rows(office, schema.senders)[0].role


def noted(office: Office) -> list[str]:
    assert audit.verify(office).broken is None
    return [row.entry.action for row in audit.listed(office)]


def test_a_phone_that_answers_its_code_is_an_officer(office: Office) -> None:
    added = add(office)
    assert added.state is STATE.INVITED
    said = say(office, f"ok {code(office)}")
    assert said.startswith("1708: terdaftar sebagai Budi S, petugas Dinas PU Kota Semarang.")
    assert state(office) == ("active", "officer")
    row = rows(office, schema.officers)[0]
    assert (row.code_digest, row.verified_at) == (None, office.now())
    assert noted(office) == ["officer-added", "officer-code-sent", "officer-verified"]


def test_the_code_stands_in_the_sms_and_nowhere_else(office: Office) -> None:
    add(office)
    found = code(office)
    row = rows(office, schema.officers)[0]
    assert len(row.code_digest) == 64
    assert found not in str(audit.listed(office))


def test_a_code_counts_once(office: Office) -> None:
    enrolled(office)
    store(office, f"OK {code(office)}")
    work(office)
    assert noted(office).count("officer-verified") == 1


def test_until_then_it_is_a_citizens_phone(office: Office) -> None:
    add(office)
    for sender in (CITIZEN, OTHER_CITIZEN):
        store(office, ROAD, "STATUS", "daftar", "3 terima", "cuti 20/11 24/11", "OK", sender=sender)
    work(office)
    found = rows(office, schema.messages)
    invited = [(row.state, row.reason) for row in found if row.sender_id == 1]
    assert invited == [(row.state, row.reason) for row in found if row.sender_id == 2]
    assert rows(office, schema.tickets, sender_id=1) != []
    assert state(office) == ("invited", "officer")


def test_an_order_before_the_code_is_answered_with_how_to_prove_the_phone(office: Office) -> None:
    add(office)
    store(office, "daftar")
    store(office, "daftar", sender=OTHER_CITIZEN)
    work(office)
    invited, stranger = (
        [opened(office, row) for row in rows(office, schema.outbox, sender_id=each, kind="not-officer")]
        for each in (1, 2)
    )
    assert invited == [
        "1708: nomor ini belum aktif sbg petugas Dinas PU Kota Semarang. Balas OK lalu 4 angka dari SMS "
        "pendaftaran. Kode hilang? Minta kode baru ke admin instansi Anda"
    ]
    assert stranger[0].startswith("1708: nomor ini tidak terdaftar")


def test_reports_of_before_stay_the_phones_own(office: Office) -> None:
    store(office, ROAD)
    work(office)
    enrolled(office)
    ticket = rows(office, schema.tickets)[0]
    assert ticket.sender_id == rows(office, schema.officers)[0].sender_id
    assert len(rows(office, schema.senders)) == 1


def test_after_three_wrong_codes_the_right_one_is_void_until_a_new_one_is_sent(office: Office) -> None:
    added = add(office)
    right = code(office)
    assert "sisa 2x" in say(office, f"OK {wrong(office)}")
    assert "sisa 1x" in say(office, f"OK {wrong(office)}")
    assert "salah 3x" in say(office, f"OK {wrong(office)}")
    assert "tidak ada kode" in say(office, f"OK {right}")
    assert state(office)[0] == "invited"
    officers.resend(str(added.id), BY, office)
    work(office)
    assert "terdaftar sebagai" in say(office, f"OK {code(office)}")
    refused = [row.entry.detail for row in audit.listed(office) if row.entry.action == "officer-code-refused"]
    assert [each["reason"] for each in refused] == ["wrong", "wrong", "spent", "void"]


def test_a_phone_gets_only_so_many_codes_a_day_however_they_are_asked_for(
    office: Office, clock: HandClock
) -> None:
    which = str(add(office).id)
    for _ in range(officers.CODES_A_DAY - 2):
        officers.resend(which, BY, office)
    officers.disable(which, BY, office)
    officers.enable(which, BY, office)
    clock.forward(hours=23)
    for again in (officers.resend, officers.disable, officers.enable):
        if again is officers.disable:
            again(which, BY, office)
            continue
        with pytest.raises(OfficerRefused) as refused:
            again(which, BY, office)
        assert refused.value.code == "many-codes"
    assert len(rows(office, schema.outbox, kind="officer-code")) == officers.CODES_A_DAY
    clock.forward(hours=1, seconds=1)
    officers.enable(which, BY, office)


def test_a_new_code_ends_the_old_one(office: Office) -> None:
    added = add(office)
    old = code(office)
    officers.resend(str(added.id), BY, office)
    work(office)
    assert old != code(office)
    assert "sisa 2x" in say(office, f"OK {old}")


def test_an_expired_code_is_told_so(office: Office, clock: HandClock) -> None:
    add(office)
    clock.forward(hours=48)
    assert "lewat batas 48 jam" in say(office, f"OK {code(office)}")
    assert state(office)[0] == "invited"


def test_a_code_from_another_phone_enrols_nobody(office: Office) -> None:
    add(office)
    store(office, f"OK {code(office)}", sender=OTHER_CITIZEN)
    work(office)
    assert state(office)[0] == "invited"
    assert rows(office, schema.officers)[0].code_tries == 0


def test_two_right_answers_at_once_are_one_enrolment(office: Office) -> None:
    add(office)
    store(office, f"OK {code(office)}", f"OK {code(office)}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: triage.drain(office, 10), range(4)))
    assert noted(office).count("officer-verified") == 1


class Dead(BaseException):
    pass


def test_a_worker_that_dies_enrols_wholly_or_not_at_all(office: Office) -> None:
    add(office)
    before = noted(office)
    store(office, f"OK {code(office)}")

    def die(step: str) -> None:
        if step == "triage.committing":
            raise Dead

    with pytest.raises(Dead):
        triage.drain(replace(office, steps=die), 10)
    assert (state(office)[0], noted(office)) == ("invited", before)
    sql(office, "UPDATE messages SET lease_until = 1.0 WHERE lease_until IS NOT NULL")
    work(office)
    assert (state(office)[0], noted(office)) == ("active", [*before, "officer-verified"])


REFUSED: dict[str, tuple[Candidate, str]] = {
    "a landline": (Candidate("0215551234", "pupr@33.74", "Budi S"), "no-mobile"),
    "abroad": (Candidate("+6591234567", "pupr@33.74", "Budi S"), "no-mobile"),
    "no number": (Candidate("Budi", "pupr@33.74", "Budi S"), "no-mobile"),
    "a name with a number": (Candidate(CITIZEN, "pupr@33.74", "Budi 08123"), "bad-name"),
    "no such agency": (Candidate(CITIZEN, "pupr@99.99", "Budi S"), "no-agency"),
    "nobody to stand in": (Candidate(CITIZEN, "pupr@33.74", "Budi S", "99"), "no-officer"),
}


@pytest.mark.parametrize(("wanted", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_who_cannot_be_enrolled_leaves_no_trace(office: Office, wanted: Candidate, why: str) -> None:
    with pytest.raises(OfficerRefused) as refused:
        officers.add(wanted, BY, office)
    assert refused.value.code == why
    for table in (schema.officers, schema.audit, schema.outbox, schema.senders):
        assert rows(office, table) == []


def test_nobody_is_enrolled_twice(office: Office) -> None:
    add(office)
    with pytest.raises(OfficerRefused) as refused:
        add(office)
    assert refused.value.code == "already"
    assert CITIZEN[-6:] not in str(refused.value)


def test_many_enrolments_of_one_phone_at_once_are_one(office: Office) -> None:
    def attempt(_: int) -> bool:
        try:
            officers.add(BUDI, BY, office)
        except OfficerRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert noted(office) == ["officer-added", "officer-code-sent"]


def test_a_stand_in_is_of_the_same_agency(office: Office) -> None:
    ani = add(office, Candidate(OTHER_CITIZEN, "pupr@33.74", "Ani R"))
    added = officers.add(Candidate(CITIZEN, "pupr@33.74", "Budi S", OTHER_CITIZEN), BY, office)
    assert added.stand_in_id == ani.id
    with pytest.raises(OfficerRefused) as refused:
        officers.add(Candidate("+6281200003333", "dishub@33.74", "Citra", str(ani.id)), BY, office)
    assert refused.value.code == "stand-in"


def test_a_person_who_acts_is_named_by_an_account_not_by_words(office: Office) -> None:
    for by in ("", "Ani Rahma", "081234567890", "x" * 65):
        with pytest.raises(OfficerRefused) as refused:
            officers.add(BUDI, by, office)
        assert refused.value.code == "actor"


def test_a_disabled_phone_is_a_citizens_again(office: Office) -> None:
    enrolled(office)
    officers.disable(CITIZEN, BY, office)
    assert state(office) == ("disabled", "citizen")
    work(office)
    assert "tidak lagi terdaftar" in opened(office, rows(office, schema.outbox)[-1])
    say(office, ROAD)
    assert len(rows(office, schema.tickets)) == 1
    assert noted(office)[-1] == "officer-disabled"


def test_who_never_answered_is_not_told_that_it_is_over(office: Office) -> None:
    add(office)
    officers.disable("1", BY, office)
    work(office)
    assert [row.kind for row in rows(office, schema.outbox)] == ["officer-code"]
    store(office, f"OK {code(office)}")
    work(office)
    assert state(office)[0] == "disabled"


def test_who_is_enabled_again_proves_the_phone_again(office: Office) -> None:
    enrolled(office)
    old = code(office)
    officers.disable("1", BY, office)
    officers.enable("1", BY, office)
    work(office)
    assert state(office) == ("invited", "officer")
    assert old != code(office)
    say(office, f"OK {code(office)}")
    assert state(office) == ("active", "officer")


def test_who_left_one_agency_is_enrolled_for_another(office: Office) -> None:
    first = enrolled(office)
    officers.disable("1", BY, office)
    again = officers.add(Candidate(CITIZEN, "dishub@33.74", "Budi Santoso", admin=True), BY, office)
    assert (again.id, again.agency, again.name, again.admin) == (
        first.id,
        "dishub@33.74",
        "Budi Santoso",
        True,
    )
    assert again.state is STATE.INVITED


def test_a_phone_on_hold_is_released_to_work(office: Office) -> None:
    enrolled(office)
    sql(office, "UPDATE officers SET state = 'on_hold'")
    officers.release("1", BY, office)
    work(office)
    assert state(office) == ("active", "officer")
    assert "aktif lagi" in opened(office, rows(office, schema.outbox)[-1])
    assert noted(office)[-1] == "officer-released"


NOT_NOW: list[tuple[str, Callable[[str, str, Office], OfficerRow], str]] = [
    ("active", officers.resend, "is-active"),
    ("active", officers.enable, "is-active"),
    ("active", officers.release, "is-active"),
    ("disabled", officers.disable, "is-disabled"),
    ("disabled", officers.release, "is-disabled"),
    ("disabled", officers.resend, "is-disabled"),
    ("invited", officers.enable, "is-invited"),
    ("invited", officers.release, "is-invited"),
    ("on_hold", officers.enable, "is-on_hold"),
    ("on_hold", officers.resend, "is-on_hold"),
]


@pytest.mark.parametrize(("now", "act", "why"), NOT_NOW)
def test_what_does_not_fit_the_state_is_refused_and_not_noted(
    office: Office, now: str, act: Callable[[str, str, Office], OfficerRow], why: str
) -> None:
    add(office)
    sql(office, "UPDATE officers SET state = :now", now=now)
    before = noted(office)
    with pytest.raises(OfficerRefused) as refused:
        act("1", BY, office)
    assert (refused.value.code, noted(office)) == (why, before)


def test_nobody_is_named_by_what_is_no_officer(office: Office) -> None:
    for which in ("7", OTHER_CITIZEN, "Budi", ""):
        with pytest.raises(OfficerRefused) as refused:
            officers.disable(which, BY, office)
        assert refused.value.code == "no-officer"


@pytest.mark.parametrize("now", ["active", "on_hold"])
def test_an_officers_phone_is_not_forgotten_until_it_is_disabled(office: Office, now: str) -> None:
    enrolled(office)
    sql(office, "UPDATE officers SET state = :now", now=now)
    said = say(office, "HAPUS DATA")
    assert said.startswith("1708: nomor ini petugas Dinas PU Kota Semarang, datanya belum dihapus")
    assert rows(office, schema.questions, kind="erase") == []
    officers.disable("1", BY, office)
    forget(office)
    assert rows(office, schema.senders)[0].msisdn_enc is None
    assert rows(office, schema.officers)[0].name == "-"
    assert audit.verify(office).broken is None


def forget(office: Office) -> None:
    say(office, "HAPUS DATA")
    asked = opened(office, rows(office, schema.outbox, kind="erase")[-1])
    say(office, f"HAPUS {asked[-4:]}")
    assert carry_out_wishes(office) == 1


def test_a_code_to_be_forgotten_does_not_outlive_the_enrolment(office: Office) -> None:
    add(office)
    say(office, "HAPUS DATA")
    asked = opened(office, rows(office, schema.outbox, kind="erase")[-1])
    say(office, f"OK {code(office)}")
    assert state(office)[0] == "active"
    say(office, f"HAPUS {asked[-4:]}")
    assert rows(office, schema.erasures) == []


def test_who_was_only_invited_is_forgotten_and_invited_no_more(office: Office) -> None:
    add(office)
    right = code(office)
    say(office, "HAPUS DATA")
    asked = opened(office, rows(office, schema.outbox, kind="erase")[-1])
    say(office, f"HAPUS {asked[-4:]}")
    assert state(office) == ("disabled", "citizen")
    for act in (lambda: officers.add(BUDI, BY, office), lambda: officers.enable("1", BY, office)):
        with pytest.raises(OfficerRefused) as refused:
            act()
        assert refused.value.code == "erasing"
    say(office, f"OK {right}")
    assert carry_out_wishes(office) == 1
    assert noted(office)[-1] == "officer-disabled"
    with pytest.raises(OfficerRefused) as refused:
        officers.enable("1", BY, office)
    assert refused.value.code == "erased"


def test_who_was_forgotten_may_be_enrolled_as_somebody_new(office: Office) -> None:
    enrolled(office)
    officers.disable("1", BY, office)
    forget(office)
    assert officers.add(BUDI, BY, office).id == 2
    assert [each.phone for each in officer_list.listed(office)] == ["-", "0812xxxx1111"]


def test_the_chain_holds_no_name_and_no_number(office: Office) -> None:
    enrolled(office)
    told = str(audit.listed(office))
    assert "Budi" not in told
    assert CITIZEN[3:] not in told


def test_a_chain_that_was_emptied_is_found_out_by_the_officers_there_are(office: Office) -> None:
    add(office)
    guards = {
        "sqlite": ("DROP TRIGGER audit_no_delete",),
        "postgresql": ("DROP TRIGGER audit_append_only ON audit",),
    }
    for statement in guards[office.sessions.engine.dialect.name]:
        sql(office, statement)
    sql(office, "DELETE FROM audit")
    sql(office, "UPDATE audit_head SET seq = 0, hash = ''")
    broken = audit.verify(office).broken
    assert broken is not None
    assert broken.seq == 1


def test_the_list_masks_phones_and_shows_leave(office: Office) -> None:
    enrolled(office)
    with office.sessions.begin() as session:
        leaves.add(session, 1, date(2026, 11, 10), date(2026, 11, 10), None, office.now())
    (found,) = officer_list.listed(office, "pupr@33.74")
    assert (found.phone, found.on_leave) == ("0812xxxx1111", True)
    assert officer_list.listed(office, "dishub@33.74") == []
