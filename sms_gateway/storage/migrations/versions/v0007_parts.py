"""Parts of a long SMS wait for each other; a message knows what it was made without."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
OF_A_LONG_SMS = sa.text("long_uuid IS NOT NULL")
WAITING = sa.text("message_id IS NULL")
PART_COLUMNS = ("receiver", "long_uuid", "body_digest", "charset", "due_at")
MESSAGE_COLUMNS = ("parts_arrived", "parts_total", "late")


def upgrade() -> None:
    """Columns that may be empty or have a default: old code goes on beside it."""
    for name, length in (("receiver", 32), ("long_uuid", 36), ("body_digest", 64), ("charset", 32)):
        op.add_column("inbound_parts", sa.Column(name, sa.String(length=length), nullable=True))
    op.add_column("inbound_parts", sa.Column("due_at", MOMENT, nullable=True))
    op.add_column("messages", sa.Column("parts_arrived", sa.SmallInteger(), nullable=True))
    op.add_column("messages", sa.Column("parts_total", sa.SmallInteger(), nullable=True))
    op.add_column(
        "messages", sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    _index("ix_inbound_parts_long", ["sender_id", "long_uuid"], OF_A_LONG_SMS)
    _index("ix_inbound_parts_waiting", ["due_at"], WAITING)


def downgrade() -> None:
    """Stop the web part and let the schedule release what waits before: older code cannot join parts."""
    op.drop_index("ix_inbound_parts_waiting", table_name="inbound_parts")
    op.drop_index("ix_inbound_parts_long", table_name="inbound_parts")
    for name in MESSAGE_COLUMNS:
        op.drop_column("messages", name)
    for name in PART_COLUMNS:
        op.drop_column("inbound_parts", name)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "inbound_parts", columns, unique=False, postgresql_where=where, sqlite_where=where)
