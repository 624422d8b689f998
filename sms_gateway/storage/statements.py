"""What staff said on a case, sealed: answers, questions, reasons."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import statements


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Keep one; returns its id."""
    added = session.execute(insert(statements).values(**values).returning(statements.c.id))
    return int(added.scalar_one())
