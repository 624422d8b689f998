"""Which account was shown which ticket; and the counts of every hour, with what finds their rows."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.dialect import append_only
from sms_gateway.storage.migrations.steps import Index

revision = "0015"
down_revision = "0014"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AHEAD = tuple(
    Index(f"ix_{table}_{column}", table, (column,))
    for table, column in (
        ("messages", "received_at"),
        ("messages", "finished_at"),
        ("tickets", "created_at"),
        ("merges", "merged_at"),
        ("merges", "undone_at"),
        ("events", "at"),
    )
)


def upgrade() -> None:
    """New tables and indexes only: old code goes on beside them."""
    _views()
    _hourly()
    for index in AHEAD:
        index.create(op)


def downgrade() -> None:
    """What was seen is forgotten; the audit chain stays."""
    for index in AHEAD:
        op.drop_index(index.name, index.table)
    op.drop_table("hourly")
    op.drop_table("views")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION views_append_only()")


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_views_account_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_views_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
    )
    op.create_index("ix_views_account", "views", ["account_id", "at"])
    op.create_index("ix_views_ticket", "views", ["ticket_id", "at"])
    for statement in append_only("views", op.get_bind().dialect.name):
        op.execute(statement)


def _hourly() -> None:
    op.create_table(
        "hourly",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "measure", "hour", "part", name=op.f("pk_hourly")),
    )
    op.create_index("ix_hourly_measure", "hourly", ["measure", "hour"])
