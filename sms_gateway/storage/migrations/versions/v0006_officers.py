"""Officers, their leave, tasks and orders; the chained record; returns and extensions of a case."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.dialect import append_only

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN_TASK = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """New tables, and columns with a default: old code goes on beside it."""
    op.add_column("cases", sa.Column("returns", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("extended_at", MOMENT, nullable=True))
    for create in (_officers, _leaves, _tasks, _orders, _audit):
        create()
    for statement in append_only("audit", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Without officers every case is the desk's again; the record of what they did goes with them."""
    for table in ("audit_head", "audit", "orders", "tasks", "leaves", "officers"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_append_only()")
    op.execute("UPDATE senders SET role = 'citizen' WHERE role = 'officer'")
    op.drop_column("cases", "extended_at")
    op.drop_column("cases", "returns")


def _closed(table: str, *states: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{state}'" for state in states)
    return sa.CheckConstraint(f"state IN ({listed})", name=op.f(f"ck_{table}_closed_list"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _officers() -> None:
    op.create_table(
        "officers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("admin", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("stand_in_id", ID, nullable=True),
        sa.Column("state", sa.String(length=16), server_default="invited", nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("code_tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("code_until", MOMENT, nullable=True),
        sa.Column("assigned_at", MOMENT, nullable=True),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("state_since", MOMENT, nullable=False),
        _closed("officers", "invited", "active", "on_hold", "disabled"),
        _to("officers", "sender_id", "senders"),
        _to("officers", "stand_in_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("sender_id", name=op.f("uq_officers_sender_id")),
    )
    op.create_index("ix_officers_agency", "officers", ["agency", "state"])


def _leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stand_in_id", ID, nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _to("leaves", "officer_id", "officers"),
        _to("leaves", "stand_in_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index(op.f("ix_leaves_officer_id"), "leaves", ["officer_id"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("heard_event_id", ID, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        _closed("tasks", "open", "ended", "gone", "passed"),
        _to("tasks", "case_id", "cases"),
        _to("tasks", "officer_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"])
    op.create_index("ix_tasks_phone", "tasks", ["officer_id", "number"])
    for name, columns in (("uq_tasks_case", ["case_id"]), ("uq_tasks_number", ["officer_id", "number"])):
        op.create_index(
            name, "tasks", columns, unique=True, postgresql_where=OPEN_TASK, sqlite_where=OPEN_TASK
        )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="asked", nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        _closed("orders", "asked", "confirmed", "done", "refused", "undone", "replaced", "expired", "failed"),
        _to("orders", "officer_id", "officers"),
        _to("orders", "task_id", "tasks"),
        _to("orders", "message_id", "messages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("uuid", name=op.f("uq_orders_uuid")),
    )
    op.create_index(op.f("ix_orders_officer_id"), "orders", ["officer_id"])
    op.create_index(op.f("ix_orders_task_id"), "orders", ["task_id"])
    op.create_index("ix_orders_due", "orders", ["state", "due_at"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": ""}])
