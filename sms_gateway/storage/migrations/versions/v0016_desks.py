"""Indexes of the pages that list the audit chain by who, what and when, and SMS by their state."""

from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0016"
down_revision = "0015"

AHEAD = (
    Index("ix_audit_at", "audit", ("at",)),
    Index("ix_audit_actor", "audit", ("actor", "seq")),
    Index("ix_audit_action", "audit", ("action", "seq")),
    Index(
        "ix_outbox_seen",
        "outbox",
        ("state", "state_since", "id"),
        where="state IN ('held', 'unknown', 'retry', 'refused')",
    ),
)


def upgrade() -> None:
    """Nothing but indexes: older versions run on."""
    for index in AHEAD:
        index.create(op)


def downgrade() -> None:
    """The lists are slower."""
    for index in reversed(AHEAD):
        op.drop_index(index.name, index.table)
