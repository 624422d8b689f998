"""Makes a message a person's task, under a reference its sender can be told."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sms_gateway.services.office import Office
from sms_gateway.storage import cases

REFERENCE_DIGITS = (5, 6, 7, 8)
_DRAWS = 8


def open_review(session: Session, office: Office, message: Any, reason: str, now: datetime) -> str:
    """Make *message* a person's task; returns its reference; the sender is told P-88213 for "88213"."""
    reference = free_reference(session, office)
    cases.add_review(
        session,
        {
            "reference": reference,
            "message_id": message.id,
            "reason": reason,
            "priority": message.priority,
            "opened_at": now,
            "due_at": now + timedelta(days=office.settings.limits.review_days),
        },
    )
    return reference


def free_reference(session: Session, office: Office) -> str:
    """Short while few are taken, longer when the short ones run out."""
    for digits in REFERENCE_DIGITS:
        low = 10 ** (digits - 1)
        drawn = [f"{low + office.rand(9 * low)}" for _ in range(_DRAWS)]
        taken = cases.taken_references(session, drawn)
        free = [reference for reference in drawn if reference not in taken]
        if free:
            return free[0]
    raise LookupError("no free review reference")
