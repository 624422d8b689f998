"""The words of a report that is RAHASIA reach the desk and the agency at work on it, and no other page."""

import pytest

from parsers.overlay import Rule, RuleKind
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import exports, learning, lesson_trial, moves
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import lexicon_rules, review_items, tickets
from tests.builders import OTHER_CITIZEN, ROAD, RUBBISH, rows, sql, store, work
from tests.web.console.conftest import Person, SignIn

AUDITOR, ADMIN, REVIEWER = AccountRole.AUDITOR, AccountRole.NATIONAL_ADMIN, AccountRole.REVIEWER
WORD, UNREAD, OPEN = "kelud", "pinteran", "kliwon"  # of a secret report, a secret riddle, an open report
FURTHER = "sdh 3 hari begini terus"  # of whom the secret report is
LATER = "kok didiemin truss gmn nih"  # an unread text of somebody who texted RAHASIA by itself before
PATHS = ("/console/tickets", "/console/tickets?words={WORD}", "/console/tickets/{secret}", "/console/triage",
         "/console/triage?queue=late", "/console/reviews", "/console/reviews/{ticket}",
         "/console/reviews/{riddle}", "/console/reviews/{other}", "/console/reviews/{later}",
         "/console/learning/rules/1",
         "/console/outbox", "/console/privacy")  # fmt: skip
EXPORT = "/console/exports/tickets?words="


@pytest.fixture
def named(office: Office) -> dict[str, str]:
    """A secret report, an open one, and to review: what its reporter adds, and what asks for secrecy."""
    store(office, f"RAHASIA {ROAD}")
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    store(office, f"RAHASIA begini terus {UNREAD} kok gitu", sender="+6281200003333")
    store(office, FURTHER)
    store(office, "Rhs", LATER, sender="+6281200004444")
    work(office)
    assert rows(office, tickets)[0].confidential
    items = {row.message_id: str(row.id) for row in rows(office, review_items)}
    names = {"ticket": items[1], "riddle": items[3], "other": items[4], "later": items[6]}
    learning.propose(Rule(RuleKind.TOPIC, "lobang", "sampah", 4.0), "", "cli:test", office)
    lesson_trial.run(office, held_back=list)
    return {**names, "secret": rows(office, tickets)[0].number, "open": rows(office, tickets)[1].number}


def read(person: Person, names: dict[str, str], *paths: str) -> dict[str, str]:
    return {path: person.get(path.format(**names, WORD=WORD)).text for path in paths or PATHS}


def test_an_auditor_reads_no_word_of_it_on_any_page(named: dict[str, str], sign_in: SignIn) -> None:
    pages = read(sign_in(AUDITOR), named)
    for path, page in pages.items():
        said = page.replace(f'value="{WORD}"', "").replace(f"words={WORD}", "").lower()
        assert WORD not in said, path
        assert UNREAD not in page, path
        assert FURTHER not in page, path
        assert LATER not in page, path
    story = pages["/console/tickets/{secret}"]
    assert "Laporan rahasia. Isinya hanya dibaca" in story  # that it was said, and when
    assert "Laporan dibuka" in story
    assert named["secret"] in pages["/console/tickets"]
    assert named["secret"] not in pages["/console/tickets?words={WORD}"]  # found by a word it would tell it
    assert OPEN in pages["/console/tickets"]
    assert OPEN in read(sign_in(AUDITOR, "citra"), named, "/console/tickets/{open}").popitem()[1]


@pytest.mark.parametrize("role", [ADMIN, REVIEWER])
def test_the_desk_reads_it(named: dict[str, str], sign_in: SignIn, role: AccountRole) -> None:
    paths = (
        "/console/tickets?words={WORD}",
        "/console/tickets/{secret}",
        "/console/triage",
        "/console/reviews",
    )
    for path, page in read(sign_in(role), named, *paths).items():
        assert WORD in page.lower(), path
        assert "Laporan rahasia. Isinya" not in page, path
    dewi = sign_in(role, "dewi")
    assert UNREAD in dewi.get(f"/console/reviews/{named['riddle']}").text
    later = dewi.get(f"/console/reviews/{named['later']}").text
    assert LATER in later
    assert 'warn">rahasia</span>' in later


def test_the_agency_it_was_handed_to_reads_it(named: dict[str, str], sign_in: SignIn, office: Office) -> None:
    sql(office, "UPDATE cases SET agency = 'pupr@33.74' WHERE id = 1")
    moves.forward(named["secret"], "operator", office)
    page = sign_in(AccountRole.AGENCY_ADMIN).get(f"/console/tickets/{named['secret']}").text
    assert WORD in page.lower()


def test_a_file_of_an_auditor_is_not_chosen_by_words_of_it(
    named: dict[str, str], sign_in: SignIn, office: Office
) -> None:
    lines = {}
    for role in (AUDITOR, ADMIN):
        person = sign_in(role)
        made = person.post(f"{EXPORT}{WORD}").location
        exports.work(office)
        lines[role] = person.get(f"{made}/file").text
    assert named["secret"] not in lines[AUDITOR]
    assert named["secret"] in lines[ADMIN]


def test_no_secret_message_is_kept_with_a_proposal(named: dict[str, str], office: Office) -> None:
    kept = str([row.trial for row in rows(office, lexicon_rules)])
    assert WORD not in kept
    assert UNREAD not in kept
    assert LATER not in kept


def test_an_auditor_reads_no_message_a_proposal_was_tried_on(office: Office, sign_in: SignIn) -> None:
    store(office, "cublekan di depan pasar bau sekali")
    learning.propose(Rule(RuleKind.TOPIC, "cublekan", "sampah", 4.0), "", "cli:test", office)
    lesson_trial.run(office, held_back=list)
    rule = "/console/learning/rules/1"
    assert "bau sekali" in sign_in(REVIEWER).get(rule).text
    told = sign_in(AUDITOR).get(rule).text
    assert "bau sekali" not in told  # its reporter may ask for secrecy yet
    assert "lingkungan_taman" in told


def test_a_report_that_became_secret_since_a_trial_is_shown_with_it_to_nobody(
    office: Office, sign_in: SignIn
) -> None:
    store(office, "cublekan di depan pasar bau sekali")
    learning.propose(Rule(RuleKind.TOPIC, "cublekan", "sampah", 4.0), "", "cli:test", office)
    lesson_trial.run(office, held_back=list)
    store(office, "RAHASIA")
    work(office)
    told = sign_in(REVIEWER).get("/console/learning/rules/1").text
    assert "bau sekali" not in told
    assert "Pesan ini rahasia sekarang" in told
    assert "lingkungan_taman" in told
