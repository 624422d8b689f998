"""Officers with their leave, their tasks and what they ordered; and the chained record of who did what."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    text,
)

from sms_gateway.domain.officers import OfficerState, OrderState, TaskState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

officers = Table(
    "officers",
    metadata,
    id_column(),
    Column("sender_id", BigId, ForeignKey("senders.id"), nullable=False, unique=True),
    Column("agency", String(64), nullable=False),
    Column("name", String(40), nullable=False),  # as citizens and colleagues read it: "Budi S"
    Column("admin", Boolean, nullable=False, server_default=text("false")),  # gets the recap and the alerts
    Column("stand_in_id", BigId, ForeignKey("officers.id")),
    state_column(OfficerState.INVITED),
    Column("code_digest", String(64)),  # of the enrolment; NULL once it was answered
    Column("code_tries", SmallInteger, nullable=False, server_default="0"),
    Column("code_until", Moment),
    Column("assigned_at", Moment),  # round robin: who waited longest gets the next task
    Column("added_by", String(64), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("verified_at", Moment),
    Column("state_since", Moment, nullable=False),
    Index("ix_officers_agency", "agency", "state"),
    closed("state", OfficerState),
)

leaves = Table(
    "leaves",
    metadata,
    id_column(),
    Column("officer_id", BigId, ForeignKey("officers.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("stand_in_id", BigId, ForeignKey("officers.id")),
    Column("noted_at", Moment, nullable=False),
    Column("ended_at", Moment),  # HADIR, or noted anew
)

tasks = Table(
    "tasks",
    metadata,
    id_column(),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False, index=True),
    Column("officer_id", BigId, ForeignKey("officers.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),  # short, of this phone; used again a week after the end
    state_column(TaskState.OPEN),
    Column("opened_at", Moment, nullable=False),
    Column("told_at", Moment),  # NULL: its officer does not know of it yet
    Column("accepted_at", Moment),
    Column("reminded_at", Moment),  # of this deadline: a changed one sets it back
    Column("escalated_at", Moment),
    Column("heard_event_id", BigId),  # the newest event its officer was told of
    Column("ended_at", Moment),
    Index("ix_tasks_phone", "officer_id", "number"),
    closed("state", TaskState),
)
_OPEN_TASK = text("ended_at IS NULL")
Index("uq_tasks_case", tasks.c.case_id, unique=True, postgresql_where=_OPEN_TASK, sqlite_where=_OPEN_TASK)
Index(
    "uq_tasks_number",
    tasks.c.officer_id,
    tasks.c.number,
    unique=True,
    postgresql_where=_OPEN_TASK,
    sqlite_where=_OPEN_TASK,
)

orders = Table(
    "orders",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("officer_id", BigId, ForeignKey("officers.id"), nullable=False, index=True),
    Column("task_id", BigId, ForeignKey("tasks.id"), index=True),  # NULL: leave
    Column("message_id", BigId, ForeignKey("messages.id")),  # the SMS that ordered it
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary),  # the words, sealed under the field keys; NULL where there are none
    Column("detail", JSON, nullable=False),  # codes and ids: agency, archive code, days, stand-in
    state_column(OrderState.ASKED),
    Column("reason", String(64)),
    Column("code_digest", String(64)),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),  # that failed when it was due
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("due_at", Moment),  # when it is carried out, unless it is taken back before
    Column("ended_at", Moment),
    Index("ix_orders_due", "state", "due_at"),
    closed("state", OrderState),
)

audit = Table(  # append-only and chained: each row's hash covers the one before
    "audit",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),  # 1, 2, 3: a gap is a row taken out
    Column("at", Moment, nullable=False),
    Column("actor", String(64), nullable=False),  # "officer:7", "operator", "clock"
    Column("action", String(32), nullable=False),
    Column("detail", JSON, nullable=False),  # ids, codes and salted digests: never a word or a number
    Column("hash", String(64), nullable=False),
    Index("ix_audit_at", "at"),
    Index("ix_audit_actor", "actor", "seq"),
    Index("ix_audit_action", "action", "seq"),
)

audit_head = Table(  # one row: the end of the chain, locked by whoever adds to it
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigId, nullable=False),
    Column("hash", String(64), nullable=False),
)
