"""What people decided about the messages no rule could read, and what they corrected."""

from sqlalchemy import JSON, Column, ForeignKey, Index, SmallInteger, String, Table, Text, text

from sms_gateway.storage.schema.base import BigId, Moment, id_column, metadata

review_decisions = Table(
    "review_decisions",
    metadata,
    id_column(),
    Column("review_id", BigId, ForeignKey("review_items.id"), nullable=False, index=True),
    Column("batch", String(36), nullable=False, index=True),  # those that are undone together
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("ticket_id", BigId, ForeignKey("tickets.id")),  # opened, or attached to
    Column("parse", JSON, nullable=False),  # what the parser had understood: codes and scores only
    Column("restore", JSON, nullable=False),  # what undoing puts back: ids, codes and moments
    Column("told", SmallInteger, nullable=False, server_default="0"),  # SMS that wait for the undo window
    Column("at", Moment, nullable=False),
    Column("undo_until", Moment, nullable=False),
    Column("undone_at", Moment),
)

corrections = Table(
    "corrections",
    metadata,
    id_column(),
    Column("message_id", BigId, ForeignKey("messages.id"), nullable=False, index=True),
    Column("review_id", BigId, ForeignKey("review_items.id"), nullable=False, index=True),
    Column("field", String(16), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("knowledge_version", String(64), nullable=False),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("learnt_at", Moment),  # it became an example
)
_TO_LEARN = text("learnt_at IS NULL AND undone_at IS NULL")
Index("ix_corrections_unlearnt", corrections.c.id, postgresql_where=_TO_LEARN, sqlite_where=_TO_LEARN)
