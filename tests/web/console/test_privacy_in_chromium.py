"""Erasure by letter in a real Chromium, without a script; axe finds nothing on the pages behind a search."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import erasures
from tests.builders import CITIZEN, ROAD, rows, store, work
from tests.web.console.conftest import NewPage, SignIn


def test_a_letter_is_looked_at_confirmed_and_listed_without_a_script(
    new_page: NewPage, sign_in: SignIn, office: Office, axe: Callable[[Page], None]
) -> None:
    store(office, ROAD)
    work(office)
    person = sign_in(AccountRole.NATIONAL_ADMIN)
    page, seen = new_page(person, script=False), new_page(person, width=390)
    page.goto("/console/privacy/erasures")
    page.get_by_role("link", name="Hapus atas permintaan surat").click()
    page.get_by_label("Nomor HP").fill(CITIZEN)
    page.get_by_label("Surat").check()
    page.get_by_role("button", name="Lanjut").click()
    seen.goto(page.url)
    axe(seen)
    page.get_by_role("button", name="Hapus datanya").click()
    expect(page.get_by_role("alert")).to_contain_text("Centang dulu")
    assert rows(office, erasures) == []
    page.get_by_label("Saya sudah memeriksa").check()
    page.get_by_role("button", name="Hapus datanya").click()
    expect(page.get_by_role("status")).to_contain_text("diterima")
    seen.goto("/console/privacy/erasures")
    expect(seen.get_by_role("rowheader")).to_have_text([f"H-{rows(office, erasures)[0].reference}"])
    axe(seen)
    page.goto("/console/privacy/lookers")
    page.get_by_label("Nomor HP").fill(CITIZEN)
    page.get_by_label("Ada orang dalam bahaya").check()
    page.get_by_role("button", name="Cari").click()
    seen.goto(page.url)
    expect(seen.get_by_role("row").nth(1)).to_contain_text("mencari nomor")
    axe(seen)
