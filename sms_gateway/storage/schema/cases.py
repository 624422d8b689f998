"""What is handled: cases, the reporters' tickets, merges, timeline, questions, statements, review."""

from sqlalchemy import (
    JSON,
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
    text,
)

from sms_gateway.domain.cases import CaseState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

cases = Table(
    "cases",
    metadata,
    id_column(),
    Column("agency", String(64)),  # NULL: the national desk's triage queue
    Column("topic", String(32)),
    Column("problem", String(32), nullable=False, server_default=""),
    Column("region", String(16)),
    Column("report_type", String(16), nullable=False),
    Column("urgency", String(16), nullable=False),
    state_column(CaseState.UNVERIFIED),
    Column("route_rule", String(64), nullable=False),
    Column("route_confidence", Float, nullable=False),
    Column("route_reason", JSON, nullable=False),  # rule words and codes, never the citizen's sentence
    Column("route_candidates", JSON),  # the three best: rule, agency code, confidence
    Column("rules_version", String(64)),
    Column("opened_at", Moment, nullable=False),
    Column("state_since", Moment, nullable=False),
    Column("due_at", Moment),  # the clock of the state it is in
    Column("other_due_at", Moment),  # the clock of another door it came through as well
    Column("overdue_told_at", Moment),  # the reporters were told that this clock ran out
    Column("before_asking", String(16)),  # the state it goes back to when the citizen has answered
    Column("disputes", SmallInteger, nullable=False, server_default="0"),
    Column("returns", SmallInteger, nullable=False, server_default="0"),  # "not ours", since it was verified
    Column("extended_at", Moment),  # it got more days, which it gets once
    Column("closed_at", Moment),
    Index("ix_cases_due", "state", "due_at"),
    Index("ix_cases_block", "region", "topic", "opened_at"),
    closed("state", CaseState),
)

tickets = Table(
    "tickets",
    metadata,
    id_column(),
    Column("number", String(8), nullable=False, unique=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False, index=True),
    Column("sender_id", BigId, ForeignKey("senders.id"), index=True),  # NULL for other doors
    Column("message_id", BigId, ForeignKey("messages.id"), unique=True),  # one message opens one ticket
    Column("source", String(16), nullable=False, server_default="sms"),
    Column("external_ref", String(64)),
    Column("anonymous", Boolean, nullable=False, server_default=text("false")),
    Column("confidential", Boolean, nullable=False, server_default=text("false")),
    Column("stopped", Boolean, nullable=False, server_default=text("false")),
    Column("rating", SmallInteger),
    Column("created_at", Moment, nullable=False, index=True),
    UniqueConstraint("source", "external_ref"),
)

merges = Table(
    "merges",
    metadata,
    id_column(),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("from_case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("to_case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("merged_at", Moment, nullable=False, index=True),
    Column("undone_at", Moment, index=True),
)

events = Table(
    "events",
    metadata,
    id_column(),
    Column("case_id", BigId, ForeignKey("cases.id"), index=True),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), index=True),
    Column("message_id", BigId, ForeignKey("messages.id")),
    Column("kind", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("detail", JSON, nullable=False),  # ids and codes only: erasure must leave the timeline valid
    Column("at", Moment, nullable=False, index=True),
)

questions = Table(
    "questions",
    metadata,
    id_column(),
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ticket_ids", JSON, nullable=False),
    Column("options", JSON),  # what each digit means: region codes
    Column("code_digest", String(64)),  # keyed digest of the digits that confirm it
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("waiting", Boolean, nullable=False, server_default=text("false")),  # behind a stronger one
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
_OPEN = text("closed_at IS NULL AND NOT waiting")
_UNCLOSED = text("closed_at IS NULL")
Index("ix_questions_line", questions.c.sender_id, postgresql_where=_UNCLOSED, sqlite_where=_UNCLOSED)
Index("uq_questions_one_open", questions.c.sender_id, unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN)

statements = Table(  # what an agency or an admin said on a case: an answer, a question, a reason
    "statements",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed under the field keys
    Column("at", Moment, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    id_column(),
    Column("reference", String(16), nullable=False, unique=True),  # H-8841, without the H
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False, unique=True),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("asked_by", String(64)),  # the account that was asked, by letter perhaps; NULL: an SMS
    Column("reason", String(16)),  # a code; NULL: an SMS
)

review_items = Table(
    "review_items",
    metadata,
    id_column(),
    Column("reference", String(16), nullable=False, unique=True),
    Column("message_id", BigId, ForeignKey("messages.id"), nullable=False, unique=True),
    Column("ticket_id", BigId, index=True),  # it is about this ticket; NULL: its message has no outcome
    Column("reason", String(64), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("outcome", String(16)),  # what a person made of it
    Column("claimed_by", BigId),  # the account that works on it
    Column("lease_until", Float),  # database clock, seconds since 1970
    Index("ix_review_items_queue", "closed_at", "priority", "id"),
)
