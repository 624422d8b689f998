"""Changing the texts by the console: one proposes, another one approves, and every version can come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.catalog.wording_overlay import Texts, wrongs
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.audit_chain import Detail
from sms_gateway.domain.rewording import (
    LONGEST_TEXT,
    MOST_TEXTS,
    MadeBy,
    Rewording,
    RewordingState,
    WordingVersion,
)
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.spoken import lay_version
from sms_gateway.storage import rewordings

PAGE: Final = 50


class NotReworded(StrEnum):
    """Why nothing was done."""

    NO_SUCH = "no_such"
    EMPTY = "empty"
    LONG = "long"
    WRONG = "wrong"  # the check of a file of texts finds something
    SAME = "same"  # it is what is sent already
    WAITING = "waiting"  # another proposal for this sentence is not decided yet
    SAME_PERSON = "same_person"
    DECIDED = "decided"
    STALE = "stale"  # what is sent has changed since whoever decides looked at it
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Rewordings:
    """A page of proposals, the newest first; *after* is where the next page begins."""

    rows: tuple[Rewording, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class WordingVersions:
    """A page of versions, the newest first; *after* is where the next page begins."""

    rows: tuple[WordingVersion, ...]
    after: int | None
    in_force: int


def propose(
    sentence: Sentence, texts: Sequence[str], actor: str, office: Office, *, back: bool = False
) -> int | NotReworded:
    """Propose *texts* for *sentence*, the longest first; *back*: those of the files. Returns its number."""
    wanted = () if back else tuple(text for text in texts if text)
    why = None if back else _unfit(wanted, sentence, office)
    if why is not None:
        return why
    now, language = office.now(), office.file_wording().language
    with office.sessions.begin() as session:
        rewordings.lock(session)
        if _after(wanted, sentence, office) == _spoken(session, sentence, office):
            return NotReworded.SAME
        if sentence.value in rewordings.waiting(session, language):
            return NotReworded.WAITING
        number = rewordings.propose(session, language, sentence.value, wanted, actor, now)
        told: dict[str, Detail] = {"rewording": number, "sentence": sentence.value}
        audit.note(session, office, actor, "rewording-proposed", now, **told)
    return number


def approve(number: int, seen: str, actor: str, office: Office) -> int | NotReworded:
    """Put a proposal in force; returns the number of the new version. Never by who proposed it.

    *seen*: `digest` of the texts that whoever decides compared it with.
    """
    now = office.now()
    with office.sessions.begin() as session:
        rewordings.lock(session)
        found = _open_proposal(session, number)
        if isinstance(found, NotReworded):
            return found
        sentence, why = Sentence(found.sentence), _unready(session, found, seen, actor, office)
        if why is not None:
            return why
        held = dict(rewordings.in_force(session, found.language))
        held.pop(sentence.value, None)
        if found.texts:
            held[sentence.value] = found.texts
        rewordings.decide(session, number, RewordingState.APPROVED, actor, now)
        because = MadeBy.APPROVED
        made = rewordings.add_version(session, found.language, held, because, number, actor, now)
        audit.note(session, office, actor, "rewording-approved", now, rewording=number, version=made)
    return made


def reject(number: int, actor: str, office: Office) -> NotReworded | None:
    """Refuse a proposal; who proposed it takes it back by this."""
    now = office.now()
    with office.sessions.begin() as session:
        rewordings.lock(session)
        found = _open_proposal(session, number)
        if isinstance(found, NotReworded):
            return found
        own = found.proposed_by == actor
        into = RewordingState.WITHDRAWN if own else RewordingState.REJECTED
        rewordings.decide(session, number, into, actor, now)
        noted: Action = "rewording-withdrawn" if own else "rewording-rejected"
        audit.note(session, office, actor, noted, now, rewording=number)
    return None


def roll_back(number: int, actor: str, office: Office) -> int | NotReworded:
    """A new version equal to *number* (0: the texts of the files alone); returns its number."""
    now, language = office.now(), office.file_wording().language
    with office.sessions.begin() as session:
        rewordings.lock(session)
        old = rewordings.version(session, number, language)
        if old is None and number != 0:
            return NotReworded.NO_SUCH
        sentences: Mapping[str, Texts] = old.sentences if old else {}
        if sentences == rewordings.in_force(session, language):
            return NotReworded.IN_FORCE
        because = MadeBy.ROLLBACK
        made = rewordings.add_version(session, language, sentences, because, number, actor, now)
        audit.note(session, office, actor, "wording-rollback", now, version=made, equal_to=number)
    return made


def find(number: int, office: Office) -> Rewording | None:
    """That proposal."""
    with office.sessions.read() as session:
        return rewordings.get(session, number)


def listed(
    office: Office,
    state: RewordingState | None = None,
    sentence: Sentence | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Rewordings:
    """Proposals by number, newest first, a page at a time."""
    with office.sessions.read() as session:
        found = rewordings.listed(session, state, sentence and sentence.value, before, limit + 1)
    rows = tuple(found[:limit])
    return Rewordings(rows, rows[-1].id if len(found) > limit else None)


def version(number: int, office: Office) -> WordingVersion | None:
    """That version of the language in force."""
    with office.sessions.read() as session:
        return rewordings.version(session, number, office.file_wording().language)


def versions(office: Office, before: int | None = None, limit: int = PAGE) -> WordingVersions:
    """Versions by number, newest first, a page at a time."""
    language = office.file_wording().language
    with office.sessions.read() as session:
        in_force = rewordings.revision(session, language)
        found = rewordings.versions(session, language, before, limit + 1)
    rows = tuple(found[:limit])
    return WordingVersions(rows, rows[-1].id if len(found) > limit else None, in_force)


def digest(texts: Texts) -> str:
    """A short name for *texts*: the same texts, the same name."""
    return sha256(repr(tuple(texts)).encode()).hexdigest()[:12]


def tidy(texts: Sequence[str]) -> Texts:
    """What a form sent: without the empty ones, and without blanks around the others."""
    return tuple(text for text in (each.strip() for each in texts) if text)


def _unfit(texts: Texts, sentence: Sentence, office: Office) -> NotReworded | None:
    if not texts:
        return NotReworded.EMPTY
    if len(texts) > MOST_TEXTS or any(len(text) > LONGEST_TEXT for text in texts):
        return NotReworded.LONG
    segments = office.settings.limits.quote_segments
    return NotReworded.WRONG if any(wrongs(texts, sentence, office.file_wording(), segments)) else None


def _open_proposal(session: Session, number: int) -> Rewording | NotReworded:
    """The proposal *number* while it waits for a decision."""
    found = rewordings.get(session, number)
    if found is None:
        return NotReworded.NO_SUCH
    return found if found.state is RewordingState.PROPOSED else NotReworded.DECIDED


def _unready(session: Session, found: Rewording, seen: str, actor: str, office: Office) -> NotReworded | None:
    if found.proposed_by == actor:
        return NotReworded.SAME_PERSON
    sentence = Sentence(found.sentence)
    if found.language != office.file_wording().language:
        return NotReworded.STALE
    if digest(_spoken(session, sentence, office)) != seen:
        return NotReworded.STALE
    return _unfit(found.texts, sentence, office) if found.texts else None


def _spoken(session: Session, sentence: Sentence, office: Office) -> Texts:
    """What is sent now."""
    base, segments = office.file_wording(), office.settings.limits.quote_segments
    overlay = rewordings.in_force(session, base.language)
    return lay_version(base, overlay, segments, 0).wording.sentences[sentence]


def _after(wanted: Texts, sentence: Sentence, office: Office) -> Texts:
    return wanted or office.file_wording().sentences[sentence]
