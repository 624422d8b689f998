"""What stands in the way of sending: most of the time nothing does, and one question says so."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sms_gateway.storage.holds import HELD, RETURNED
from sms_gateway.storage.outbox_claims import DEAD
from sms_gateway.storage.schema import carrier_health, instance

_LINE: Final = select(
    exists().where(DEAD),
    exists().where(instance.c.name.in_((HELD, RETURNED))),
    exists().where(carrier_health.c.carrier.is_not(None)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """False: it surely is not so."""

    dead: bool  # a worker died between claim and result
    held: bool  # sending is held, or the database came back
    ill: bool  # there was something against a carrier


def state(session: Session) -> Line:
    """How the line is now."""
    return Line(*session.execute(_LINE).one())
