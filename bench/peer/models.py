"""The peer's tables and its database: pooled connections, a COMMIT that is on the disk."""

import os
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, ForeignKey, Index, LargeBinary, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker

URL = "PEER_DATABASE"
Database = sessionmaker(expire_on_commit=False)


class Base(DeclarativeBase):
    """Every table has a number of its own and knows when a row came."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


class Phone(Base):
    """Who texts us: found by a keyed hash, the number itself sealed."""

    __tablename__ = "phones"
    blind_index: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[bytes] = mapped_column(LargeBinary)


class Message(Base):
    """One SMS; the carrier's id makes it unique."""

    __tablename__ = "messages"
    carrier_ref: Mapped[str] = mapped_column(String(128), unique=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    masked: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="new", index=True)
    phone: Mapped[Phone] = relationship()


class Case(Base):
    """What tickets are about: where it is, what it is, who answers for it."""

    __tablename__ = "cases"
    __table_args__ = (Index("alike", "topic", "region", "created_at"),)
    topic: Mapped[str | None] = mapped_column(String(32))
    region: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="open")


class Ticket(Base):
    """The number a reporter is told."""

    __tablename__ = "tickets"
    number: Mapped[str] = mapped_column(String(8), unique=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    message: Mapped[Message] = relationship()
    case: Mapped[Case] = relationship()


class Event(Base):
    """The timeline of a ticket."""

    __tablename__ = "events"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    ticket: Mapped[Ticket] = relationship()


class Reply(Base):
    """What a phone is sent."""

    __tablename__ = "replies"
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id"), index=True)
    body: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    phone: Mapped[Phone] = relationship()


def open_database(pool_size: int) -> Engine:
    """Bind `Database` to the address in the environment; no connection is opened yet."""
    url = os.environ[URL]
    engine = create_engine(url, pool_size=pool_size)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    Database.configure(bind=engine)
    return engine


def _durable(connection: Any, _: object) -> None:
    """A deferred BEGIN that later writes fails under load; this one waits its turn."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
