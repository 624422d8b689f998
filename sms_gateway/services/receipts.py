"""Takes status reports: recorded once, moving an SMS only forward; they settle one of unknown fate."""

from sms_gateway import logs
from sms_gateway.domain.delivery import advance
from sms_gateway.domain.messages import OutboxState, Receipt, ReceiptState
from sms_gateway.services.intake import storable_ref
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox

log = logs.get("receipts")
_STATE = {
    ReceiptState.QUEUED: OutboxState.ACCEPTED,
    ReceiptState.SENT: OutboxState.ACCEPTED,
    ReceiptState.DELIVERED: OutboxState.DELIVERED,
    ReceiptState.FAILED: OutboxState.REFUSED,
}


def record(receipt: Receipt, office: Office) -> bool:
    """Store *receipt*, in any order, repeated or strange; True when it belongs to an SMS of ours."""
    now = office.now()
    ref = storable_ref(receipt.carrier_ref)
    with office.sessions.begin() as session:
        row = outbox.lock_for_receipt(session, receipt.carrier, receipt.outbox_id, ref)
        outbox.add_receipt(
            session,
            {
                "carrier": receipt.carrier,
                "carrier_ref": ref,
                "raw_state": receipt.raw_state[:32],
                "state": receipt.state,
                "error_code": receipt.error_code[:16] if receipt.error_code else None,
                "outbox_id": row.id if row else None,
                "received_at": now,
            },
        )
        if row is not None:
            reached = advance(ReceiptState(row.receipt), receipt.state)
            if reached != row.receipt:
                outbox.advance(session, row.id, reached, **_news(row.state, reached, receipt, ref, now))
        office.steps("receipt.recorded")
    log.info("receipt", outbox_id=row.id if row else None, state=str(receipt.state))
    return row is not None


def _news(state: str, reached: ReceiptState, receipt: Receipt, ref: str, now: object) -> dict[str, object]:
    """What a receipt that moves forward changes: an SMS of unknown fate is settled at once."""
    values: dict[str, object] = {"carrier_ref": ref, "state": _STATE[reached]}
    if state != _STATE[reached]:
        values |= {"state_since": now, "finished_at": now, "lease": None, "lease_until": None, "due_at": None}
    if reached is ReceiptState.FAILED:
        values["reason"] = f"receipt-{receipt.error_code or receipt.raw_state}"[:64]
    return values
