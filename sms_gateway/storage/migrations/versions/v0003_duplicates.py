"""Prints and their keys, links between what may be the same, and the cases that rest after a merge."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Reports from before have no print: they are found by nobody, and merged with nothing."""
    _prints()
    _print_keys()
    _links()
    _resting_cases()


def downgrade() -> None:
    """Merges stay as they are; what rests gets no clock back."""
    op.drop_table("resting_cases")
    op.drop_table("links")
    op.drop_table("print_keys")
    op.drop_table("prints")


def _prints() -> None:
    op.create_table(
        "prints",
        sa.Column("ticket_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mergeable", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_prints_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_prints")),
    )


def _print_keys() -> None:
    op.create_table(
        "print_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ticket_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["prints.ticket_id"], name=op.f("fk_print_keys_ticket_id")),
        sa.PrimaryKeyConstraint("key", "at", "ticket_id", name=op.f("pk_print_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_print_keys_ticket", "print_keys", ["ticket_id"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_links_ticket_id")),
        sa.ForeignKeyConstraint(["other_id"], ["tickets.id"], name=op.f("fk_links_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("ticket_id", "other_id", name=op.f("uq_links_ticket_id_other_id")),
    )
    op.create_index(op.f("ix_links_other_id"), "links", ["other_id"])


def _resting_cases() -> None:
    op.create_table(
        "resting_cases",
        sa.Column("case_id", ID, autoincrement=False, nullable=False),
        sa.Column("into_case_id", ID, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_resting_cases_case_id")),
        sa.ForeignKeyConstraint(["into_case_id"], ["cases.id"], name=op.f("fk_resting_cases_into_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_resting_cases")),
    )
