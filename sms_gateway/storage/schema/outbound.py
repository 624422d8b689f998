"""What goes out: the outbox and the carriers' delivery receipts."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from sms_gateway.domain.messages import OutboxState, ReceiptState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False),  # who receives it
    Column("carrier", String(32), nullable=False),  # who sends it
    Column("meant", String(32)),  # who should have, when another stands in
    Column("may_have_left", Boolean, nullable=False, server_default=false()),  # then it never moves
    Column("kind", String(32), nullable=False),
    Column("once", String(64), nullable=False, unique=True),  # "ack:17": what may be sent only once
    Column("ticket_id", BigId, ForeignKey("tickets.id"), index=True),
    Column("message_id", BigId, ForeignKey("messages.id")),  # the message it answers
    Column("body", LargeBinary),  # sealed under the recipient's data key
    Column("segments", SmallInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    state_column(OutboxState.QUEUED),
    Column("reason", String(64)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("looks", SmallInteger, nullable=False, server_default="0"),
    Column("not_found_at", Moment),  # the first look that found nothing
    Column("due_at", Moment),
    Column("expires_at", Moment),  # from then on it says nothing worth saying
    Column("lease", String(36)),
    Column("lease_until", Float),  # database clock, seconds since 1970
    Column("first_tried_at", Moment),
    Column("carrier_ref", String(128)),
    Column("receipt", String(16), nullable=False, server_default=str(ReceiptState.UNKNOWN)),
    Column("created_at", Moment, nullable=False),
    Column("state_since", Moment, nullable=False),
    Column("finished_at", Moment),
    Index("ix_outbox_carrier_ref", "carrier", "carrier_ref"),
    Index("ix_outbox_first_tried_at", "first_tried_at"),
    closed("state", OutboxState),
    closed("receipt", ReceiptState, "receipt_list"),
)

_OPEN = text("state IN ('queued', 'sending', 'retry', 'unknown')")
Index("ix_outbox_claim", outbox.c.priority, outbox.c.id, postgresql_where=_OPEN, sqlite_where=_OPEN)
# What a person may look at, state by state, those that stand there longest first.
_SEEN = text("state IN ('held', 'unknown', 'retry', 'refused')")
Index(
    "ix_outbox_seen",
    outbox.c.state,
    outbox.c.state_since,
    outbox.c.id,
    postgresql_where=_SEEN,
    sqlite_where=_SEEN,
)
Index("ix_outbox_line", outbox.c.sender_id, outbox.c.id)

delivery_receipts = Table(
    "delivery_receipts",
    metadata,
    id_column(),
    Column("carrier", String(32), nullable=False),
    Column("carrier_ref", String(128), nullable=False),
    Column("raw_state", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("error_code", String(16)),
    Column(
        "outbox_id", BigId, ForeignKey("outbox.id"), index=True
    ),  # NULL: a receipt of an SMS we do not know
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("carrier", "carrier_ref", "raw_state"),
)
