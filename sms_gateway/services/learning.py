"""Teaching the parser: one proposes, another one decides, and every version can be taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import load_knowledge
from parsers.overlay import Laid, Objection, Rule, RuleKind, objection, tidy, with_overlay
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.lessons import Because, Head, Lesson, RuleState, Taught
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.domain.topics import LABELS, Topic
from sms_gateway.domain.trial import EXCERPT
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.story import shown
from sms_gateway.storage import accounts, learning

PAGE: Final = 50
TEXT: Final = 2000  # characters of an example


class NotTaught(StrEnum):
    """Why nothing was done."""

    NO_SUCH = "no_such"
    SAME_PERSON = "same_person"
    DECIDED = "decided"
    UNTRIED = "untried"
    STALE = "stale"  # something else was taught since it was tried: it is tried anew
    PROPOSED = "proposed"  # by somebody already
    NOT_IN_FORCE = "not_in_force"
    IN_FORCE = "in_force"


Refused = NotTaught | Objection


@dataclass(frozen=True, slots=True)
class Rules:
    """A page of rules, the newest first; *after* is where the next page begins."""

    rows: tuple[Taught, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in words: what it means, *names* by actor, and whether a correction of a review made it.

    *texts*: the messages it would change, by id, as they may be shown now.
    """

    meaning: str | None
    names: Mapping[str, str]
    from_review: bool
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Versions:
    """A page of versions, the newest first; *after* is where the next page begins."""

    rows: tuple[Head, ...]
    after: int | None
    in_force: int


def propose(wanted: Rule, example: str, actor: str, office: Office) -> int | Refused:
    """Propose a rule, with a text it came from; returns its number, or why it cannot be taught."""
    now = office.now()
    rule = tidy(wanted, load_knowledge())
    why = objection_to(rule, office)
    if why is not None:
        return why
    with office.sessions.begin() as session:
        learning.lock(session)
        if learning.is_proposed(session, rule):
            return NotTaught.PROPOSED
        lesson = _keep(example, rule, actor, session, now)
        return add_proposal(rule, lesson, actor, session, office)


def add_proposal(rule: Rule, lesson: int | None, actor: str, session: Session, office: Office) -> int:
    """Propose the tidy *rule*, which came with *lesson*, in this transaction; returns its number."""
    now = office.now()
    number = learning.add_rule(session, rule, lesson, actor, now)
    audit.note(session, office, actor, "rule-proposed", now, rule=number, kind=rule.kind.value)
    return number


def approve(number: int, actor: str, office: Office) -> int | Refused:
    """Put a proposal in force; returns the number of the new version. Never by who proposed it."""
    now = office.now()
    with office.sessions.begin() as session:
        learning.lock(session)
        taught = _open_proposal(session, number)
        if isinstance(taught, NotTaught):
            return taught
        if taught.proposed_by == actor:
            return NotTaught.SAME_PERSON
        why = _unready(taught, session)
        if why is not None:
            return why
        held = (*_in_force(session), (number, taught.rule))
        learning.decide(session, number, RuleState.APPROVED, actor, now)
        made = learning.add_version(session, held, Because.APPROVED, number, actor, now)
        audit.note(session, office, actor, "rule-approved", now, rule=number, version=made)
    return made


def reject(number: int, actor: str, office: Office) -> NotTaught | None:
    """Refuse a proposal; who proposed it takes it back by this."""
    now = office.now()
    with office.sessions.begin() as session:
        learning.lock(session)
        taught = _open_proposal(session, number)
        if isinstance(taught, NotTaught):
            return taught
        own = taught.proposed_by == actor
        into = RuleState.WITHDRAWN if own else RuleState.REJECTED
        learning.decide(session, number, into, actor, now)
        noted: Action = "rule-withdrawn" if own else "rule-rejected"
        audit.note(session, office, actor, noted, now, rule=number)
    return None


def withdraw(number: int, actor: str, office: Office) -> int | NotTaught:
    """Take an approved rule out of force; returns the number of the new version."""
    now = office.now()
    with office.sessions.begin() as session:
        learning.lock(session)
        held = _in_force(session)
        if number not in [each for each, _ in held]:
            return NotTaught.NOT_IN_FORCE
        left = [(each, rule) for each, rule in held if each != number]
        learning.decide(session, number, RuleState.WITHDRAWN, actor, now)
        made = learning.add_version(session, left, Because.WITHDRAWN, number, actor, now)
        audit.note(session, office, actor, "rule-withdrawn", now, rule=number, version=made)
    return made


def roll_back(number: int, actor: str, office: Office) -> int | NotTaught:
    """A new version equal to *number* (0: nothing taught at all); returns its number."""
    now = office.now()
    with office.sessions.begin() as session:
        learning.lock(session)
        old = learning.version(session, number)
        if old is None and number != 0:
            return NotTaught.NO_SUCH
        rules = old.rules if old else ()
        if rules == _in_force(session):
            return NotTaught.IN_FORCE
        made = learning.add_version(session, rules, Because.ROLLBACK, number, actor, now)
        audit.note(session, office, actor, "knowledge-rollback", now, version=made, equal_to=number)
    return made


def listed(office: Office, state: RuleState | None, before: int | None = None, limit: int = PAGE) -> Rules:
    """Rules by number, newest first, a page at a time."""
    with office.sessions.read() as session:
        found = learning.rules(session, state, before, limit + 1)
    rows = tuple(found[:limit])
    return Rules(rows, rows[-1].id if len(found) > limit else None)


def find(number: int, office: Office) -> Taught | None:
    """That rule."""
    with office.sessions.read() as session:
        return learning.rule(session, number)


def told(taught: Taught, office: Office, scope: Scope = NATIONWIDE) -> Told:
    """The words for the codes of a rule; whoever may read no secret report reads no message of its trial."""
    actors = [each for each in (taught.proposed_by, taught.decided_by) if each]
    ids = {each: int(each.removeprefix("account:")) for each in actors if each.startswith("account:")}
    with office.sessions.read() as session:
        known = accounts.names(session, ids.values())
        from_review = learning.comes_from_review(session, taught.id)
        texts = learning.texts_of(session, _messages(taught)) if scope.secret else {}
    rule, gazetteer = taught.rule, load_knowledge().gazetteer
    meaning = LABELS[Topic(rule.value)].full if rule.kind == RuleKind.TOPIC else None
    if rule.kind == RuleKind.PLACE and rule.value in gazetteer:
        meaning = gazetteer.region_name(rule.value)
    names = {each: known[id_] for each, id_ in ids.items() if id_ in known}
    return Told(meaning, names, from_review, {id_: shown(text)[:EXCERPT] for id_, text in texts.items()})


def _messages(taught: Taught) -> list[int]:
    told = (taught.trial or {}).get("differences", ())
    return [each["message"] for each in told if each.get("message") is not None]


def versions(office: Office, before: int | None = None, limit: int = PAGE) -> Versions:
    """Versions by number, newest first, a page at a time."""
    with office.sessions.read() as session:
        in_force = learning.revision(session)
        found = learning.version_heads(session, before, limit + 1)
    rows = tuple(found[:limit])
    return Versions(rows, rows[-1].id if len(found) > limit else None, in_force)


def in_force(office: Office) -> Laid:
    """The packaged knowledge with the version in force, and which rules of it are left out."""
    with office.sessions.read() as session:
        return with_overlay(load_knowledge(), [rule for _, rule in _in_force(session)])


def exported(office: Office) -> Iterator[dict[str, Any]]:
    """Every example as a line of the corpus, personal data replaced once more."""
    with office.sessions.read() as session:
        found = list(learning.all_lessons(session))
    gazetteer = load_knowledge().gazetteer
    for each in found:
        known = each.regency is not None and each.regency in gazetteer
        yield _line(each, gazetteer.region_name(each.regency) if known and each.regency else None)


def _line(lesson: Lesson, regency: str | None) -> dict[str, Any]:
    line: dict[str, Any] = {"id": f"taught-{lesson.id:05d}", "text": shown(lesson.text)}
    if lesson.kind:
        line["kind"] = lesson.kind
    if lesson.topic:
        line["topic"] = lesson.topic
    if regency:
        line["regency"] = regency
    return {**line, "split": "train"}


def objection_to(rule: Rule, office: Office) -> Objection | None:
    """Why it cannot be laid over the packaged lists, or not beside what is in force."""
    why = objection(rule, load_knowledge())
    if why is not None:
        return why
    with office.sessions.read() as session:
        held = [each for _, each in _in_force(session)]
    refused = with_overlay(load_knowledge(), [*held, rule]).refused
    return next((each.why for each in refused if each.rule == rule), None)


def _keep(example: str, rule: Rule, actor: str, session: Session, now: datetime) -> int | None:
    text = shown(" ".join(example.split())[:TEXT])
    if not text:
        return None
    topic = rule.value if rule.kind == "topic" else None
    regency = rule.value[:5] if rule.kind == "place" and len(rule.value) >= 5 else None
    return learning.add_lesson(session, text, topic, regency, actor, now)


def _in_force(session: Session) -> tuple[tuple[int, Rule], ...]:
    found = learning.version(session, learning.revision(session))
    return found.rules if found else ()


def _open_proposal(session: Session, number: int) -> Taught | NotTaught:
    """The rule *number* while it waits for a decision."""
    taught = learning.rule(session, number)
    if taught is None:
        return NotTaught.NO_SUCH
    return taught if taught.state is RuleState.PROPOSED else NotTaught.DECIDED


def _unready(taught: Taught, session: Session) -> NotTaught | None:
    """A person decides on figures that are about what is in force now."""
    if taught.trial is None or not taught.trial.get("done"):
        return NotTaught.UNTRIED
    held = [rule for _, rule in _in_force(session)]
    if taught.trial["before"] != with_overlay(load_knowledge(), held).knowledge.version:
        learning.note_trial(session, taught.id, None)
        return NotTaught.STALE
    return None
