"""Counts of the rows that will hardly change any more; index of the open cases by age."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0022"
down_revision = "0021"

OPEN = Index("ix_cases_open_since", "cases", ("opened_at", "id"), where="closed_at IS NULL")
AHEAD = (OPEN,)


def upgrade() -> None:
    """A new table that the schedule fills, and an index; older versions go on counting everything."""
    OPEN.create(op)
    op.create_table(
        "counted",
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", "block", "part", name=op.f("pk_counted")),
    )


def downgrade() -> None:
    """Nothing is lost: it is counted again."""
    op.drop_table("counted")
    op.drop_index(OPEN.name, OPEN.table)
