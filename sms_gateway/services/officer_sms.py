"""An SMS to a phone that nobody has just texted from: promised in the caller's transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from sms_gateway.domain.messages import Priority
from sms_gateway.domain.rendering import Rendered
from sms_gateway.services import promising
from sms_gateway.services.office import Office
from sms_gateway.services.promising import Sms
from sms_gateway.storage import officers
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
    carrier = officers.carrier_of(session, sender.id) or office.settings.carriers.default
    key = office.vault.data_key(sender.uuid, sender.data_key_enc)
    sms = Sms(sender.id, carrier, kind, once, rendered, priority, due_at=due_at)
    promising.promise(sms, key, session, office, now)
