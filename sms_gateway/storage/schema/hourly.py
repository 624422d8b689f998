"""What was counted for every hour: made from the other tables, and to be made again at any time."""

from sqlalchemy import BigInteger, Column, Index, String, Table, text

from sms_gateway.storage.schema.base import Moment, metadata

hourly = Table(
    "hourly",
    metadata,
    Column("agency", String(64), primary_key=True),  # "*": all of them; "": the national desk
    Column("measure", String(16), primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("part", String(32), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Index("ix_hourly_measure", "measure", "hour"),
)
_MISSED = text("measure = 'answer' AND part = 'missed'")  # which agencies missed most: from the index alone
Index(
    "ix_hourly_missed",
    hourly.c.hour,
    hourly.c.agency,
    hourly.c.count,
    postgresql_where=_MISSED,
    sqlite_where=_MISSED,
)
