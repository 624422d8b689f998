"""Who looked at a number, what a desk can take back, and indexes to find tickets and words by."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Index

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# As `storage/search.py` asks: only the very same expression is found by the index.
WORDS = "to_tsvector('simple', translate(body_masked, './-_@:', '      '))"
NEWEST = ("opened_at", "id")
CASES = (
    Index("ix_cases_newest", "cases", NEWEST),
    Index("ix_cases_agency", "cases", ("agency", *NEWEST)),
    Index("ix_cases_state", "cases", ("state", *NEWEST)),
    Index("ix_cases_province", "cases", (sa.text("substr(region, 1, 2)"), *NEWEST)),
    Index("ix_cases_regency", "cases", (sa.text("substr(region, 1, 5)"), *NEWEST)),
    Index("ix_cases_triage", "cases", ("due_at", "id"), where="state = 'unverified'"),
)
FOUND_BY_WORDS = Index(
    "ix_messages_words",
    "messages",
    (sa.text(f"({WORDS})"),),
    options={"postgresql_using": "gin", "postgresql_with": {"fastupdate": "off"}},
)
AHEAD = (*CASES, FOUND_BY_WORDS)


def upgrade() -> None:
    """New tables and indexes: old code goes on beside them."""
    _reveals()
    _undos()
    for index in CASES:
        index.create(op)
    if op.get_bind().dialect.name == "postgresql":
        FOUND_BY_WORDS.create(op)


def downgrade() -> None:
    """Who looked at a number is forgotten with the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_messages_words")
    for index in CASES:
        op.drop_index(index.name, "cases")
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
