"""What a reviewer corrects becomes an example and a proposal by itself, once; undone, it takes both back."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sms_gateway.domain.lessons import RuleState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.reviewing import Fix, Reason, Undo
from sms_gateway.services import accounts, audit, learning, lesson_trial, review_lessons
from sms_gateway.services.office import Office
from sms_gateway.services.review_acts import Accept, Dismiss, What
from sms_gateway.services.review_decisions import Result, decide
from sms_gateway.services.review_undo import undo
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.schema import corrections, lessons, lexicon_rules, review_items
from tests.builders import CITIZEN, OTHER_CITIZEN, rows, sql, store, work
from tests.conftest import HandClock

HEAP = "cublekan sdh 3 hari begini terus"
ROOT = Path(__file__).parents[2]
FIX = Fix("sampah", "33.74")
AFTER = "sampah -"


@pytest.fixture
def ani(office: Office) -> int:
    return accounts.add("ani", AccountRole.REVIEWER, None, "cli:test", office).account.id


@pytest.fixture
def decided(office: Office, ani: int, clock: HandClock) -> Callable[..., Result]:
    """Decides on a new item with these words, and lets the undo window pass."""

    def make(text: str = HEAP, what: What | None = None, sender: str = CITIZEN, seconds: int = 10) -> Result:
        before = {row.id for row in rows(office, review_items)}
        store(office, text, sender=sender)
        work(office)
        [item] = [row.id for row in rows(office, review_items) if row.id not in before]
        done = decide([item], what or Accept(FIX), ani, office)
        assert done.decided
        clock.forward(seconds=seconds)
        return done

    return make


def proposals(office: Office) -> list[tuple[str, str, str, str]]:
    return [(row.kind, row.term, row.value, row.state) for row in rows(office, lexicon_rules)]


@pytest.fixture
def parsed_elsewhere(database_url: str) -> Iterator[Callable[[str], str]]:
    """Topic and place of a text, as another process that runs all the while understands it."""
    command = [sys.executable, "-m", "tests.services.knowledge_part", database_url]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:

        def ask(text: str) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{text}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.terminate()


def test_from_a_correction_to_the_next_parse_elsewhere_and_back(
    office: Office, decided: Callable[..., Result], parsed_elsewhere: Callable[[str], str], ani: int
) -> None:
    decided()
    assert parsed_elsewhere(HEAP) != AFTER
    assert review_lessons.learn(office) == 1
    assert proposals(office) == [("topic", "cublekan", "sampah", "proposed")]
    actor, other = accounts.actor(ani), "account:2"
    number = rows(office, lexicon_rules)[0].id
    assert learning.approve(number, other, office) is learning.NotTaught.UNTRIED
    assert lesson_trial.run(office, held_back=list) == number
    proposal = learning.find(number, office)
    assert proposal is not None
    assert list(learning.told(proposal, office).texts.values()) == [HEAP]
    assert learning.approve(number, actor, office) is learning.NotTaught.SAME_PERSON
    assert parsed_elsewhere(HEAP) != AFTER
    assert isinstance(learning.approve(number, other, office), int)
    assert parsed_elsewhere(HEAP) == AFTER
    assert isinstance(learning.roll_back(0, other, office), int)
    assert parsed_elsewhere(HEAP) != AFTER
    assert audit.verify(office).broken is None
    assert set(snapshot(office).invariants.values()) == {0}


@pytest.mark.parametrize(
    "asked", ["UPDATE tickets SET confidential = true", "UPDATE tickets SET anonymous = true"]
)
def test_what_was_told_in_confidence_or_without_a_name_teaches_nothing(
    office: Office, decided: Callable[..., Result], asked: str
) -> None:
    decided()
    sql(office, asked)
    review_lessons.learn(office)
    assert (rows(office, lessons), proposals(office)) == ([], [])
    assert review_lessons.learn(office) == 0  # it is not looked at again


@pytest.mark.parametrize(
    ("before", "text"),
    [(["RAHASIA"], "begini terus kok gitu"), ([], "goblok kalian semua. laporan ini rahasia")],
    ids=["by itself before it", "in it"],
)
def test_what_is_no_report_and_asks_for_secrecy_teaches_nothing(
    office: Office, decided: Callable[..., Result], before: list[str], text: str
) -> None:
    store(office, *before)
    work(office)
    decided(text, Dismiss(Reason.SPAM))
    assert review_lessons.learn(office) == 1
    assert rows(office, lessons) == []


def test_an_example_holds_what_the_reviewer_saw_and_no_personal_data(
    office: Office, decided: Callable[..., Result]
) -> None:
    decided()
    told = f"nama saya Siti Rahayu, {HEAP} hub 081234567890"  # as if masking had known less by then
    sql(office, "UPDATE messages SET body_masked = :told", told=told)
    review_lessons.learn(office)
    [lesson] = rows(office, lessons)
    assert "081234567890" not in lesson.text
    assert "Siti" not in lesson.text
    assert (lesson.kind, lesson.topic, lesson.regency) == ("report", "sampah", "33.74")
    [line] = learning.exported(office)
    assert (line["kind"], line["topic"], line["regency"]) == ("report", "sampah", "Kota Semarang")


def test_no_report_is_an_example_too_and_proposes_nothing(
    office: Office, decided: Callable[..., Result]
) -> None:
    decided("cublekan begini terus", Dismiss(Reason.SPAM))
    review_lessons.learn(office)
    assert [(row.kind, row.topic) for row in rows(office, lessons)] == [("not_a_report:spam", None)]
    assert proposals(office) == []


def test_what_a_reviewer_only_confirms_teaches_nothing(
    office: Office, decided: Callable[..., Result]
) -> None:
    decided("kok gitu", Dismiss(Reason.UNREADABLE))
    assert rows(office, corrections) == []
    assert review_lessons.learn(office) == 0


def test_it_is_learnt_once(office: Office, decided: Callable[..., Result]) -> None:
    decided()
    assert [review_lessons.learn(office) for _ in range(3)] == [1, 0, 0]
    assert len(rows(office, lessons)) == 1


def test_nothing_is_learnt_within_the_undo_window(
    office: Office, decided: Callable[..., Result], clock: HandClock, ani: int
) -> None:
    done = decided(seconds=9)
    assert review_lessons.learn(office) == 0
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
    clock.forward(seconds=60)
    assert review_lessons.learn(office) == 0
    assert rows(office, lessons) == []


def test_undone_late_it_takes_back_what_it_taught(
    office: Office, decided: Callable[..., Result], clock: HandClock, ani: int
) -> None:
    done = decided()
    review_lessons.learn(office)
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE  # its SMS has not left
    assert list(learning.exported(office)) == []
    assert {state for *_, state in proposals(office)} == {RuleState.WITHDRAWN}
    decide([row.id for row in rows(office, review_items)], Accept(FIX), ani, office)
    clock.forward(seconds=10)
    assert review_lessons.learn(office) == 1
    assert len(list(learning.exported(office))) == 1
    assert sorted(state for *_, state in proposals(office)) == ["proposed", "withdrawn"]
    assert audit.verify(office).broken is None


def test_what_another_approved_stays_when_the_correction_is_undone(
    office: Office, decided: Callable[..., Result], ani: int
) -> None:
    done = decided()
    review_lessons.learn(office)
    lesson_trial.run(office, held_back=list)
    assert isinstance(learning.approve(1, "account:2", office), int)
    undo(done.batch, ani, office)
    assert [state for *_, state in proposals(office)] == ["approved"]


def test_what_was_rejected_is_not_proposed_again(office: Office, decided: Callable[..., Result]) -> None:
    decided()
    review_lessons.learn(office)
    for row in rows(office, lexicon_rules):
        learning.reject(row.id, "account:2", office)
    decided(f"lagi: {HEAP}", sender=OTHER_CITIZEN)
    assert review_lessons.learn(office) == 1
    assert len(rows(office, lessons)) == 2
    assert {state for *_, state in proposals(office)} == {RuleState.REJECTED}


def test_the_words_of_who_was_erased_teach_nothing(office: Office, decided: Callable[..., Result]) -> None:
    decided()
    sql(office, "UPDATE senders SET data_key_enc = NULL, msisdn_enc = NULL")
    review_lessons.learn(office)
    assert rows(office, lessons) == []
    assert proposals(office) == []
    assert review_lessons.learn(office) == 0


def test_a_round_that_lost_its_turn_leaves_it_to_the_next(
    office: Office, decided: Callable[..., Result]
) -> None:
    decided()
    assert review_lessons.learn(office, lambda: False) == 0
    assert review_lessons.learn(office) == 1
