"""What is known of each carrier; who an SMS was meant for, whether it may have left, when it is pointless."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Columns, Fill

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)
SMS = Columns(
    "outbox",
    lambda: (
        sa.Column("meant", sa.String(length=32), nullable=True),
        sa.Column("may_have_left", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
    ),
)
TRIED = Fill("outbox", "may_have_left = true", where="attempts > 0 AND NOT may_have_left")
AHEAD = (SMS, TRIED)


def upgrade() -> None:
    """Without a row a carrier is in health. What was tried before this may have left, for all we know."""
    op.create_table(
        "carrier_health",
        sa.Column("carrier", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=16), server_default="closed", nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("in_a_row", sa.Integer(), nullable=False),
        sa.Column("counted_from", MOMENT, nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("pause", sa.Float(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('closed', 'open', 'half-open')", name=op.f("ck_carrier_health_mode_list")
        ),
        sa.PrimaryKeyConstraint("carrier", name=op.f("pk_carrier_health")),
    )
    SMS.add(op)
    TRIED.rest(op)


def downgrade() -> None:
    """Every carrier is in health again; an SMS that moved stays with who has it."""
    for name in ("expires_at", "may_have_left", "meant"):
        op.drop_column("outbox", name)
    op.drop_table("carrier_health")
