"""How much may leave by each carrier that has a limit, for all workers together."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Without a row a bucket is full."""
    op.create_table(
        "buckets",
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("carrier", name=op.f("pk_buckets")),
    )


def downgrade() -> None:
    """Every bucket is full again."""
    op.drop_table("buckets")
