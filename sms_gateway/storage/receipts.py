"""What carriers reported of an SMS: kept once each, under the lock of the SMS it speaks of."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import ReceiptState
from sms_gateway.storage.dialect import insert_new
from sms_gateway.storage.schema import delivery_receipts, outbox


def lock_sms(session: Session, carrier: str, outbox_id: int | None, carrier_ref: str) -> Any | None:
    """The SMS a receipt speaks of: by our id when the carrier carried it, else by the carrier's id."""
    by_ref = and_(outbox.c.carrier == carrier, outbox.c.carrier_ref == carrier_ref)
    by_id = and_(
        outbox.c.id == outbox_id,
        outbox.c.carrier == carrier,
        or_(outbox.c.carrier_ref.is_(None), outbox.c.carrier_ref == carrier_ref),
    )
    chosen = by_id if outbox_id is not None else by_ref
    query = select(outbox).where(chosen).order_by(outbox.c.id.desc()).limit(1).with_for_update()
    return session.execute(query).one_or_none()


def add(session: Session, values: Mapping[str, Any]) -> None:
    """Record a receipt once per (carrier, carrier_ref, raw_state)."""
    insert_new(session, delivery_receipts, [values], "carrier", "carrier_ref", "raw_state")


def advance(session: Session, outbox_id: int, receipt: ReceiptState, **values: Any) -> None:
    """Store what a receipt taught about a locked SMS."""
    known = {"receipt": receipt, "may_have_left": True}
    session.execute(update(outbox).where(outbox.c.id == outbox_id).values(**known, **values))
