"""One proposes, another one decides on figures; the next parse knows it, and every version can come back."""

import pytest

from parsers import load_knowledge, parse
from parsers.overlay import Objection, Rule, RuleKind
from sms_gateway.catalog.corpus import held_texts
from sms_gateway.domain.lessons import Because, RuleState
from sms_gateway.domain.permissions import Scope
from sms_gateway.services import audit, learning, lesson_trial
from sms_gateway.services.learning import NotTaught
from sms_gateway.services.office import Office
from sms_gateway.services.taught import LOOK_SECONDS, KnowledgeBook
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import learning as versions
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import lessons, lexicon_rules, messages
from tests.builders import ROAD, rows, sql, store, work
from tests.conftest import OfficeMaker

ANI, BUDI = "account:1", "account:2"
HEAP = Rule(RuleKind.TOPIC, "cublekan", "sampah", 4.0)
TOWN = Rule(RuleKind.PLACE, "kota lunpia", "33.74")
FEW = list(held_texts())[::200]
TEXT = "cublekan di depan pasar bau sekali"


class Ticks:
    """Seconds that pass when told to."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def tried(office: Office, mine: Mine = always) -> int | None:
    """A few packaged texts stand for all of them."""
    return lesson_trial.run(office, mine, lambda: FEW)


def proposed(office: Office, rule: Rule = HEAP, example: str = "") -> int:
    number = learning.propose(rule, example, ANI, office)
    assert isinstance(number, int)
    assert not isinstance(number, bool)
    return number


def approved(office: Office, rule: Rule = HEAP) -> int:
    number = proposed(office, rule)
    assert tried(office) == number
    assert isinstance(learning.approve(number, BUDI, office), int)
    return number


def topic(office: Office) -> str:
    return parse(TEXT, now=office.now(), knowledge=office.knowledge()).topics[0][0]


def test_the_next_batch_uses_an_approved_rule_without_a_restart(
    make_office: OfficeMaker, sessions: Sessions, ticks: Ticks
) -> None:
    book = KnowledgeBook(sessions, load_knowledge, ticks)
    office = make_office(knowledge=book, learn=book.look)
    assert topic(office) != "sampah"
    approved(office)
    assert topic(office) != "sampah"  # nothing changes within a batch
    ticks.at += LOOK_SECONDS
    store(office, TEXT)
    work(office)
    assert topic(office) == "sampah"
    [message] = rows(office, messages)
    assert message.knowledge_version == book().version
    assert "+" in message.knowledge_version


def test_every_version_can_come_back_as_a_new_one(
    make_office: OfficeMaker, sessions: Sessions, ticks: Ticks
) -> None:
    book = KnowledgeBook(sessions, load_knowledge, ticks)
    office = make_office(knowledge=book, learn=book.look)
    approved(office)
    first = learning.versions(office).in_force
    with_first = learning.in_force(office).knowledge.version
    approved(office, TOWN)
    assert learning.in_force(office).knowledge.version != with_first
    back = learning.roll_back(first, BUDI, office)
    assert learning.in_force(office).knowledge.version == with_first
    newest = learning.versions(office).rows[0]
    assert (newest.id, newest.because, newest.subject) == (back, Because.ROLLBACK, first)
    assert learning.roll_back(first, BUDI, office) is NotTaught.IN_FORCE
    assert learning.roll_back(999, BUDI, office) is NotTaught.NO_SUCH
    assert isinstance(learning.roll_back(0, BUDI, office), int)
    ticks.at += LOOK_SECONDS
    office.learn()
    assert office.knowledge() is load_knowledge()


def test_a_withdrawn_rule_is_out_of_force_and_the_others_stay(office: Office) -> None:
    heap, town = approved(office), approved(office, TOWN)
    assert isinstance(learning.withdraw(heap, ANI, office), int)
    newest = learning.versions(office).rows[0]
    with office.sessions.read() as session:
        held = versions.version(session, newest.id)
    assert held is not None
    assert (held.numbers, newest.count) == ((town,), 1)
    assert learning.withdraw(heap, ANI, office) is NotTaught.NOT_IN_FORCE
    found = learning.find(heap, office)
    assert found is not None
    assert found.state is RuleState.WITHDRAWN


def test_who_proposed_a_rule_does_not_approve_it(office: Office) -> None:
    number = proposed(office)
    tried(office)
    assert learning.approve(number, ANI, office) is NotTaught.SAME_PERSON
    assert learning.versions(office).in_force == 0


def test_nobody_approves_what_was_not_tried(office: Office) -> None:
    assert learning.approve(proposed(office), BUDI, office) is NotTaught.UNTRIED


def test_figures_about_an_older_version_do_not_count(office: Office) -> None:
    heap, town = proposed(office), proposed(office, TOWN)
    assert [tried(office), tried(office)] == [heap, town]
    assert isinstance(learning.approve(heap, BUDI, office), int)
    assert learning.approve(town, BUDI, office) is NotTaught.STALE
    assert tried(office) == town
    assert isinstance(learning.approve(town, BUDI, office), int)


@pytest.mark.parametrize(("actor", "state"), [(ANI, RuleState.WITHDRAWN), (BUDI, RuleState.REJECTED)])
def test_a_proposal_is_rejected_or_taken_back_once(office: Office, actor: str, state: RuleState) -> None:
    number = proposed(office)
    assert learning.reject(number, actor, office) is None
    found = learning.find(number, office)
    assert found is not None
    assert (found.state, found.decided_by) == (state, actor)
    assert learning.reject(number, BUDI, office) is NotTaught.DECIDED
    assert learning.approve(number, BUDI, office) is NotTaught.DECIDED
    assert learning.reject(999, BUDI, office) is NotTaught.NO_SUCH


def test_what_cannot_be_taught_is_refused_with_its_reason(office: Office) -> None:
    assert learning.propose(Rule(RuleKind.TOPIC, "di", "sampah", 4.0), "", ANI, office) is Objection.TOO_SHORT
    approved(office)
    assert learning.propose(HEAP, "", ANI, office) is Objection.KNOWN
    other = Rule(RuleKind.TOPIC, "cublekan", "bansos", 4.0)
    assert learning.propose(other, "", ANI, office) is Objection.CONTRADICTS
    proposed(office, TOWN)
    assert learning.propose(TOWN, "", BUDI, office) is NotTaught.PROPOSED


def test_a_trial_shows_what_would_change_in_the_last_messages(office: Office) -> None:
    store(office, TEXT)
    store(office, "jalan berlubang di depan pasar")
    number = proposed(office)
    tried(office)
    found = learning.find(number, office)
    assert found is not None
    assert found.trial is not None
    trial = found.trial
    assert trial["done"]
    assert trial["read"] == trial["total"] > 2
    assert (trial["changed"], trial["topics"], trial["places"]) == (1, 1, 0)
    [difference] = trial["differences"]
    assert difference["text"] is None
    assert learning.told(found, office).texts == {difference["message"]: TEXT}
    assert learning.told(found, office, Scope(secret=False)).texts == {}
    assert difference["changed"]["topic"][1] == "sampah"
    assert 0 < trial["f1_before"] == trial["f1_after"]
    assert tried(office) is None


@pytest.mark.parametrize(
    "since",
    [
        "UPDATE tickets SET confidential = true",
        "UPDATE messages SET reason = 'hides-confidential'",
        "UPDATE senders SET data_key_enc = NULL",
        "UPDATE messages SET body_raw = NULL",
    ],
)
def test_what_became_secret_or_was_erased_since_a_trial_is_not_shown_with_it(
    office: Office, since: str
) -> None:
    store(office, TEXT, ROAD)
    work(office)
    number = proposed(office)
    tried(office)
    found = learning.find(number, office)
    assert found is not None
    assert found.trial is not None
    assert list(learning.told(found, office).texts.values()) == [TEXT]
    sql(office, since)
    assert learning.told(found, office).texts == {}
    assert TEXT not in str([row.trial for row in rows(office, lexicon_rules)])


def test_a_trial_that_lost_its_turn_is_done_by_the_next(office: Office) -> None:
    number = proposed(office)
    assert tried(office, lambda: False) is None
    assert tried(office) == number


def test_examples_are_kept_and_exported_without_personal_data(office: Office) -> None:
    proposed(office, HEAP, "nama saya Siti Rahayu hp 081234567890, cublekan   bau")
    proposed(office, TOWN, "lampu mati di kota lunpia")
    [heap, _] = rows(office, lessons)
    assert "081234567890" not in heap.text
    assert "Siti" not in heap.text
    first, second = learning.exported(office)
    assert (first["topic"], first["split"]) == ("sampah", "train")
    assert second["regency"] == "Kota Semarang"
    assert "topic" not in second


def test_each_act_is_in_the_audit_chain(office: Office) -> None:
    heap = approved(office)
    learning.withdraw(heap, ANI, office)
    learning.roll_back(1, BUDI, office)
    told = [(row.entry.actor, row.entry.action) for row in audit.listed(office)]
    assert told == [
        (ANI, "rule-proposed"),
        (BUDI, "rule-approved"),
        (ANI, "rule-withdrawn"),
        (BUDI, "knowledge-rollback"),
    ]
    assert audit.verify(office).broken is None
