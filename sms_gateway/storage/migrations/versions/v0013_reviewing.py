"""Who works on a review item, what was decided and corrected, and what undoing puts back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
_NEW = ("outcome", "claimed_by", "lease_until")


def upgrade() -> None:
    """New tables, and columns that old code leaves empty."""
    op.add_column("review_items", sa.Column("outcome", sa.String(length=16), nullable=True))
    op.add_column("review_items", sa.Column("claimed_by", ID, nullable=True))
    op.add_column("review_items", sa.Column("lease_until", sa.Float(), nullable=True))
    _decisions()
    _corrections()


def downgrade() -> None:
    """What was decided stays decided; who corrected what is lost."""
    op.drop_table("corrections")
    op.drop_table("review_decisions")
    for column in _NEW:
        op.drop_column("review_items", column)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _decisions() -> None:
    table = "review_decisions"
    op.create_table(
        table,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("review_id", ID, nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("parse", sa.JSON(), nullable=False),
        sa.Column("restore", sa.JSON(), nullable=False),
        sa.Column("told", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undo_until", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        _to(table, "review_id", "review_items"),
        _to(table, "account_id", "accounts"),
        _to(table, "ticket_id", "tickets"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("review_id", "batch"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _corrections() -> None:
    table = "corrections"
    op.create_table(
        table,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("review_id", ID, nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("knowledge_version", sa.String(length=64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        _to(table, "message_id", "messages"),
        _to(table, "review_id", "review_items"),
        _to(table, "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("message_id", "review_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
