"""Indexes of what is late and of limits that were missed, in the order lists show them."""

from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0023"
down_revision = "0022"

LATE = Index("ix_cases_late", "cases", ("due_at", "id"), where="state IN ('routed', 'working')")
MISSED = Index(
    "ix_hourly_missed",
    "hourly",
    ("hour", "agency", "count"),
    where="measure = 'answer' AND part = 'missed'",
)
AHEAD = (LATE, MISSED)


def upgrade() -> None:
    """Nothing but indexes: older versions run on."""
    for index in AHEAD:
        index.create(op)


def downgrade() -> None:
    """The lists are slower."""
    for index in AHEAD:
        op.drop_index(index.name, index.table)
