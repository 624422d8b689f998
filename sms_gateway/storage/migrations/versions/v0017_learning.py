"""Examples, rules and versions of what people taught the parser."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables only: old code goes on beside them."""
    for create in (_lessons, _rules, _versions):
        create()


def downgrade() -> None:
    """The packaged lists alone are in force again."""
    for table in ("knowledge_versions", "lexicon_rules", "lessons"):
        op.drop_table(table)


def _closed(table: str, column: str, name: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, autoincrement=True, nullable=False)


def _lessons() -> None:
    op.create_table(
        "lessons",
        _id(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("regency", sa.String(length=13), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )


def _rules() -> None:
    table = "lexicon_rules"
    op.create_table(
        table,
        _id(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="proposed", nullable=False),
        sa.Column("lesson_id", ID, nullable=True),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("trial", sa.JSON(none_as_null=True), nullable=True),
        _closed(table, "kind", "known_kind", "topic", "place", "spelling", "agency"),
        _closed(table, "state", "closed_list", "proposed", "approved", "rejected", "withdrawn"),
        sa.ForeignKeyConstraint(["lesson_id"], ["lessons.id"], name=op.f("fk_lexicon_rules_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_rules")),
    )
    op.create_index("ix_lexicon_rules_state", table, ["state", "id"], unique=False)


def _versions() -> None:
    table = "knowledge_versions"
    op.create_table(
        table,
        _id(),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("because", sa.String(length=16), nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _closed(table, "because", "known_reason", "approved", "withdrawn", "rollback"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_versions")),
    )
