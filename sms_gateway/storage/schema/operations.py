"""What the gateway knows of itself: its identity, who is alive, where it read last, refused signatures."""

from sqlalchemy import Column, Integer, String, Table

from sms_gateway.storage.schema.base import Moment, metadata

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
