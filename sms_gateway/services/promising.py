"""Puts an SMS into the outbox: sealed for its phone, good as long as its kind, within a use case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.crypto import DataKey
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.rendering import Rendered
from sms_gateway.services.expiry import expires_at
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox


@dataclass(frozen=True, slots=True)
class Sms:
    """What is promised, and to whom; the same *once* only once. *due_at*: when it may leave, None for now."""

    sender_id: int
    carrier: str
    kind: str
    once: str
    rendered: Rendered
    priority: Priority
    due_at: datetime | None = None
    ticket_id: int | None = None
    message_id: int | None = None


def promise(sms: Sms, key: DataKey, session: Session, office: Office, now: datetime) -> None:
    """Promise *sms*, sealed under the *key* of its phone."""
    uuid = str(uuid4())
    outbox.add(
        session,
        {
            "uuid": uuid,
            "sender_id": sms.sender_id,
            "carrier": sms.carrier,
            "kind": sms.kind,
            "once": sms.once,
            "ticket_id": sms.ticket_id,
            "message_id": sms.message_id,
            "body": key.seal(uuid, sms.rendered.text),
            "segments": sms.rendered.segments,
            "priority": int(sms.priority),
            "due_at": sms.due_at,
            "expires_at": expires_at(sms.kind, sms.due_at or now, office),
            "created_at": now,
            "state_since": now,
        },
    )
