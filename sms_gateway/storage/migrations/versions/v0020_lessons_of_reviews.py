"""What reviews teach, review items about tickets that are there, and words added to a ticket."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0020"
down_revision = "0019"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# As `storage/search.py` asks: only the very same expression is found by the index.
WORDS = "to_tsvector('simple', translate(body_masked, './-_@:', '      '))"
SPOKEN = Index(
    "ix_events_spoken",
    "events",
    ("message_id", "ticket_id"),
    where="kind IN ('added', 'placed', 'disputed', 'reopened')",
)
ADDED = Index(
    "ix_messages_added_words",
    "messages",
    (sa.text(f"({WORDS})"),),
    where="state IN ('attached', 'review')",
    options={"postgresql_using": "gin", "postgresql_with": {"fastupdate": "off"}},
)
AHEAD = (SPOKEN, ADDED)
TO_LEARN = sa.text("learnt_at IS NULL AND undone_at IS NULL")


def upgrade() -> None:
    """Columns that old code leaves empty, and indexes; what was added before is found at once.

    What was corrected before becomes examples and proposals with the first round of the schedule.
    """
    op.add_column("review_items", sa.Column("ticket_id", ID, nullable=True))
    op.create_index(op.f("ix_review_items_ticket_id"), "review_items", ["ticket_id"])
    op.add_column("lessons", sa.Column("kind", sa.String(length=32), nullable=True))
    op.add_column("lessons", sa.Column("review_id", ID, nullable=True))
    op.add_column("lessons", sa.Column("undone_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_lessons_review_id"), "lessons", ["review_id"])
    op.add_column("corrections", sa.Column("learnt_at", MOMENT, nullable=True))
    op.create_index(
        "ix_corrections_unlearnt", "corrections", ["id"], postgresql_where=TO_LEARN, sqlite_where=TO_LEARN
    )
    SPOKEN.create(op)
    if op.get_bind().dialect.name == "postgresql":
        ADDED.create(op)


def downgrade() -> None:
    """What was added to a ticket is not searched any more; which correction an example was is forgotten."""
    op.drop_index("ix_corrections_unlearnt", "corrections")
    op.drop_column("corrections", "learnt_at")
    op.drop_index(op.f("ix_lessons_review_id"), "lessons")
    for column in ("undone_at", "review_id", "kind"):
        op.drop_column("lessons", column)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_messages_added_words")
    op.drop_index("ix_events_spoken", "events")
    op.execute(
        "UPDATE review_items SET closed_at = opened_at WHERE ticket_id IS NOT NULL AND closed_at IS NULL"
    )
    op.drop_index(op.f("ix_review_items_ticket_id"), "review_items")
    op.drop_column("review_items", "ticket_id")
