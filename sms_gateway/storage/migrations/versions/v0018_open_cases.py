"""Index of what is open at each agency."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Nothing but an index: older versions run on."""
    op.create_index(
        "ix_cases_open", "cases", ["agency", "due_at"], postgresql_where=_OPEN, sqlite_where=_OPEN
    )


def downgrade() -> None:
    """The list of agencies is slower."""
    op.drop_index("ix_cases_open", "cases")
