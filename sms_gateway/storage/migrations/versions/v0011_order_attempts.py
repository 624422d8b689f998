"""An order that failed while it was carried out knows how often it was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """With a default: old code goes on beside it."""
    op.add_column("orders", sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    """What waits is tried from the beginning."""
    op.drop_column("orders", "attempts")
