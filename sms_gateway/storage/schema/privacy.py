"""What the law keeps, and what finds the rows whose time is over."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, text

from sms_gateway.storage.schema.base import BigId, Moment, id_column, metadata
from sms_gateway.storage.schema.inbound import messages, senders
from sms_gateway.storage.schema.outbound import outbox
from sms_gateway.storage.schema.tickets_desk import reveals

_IN_FORCE = text("lifted_at IS NULL")
legal_holds = Table(  # nothing of whoever filed such a ticket, or another on its case, is destroyed
    "legal_holds",
    metadata,
    id_column(),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), nullable=False),
    Column("reason", String(16), nullable=False),  # a code
    Column("reference", String(64), nullable=False),  # the number of the order: no words
    Column("put_by", String(64), nullable=False),
    Column("put_at", Moment, nullable=False),
    Column("lifted_by", String(64)),
    Column("lifted_at", Moment),
    Index(
        "uq_legal_holds_in_force",
        "ticket_id",
        unique=True,
        postgresql_where=_IN_FORCE,
        sqlite_where=_IN_FORCE,
    ),
)

_WORDS = text("body_raw IS NOT NULL")
Index("ix_messages_kept", messages.c.received_at, postgresql_where=_WORDS, sqlite_where=_WORDS)
_BODY = text("body IS NOT NULL")
Index("ix_outbox_kept", outbox.c.finished_at, postgresql_where=_BODY, sqlite_where=_BODY)
_NUMBER = text("msisdn_enc IS NOT NULL")
Index("ix_senders_kept", senders.c.created_at, postgresql_where=_NUMBER, sqlite_where=_NUMBER)
_REASON = text("words IS NOT NULL")
Index("ix_reveals_kept", reveals.c.at, postgresql_where=_REASON, sqlite_where=_REASON)
