"""The audit log of the console: found by who, what and when, paged by number, and proven on demand."""

import re
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from tests.builders import sql
from tests.conftest import HandClock
from tests.web.console.conftest import Person, SignIn

AUDITOR = AccountRole.AUDITOR


def noted(office: Office, count: int, action: str = "task-accepted", actor: str = "officer:7") -> None:
    for number in range(count):
        with office.sessions.begin() as session:
            audit.note(session, office, actor, action, office.now(), task=number + 5000)


def text(person: Person, path: str) -> str:
    answer = person.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_entries_are_shown_newest_first_and_paged(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR)
    noted(office, 60)
    first = text(person, "/console/audit?action=task-accepted")
    assert first.index("<code>5059<") < first.index("<code>5010<")
    assert "<code>5009</code>" not in first
    before = audit.listed(office, limit=50)[0].seq
    assert f"before={before}" in first
    second = text(person, f"/console/audit?action=task-accepted&before={before}")
    assert "<code>5009</code>" in second
    assert "<code>5010</code>" not in second


def test_an_account_is_found_by_its_name_and_shown_by_it(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR, "ani")
    noted(office, 1)
    page = text(person, "/console/audit?actor=ani")
    assert ">ani</a>" in page
    assert "<code>5000</code>" not in page
    assert "<code>5000</code>" in text(person, "/console/audit?actor=officer:7")


def test_entries_are_found_by_the_day(sign_in: SignIn, office: Office, clock: HandClock) -> None:
    person = sign_in(AUDITOR)
    noted(office, 1, "first-day")
    clock.forward(minutes=10)
    noted(office, 1, "same-day")
    day = clock.at.date()
    for query, shown in (
        (f"since={day}&until={day}", True),
        (f"since={day + timedelta(days=1)}", False),
        (f"until={day - timedelta(days=1)}", False),
        ("since=31-31-31&until=nonsense", True),
        ("since=0001-01-01&until=9999-12-31", True),
    ):
        page = text(person, f"/console/audit?{query}")
        assert ("first-day" in page and "same-day" in page) is shown, query


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img onerror=x>', "%", "_", "\\", "a" * 10_000, "\u202eabc"]
)
def test_what_is_typed_finds_nothing_and_is_shown_as_text(sign_in: SignIn, typed: str) -> None:
    answer = sign_in(AUDITOR).client.get("/console/audit", query_string={"actor": typed, "before": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Tidak ada catatan seperti itu." in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_whole_chain_is_proven(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR)
    noted(office, 3)
    assert "belum diperiksa" in text(person, "/console/audit")
    whole = audit.verify(office)
    person.post("/console/audit/verify")
    page = text(person, "/console/audit")
    assert f"Seluruh rantai dibaca: {whole.rows} baris." in page
    assert whole.anchor in page
    person.post("/console/audit/verify", anchor=whole.anchor)
    assert "utuh" in text(person, "/console/audit")
    person.post("/console/audit/verify", anchor=f"{whole.rows}:{'0' * 16}")
    assert "bukan baris yang Anda catat" in text(person, "/console/audit")


def test_a_changed_row_is_named(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR)
    noted(office, 3)
    sql(office, "DROP TRIGGER audit_no_update")
    sql(office, "UPDATE audit SET actor = 'officer:8' WHERE seq = 2")
    person.post("/console/audit/verify")
    page = text(person, "/console/audit")
    assert "Baris 2:" in page
    assert "isinya bukan yang dulu ditulis" in page


def test_an_anchor_that_is_none_is_refused_and_nothing_is_read(sign_in: SignIn) -> None:
    person = sign_in(AUDITOR)
    person.post("/console/audit/verify", anchor="120")
    page = text(person, "/console/audit")
    assert "Belum ada yang diperiksa." in page
    assert "belum diperiksa" in page


def test_actions_are_said_in_words_with_their_code_beside_them(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR)
    noted(office, 1, "export-asked", "clock")
    noted(office, 1, "of-an-older-version")
    page = text(person, "/console/audit")
    assert '>meminta unduhan</a> <code class="audit-code">export-asked</code>' in page
    assert 'action=of-an-older-version">of-an-older-version</a></div>' in page
    assert ">sistem</a>" in page
    assert "tugas: <code>5000</code>" in page
    person.post("/console/language", language="en")
    english = text(person, "/console/audit")
    assert '>asked for a download</a> <code class="audit-code">export-asked</code>' in english
    assert "task: <code>5000</code>" in english


FOUND: dict[str, set[str]] = {
    "action=export-asked": {"export-asked"},
    "code=export-": {"export-asked", "export-made"},
    "code=export-&action=export-made": {"export-made"},
    "code=case-&action=export-made": set(),
    "code=of-an-older-version": {"of-an-older-version"},
    "action=of-an-older-version": {"of-an-older-version"},
    "code=export&actor=officer:8": {"export-made"},
}


def test_entries_are_found_by_the_action_or_by_how_its_code_begins(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR)
    noted(office, 1, "export-asked")
    noted(office, 1, "export-made", "officer:8")
    noted(office, 1, "of-an-older-version")
    for query, found in FOUND.items():
        page = text(person, f"/console/audit?{query}")
        table = page.partition("<tbody>")[2]
        shown = {code for code in ("export-asked", "export-made", "of-an-older-version") if code in table}
        assert shown == found, query
        chosen = re.findall(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", page)
        action = parse_qs(query).get("action", [""])[0]
        assert [value or said for value, said in chosen] == ([action] if action else []), query
