"""Pages where one person proposes what is texted, sees what it costs, and another one approves it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import rewording, templates
from sms_gateway.services.office import Office
from tests.web.console.conftest import NewPage, Person, SignIn

HELLO = "LAPOR!: Halo, apa yang ingin dilaporkan?"
PAGE = "/console/templates/sentences/greeting"
FIRST = "/console/templates/proposals/1"
ADMIN = AccountRole.NATIONAL_ADMIN


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def propose(person: Person, words: str = HELLO, act: str = "propose") -> TestResponse:
    return person.post(PAGE, PAGE, text0=words, act=act)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{12})"', page)
    assert found
    return found[1]


def test_one_proposes_another_approves_and_a_version_comes_back(office: Office, sign_in: SignIn) -> None:
    ani, budi = sign_in(ADMIN, "ani"), sign_in(ADMIN, "budi")
    assert propose(ani).location == FIRST
    own = text(ani.get(FIRST))
    assert "Orang lain yang harus menyetujuinya" in own
    assert f"{FIRST}/approve" not in own
    assert ani.post(f"{FIRST}/approve").status_code == 303
    assert rewording.versions(office).in_force == 0
    page = text(budi.get(FIRST))
    assert HELLO in page
    assert budi.post(f"{FIRST}/approve", seen="0" * 12).status_code == 303
    assert "Bandingkan lagi" in text(budi.get(FIRST))
    assert budi.post(f"{FIRST}/approve", seen=seen(page)).status_code == 303
    assert templates.show(Sentence.GREETING, office).texts == (HELLO,)
    assert HELLO in text(budi.get("/console/templates?from=console"))
    back = "/console/templates/versions/0/rollback"
    assert budi.post(back, back).status_code == 303
    assert templates.show(Sentence.GREETING, office).console is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Halo", "Tidak jelas siapa yang menulis"),
        ("LAPOR!: {number}", "tidak dikenal di kalimat ini"),
        ("LAPOR!: \u201chalo\u201d", "memaksa UCS-2"),
        ("LAPOR!: <script>alert(1)</script>", "&lt;script&gt;"),
        ('LAPOR!: "><img onerror=x>', "Usulan"),
        ("LAPOR!: " + "x" * 10_000, "Terlalu panjang"),
        ("LAPOR!: \u202etxet", "U+202E"),
        ("LAPOR!: %_\\", "Dihitung dua unit"),
        ("LAPOR!: [a", "belum ditutup"),
        ("", "Tulis sedikitnya satu teks"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written_as_it_came(
    sign_in: SignIn, words: str, told: str
) -> None:
    ani = sign_in(ADMIN)
    counted, answer = text(propose(ani, words, "count")), propose(ani, words)
    page = text(answer) if answer.status_code == 422 else text(ani.get(answer.location))
    assert told in page + counted
    for each in (page, counted):
        assert "<script>alert" not in each
        assert "<img" not in each


def test_the_count_works_without_a_script_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    page = text(propose(sign_in(ADMIN), "LAPOR!: Halo ~", "count"))
    assert "15 unit" in page
    assert "sisa 145" in page
    assert ">LAPOR!: Halo ~</textarea>" in page


def test_who_only_reads_sees_the_texts_and_no_form(office: Office, sign_in: SignIn) -> None:
    rewording.propose(Sentence.GREETING, (HELLO,), "account:9", office)
    auditor = sign_in(AccountRole.AUDITOR)
    page = text(auditor.get(PAGE))
    assert "<textarea" not in page
    assert "belum diputuskan" in page
    assert propose(auditor).status_code == 403
    assert auditor.post(f"{FIRST}/approve").status_code == 403


def test_what_is_not_there_is_not_found(sign_in: SignIn) -> None:
    admin = sign_in(ADMIN)
    for path in ("sentences/tidak_ada", "proposals/9", "versions/9/rollback"):
        assert admin.get(f"/console/templates/{path}").status_code == 404


def test_the_length_follows_the_typing(
    new_page: NewPage, sign_in: SignIn, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = new_page(sign_in(ADMIN))
    page.goto(PAGE)
    field = page.get_by_label("Teks 1", exact=True)
    field.fill("LAPOR!: Halo \u201cteman\u201d")
    expect(page.locator("#counts")).to_contain_text("U+201C")
    axe(page)
    field.fill(HELLO)
    expect(page.locator("#counts")).to_contain_text("40 unit")
    expect(page.locator("#counts")).not_to_contain_text("U+201C")
