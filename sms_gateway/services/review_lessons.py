"""Learns from what reviewers corrected: an example without personal data, a rule where one new word tells.

A correction teaches once, after its undo window, and what is undone later takes back what it taught. A rule
is only proposed, in the name of who corrected: another person decides.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import Kind, load_knowledge, plain_words
from parsers.overlay import Rule, tidy
from sms_gateway import logs
from sms_gateway.catalog.corpus import all_texts
from sms_gateway.domain.new_words import Understood, guesses
from sms_gateway.domain.reviewing import CorrectedField
from sms_gateway.services import accounts, audit, learning
from sms_gateway.services.learning import TEXT
from sms_gateway.services.office import Office
from sms_gateway.services.review_texts import asks_secrecy
from sms_gateway.services.story import shown
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import learning as taught
from sms_gateway.storage import review_lessons
from sms_gateway.storage.review_lessons import Corrected

BATCH: Final = 50
_REGENCY: Final = 5  # characters of its code
log = logs.get("lessons")


@dataclass(frozen=True, slots=True)
class _Label:
    """What is right about a text; "" for what nobody said or saw."""

    kind: str
    topic: str
    place: str


def learn(office: Office, mine: Mine = always) -> int:
    """Learn from what was corrected and can hardly be undone any more; returns from how many decisions."""
    before = office.now() - timedelta(seconds=office.settings.console.review_undo_seconds)
    with office.sessions.read() as session:
        found = review_lessons.unlearnt(session, before, BATCH)
    learnt = 0
    for each in found:
        if not mine():
            break
        learnt += _learn(each, office)
    if learnt:
        log.info("learnt from reviews", count=learnt)
    return learnt


def take_back(review_ids: Collection[int], actor: str, session: Session, office: Office) -> None:
    """What these items taught is not true: no example any more, and no proposal if nobody decided on it.

    Locks what is taught; asked before the corrections themselves are changed.
    """
    taught.lock(session)
    for number in review_lessons.take_back(session, review_ids, actor, office.now()):
        audit.note(session, office, actor, "rule-withdrawn", office.now(), rule=number)


def _learn(corrected: Corrected, office: Office) -> bool:
    """One decision, one transaction; False when it was undone, or learnt by another, meanwhile."""
    now, actor = office.now(), accounts.actor(corrected.account_id)
    text = "" if asks_secrecy(corrected.text) else shown(" ".join(corrected.text.split())[:TEXT])
    label = _label(corrected)
    rules = _wanted(text, label, corrected, office) if text else []
    with office.sessions.begin() as session:
        taught.lock(session)
        if not review_lessons.mark(session, corrected, now):
            return False
        if not text:
            return True
        lesson = taught.add_lesson(
            session,
            text,
            label.topic or None,
            label.place[:_REGENCY] if len(label.place) >= _REGENCY else None,
            actor,
            now,
            kind=label.kind,
            review_id=corrected.review_id,
        )
        for rule in rules:
            if not taught.was_proposed(session, rule):
                learning.add_proposal(rule, lesson, actor, session, office)
    return True


def _label(corrected: Corrected) -> _Label:
    """What was corrected, and what the reviewer saw and left as it was."""
    after = {each.field: each.after for each in corrected.corrections}
    seen: dict[str, Any] = corrected.parse
    kind = after.get(CorrectedField.KIND, str(Kind.REPORT))
    if kind != Kind.REPORT:
        return _Label(kind, "", "")
    topics = seen.get("topics") or [["", 0]]
    topic = after.get(CorrectedField.TOPIC, topics[0][0])
    return _Label(kind, topic, after.get(CorrectedField.PLACE, seen.get("place") or ""))


def _wanted(text: str, label: _Label, corrected: Corrected, office: Office) -> Sequence[Rule]:
    """The rules that could be laid over what is in force, for what was corrected only."""
    changed = {each.field for each in corrected.corrections}
    read_otherwise = changed & {CorrectedField.TOPIC, CorrectedField.KIND}
    said = Understood(
        topic=label.topic if read_otherwise else "",
        place=label.place if CorrectedField.PLACE in changed else "",
    )
    found = guesses(text, said, _known_words(), load_knowledge())
    tidied = [tidy(rule, load_knowledge()) for rule in found]
    return [rule for rule in tidied if learning.objection_to(rule, office) is None]


@cache
def _known_words() -> frozenset[str]:
    """The words that the packaged texts are made of: none of them is new."""
    knowledge = load_knowledge()
    return frozenset(word for text in all_texts() for word in plain_words(text, knowledge=knowledge))
