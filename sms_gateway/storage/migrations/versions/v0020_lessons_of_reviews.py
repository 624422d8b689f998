"""What reviews teach, review items about tickets that are there, and words added to a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# As `storage/search.py` asks: only the very same expression is found by the index.
SPOKEN = sa.text("kind IN ('added', 'placed', 'disputed', 'reopened')")


def upgrade() -> None:
    """Columns that old code leaves empty, and indexes; what was added before is found at once."""
    op.create_index(
        "ix_events_spoken",
        "events",
        ["message_id", "ticket_id"],
        postgresql_where=SPOKEN,
        sqlite_where=SPOKEN,
    )


def downgrade() -> None:
    """What was added to a ticket is not searched any more."""
    op.drop_index("ix_events_spoken", "events")
