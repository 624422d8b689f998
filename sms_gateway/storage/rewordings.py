"""Proposals to word a sentence differently, and the versions that were made of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.rewording import MadeBy, Rewording, RewordingState, WordingVersion
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.schema import rewordings, wording_versions

_LOCK: Final = 1708_0019
_OF, _VERSION = rewordings.c, wording_versions.c
Texts = tuple[str, ...]


def lock(session: Session) -> None:
    """Nobody else changes the texts until this transaction ends."""
    lock_keys(session, [_LOCK])


def revision(session: Session, language: str) -> int:
    """The number of the version in force; 0 before the first."""
    return session.scalar(select(func.max(_VERSION.id)).where(_VERSION.language == language)) or 0


def version(session: Session, number: int, language: str) -> WordingVersion | None:
    """That version of that language."""
    query = select(wording_versions).where(_VERSION.id == number, _VERSION.language == language)
    found = session.execute(query).first()
    return _version(found) if found else None


def in_force(session: Session, language: str) -> Mapping[str, Texts]:
    """The texts of the newest version, by the keys of their sentences."""
    found = version(session, revision(session, language), language)
    return found.sentences if found else {}


def versions(session: Session, language: str, before: int | None, limit: int) -> list[WordingVersion]:
    """The newest versions below *before*, newest first."""
    query = select(wording_versions).where(_VERSION.language == language)
    if before is not None:
        query = query.where(_VERSION.id < before)
    return [_version(row) for row in session.execute(query.order_by(_VERSION.id.desc()).limit(limit))]


def add_version(
    session: Session,
    language: str,
    sentences: Mapping[str, Texts],
    because: MadeBy,
    subject: int,
    actor: str,
    now: datetime,
) -> int:
    """A new version, in force from here on; returns its number."""
    stored = {key: list(texts) for key, texts in sentences.items()}
    row = {"language": language, "sentences": stored, "because": because, "subject": subject}
    query = insert(wording_versions).values(**row, made_by=actor, made_at=now).returning(_VERSION.id)
    return int(session.execute(query).scalar_one())


def propose(session: Session, language: str, sentence: str, texts: Texts, actor: str, now: datetime) -> int:
    """A proposal; returns its number."""
    row = {"language": language, "sentence": sentence, "texts": list(texts)}
    query = insert(rewordings).values(**row, proposed_by=actor, proposed_at=now).returning(_OF.id)
    return int(session.execute(query).scalar_one())


def get(session: Session, number: int) -> Rewording | None:
    """That proposal."""
    found = session.execute(select(rewordings).where(_OF.id == number)).first()
    return _rewording(found) if found else None


def listed(
    session: Session, state: RewordingState | None, sentence: str | None, before: int | None, limit: int
) -> list[Rewording]:
    """The newest proposals below *before*, newest first."""
    query = select(rewordings).order_by(_OF.id.desc()).limit(limit)
    asked = ((_OF.state, state), (_OF.sentence, sentence))
    query = query.where(*(column == value for column, value in asked if value is not None))
    if before is not None:
        query = query.where(_OF.id < before)
    return [_rewording(row) for row in session.execute(query)]


def waiting(session: Session, language: str) -> dict[str, int]:
    """The proposals nobody has decided, by sentence."""
    query = select(_OF.sentence, _OF.id).where(_OF.state == RewordingState.PROPOSED, _OF.language == language)
    return {row.sentence: row.id for row in session.execute(query)}


def decide(session: Session, number: int, state: RewordingState, actor: str, now: datetime) -> None:
    """Bring a proposal into *state*."""
    into = {"state": state, "decided_by": actor, "decided_at": now}
    session.execute(update(rewordings).where(_OF.id == number).values(**into))


def _rewording(row: Row[Any]) -> Rewording:
    decided = (row.decided_by, row.decided_at)
    told = (RewordingState(row.state), row.proposed_by, row.proposed_at, *decided)
    return Rewording(row.id, row.language, row.sentence, tuple(row.texts), *told)


def _version(row: Row[Any]) -> WordingVersion:
    sentences = {key: tuple(texts) for key, texts in row.sentences.items()}
    return WordingVersion(row.id, sentences, MadeBy(row.because), row.subject, row.made_by, row.made_at)
