"""The console as a person uses it, in a real Chromium: by keyboard, in two languages, without a script."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from parsers.overlay import Rule, RuleKind
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import accounts, exports, learning, lesson_trial, moves, rewording
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import tickets
from tests.builders import OTHER_CITIZEN, ROAD, RUBBISH, enrol, give_task, rows, sql, store, work
from tests.conftest import HandClock
from tests.web.console.conftest import PASSWORD, NewPage, Person, SignIn

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
    "/console/officers?state=on_hold",
    "/console/officers/add",
    "/console/officers/1",
    "/console/officers/1/edit",
    "/console/officers/1/leave",
    "/console/officers/1/disable",
    "/console/agencies",
    "/console/agencies?q=nothing",
    "/console/agencies/pupr@33.74",
    "/console/agencies/why",
    "/console/tickets/{one}",
    "/console/tickets/{one}/do/answer",
    "/console/tickets/{two}/do/forward",
    "/console/tickets/{two}/do/archive",
    "/console/tickets/{one}/do/link",
    "/console/tickets/{two}/file",
    "/console/tickets/{one}/merge?other={two}",
    "/console/tickets/{one}/number",
    "/console/privacy",
    "/console/privacy/lookers",
    "/console/privacy/breach",
    "/console/privacy/breach?user=national-admin&since=2026-01-01",
    "/console/privacy/erasures",
    "/console/privacy/erasures/new",
    "/console/privacy/holds",
    "/console/privacy/holds/new",
    "/console/templates?q=status",
    "/console/templates/sentences/ack",
    "/console/templates/proposals",
    "/console/templates/versions",
    "/console/templates/proposals/1",
    "/console/templates/versions/0/rollback",
    "/console/learning/rules/1",
    "/console/exports",
    "/console/exports/1",
    "/console/exports/2",
    "/console/exports/3",
    "/console/nowhere",
)
# Pages that only a form leads to: where it stands, and what is filled in.
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/console/tickets/{two}/do/forward", {}),
    ("/console/tickets/{two}/do/forward", {"#field-agency": "dishub semarang"}),
    ("/console/tickets/{one}/do/answer", {"#field-text": "sudah ditambal " * 40}),
    ("/console/tickets/{two}/file", {"#field-place": "kab kudus"}),
    ("/console/agencies/why", {"#field-words": "sampah menumpuk", "#field-place": "kota semarang"}),
    ("/console/agencies/why", {"#field-place": "zzzz"}),
    ("/console/officers/add", {"#field-phone": "12", "#field-name": "x" * 300}),
    ("/console/officers/1/leave", {}),
    ("/console/triage", {'input[name="numbers"] >> nth=0': ""}),
)
PHONES = (390, 320)  # WCAG 2.2, 1.4.10: no scrolling in two directions at 320 pixels
FIRST_LINE = 110  # pixels from the top within which the content of a page begins on a phone
OPEN_PAGES = ("/console/sign-in", "/console/invitation")


@pytest.fixture
def numbers(office: Office) -> dict[str, str]:
    """Work of every kind: a report at an officer, one that waits, and two officers."""
    store(office, f"{ROAD} https://example.id/{'x' * 150}")
    store(office, f"{RUBBISH}, di pojok jl wahidin", sender=OTHER_CITIZEN)
    work(office)
    one, two = (row.number for row in rows(office, tickets))
    officer = enrol(office, "+6281234567801", name="Budi Santoso", admin=True)
    enrol(office, "+6281234567802", name="Eka P")
    moves.forward(one, "operator", office)
    give_task(office, officer, one)
    learning.propose(Rule(RuleKind.TOPIC, "lobang", "sampah", 4.0), "", "cli:test", office)
    lesson_trial.run(office, held_back=list)
    rewording.propose(Sentence.GREETING, ("LAPOR!: Halo, apa yang ingin dilaporkan?",), "cli:test", office)
    return {"one": one, "two": two}


@pytest.fixture
def files(office: Office, sign_in: SignIn) -> Person:
    """An admin with a file that is ready, one the database was too slow for, and one in the making."""
    person = sign_in(ADMIN)
    for _ in range(3):
        person.post("/console/exports/tickets")
    exports.work(office, seconds=60)
    sql(office, "UPDATE exports SET state = 'failed', why = 'slow', asked = 'x' WHERE id = 2")
    sql(office, "UPDATE exports SET state = 'running', why = 'slow-1', percent = 40 WHERE id = 3")
    return person


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_sign_in_with_a_code_by_keyboard_alone(new_page: NewPage, sign_in: SignIn, clock: HandClock) -> None:
    person, page = sign_in(ADMIN, "ani"), new_page()
    page.goto("/console/users")
    expect(page.get_by_label("Nama akun")).to_be_focused()
    page.keyboard.type("ani")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Kode dari HP")
    expect(page.get_by_label("Kode 6 angka")).to_be_focused()
    page.keyboard.type(person.code())
    page.keyboard.press("Enter")
    heading(page, "Pengguna")  # the page that was asked for
    assert page.context.cookies()[0]["httpOnly"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_an_invitation_to_the_start_page(
    new_page: NewPage, office: Office, clock: HandClock, script: bool
) -> None:
    invitation = accounts.add("ani", AccountRole.AUDITOR, None, "cli:test", office)
    page = new_page(script=script)
    page.goto("/console/")
    page.get_by_role("link", name="Buat kata sandi").click()
    page.get_by_label("Nama akun").fill("ani")
    page.get_by_label("Kode undangan").fill(invitation.code.upper())
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Buat kata sandi").click()
    heading(page, "Pasang kode di HP")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Kode 6 angka").fill(pyotp.TOTP(secret).at(clock()))
    page.locator("main button").click()
    page.get_by_role("link", name="Sudah saya simpan").click()
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


def fill(page: Page, path: str, fields: dict[str, str]) -> None:
    """Fill a form in and send it."""
    page.goto(path)
    for field, value in fields.items():
        if value:
            page.fill(field, value)
        else:
            page.check(field)
    page.locator("main form:not([role=search]) button").first.click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_menu_is_one_row_and_the_rest_opens_by_keyboard(
    new_page: NewPage, sign_in: SignIn, script: bool
) -> None:
    page = new_page(sign_in(ADMIN), script=script)
    page.goto("/console/")
    for language in ("English", "Indonesia"):
        page.get_by_role("button", name=language).click()
        tops = {
            box["y"] for box in (link.bounding_box() for link in page.locator(".menu > ul > li").all()) if box
        }
        assert len(tops) == 1, language
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page, "Log audit")
    expect(page.locator(".menu summary")).to_have_text("Lainnya: Log audit")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_on_a_phone_the_menu_is_folded_and_the_page_begins_near_the_top(
    new_page: NewPage, sign_in: SignIn, axe: Callable[[Page], None], script: bool
) -> None:
    page = new_page(sign_in(ADMIN), width=390, script=script)
    page.goto("/console/tickets")
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    assert box["y"] < FIRST_LINE
    link = page.get_by_role("link", name="Triase")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    if script:
        axe(page)
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Log audit").click()
    heading(page, "Log audit")


def test_accents_stacked_high_stay_within_their_row(
    new_page: NewPage, sign_in: SignIn, office: Office
) -> None:
    """The row beside them looks as it does without them."""
    store(office, "kliwon gmn ini", sender=OTHER_CITIZEN)
    store(office, "z" + "\N{COMBINING ACUTE ACCENT}" * 200 + " kok gitu terus")
    store(office, "pinteran bgt sih", sender="+6281200003333")
    work(office)
    page = new_page(sign_in(ADMIN))
    page.goto("/console/reviews")
    rows_shown = page.locator("tbody tr")
    expect(rows_shown).to_have_count(3)
    others = [rows_shown.nth(0), rows_shown.nth(2)]
    before = [row.screenshot() for row in others]
    plain = "bdi => { bdi.textContent = bdi.textContent.normalize('NFD').replace(/\\u0301/g, '') }"
    rows_shown.nth(1).locator("bdi").evaluate(plain)
    assert [row.screenshot() for row in others] == before


def _width_at(page: Page, width: int) -> int:
    """Pixels of the page in a window so wide, once it is there: a form that was sent may be on its way."""
    page.locator("main").wait_for()
    page.set_viewport_size({"width": width, "height": 900})
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_on_every_page_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    new_page: NewPage, axe: Callable[[Page], None], numbers: dict[str, str], files: Person
) -> None:
    page = new_page(files)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    wide: list[tuple[str, int]] = []

    def judge() -> None:
        axe(page)
        wide.extend((page.url, width) for width in PHONES if _width_at(page, width) > width)
        page.set_viewport_size({"width": 1280, "height": 900})

    for path in PAGES:
        page.goto(path.format(**numbers))
        judge()
    for path, fields in FORMS:
        fill(page, path.format(**numbers), fields)
        judge()
    assert wide == []
    assert [
        each for each in refused if not re.search("404|422", each)
    ] == []  # the policy stopped nothing of ours


def test_axe_finds_nothing_before_the_sign_in(new_page: NewPage, axe: Callable[[Page], None]) -> None:
    page = new_page()
    for path in OPEN_PAGES:
        page.goto(path)
        axe(page)
        page.locator("main button").click()  # and nothing in a form that came back
        expect(page.get_by_role("alert")).to_be_visible()
        axe(page)


def test_the_desk_is_worked_by_keyboard(
    new_page: NewPage, sign_in: SignIn, office: Office, numbers: dict[str, str]
) -> None:
    page = new_page(sign_in(ADMIN))
    page.goto("/console/triage")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=numbers["two"], exact=True)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label(f"Pilih {numbers['two']}")).to_be_checked()
    page.keyboard.press("f")
    heading(page, "Teruskan 1 laporan?")
    expect(page.locator("main button.primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 laporan diteruskan")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Diurungkan")
    page.goto("/console/triage")
    page.keyboard.press("?")
    page.get_by_role("button", name="Matikan tombol cepat").click()
    expect(page.locator("kbd[aria-hidden]")).to_have_count(0)
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("/console/triage$"))
