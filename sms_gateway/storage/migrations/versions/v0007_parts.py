"""Parts of a long SMS wait for each other; a message knows what it was made without."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.errors import GatewayError
from sms_gateway.storage.migrations.steps import Columns, Index

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
TABLE = "inbound_parts"
PARTS = Columns(
    TABLE,
    lambda: (
        sa.Column("receiver", sa.String(length=32), nullable=True),
        sa.Column("long_uuid", sa.String(length=36), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("charset", sa.String(length=32), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
    ),
)
LONG = Index("ix_inbound_parts_long", TABLE, ("sender_id", "long_uuid"), where="long_uuid IS NOT NULL")
WAITING = Index("ix_inbound_parts_waiting", TABLE, ("due_at",), where="message_id IS NULL")
AHEAD = (PARTS, LONG, WAITING)
PART_COLUMNS = ("receiver", "long_uuid", "body_digest", "charset", "due_at")
MESSAGE_COLUMNS = ("parts_arrived", "parts_total", "late")


def upgrade() -> None:
    """Columns that may be empty or have a default: old code goes on beside it."""
    PARTS.add(op)
    op.add_column("messages", sa.Column("parts_arrived", sa.SmallInteger(), nullable=True))
    op.add_column("messages", sa.Column("parts_total", sa.SmallInteger(), nullable=True))
    op.add_column(
        "messages", sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    LONG.create(op)
    WAITING.create(op)


def downgrade() -> None:
    """Refused while parts wait: older code cannot join them. How whole a message arrived is forgotten."""
    waiting = op.get_bind().execute(sa.text(f"SELECT count(*) FROM {TABLE} WHERE message_id IS NULL"))  # noqa: S608
    if count := waiting.scalar():
        raise GatewayError(
            f"{count} parts of long SMS wait for others, and older code would never look at them.",
            "Stop the web part, leave the schedule for `limits.incomplete_parts_seconds`, then try again.",
        )
    op.drop_index("ix_inbound_parts_waiting", table_name="inbound_parts")
    op.drop_index("ix_inbound_parts_long", table_name="inbound_parts")
    for name in MESSAGE_COLUMNS:
        op.drop_column("messages", name)
    for name in PART_COLUMNS:
        op.drop_column("inbound_parts", name)
