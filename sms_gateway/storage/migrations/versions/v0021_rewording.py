"""Texts that were changed in the console, and files that are made in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables only: old code goes on beside them."""
    for create in (_rewordings, _versions, _exports, _export_parts):
        create()


def downgrade() -> None:
    """The texts of the files alone are in force again."""
    for table in ("export_parts", "exports", "wording_versions", "rewordings"):
        op.drop_table(table)


def _closed(table: str, column: str, name: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, autoincrement=True, nullable=False)


def _rewordings() -> None:
    table = "rewordings"
    op.create_table(
        table,
        _id(),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("sentence", sa.String(length=64), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="proposed", nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _closed(table, "state", "closed_list", "proposed", "approved", "rejected", "withdrawn"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewordings")),
    )
    op.create_index("ix_rewordings_state", table, ["state", "id"], unique=False)
    op.create_index("ix_rewordings_sentence", table, ["sentence", "id"], unique=False)


def _versions() -> None:
    table = "wording_versions"
    op.create_table(
        table,
        _id(),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("because", sa.String(length=16), nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _closed(table, "because", "known_reason", "approved", "rollback"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_versions")),
    )
    op.create_index("ix_wording_versions_language", table, ["language", "id"], unique=False)


def _exports() -> None:
    table = "exports"
    states = ("waiting", "running", "ready", "failed", "cancelled", "expired")
    op.create_table(
        table,
        _id(),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("asked", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("place", sa.String(length=128), server_default="", nullable=False),
        *(_number(name) for name in ("parts", "written", "percent")),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        _closed(table, "kind", "known_kind", "tickets", "dashboard"),
        _closed(table, "state", "closed_list", *states),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_exports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("uuid", name=op.f("uq_exports_uuid")),
    )
    op.create_index("ix_exports_account", table, ["account_id", "id"], unique=False)
    op.create_index("ix_exports_state", table, ["state", "id"], unique=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def _export_parts() -> None:
    table = "export_parts"
    op.create_table(
        table,
        _id(),
        sa.Column("export_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_parts_export_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_parts")),
        sa.UniqueConstraint("export_id", "place", name=op.f("uq_export_parts_export_id_place")),
    )
