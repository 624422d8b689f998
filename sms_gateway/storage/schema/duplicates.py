"""What reports are compared by, what may be the same, and the cases that rest because they were merged."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from sms_gateway.storage.schema.base import BigId, Moment, id_column, metadata

prints = Table(
    "prints",
    metadata,
    Column("ticket_id", BigId, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("mergeable", Boolean, nullable=False),  # false: only ever linked, for the national desk
    Column("urgency", String(16), nullable=False),
    Column("features", Text, nullable=False),  # plain words, no name or number of a person
)

print_keys = Table(
    "print_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # keyed digest of a block key
    Column("at", Moment, primary_key=True),
    Column("ticket_id", BigId, ForeignKey("prints.ticket_id"), primary_key=True, autoincrement=False),
    Index("ix_print_keys_ticket", "ticket_id"),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    id_column(),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), nullable=False),
    Column("other_id", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decision", String(16)),  # merged, apart
    UniqueConstraint("ticket_id", "other_id"),
)

resting_cases = Table(  # a case whose reporters went to another one, and its clock for the way back
    "resting_cases",
    metadata,
    Column("case_id", BigId, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("into_case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("due_at", Moment),
    Column("since", Moment, nullable=False),
)
