"""Whether the time of a row has come, at a moment handed in; of a lease, by the database's own clock."""

from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.clock_jumps import SET_BACK
from sms_gateway.storage.dialect import db_epoch

_FARTHEST = 3600.0  # seconds, more than the longest lease


def is_due(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`clock_jumps.is_due` for rows: whether *at* has come, asked with `moments`."""
    return or_(at <= bindparam("now", type_=at.type), written_ahead(at))


def written_ahead(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether *at* is further ahead than anything waits, asked with `moments`: a clock was ahead."""
    return at > bindparam("beyond", type_=at.type)


def moments(now: datetime) -> dict[str, datetime]:
    """What `is_due` and `written_ahead` are asked with."""
    return {"now": now, "beyond": now + SET_BACK}


def lease_over(until: ColumnElement[float]) -> ColumnElement[bool]:
    """Whether a lease has ended. One further ahead than any is was given by a clock set back since."""
    return or_(until < db_epoch(), until > db_epoch() + _FARTHEST)
