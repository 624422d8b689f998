"""What staff said on a case, sealed: answers, questions, reasons."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import statements


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Keep one; returns its id."""
    added = session.execute(insert(statements).values(**values).returning(statements.c.id))
    return int(added.scalar_one())


def newest(session: Session, case_id: int, kind: str) -> tuple[str, bytes] | None:
    """The uuid and the sealed words of what was said last of that *kind*."""
    query = (
        select(statements.c.uuid, statements.c.body)
        .where(statements.c.case_id == case_id, statements.c.kind == kind)
        .order_by(statements.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (row.uuid, row.body) if row else None
