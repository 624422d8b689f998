"""Who looked at a number, what a desk can take back, and indexes to find tickets and words by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# As `storage/search.py` asks: only the very same expression is found by the index.
WORDS = "to_tsvector('simple', translate(body_masked, './-_@:', '      '))"
INDEXES = ("newest", "agency", "state", "province", "regency", "triage")


def upgrade() -> None:
    """The indexes are built while nothing else writes: about ten seconds for a million cases."""
    _reveals()
    _undos()
    op.create_index("ix_cases_newest", "cases", ["opened_at", "id"])
    op.create_index("ix_cases_agency", "cases", ["agency", "opened_at", "id"])
    op.create_index("ix_cases_state", "cases", ["state", "opened_at", "id"])
    op.create_index("ix_cases_province", "cases", [sa.text("substr(region, 1, 2)"), "opened_at", "id"])
    op.create_index("ix_cases_regency", "cases", [sa.text("substr(region, 1, 5)"), "opened_at", "id"])
    desk = sa.text("state = 'unverified'")
    op.create_index("ix_cases_triage", "cases", ["due_at", "id"], postgresql_where=desk, sqlite_where=desk)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE INDEX ix_messages_words ON messages USING gin (({WORDS})) WITH (fastupdate = off)"
        )


def downgrade() -> None:
    """Who looked at a number is forgotten with the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_messages_words")
    for name in INDEXES:
        op.drop_index(f"ix_cases_{name}", "cases")
    op.drop_table("undos")
    op.drop_table("reveals")


def _reveals() -> None:
    op.create_table(
        "reveals",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("sender_id", ID, nullable=True),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reveals_account_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_reveals_sender_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reveals_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveals")),
        sa.UniqueConstraint("uuid", name=op.f("uq_reveals_uuid")),
    )
    op.create_index("ix_reveals_sender", "reveals", ["sender_id", "at"])
    op.create_index("ix_reveals_account", "reveals", ["account_id", "at"])


def _undos() -> None:
    op.create_table(
        "undos",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("move", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_undos_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_undos_case_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_undos_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undos")),
    )
    op.create_index(op.f("ix_undos_until"), "undos", ["until"])
