"""Whoever opens a page with words of a citizen leaves a note behind, whichever page it is."""

import pytest
from flask import Flask

from parsers.overlay import Rule, RuleKind
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import learning, lesson_trial
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import message_views, messages, reveals, tickets, views
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, rows, sql, store, work
from tests.web.console.conftest import SignIn
from tests.web.console.test_guard import console_rules

UNCLEAR = "sdh 3 hari begini terus"
SAID = ("kelud", "kliwon", "begini terus")
ADMIN = AccountRole.NATIONAL_ADMIN


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """Two tickets and a message nobody could read."""
    store(office, ROAD)
    store(office, RUBBISH, UNCLEAR, sender=OTHER_CITIZEN)
    work(office)
    return [row.number for row in rows(office, tickets)]


def tried(office: Office) -> None:
    """A proposed rule, with the message it would change."""
    learning.propose(Rule(RuleKind.TOPIC, "3 hari", "sampah", 4.0), "", "cli:test", office)
    lesson_trial.run(office, held_back=list)


def noted(office: Office) -> set[tuple[str, str | int]]:
    """What was shown: the page, and the number of the ticket or the id of the message."""
    known = {row.id: row.number for row in rows(office, tickets)}
    shown = {(row.page, known[row.ticket_id]) for row in rows(office, views)}
    return shown | {(row.page, row.message_id) for row in rows(office, message_views)}


PAGES = {
    "/console/tickets": {("tickets", 0), ("tickets", 1)},
    "/console/tickets?words=sampah": {("tickets", 1)},
    "/console/tickets/{0}": {("ticket", 0)},
    "/console/tickets/{0}/number": {("reveal_number", 0)},
    "/console/tickets/{0}/merge?other={1}": {("merge_ticket", 0), ("merge_ticket", 1)},
    "/console/tickets/{0}/do/forward": {("move_ticket", 0)},
    "/console/tickets/{0}/file": {("refile_ticket", 0)},
    "/console/triage": {("triage", 0), ("triage", 1)},
    "/console/reviews": {("reviews", "message")},
    "/console/reviews/1": {("review", "message"), ("review", 1)},
    "/console/reviews/1/merge": {("merge_review", "message"), ("merge_review", 1)},
    "/console/reviews/1/dismiss": {("dismiss_review", "message"), ("dismiss_review", 1)},
    "/console/learning/rules/1": {("rule", "message")},
}


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_shows_is_noted(path: str, office: Office, numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    unclear = rows(office, messages)[-1].id
    if "learning" in path:
        tried(office)
    assert person.get(path.format(*numbers)).status_code == 200
    expected = {(page, unclear if each == "message" else numbers[int(each)]) for page, each in PAGES[path]}
    assert noted(office) == expected
    assert {row.account_id for row in (*rows(office, views), *rows(office, message_views))} == {1}


def test_no_page_shows_words_of_a_citizen_without_a_note(
    app: Flask, office: Office, numbers: list[str], sign_in: SignIn
) -> None:
    person = sign_in(ADMIN)
    tried(office)
    spoke = 0
    for endpoint, path, methods in console_rules(app):
        filled = path.replace("/tickets/1", f"/tickets/{numbers[0]}").replace("/do/1", "/do/forward")
        if "GET" not in methods or endpoint.endswith("asset"):
            continue
        before = len(rows(office, views)) + len(rows(office, message_views))
        answer = person.get(filled)
        if any(words in answer.get_data(as_text=True) for words in SAID):
            assert len(rows(office, views)) + len(rows(office, message_views)) > before, filled
            spoke += 1
    assert spoke >= 4


def test_several_that_are_forwarded_at_once_are_noted(
    office: Office, numbers: list[str], sign_in: SignIn
) -> None:
    person = sign_in(ADMIN)
    person.post("/console/triage/forward", numbers=numbers[0])
    assert noted(office) == {("forward_many", numbers[0])}


def test_a_search_by_number_and_a_number_that_is_shown_are_noted(
    office: Office, numbers: list[str], sign_in: SignIn
) -> None:
    person = sign_in(ADMIN)
    found = person.post("/console/tickets/sender", phone=CITIZEN, reason="abuse")
    assert person.get(found.location).status_code == 200
    person.post(f"/console/tickets/{numbers[0]}/number", reason="emergency")
    assert [(row.kind, row.reason) for row in rows(office, reveals)] == [
        ("searched", "abuse"),
        ("shown", "emergency"),
    ]
    assert ("tickets", numbers[0]) in noted(office)


def test_what_may_not_be_seen_is_not_noted_and_what_cannot_be_noted_is_not_shown(
    office: Office, numbers: list[str], sign_in: SignIn
) -> None:
    assert sign_in(AccountRole.AGENCY_ADMIN).get(f"/console/tickets/{numbers[0]}").status_code == 404
    assert noted(office) == set()
    sql(office, "DROP TABLE views")
    answer = sign_in(ADMIN).get(f"/console/tickets/{numbers[0]}")
    assert answer.status_code >= 500
    assert "kelud" not in answer.get_data(as_text=True)
