"""What a person does beside the review queue, in a real Chromium: merge and separate, undo in time, teach."""

import re

from playwright.sync_api import Page, expect

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import learning, lesson_trial
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import cases, outbox, review_items, tickets
from tests.builders import OTHER_CITIZEN, ROAD, RUBBISH, rows, store, work
from tests.web.console.conftest import NewPage, SignIn

ADMIN, REVIEWER = AccountRole.NATIONAL_ADMIN, AccountRole.REVIEWER


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


def two(office: Office) -> tuple[str, str]:
    store(office, ROAD)
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    first, second = rows(office, tickets)
    return first.number, second.number


def test_two_tickets_are_compared_merged_and_taken_apart(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    (first, second), page = two(office), new_page(sign_in(ADMIN))
    page.goto(f"/console/tickets/{first}")
    page.get_by_role("link", name="Gabung atau pisah").click()
    page.get_by_label("Nomor tiket lain").fill(second)
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.locator(".sides")).to_contain_text("sampah menumpuk")
    page.get_by_role("button", name="Gabungkan", exact=True).click()
    told(page, "digabungkan")
    assert len({row.case_id for row in rows(office, tickets)}) == 1
    page.goto(f"/console/tickets/{first}/merge")
    page.get_by_role("button", name="Pisahkan").click()
    told(page, "kembali ke kasusnya sendiri")
    assert len({row.case_id for row in rows(office, tickets)}) == 2


def test_a_move_is_seen_before_it_is_made_and_undone_in_time(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    (first, _), page = two(office), new_page(sign_in(ADMIN))
    page.goto(f"/console/tickets/{first}/do/forward")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.locator("blockquote.sms")).to_contain_text(f"No {first} diteruskan")
    page.get_by_role("button", name="Kirim").click()
    told(page, "SMS berangkat setelah 10 detik")
    assert rows(office, cases)[0].state == "routed"
    page.get_by_role("button", name="Urungkan").click()
    told(page, "Tidak ada SMS yang berangkat")
    assert rows(office, cases)[0].state == "unverified"
    assert rows(office, outbox)[-1].state == "expired"


def test_one_account_proposes_a_rule_and_another_one_approves_it(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    store(office, "cublekan di depan pasar bau sekali")
    page = new_page(sign_in(REVIEWER))
    page.goto("/console/learning/propose")
    page.get_by_label("Topik", exact=True).check()
    page.get_by_label("Kata atau nama").fill("cublekan")
    page.get_by_label("Artinya").fill("sampah")
    page.get_by_label("Sama kuat dengan nama topiknya").check()
    page.get_by_role("button", name="Kirim usulan").click()
    told(page, "sedang dicoba")
    expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
    lesson_trial.run(office, held_back=list)
    other = new_page(sign_in(ADMIN))
    other.goto("/console/learning")
    other.get_by_role("link", name="cublekan").click()
    expect(other.get_by_role("table")).to_contain_text("sampah")
    other.get_by_role("button", name="Setujui").click()
    told(other, "berlaku dalam beberapa detik")
    assert learning.versions(office).in_force == 1


def test_without_a_script_a_ticket_in_the_queue_gets_its_place_and_loses_it_again(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    store(office, "RAHASIA air pdam mati sudah 4 hari tolong pak")
    work(office)
    page = new_page(sign_in(REVIEWER), width=390, script=False)
    page.goto("/console/reviews")
    expect(page.get_by_role("table")).to_contain_text("minta dirahasiakan")
    page.get_by_role("button", name="Mulai meninjau").click()
    page.get_by_label(re.compile("^Cari tempat")).fill("jonggol")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Jonggol, Kab Bogor, Jawa Barat", exact=True).click()
    page.get_by_role("button", name="Simpan tiket ini").click()
    told(page, "disimpan")
    assert rows(office, cases)[0].region == "32.01.06"
    page.get_by_role("button", name="Urungkan").click()
    told(page, "diurungkan")
    assert rows(office, cases)[0].region is None
    assert [row.closed_at for row in rows(office, review_items)] == [None]
    assert len(rows(office, tickets)) == 1
