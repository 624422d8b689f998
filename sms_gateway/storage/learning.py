"""Examples, rules and versions of what people taught the parser."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, insert, select, true, update
from sqlalchemy.orm import Session

from parsers.overlay import Rule, RuleKind
from sms_gateway.domain.lessons import Because, Head, Lesson, RuleState, Taught, Version, of_plain, plain
from sms_gateway.storage import sights
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.schema import knowledge_versions, lessons, lexicon_rules, messages, senders

_LOCK: Final = 17080015
_TABLE = lexicon_rules.c


def lock(session: Session) -> None:
    """Nobody else changes what is taught until this transaction ends."""
    lock_keys(session, [_LOCK])


def revision(session: Session) -> int:
    """The number of the version in force; 0 before the first."""
    return session.scalar(select(func.max(knowledge_versions.c.id))) or 0


def version(session: Session, number: int) -> Version | None:
    """That version."""
    found = session.execute(select(knowledge_versions).where(knowledge_versions.c.id == number)).first()
    return _version(found) if found else None


def version_heads(session: Session, before: int | None, limit: int) -> list[Head]:
    """The newest versions below *before*, newest first, with the number of their rules."""
    table = knowledge_versions.c
    columns = (table.id, func.json_array_length(table.rules), table.because, table.subject)
    query = select(*columns, table.made_by, table.made_at).order_by(table.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.id < before)
    return [Head(row[0], row[1], Because(row[2]), *row[3:]) for row in session.execute(query)]


def add_version(
    session: Session,
    rules: Sequence[tuple[int, Rule]],
    because: Because,
    subject: int,
    actor: str,
    now: datetime,
) -> int:
    """A new version, in force from here on; returns its number."""
    stored = [plain(number, rule) for number, rule in rules]
    row = {"rules": stored, "because": because, "subject": subject, "made_by": actor, "made_at": now}
    made: int = session.execute(
        insert(knowledge_versions).values(**row).returning(knowledge_versions.c.id)
    ).scalar_one()
    return made


def add_lesson(
    session: Session,
    text: str,
    topic: str | None,
    regency: str | None,
    actor: str,
    now: datetime,
    *,
    kind: str | None = None,
    review_id: int | None = None,
) -> int:
    """Keep an example, with the review item it comes from; returns its number."""
    said = {"text": text, "topic": topic, "regency": regency, "kind": kind}
    row = {**said, "review_id": review_id, "made_by": actor, "made_at": now}
    return int(session.execute(insert(lessons).values(**row).returning(lessons.c.id)).scalar_one())


def all_lessons(session: Session) -> Iterator[Lesson]:
    """Every example that still holds, the oldest first."""
    columns = (lessons.c[name] for name in ("id", "text", "topic", "regency", "kind"))
    query = select(*columns).where(lessons.c.undone_at.is_(None)).order_by(lessons.c.id)
    return (Lesson(*row) for row in session.execute(query.execution_options(yield_per=500)))


def add_rule(session: Session, rule: Rule, lesson: int | None, actor: str, now: datetime) -> int:
    """A proposal; returns its number."""
    row = {"kind": rule.kind, "term": rule.term, "value": rule.value, "weight": rule.weight}
    row |= {"lesson_id": lesson, "proposed_by": actor, "proposed_at": now}
    return int(
        session.execute(insert(lexicon_rules).values(**row).returning(lexicon_rules.c.id)).scalar_one()
    )


def rule(session: Session, number: int) -> Taught | None:
    """That rule."""
    found = session.execute(select(lexicon_rules).where(_TABLE.id == number)).first()
    return _taught(found) if found else None


def comes_from_review(session: Session, number: int) -> bool:
    """Whether a correction of a reviewer led to that rule."""
    query = select(lessons.c.review_id).join(lexicon_rules, _TABLE.lesson_id == lessons.c.id)
    return session.scalar(query.where(_TABLE.id == number)) is not None


def rules(session: Session, state: RuleState | None, before: int | None, limit: int) -> list[Taught]:
    """The newest rules below *before*, newest first; of one *state* or of all."""
    query = select(lexicon_rules).order_by(_TABLE.id.desc()).limit(limit)
    if state is not None:
        query = query.where(_TABLE.state == state)
    if before is not None:
        query = query.where(_TABLE.id < before)
    return [_taught(row) for row in session.execute(query)]


def untried(session: Session) -> Taught | None:
    """The oldest proposal nobody has tried, or whose trial was begun and not ended."""
    query = select(lexicon_rules).where(_TABLE.state == RuleState.PROPOSED).order_by(_TABLE.id).limit(200)
    found = (_taught(row) for row in session.execute(query))
    return next((each for each in found if each.trial is None or not each.trial.get("done")), None)


def is_proposed(session: Session, rule: Rule) -> bool:
    """Whether the same waits for a decision already."""
    same = (_TABLE.kind == rule.kind, _TABLE.term == rule.term, _TABLE.value == rule.value)
    query = select(_TABLE.id).where(_TABLE.state == RuleState.PROPOSED, *same).limit(1)
    return session.scalar(query) is not None


def was_proposed(session: Session, rule: Rule) -> bool:
    """Whether the same was proposed before, whatever came of it: people do not decide on it twice."""
    same = (_TABLE.kind == rule.kind, _TABLE.term == rule.term, _TABLE.value == rule.value)
    taken_back = (_TABLE.state == RuleState.WITHDRAWN) & lessons.c.undone_at.is_not(None)
    query = select(_TABLE.id).outerjoin(lessons, lessons.c.id == _TABLE.lesson_id)
    return session.scalar(query.where(*same, func.coalesce(~taken_back, true())).limit(1)) is not None


def decide(session: Session, number: int, state: RuleState, actor: str, now: datetime) -> None:
    """Bring a rule into *state*."""
    into = {"state": state, "decided_by": actor, "decided_at": now}
    session.execute(update(lexicon_rules).where(_TABLE.id == number).values(**into))


def note_trial(session: Session, number: int, trial: dict[str, Any] | None) -> None:
    """What the proposal would change, as far as it is known; None: try it anew."""
    proposed = (_TABLE.id == number, _TABLE.state == RuleState.PROPOSED)
    session.execute(update(lexicon_rules).where(*proposed).values(trial=trial))


def last_texts(session: Session, limit: int) -> dict[int, str]:
    """The newest messages by id, without numbers and addresses; of who filed a secret one, none."""
    query = select(messages.c.id, messages.c.body_masked).where(~sights.is_secret(messages.c.sender_id))
    return {row[0]: row[1] for row in session.execute(query.order_by(messages.c.id.desc()).limit(limit))}


def texts_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """These messages as `last_texts` has them now: of who filed a secret one, or is forgotten, none."""
    kept = messages.c.body_raw.is_not(None) & senders.c.data_key_enc.is_not(None)
    query = (
        select(messages.c.id, messages.c.body_masked)
        .join(senders, senders.c.id == messages.c.sender_id)
        .where(messages.c.id.in_(ids), kept, ~sights.is_secret(messages.c.sender_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _taught(row: Row[Any]) -> Taught:
    return Taught(
        id=row.id,
        rule=Rule(RuleKind(row.kind), row.term, row.value, row.weight),
        state=RuleState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        trial=row.trial,
    )


def _version(row: Row[Any]) -> Version:
    held = tuple(of_plain(stored) for stored in row.rules)
    return Version(row.id, held, Because(row.because), row.subject, row.made_by, row.made_at)
