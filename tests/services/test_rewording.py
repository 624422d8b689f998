"""One proposes other texts, another one approves; every process sends them, and versions come back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sms_gateway.domain.rewording import LONGEST_TEXT, MadeBy, RewordingState, Speaker
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import audit, rewording, templates, triage
from sms_gateway.services.diagnosis import Finding, diagnose
from sms_gateway.services.office import Office
from sms_gateway.services.rewording import NotReworded, digest
from sms_gateway.services.spoken import LOOK_SECONDS, WordingBook
from sms_gateway.services.wording import open_wording
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Templates
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import outbox
from tests.builders import opened, rows, store
from tests.conftest import WORDING, OfficeMaker
from tests.services.test_rules import Ticks

ANI, BUDI = "account:1", "account:2"
HELLO = ("LAPOR!: Halo, apa yang ingin dilaporkan?",)
GREETING = Sentence.GREETING


def proposed(office: Office, texts: tuple[str, ...] = HELLO, sentence: Sentence = GREETING) -> int:
    number = rewording.propose(sentence, texts, ANI, office)
    assert isinstance(number, int), number
    return number


def approved(office: Office, texts: tuple[str, ...] = HELLO, sentence: Sentence = GREETING) -> int:
    made = rewording.approve(proposed(office, texts, sentence), seen(office, sentence), BUDI, office)
    assert isinstance(made, int), made
    return made


def seen(office: Office, sentence: Sentence = GREETING) -> str:
    return digest(templates.show(sentence, office).texts)


Moving = tuple[Office, WordingBook, Ticks]


@pytest.fixture
def moving(make_office: OfficeMaker, sessions: Sessions) -> Moving:
    """An office that looks for new versions, as every process does."""
    ticks = Ticks()
    book = WordingBook(sessions, lambda: WORDING, 3, ticks)
    return make_office(wording=book, learn=book.look), book, ticks


def test_the_next_batch_sends_an_approved_text_without_a_restart(moving: Moving) -> None:
    office, book, ticks = moving
    assert book() is WORDING
    approved(office)
    assert book() is WORDING  # nothing changes within a batch
    ticks.at += LOOK_SECONDS
    store(office, "halo")
    triage.drain(office, 60)
    assert [opened(office, row) for row in rows(office, outbox)] == list(HELLO)
    assert book().version != WORDING.version


def test_two_processes_speak_alike_and_a_new_one_at_once(moving: Moving, sessions: Sessions) -> None:
    office, book, ticks = moving
    book()
    approved(office)
    ticks.at += LOOK_SECONDS
    book.look()
    fresh = WordingBook(sessions, lambda: WORDING, 3, ticks)
    assert fresh().version == book().version == templates.in_force(office)[0].version


def test_every_version_can_come_back_as_a_new_one(moving: Moving) -> None:
    office, book, ticks = moving
    first = approved(office)
    approved(office, ("LAPOR!: Silakan melapor",))
    back = rewording.roll_back(first, BUDI, office)
    newest = rewording.versions(office).rows[0]
    assert (newest.id, newest.made_by_what, newest.subject) == (back, MadeBy.ROLLBACK, first)
    assert templates.show(GREETING, office).texts == HELLO
    assert rewording.roll_back(first, BUDI, office) is NotReworded.IN_FORCE
    assert rewording.roll_back(999, BUDI, office) is NotReworded.NO_SUCH
    assert isinstance(rewording.roll_back(0, BUDI, office), int)
    ticks.at += LOOK_SECONDS
    book.look()
    assert book().version == WORDING.version


def test_a_sentence_goes_back_to_the_file_by_a_proposal_of_its_own(office: Office) -> None:
    assert rewording.propose(GREETING, (), ANI, office, back=True) is NotReworded.SAME
    approved(office)
    number = rewording.propose(GREETING, (), ANI, office, back=True)
    assert isinstance(number, int)
    assert isinstance(rewording.approve(number, seen(office), BUDI, office), int)
    assert templates.show(GREETING, office).texts == WORDING.sentences[GREETING]


def test_who_proposed_does_not_approve_and_nobody_decides_twice(office: Office) -> None:
    number = proposed(office)
    assert rewording.approve(number, seen(office), ANI, office) is NotReworded.SAME_PERSON
    assert rewording.reject(number, BUDI, office) is None
    assert rewording.approve(number, seen(office), BUDI, office) is NotReworded.DECIDED
    assert rewording.reject(number, BUDI, office) is NotReworded.DECIDED
    assert rewording.approve(99, "", BUDI, office) is NotReworded.NO_SUCH
    own = proposed(office)
    assert rewording.reject(own, ANI, office) is None
    states = [each.state for each in rewording.listed(office).rows]
    assert states == [RewordingState.WITHDRAWN, RewordingState.REJECTED]
    assert rewording.versions(office).in_force == 0


def test_what_changed_since_somebody_looked_is_looked_at_again(office: Office) -> None:
    before = seen(office)
    approved(office)
    number = proposed(office, ("LAPOR!: Silakan melapor",))
    assert rewording.approve(number, before, BUDI, office) is NotReworded.STALE
    assert isinstance(rewording.approve(number, seen(office), BUDI, office), int)


@pytest.mark.parametrize(
    ("sentence", "texts", "why"),
    [
        (GREETING, (), NotReworded.EMPTY),
        (GREETING, ("",), NotReworded.EMPTY),
        (GREETING, WORDING.sentences[GREETING], NotReworded.SAME),
        (GREETING, ("Halo",), NotReworded.WRONG),  # no brand
        (GREETING, ("LAPOR!: Halo \u201chai\u201d",), NotReworded.WRONG),
        (GREETING, ("LAPOR!: " + "x" * 160,), NotReworded.WRONG),
        (GREETING, ("LAPOR!: {number}",), NotReworded.WRONG),
        (Sentence.REPEAT, ("LAPOR!: Sudah kami catat",), NotReworded.WRONG),  # a lost field
        (GREETING, ("LAPOR!: " + "x" * 10_000,), NotReworded.LONG),
        (GREETING, ("LAPOR!: a",) * 5, NotReworded.LONG),
        (GREETING, ("LAPOR!: \u202eabc",), NotReworded.WRONG),
        (GREETING, ("LAPOR!: {number.__class__}",), NotReworded.WRONG),
    ],
)
def test_the_check_of_a_file_holds_for_the_console(
    office: Office, sentence: Sentence, texts: tuple[str, ...], why: NotReworded
) -> None:
    assert rewording.propose(sentence, texts, ANI, office) is why
    assert rewording.listed(office).rows == ()


def test_one_sentence_has_one_proposal_at_a_time(office: Office) -> None:
    number = proposed(office)
    assert rewording.propose(GREETING, ("LAPOR!: Silakan",), BUDI, office) is NotReworded.WAITING
    assert templates.show(GREETING, office).waiting == number
    assert isinstance(rewording.propose(Sentence.STOP, ("LAPOR!: Berhenti",), BUDI, office), int)


WithFile = Callable[[str], Office]


@pytest.fixture
def with_file(make_office: OfficeMaker, settings: Settings, tmp_path: Path, sessions: Sessions) -> WithFile:
    """An office whose deployment has a file of texts."""
    path = tmp_path / "sentences.yaml"

    def make(text: str) -> Office:
        path.write_text(text, encoding="utf-8")
        chosen = settings.model_copy(update={"templates": Templates(file=path)})
        files = open_wording(chosen, Ticks())
        return make_office(
            settings=chosen, file_wording=files, wording=WordingBook(sessions, files, 3, Ticks())
        )

    return make


def test_of_the_file_and_the_console_the_console_speaks_and_both_are_shown(with_file: WithFile) -> None:
    office = with_file("sentences: {greeting: 'LAPOR!: Dari berkas', stop: 'LAPOR!: Henti'}")
    approved(office)
    shown = templates.show(GREETING, office)
    assert (shown.speaker, shown.both, shown.file, shown.console) == (
        Speaker.CONSOLE,
        True,
        ("LAPOR!: Dari berkas",),
        HELLO,
    )
    assert office.wording().sentences[GREETING] == HELLO
    assert office.wording().sentences[Sentence.STOP] == ("LAPOR!: Henti",)
    assert templates.show(Sentence.STOP, office).speaker is Speaker.FILE
    assert templates.show(Sentence.HELP, office).speaker is Speaker.PACKAGED
    assert of_console(office).detail == "1 of the console, over those of the file: greeting"


def test_a_text_the_file_made_too_long_is_left_out_and_named(with_file: WithFile) -> None:
    office = with_file("sentences: {}")
    text = "LAPOR!: {number} {days} {reason}. " + "x" * 115
    approved(office, (text,), Sentence.ARCHIVED)
    assert office.wording().sentences[Sentence.ARCHIVED] == (text,)
    changed = with_file("reasons: {hoax: isinya tidak benar sama}")
    assert changed.wording().sentences[Sentence.ARCHIVED] == WORDING.sentences[Sentence.ARCHIVED]
    assert templates.show(Sentence.ARCHIVED, changed).refused
    found = of_console(changed)
    assert (found.ok, found.detail) == (None, "0 of the console; not in force: archived")


def of_console(office: Office) -> Finding:
    return {each.check: each for each in diagnose(office, None)}["sentences of the console"]


def test_each_step_is_in_the_audit_chain(office: Office) -> None:
    approved(office)
    rewording.roll_back(0, BUDI, office)
    verdict = audit.verify(office)
    assert (verdict.rows, verdict.broken) == (3, None)


def test_the_counter_says_what_a_text_costs_and_which_character_makes_it_so(office: Office) -> None:
    plain, curly, broken = templates.measure(
        ("LAPOR!: Halo [{x}", "LAPOR!: \u201cHalo\u201d", "LAPOR!: Halo ~"), GREETING, office
    )
    assert (plain.specimen, [each.code for each in plain.wrongs]) == (None, ["open"])
    assert (curly.count.encoding, [each.code for each in curly.count.foreign]) == (
        "ucs2",
        ["U+201C", "U+201D"],
    )
    assert [(each.char, each.units) for each in broken.count.dear] == [("~", 2)]
    [cut] = templates.measure(("x" * 10_000,), GREETING, office)
    assert len(cut.text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("", len(Sentence)),
        ("henti", None),
        ("%", 0),
        ("_\\", 0),
        ("xyzzy", 0),
        ("GREETING", 1),
    ],
)
def test_sentences_are_found_by_their_words(office: Office, words: str, keys: int | None) -> None:
    found = sum(map(len, templates.groups(office, words).values()))
    assert found == keys or (keys is None and 0 < found < len(Sentence))
    assert templates.groups(office, speaker=Speaker.FILE) == {}
