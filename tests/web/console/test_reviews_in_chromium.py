"""The review queue as a person uses it all day: by keyboard, without a script, at any width."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import review_items
from tests.builders import OTHER_CITIZEN, ROAD, rows, store, work
from tests.web.console.conftest import NewPage, SignIn

REVIEWER = AccountRole.REVIEWER
FIRST = "/console/reviews/1"
PAGES = (
    "/console/reviews",
    FIRST,
    f"{FIRST}?topic=listrik&place=33.74.08&q=suka",
    f"{FIRST}/merge",
    f"{FIRST}/dismiss",
    "/console/reviews/3",
)


@pytest.fixture
def queue(office: Office) -> None:
    """Three items, two of which say the same; the first sender has a ticket."""
    store(office, ROAD, "TAMBAH 99999999 lubang di jl kelud raya semarang makin lebar, hub 081234567890")
    work(office)
    for number, text in enumerate(("sdh 3 hari begini terus", "sdh 3 hari begini terus"), 1):
        store(office, text, sender=f"+628123456789{number}")
        work(office)


@pytest.mark.usefixtures("queue")
def test_an_item_is_decided_by_keyboard_and_undone(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    page = new_page(sign_in(REVIEWER))
    page.goto("/console/reviews")
    page.get_by_role("button", name="Mulai meninjau").press("Enter")
    expect(page).to_have_url(re.compile(f"{FIRST}$"))
    page.wait_for_load_state()
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile("topic="))
    page.wait_for_load_state()
    expect(page.locator('.review-topics [aria-current="true"]')).to_have_attribute("data-key", "2")
    page.keyboard.press("e")
    expect(page.locator("input:focus")).to_be_visible()
    page.keyboard.type("jonggol")
    page.get_by_role("link", name="Jonggol, Kab Bogor, Jawa Barat", exact=True).press("Enter")
    expect(page.locator(".review-goes")).to_contain_text("Jonggol")
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("menjadi tiket")
    expect(page).to_have_url(re.compile("/console/reviews/2$"))
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("diurungkan")
    page.wait_for_load_state()
    assert [row.outcome for row in rows(office, review_items)] == [None, None, None]
    page.keyboard.press("?")
    expect(page.get_by_role("button", name="Matikan tombol cepat")).to_be_visible()
    page.get_by_role("button", name="Matikan tombol cepat").click()
    expect(page.locator("kbd[aria-hidden]")).to_have_count(0)
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(f"{FIRST}$"))


@pytest.mark.usefixtures("queue")
def test_without_a_script_what_says_the_same_is_closed_at_once(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    page = new_page(sign_in(REVIEWER), script=False)
    page.goto("/console/reviews/2/dismiss")
    page.get_by_label("Tidak bisa dipahami").check()
    page.locator('input[name="also"]').check()
    page.get_by_role("button", name="Tutup pesan ini").click()
    expect(page.get_by_role("status")).to_contain_text("2 pesan diputuskan")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("status")).to_contain_text("diurungkan")
    assert {row.outcome for row in rows(office, review_items)} == {None}


@pytest.mark.usefixtures("queue")
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    new_page: NewPage, sign_in: SignIn, office: Office, axe: Callable[[Page], None]
) -> None:
    person = sign_in(REVIEWER)
    store(office, "kok gitu " + "k" * 10_000, sender=OTHER_CITIZEN)
    work(office)
    page = new_page(person)
    for path in PAGES:
        page.goto(path)
        axe(page)
    narrow, wide = new_page(person, width=320), []
    for path in (*PAGES, "/console/reviews/4"):
        narrow.goto(path)
        wide += [path] if narrow.evaluate("document.documentElement.scrollWidth") > 320 else []
    assert wide == []
