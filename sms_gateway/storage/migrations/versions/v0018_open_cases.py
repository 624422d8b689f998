"""Index of what is open at each agency."""

from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0018"
down_revision = "0017"

OPEN = Index("ix_cases_open", "cases", ("agency", "due_at"), where="closed_at IS NULL")
AHEAD = (OPEN,)


def upgrade() -> None:
    """Nothing but an index: older versions run on."""
    OPEN.create(op)


def downgrade() -> None:
    """The list of agencies is slower."""
    op.drop_index("ix_cases_open", "cases")
