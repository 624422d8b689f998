"""An SMS to a phone that nobody has just texted from: promised in the caller's transaction."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.domain.messages import Priority
from sms_gateway.domain.rendering import Rendered
from sms_gateway.services.expiry import expires_at
from sms_gateway.services.office import Office
from sms_gateway.storage import officers, outbox
from sms_gateway.storage.senders import SenderRow


def promise(
    session: Session,
    office: Office,
    sender: SenderRow,
    kind: str,
    once: str,
    rendered: Rendered,
    now: datetime,
    *,
    due_at: datetime | None = None,
    priority: Priority = Priority.NORMAL,
) -> None:
    """Promise *rendered* to *sender*, the same *once* only once; nothing to whom no SMS can be sent."""
    if not sender.replyable or sender.data_key_enc is None:
        return
    uuid = str(uuid4())
    outbox.add(
        session,
        {
            "uuid": uuid,
            "sender_id": sender.id,
            "carrier": officers.carrier_of(session, sender.id) or office.settings.carriers.default,
            "kind": kind,
            "once": once,
            "ticket_id": None,
            "body": office.vault.data_key(sender.uuid, sender.data_key_enc).seal(uuid, rendered.text),
            "segments": rendered.segments,
            "priority": int(priority),
            "due_at": due_at,
            "expires_at": expires_at(kind, due_at or now, office),
            "created_at": now,
            "state_since": now,
        },
    )
