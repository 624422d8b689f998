"""Indexes of the pages that list the audit chain by who, what and when, and SMS by their state."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_SEEN = sa.text("state IN ('held', 'unknown', 'retry', 'refused')")


def upgrade() -> None:
    """Nothing but indexes: older versions run on."""
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_actor", "audit", ["actor", "seq"])
    op.create_index("ix_audit_action", "audit", ["action", "seq"])
    op.create_index(
        "ix_outbox_seen",
        "outbox",
        ["state", "state_since", "id"],
        postgresql_where=_SEEN,
        sqlite_where=_SEEN,
    )


def downgrade() -> None:
    """The lists are slower."""
    op.drop_index("ix_outbox_seen", "outbox")
    for name in ("ix_audit_action", "ix_audit_actor", "ix_audit_at"):
        op.drop_index(name, "audit")
