"""Which account was shown which ticket or message: to say after a theft whose data was seen."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from sms_gateway.storage.schema.base import BigId, Moment, id_column, metadata

views = Table(
    "views",
    metadata,
    id_column(),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), nullable=False),
    Column("page", String(32), nullable=False),  # the name of the page: "ticket", "merge"
    Column("at", Moment, nullable=False),
    Index("ix_views_account", "account_id", "at"),
    Index("ix_views_ticket", "ticket_id", "at"),
    Index("ix_views_at", "at"),
)

message_views = Table(  # of the review queue: what no rule could read has no ticket yet
    "message_views",
    metadata,
    id_column(),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("message_id", BigId, ForeignKey("messages.id"), nullable=False),
    Column("page", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_message_views_account", "account_id", "at"),
    Index("ix_message_views_message", "message_id", "at"),
    Index("ix_message_views_at", "at"),
)
