"""The candidates of a routing decision and the version of the rules that made it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Cases from before have none."""
    op.add_column("cases", sa.Column("route_candidates", sa.JSON(), nullable=True))
    op.add_column("cases", sa.Column("rules_version", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """The decision stays, without what else was weighed."""
    op.drop_column("cases", "rules_version")
    op.drop_column("cases", "route_candidates")
