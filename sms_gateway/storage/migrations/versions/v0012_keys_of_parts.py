"""Which field keys each running part holds, so that no value is sealed under one a part cannot open."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Parts of the version before say nothing."""
    op.add_column("heartbeats", sa.Column("field_keys", sa.String(length=256), nullable=True))


def downgrade() -> None:
    """Nobody asks any more."""
    op.drop_column("heartbeats", "field_keys")
