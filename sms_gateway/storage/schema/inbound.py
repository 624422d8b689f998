"""What came in: senders, the parts a carrier delivered, the messages a person said."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from sms_gateway.domain.messages import MessageState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

senders = Table(
    "senders",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("blind_index", String(64), unique=True),  # NULL once erased
    Column("msisdn_enc", LargeBinary),  # NULL once erased
    Column("data_key_enc", LargeBinary),  # NULL once erased: its texts cannot be opened any more
    Column("kind", String(16), nullable=False),
    Column("role", String(16), nullable=False, server_default="citizen"),
    Column("replyable", Boolean, nullable=False),
    Column("stopped_at", Moment),
    Column("unanswered_until", Moment),  # too many messages: taken and kept, not answered
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
)

messages = Table(
    "messages",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False),
    Column("carrier", String(32), nullable=False),
    Column("receiver", String(32), nullable=False),
    Column("body_raw", LargeBinary),  # sealed under the sender's data key
    Column("body_masked", Text, nullable=False),
    Column("text_digest", String(64), nullable=False),  # keyed; recognises the same text sent again
    Column("media_count", SmallInteger, nullable=False, server_default="0"),
    Column("opt_out", String(16)),
    Column("parts_arrived", SmallInteger),  # of a long SMS that was released without all of its parts
    Column("parts_total", SmallInteger),
    Column("late", Boolean, nullable=False, server_default=false()),  # the rest of such a long SMS
    Column("priority", SmallInteger, nullable=False),
    state_column(MessageState.NEW),
    Column("reason", String(64)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("due_at", Moment),  # business time; only a RETRY waits for it
    Column("lease", String(36)),
    Column("lease_until", Float),  # database clock, seconds since 1970
    Column("knowledge_version", String(64)),
    Column("received_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index("ix_messages_received_at", "received_at"),
    Index("ix_messages_finished_at", "finished_at"),
    Index("ix_messages_digest", "sender_id", "text_digest"),
    closed("state", MessageState),
)

_UNFINISHED = text("state IN ('new', 'retry')")
Index(
    "ix_messages_claim",
    messages.c.priority,
    messages.c.id,
    postgresql_where=_UNFINISHED,
    sqlite_where=_UNFINISHED,
)
Index(
    "ix_messages_line",
    messages.c.sender_id,
    messages.c.id,
    postgresql_where=_UNFINISHED,
    sqlite_where=_UNFINISHED,
)

inbound_parts = Table(
    "inbound_parts",
    metadata,
    id_column(),
    Column("carrier", String(32), nullable=False),
    Column("carrier_ref", String(128), nullable=False),
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False),
    Column("message_id", BigId, ForeignKey("messages.id"), index=True),
    Column("uuid", String(36), nullable=False),
    Column("receiver", String(32)),  # this and the next three: only of a part of a long SMS
    Column("long_uuid", String(36)),  # the same for all parts of one
    Column("body_digest", String(64)),  # keyed; recognises the part sent again; NULL once erased
    Column("charset", String(32)),  # a Python codec
    Column("concat_ref", Integer),
    Column("part_number", SmallInteger, nullable=False, server_default="1"),
    Column("part_total", SmallInteger, nullable=False, server_default="1"),
    Column("body", LargeBinary),  # sealed; only while it waits for the other parts
    Column("due_at", Moment),  # business time; until then it waits for them
    Column("fault", String(64)),  # the form was answered 400, but a sender and a text could be read
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("carrier", "carrier_ref"),  # for ever: this is also the replay guard
)

_OF_A_LONG_SMS = text("long_uuid IS NOT NULL")
Index(
    "ix_inbound_parts_long",
    inbound_parts.c.sender_id,
    inbound_parts.c.long_uuid,
    postgresql_where=_OF_A_LONG_SMS,
    sqlite_where=_OF_A_LONG_SMS,
)
_WAITING = text("message_id IS NULL")
Index("ix_inbound_parts_waiting", inbound_parts.c.due_at, postgresql_where=_WAITING, sqlite_where=_WAITING)
