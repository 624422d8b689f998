"""One fact, however it was said: STOP by SMS, at the carrier (OptOutType), or told when we sent (21610)."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.services import news
from sms_gateway.storage import cases, senders, waiting_news

BY_CARRIER: Final = "carrier"


def by_carrier(session: Session, sender_id: int, now: datetime) -> None:
    """The carrier says that this phone wants no SMS; noted once. Part of a transaction."""
    row = senders.lock(session, sender_id)
    if row.stopped_at is None:
        stop(session, sender_id, BY_CARRIER, now)


def stop(session: Session, sender_id: int, actor: str, now: datetime, message_id: int | None = None) -> None:
    """No more progress SMS to this phone, and none that wait for the morning."""
    senders.set_stopped(session, sender_id, now)
    waiting_news.silence(session, sender_id, news.KINDS, now)
    detail = {"sender": sender_id}
    cases.record(session, "stopped", actor, now, message_id=message_id, detail=detail)


def start(session: Session, sender_id: int, actor: str, now: datetime, message_id: int | None = None) -> None:
    """Progress SMS again, about every ticket."""
    senders.set_stopped(session, sender_id, None)
    cases.tell_again(session, sender_id)
    detail = {"sender": sender_id}
    cases.record(session, "started", actor, now, message_id=message_id, detail=detail)
