"""Takes status reports: recorded once, moving an SMS only forward; they settle one of unknown fate."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain.delivery import FORWARD, advance
from sms_gateway.domain.messages import OutboxState, Receipt, ReceiptState
from sms_gateway.services.incoming import storable, storable_ref
from sms_gateway.services.office import Office
from sms_gateway.storage import receipts

log = logs.get("receipts")
_STATE = {
    ReceiptState.QUEUED: OutboxState.ACCEPTED,
    ReceiptState.SENT: OutboxState.ACCEPTED,
    ReceiptState.DELIVERED: OutboxState.DELIVERED,
    ReceiptState.FAILED: OutboxState.REFUSED,
}


def record(receipt: Receipt, office: Office) -> bool:
    """`record_all` for one; True when it belongs to an SMS of ours."""
    return record_all([receipt], office) == 1


def record_all(batch: Sequence[Receipt], office: Office) -> int:
    """`record_each`; returns how many are of our SMS."""
    return sum(outbox_id is not None for outbox_id in record_each(batch, office))


def record_each(batch: Sequence[Receipt], office: Office) -> list[int | None]:
    """Store *batch* in one transaction, in any order, repeated or strange; which SMS of ours each is of.

    Raises StoreUnavailable. Rows are locked in the order of their ids, like those who settle them.
    """
    now = office.now()
    found: dict[int, int | None] = {}
    with office.sessions.begin() as session:
        for place, receipt in sorted(enumerate(batch), key=lambda each: each[1].outbox_id or 0):
            found[place] = _record(session, receipt, now)
        office.steps("receipt.recorded")
    for place, outbox_id in found.items():
        log.info("receipt", outbox_id=outbox_id, state=str(batch[place].state))
    return [found[place] for place in range(len(batch))]


def _record(session: Session, receipt: Receipt, now: datetime) -> int | None:
    ref = storable_ref(receipt.carrier_ref)
    row = receipts.lock_sms(session, receipt.carrier, receipt.outbox_id, ref)
    receipts.add(
        session,
        {
            "carrier": receipt.carrier,
            "carrier_ref": ref,
            "raw_state": storable(receipt.raw_state)[:32],
            "state": receipt.state,
            "error_code": storable(receipt.error_code)[:16] if receipt.error_code else None,
            "outbox_id": row.id if row else None,
            "received_at": now,
        },
    )
    if row is None:
        return None
    reached = advance(ReceiptState(row.receipt), receipt.state)
    if reached != row.receipt:
        receipts.advance(session, row.id, reached, **_news(row.state, reached, receipt, ref, now))
    return int(row.id)


def _news(state: str, reached: ReceiptState, receipt: Receipt, ref: str, now: object) -> dict[str, object]:
    """What a receipt that moves forward changes: an SMS of unknown fate is settled, a finished one is not."""
    then = _STATE[reached]
    if state == then:
        return {"carrier_ref": ref}
    if then not in FORWARD[OutboxState(state)]:
        return {}
    values: dict[str, object] = {"carrier_ref": ref, "state": then, "state_since": now, "finished_at": now}
    values |= {"lease": None, "lease_until": None, "due_at": None}
    if reached is ReceiptState.FAILED:
        values["reason"] = storable(f"receipt-{receipt.error_code or receipt.raw_state}")[:64]
    return values
