"""What a conversation and a clock need: waiting questions, statements, disputes, erasures, turns."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Columns, Index, Rewritten

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
QUESTIONS = Columns(
    "questions",
    lambda: (
        sa.Column("options", sa.JSON(), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    ),
)
ONE_OPEN = Rewritten(
    "uq_questions_one_open",
    "questions",
    ("sender_id",),
    where="closed_at IS NULL AND NOT waiting",
    was="closed_at IS NULL",
)
LINE = Index("ix_questions_line", "questions", ("sender_id",), where="closed_at IS NULL")
FIRST_TRIED = Index("ix_outbox_first_tried_at", "outbox", ("first_tried_at",))
AHEAD = (QUESTIONS, ONE_OPEN, LINE, FIRST_TRIED)


def upgrade() -> None:
    """Every new column may be unknown or has a default, so old code goes on beside it."""
    _cases()
    QUESTIONS.add(op)
    ONE_OPEN.replace(op)
    LINE.create(op)
    op.add_column("senders", sa.Column("unanswered_until", MOMENT, nullable=True))
    FIRST_TRIED.create(op)
    _statements()
    _erasures()
    op.create_table(
        "turns",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turns")),
    )


def downgrade() -> None:
    """Waiting questions are closed: before, a phone had one."""
    op.drop_table("turns")
    op.drop_table("erasures")
    op.drop_table("statements")
    op.drop_index("ix_outbox_first_tried_at", table_name="outbox")
    op.drop_column("senders", "unanswered_until")
    op.execute("UPDATE questions SET closed_at = asked_at WHERE waiting AND closed_at IS NULL")
    op.drop_index("ix_questions_line", table_name="questions")
    ONE_OPEN.put_back(op)
    for name in ("waiting", "tries", "code_digest", "options"):
        op.drop_column("questions", name)
    for name in ("disputes", "before_asking", "overdue_told_at", "other_due_at"):
        op.drop_column("cases", name)


def _cases() -> None:
    op.add_column("cases", sa.Column("other_due_at", MOMENT, nullable=True))
    op.add_column("cases", sa.Column("overdue_told_at", MOMENT, nullable=True))
    op.add_column("cases", sa.Column("before_asking", sa.String(length=16), nullable=True))
    op.add_column("cases", sa.Column("disputes", sa.SmallInteger(), server_default="0", nullable=False))


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_statements_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("uuid", name=op.f("uq_statements_uuid")),
    )
    op.create_index(op.f("ix_statements_case_id"), "statements", ["case_id"])


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_erasures_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("reference", name=op.f("uq_erasures_reference")),
        sa.UniqueConstraint("sender_id", name=op.f("uq_erasures_sender_id")),
    )
