"""Whether a phone has a past with us: most texters have none, and need not be looked for in four tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, bindparam, exists, select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import outbox, questions, tickets

_PHONE: Final = bindparam("phone", type_=BigInteger)
_PAST: Final = select(
    exists().where(questions.c.sender_id == _PHONE, questions.c.closed_at.is_(None)),
    exists().where(tickets.c.sender_id == _PHONE),
    exists().where(
        outbox.c.sender_id == _PHONE,
        outbox.c.message_id.is_not(None),
        outbox.c.created_at >= bindparam("since", type_=outbox.c.created_at.type),
    ),
)


@dataclass(slots=True)
class PhonePast:
    """What there may be of a phone; False: there is surely none. Whoever adds one says so here."""

    asked: bool = True  # questions without an answer
    reported: bool = True  # tickets
    answered: bool = True  # answers of late


def of_phone(session: Session, sender_id: int, since: datetime) -> PhonePast:
    """What there is of a locked phone; of its answers, those *since* then."""
    return PhonePast(*session.execute(_PAST, {"phone": sender_id, "since": since}).one())
