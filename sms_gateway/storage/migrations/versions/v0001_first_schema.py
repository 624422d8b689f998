"""The first schema: senders, messages, cases, tickets, timeline, outbox, receipts, review."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.dialect import append_only

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNFINISHED = sa.text("state IN ('new', 'retry')")
UNSENT = sa.text("state IN ('queued', 'sending', 'retry', 'unknown')")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Tables in the order their references need; then the timeline is made append-only by the database."""
    for create in CREATE:
        create()
    for statement in append_only("events", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Back to an empty database."""
    for table in DROP:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION events_append_only()")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("problem", sa.String(length=32), server_default="", nullable=False),
        sa.Column("region", sa.String(length=16), nullable=True),
        sa.Column("report_type", sa.String(length=16), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="unverified", nullable=False),
        sa.Column("route_rule", sa.String(length=64), nullable=False),
        sa.Column("route_confidence", sa.Float(), nullable=False),
        sa.Column("route_reason", sa.JSON(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('unverified', 'asking', 'routed', 'working', 'answered', "
            "'done', 'delayed', 'archived', 'cancelled')",
            name=op.f("ck_cases_closed_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_block", "cases", ["region", "topic", "opened_at"], unique=False)
    op.create_index("ix_cases_due", "cases", ["state", "due_at"], unique=False)


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("position", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_heartbeats")),
    )


def _instance() -> None:
    op.create_table(
        "instance",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=512), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_instance")),
    )


def _senders() -> None:
    op.create_table(
        "senders",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("blind_index", sa.String(length=64), nullable=True),
        sa.Column("msisdn_enc", sa.LargeBinary(), nullable=True),
        sa.Column("data_key_enc", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), server_default="citizen", nullable=False),
        sa.Column("replyable", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senders")),
        sa.UniqueConstraint("blind_index", name=op.f("uq_senders_blind_index")),
        sa.UniqueConstraint("uuid", name=op.f("uq_senders_uuid")),
    )


def _signature_failures() -> None:
    op.create_table(
        "signature_failures",
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "minute", name=op.f("pk_signature_failures")),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("receiver", sa.String(length=32), nullable=False),
        sa.Column("body_raw", sa.LargeBinary(), nullable=True),
        sa.Column("body_masked", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("media_count", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("opt_out", sa.String(length=16), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="new", nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("knowledge_version", sa.String(length=64), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('new', 'retry', 'ticket', 'repeat', 'attached', 'command', 'review', 'ignored')",
            name=op.f("ck_messages_closed_list"),
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_messages_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("uuid", name=op.f("uq_messages_uuid")),
    )
    op.create_index(
        "ix_messages_claim",
        "messages",
        ["priority", "id"],
        unique=False,
        postgresql_where=UNFINISHED,
        sqlite_where=UNFINISHED,
    )
    op.create_index("ix_messages_digest", "messages", ["sender_id", "text_digest"], unique=False)
    op.create_index(
        "ix_messages_line",
        "messages",
        ["sender_id", "id"],
        unique=False,
        postgresql_where=UNFINISHED,
        sqlite_where=UNFINISHED,
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ticket_ids", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_questions_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(
        "uq_questions_one_open",
        "questions",
        ["sender_id"],
        unique=True,
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def _inbound_parts() -> None:
    op.create_table(
        "inbound_parts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("carrier_ref", sa.String(length=128), nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("concat_ref", sa.Integer(), nullable=True),
        sa.Column("part_number", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("part_total", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_inbound_parts_message_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_inbound_parts_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_parts")),
        sa.UniqueConstraint("carrier", "carrier_ref", name=op.f("uq_inbound_parts_carrier_carrier_ref")),
    )
    op.create_index(op.f("ix_inbound_parts_message_id"), "inbound_parts", ["message_id"], unique=False)


def _review_items() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_review_items_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint("message_id", name=op.f("uq_review_items_message_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_review_items_reference")),
    )
    op.create_index("ix_review_items_queue", "review_items", ["closed_at", "priority", "id"], unique=False)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("sender_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("source", sa.String(length=16), server_default="sms", nullable=False),
        sa.Column("external_ref", sa.String(length=64), nullable=True),
        sa.Column("anonymous", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tickets_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_tickets_message_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_tickets_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("message_id", name=op.f("uq_tickets_message_id")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
        sa.UniqueConstraint("source", "external_ref", name=op.f("uq_tickets_source_external_ref")),
    )
    op.create_index(op.f("ix_tickets_case_id"), "tickets", ["case_id"], unique=False)
    op.create_index(op.f("ix_tickets_sender_id"), "tickets", ["sender_id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_events_message_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_events_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_case_id"), "events", ["case_id"], unique=False)
    op.create_index(op.f("ix_events_ticket_id"), "events", ["ticket_id"], unique=False)


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("from_case_id", ID, nullable=False),
        sa.Column("to_case_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["from_case_id"], ["cases.id"], name=op.f("fk_merges_from_case_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_merges_ticket_id")),
        sa.ForeignKeyConstraint(["to_case_id"], ["cases.id"], name=op.f("fk_merges_to_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_ticket_id"), "merges", ["ticket_id"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("segments", sa.SmallInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="queued", nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("looks", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_found_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("first_tried_at", MOMENT, nullable=True),
        sa.Column("carrier_ref", sa.String(length=128), nullable=True),
        sa.Column("receipt", sa.String(length=16), server_default="unknown", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "receipt IN ('unknown', 'queued', 'sent', 'delivered', 'failed')",
            name=op.f("ck_outbox_receipt_list"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'retry', 'unknown', 'held', 'accepted', "
            "'delivered', 'refused', 'expired')",
            name=op.f("ck_outbox_closed_list"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_outbox_sender_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_outbox_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("once", name=op.f("uq_outbox_once")),
        sa.UniqueConstraint("uuid", name=op.f("uq_outbox_uuid")),
    )
    op.create_index("ix_outbox_carrier_ref", "outbox", ["carrier", "carrier_ref"], unique=False)
    op.create_index(
        "ix_outbox_claim",
        "outbox",
        ["priority", "id"],
        unique=False,
        postgresql_where=UNSENT,
        sqlite_where=UNSENT,
    )
    op.create_index("ix_outbox_line", "outbox", ["sender_id", "id"], unique=False)
    op.create_index(op.f("ix_outbox_ticket_id"), "outbox", ["ticket_id"], unique=False)


def _delivery_receipts() -> None:
    op.create_table(
        "delivery_receipts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("carrier_ref", sa.String(length=128), nullable=False),
        sa.Column("raw_state", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error_code", sa.String(length=16), nullable=True),
        sa.Column("outbox_id", ID, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_delivery_receipts_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_receipts")),
        sa.UniqueConstraint(
            "carrier",
            "carrier_ref",
            "raw_state",
            name=op.f("uq_delivery_receipts_carrier_carrier_ref_raw_state"),
        ),
    )
    op.create_index(op.f("ix_delivery_receipts_outbox_id"), "delivery_receipts", ["outbox_id"], unique=False)


CREATE = (
    _cases,
    _cursors,
    _heartbeats,
    _instance,
    _senders,
    _signature_failures,
    _messages,
    _questions,
    _inbound_parts,
    _review_items,
    _tickets,
    _events,
    _merges,
    _outbox,
    _delivery_receipts,
)
DROP = (
    "delivery_receipts",
    "outbox",
    "merges",
    "events",
    "tickets",
    "review_items",
    "inbound_parts",
    "questions",
    "messages",
    "signature_failures",
    "senders",
    "instance",
    "heartbeats",
    "cursors",
    "cases",
)
