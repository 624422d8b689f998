"""The console as a person uses it, in a real Chromium: by keyboard, in two languages, without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import accounts
from sms_gateway.services.office import Office
from tests.conftest import HandClock
from tests.web.console.conftest import PASSWORD, NewPage, SignIn

ADMIN = AccountRole.NATIONAL_ADMIN
PAGES = (
    "/console/",
    "/console/account",
    "/console/account/password",
    "/console/account/recovery",
    "/console/code-set-up",
    "/console/users",
    "/console/users?q=nobody",
    "/console/users/invite",
    "/console/users/national-admin/disable",
    "/console/tickets",
    "/console/tickets/sender",
    "/console/triage",
    "/console/triage?queue=late",
    "/console/dashboard",
    "/console/audit",
    "/console/outbox",
    "/console/outbox?state=failed",
    "/console/outbox/retry?id=1",
    "/console/outbox/drop",
    "/console/status",
    "/console/learning",
    "/console/learning/propose",
    "/console/learning/versions",
    "/console/officers",
    "/console/nowhere",
)
OPEN_PAGES = ("/console/sign-in", "/console/invitation")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_sign_in_with_a_code_by_keyboard_alone(new_page: NewPage, sign_in: SignIn, clock: HandClock) -> None:
    person, page = sign_in(ADMIN, "ani"), new_page()
    page.goto("/console/users")
    page.keyboard.type("ani")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Kode dari HP")
    page.keyboard.type(person.code())
    page.keyboard.press("Enter")
    heading(page, "Pengguna")  # the page that was asked for
    assert page.context.cookies()[0]["httpOnly"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_an_invitation_to_the_start_page(new_page: NewPage, office: Office, script: bool) -> None:
    invitation = accounts.add("ani", AccountRole.AUDITOR, None, "cli:test", office)
    page = new_page(script=script)
    page.goto("/console/")
    page.get_by_role("link", name="Buat kata sandi").click()
    page.get_by_label("Nama akun").fill("ani")
    page.get_by_label("Kode undangan").fill(invitation.code.upper())
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Buat kata sandi").click()
    heading(page, "Beranda")
    page.get_by_role("button", name="Keluar").click()
    heading(page, "Anda sudah keluar")
    page.goto("/console/")
    heading(page, "Masuk")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_language_stays_as_it_was_chosen(new_page: NewPage, sign_in: SignIn, script: bool) -> None:
    page = new_page(script=script)
    page.goto("/console/sign-in")
    page.get_by_role("button", name="English").click()
    heading(page, "Sign in")
    assert page.locator("html").get_attribute("lang") == "en"
    page = new_page(sign_in(ADMIN), script=script)
    page.goto("/console/users/invite")
    page.get_by_role("button", name="English").click()
    heading(page, "Invite a user")
    page.goto("/console/account")
    heading(page, "My account")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_users_are_searched_with_and_without_a_script(
    new_page: NewPage, sign_in: SignIn, office: Office, script: bool
) -> None:
    for name in ("budi", "citra"):
        accounts.add(name, AccountRole.REVIEWER, None, "cli:test", office)
    page = new_page(sign_in(ADMIN), script=script)
    page.goto("/console/users")
    expect(page.get_by_role("rowheader")).to_have_text(["budi", "citra", "national-admin"])
    page.get_by_label("Nama akun diawali dengan").fill("ci")
    if not script:
        page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("rowheader")).to_have_text(["citra"])
    expect(page).to_have_url(re.compile("q=ci$"))


def test_axe_finds_nothing_on_any_page(
    new_page: NewPage, sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page(sign_in(ADMIN))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    for path in PAGES:
        page.goto(path)
        axe(page)
    assert [each for each in refused if "404" not in each] == []  # the policy stopped nothing of ours


def test_axe_finds_nothing_before_the_sign_in(new_page: NewPage, axe: Callable[[Page], None]) -> None:
    page = new_page()
    for path in OPEN_PAGES:
        page.goto(path)
        axe(page)
        page.locator("main button").click()  # and nothing in a form that came back
        expect(page.get_by_role("alert")).to_be_visible()
        axe(page)


def test_nothing_is_wider_than_a_phone(new_page: NewPage, sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    for width in (390, 320):  # WCAG 2.2, 1.4.10: no scrolling in two directions at 320 pixels
        page = new_page(person, width=width)
        wide = []
        for path in PAGES:
            page.goto(path)
            wide += [path] if page.evaluate("document.documentElement.scrollWidth") > width else []
        assert wide == [], width
