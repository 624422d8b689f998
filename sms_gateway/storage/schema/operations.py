"""What the gateway knows of itself: its identity, who is alive, whose turn it is, how much may leave."""

from sqlalchemy import BigInteger, Column, Float, Integer, String, Table

from sms_gateway.domain.carrier_health import Mode
from sms_gateway.storage.schema.base import Moment, closed, metadata, state_column

instance = Table(
    "instance",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(512), nullable=False),
    Column("at", Moment, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("part", String(64), primary_key=True),  # "inbox@host:pid"
    Column("beat_at", Moment, nullable=False),
    Column("field_keys", String(256)),  # fingerprints of those it holds, the one that seals first
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("position", Moment, nullable=False),
)

signature_failures = Table(
    "signature_failures",
    metadata,
    Column("carrier", String(32), primary_key=True),
    Column("minute", Moment, primary_key=True),
    Column("count", Integer, nullable=False),  # counted only: nothing unauthenticated is stored
)

buckets = Table(  # how much may leave by each carrier that has a limit
    "buckets",
    metadata,
    Column("carrier", String(32), primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("at", Moment, nullable=False),
)

carrier_health = Table(  # what all workers know of each carrier; without a row it is in health
    "carrier_health",
    metadata,
    Column("carrier", String(32), primary_key=True),
    state_column(Mode.CLOSED, "mode"),
    Column("since", Moment),
    Column("in_a_row", Integer, nullable=False),
    Column("counted_from", Moment),
    Column("counted", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("pause", Float, nullable=False),  # seconds
    Column("until", Moment),
    Column("passed", Integer, nullable=False),
    closed("mode", Mode, "mode_list"),
)

turns = Table(  # who may do what only one may do at a time: the schedule's rounds
    "turns",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Float, nullable=False),  # database clock, seconds since 1970
)

counted = Table(  # of rows that will hardly change any more, a block of ids at a time
    "counted",
    metadata,
    Column("what", String(16), primary_key=True),  # the table
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "part", String(16), primary_key=True
    ),  # a state that is an end, or a promise and how often it is broken
    Column("count", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
)
