"""Tickets that came in by another door than SMS."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import tickets


def number_of(session: Session, source: str, external_ref: str) -> str | None:
    """Our number of the complaint that *source* calls *external_ref*."""
    query = select(tickets.c.number).where(tickets.c.source == source, tickets.c.external_ref == external_ref)
    return session.scalar(query)
