"""Whose turn it is: a lease by the database's own clock, so that hosts need not agree on the time."""

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from sms_gateway.storage.dialect import db_epoch, insert_new
from sms_gateway.storage.schema import turns

NOBODY = ""


def take(session: Session, name: str, holder: str, seconds: float) -> bool:
    """Take or keep the turn *name* for *seconds*; False while somebody else has it."""
    insert_new(session, turns, [{"name": name, "holder": NOBODY, "until": 0.0}], "name")
    set_back = turns.c.until > db_epoch() + 2 * seconds  # given by a clock that was set right since
    free = or_(turns.c.holder == holder, turns.c.until < db_epoch(), set_back)
    taken = (
        update(turns)
        .where(turns.c.name == name, free)
        .values(holder=holder, until=db_epoch() + seconds)
        .returning(turns.c.name)
    )
    return session.execute(taken).one_or_none() is not None
