"""Accounts of the console, their recovery codes, their sign-ins and what was tried in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables only: old code goes on beside them."""
    for create in (_accounts, _recovery_codes, _sessions, _tries):
        create()


def downgrade() -> None:
    """Nobody has an account; the record of what accounts did stays."""
    for table in ("sign_in_tries", "console_sessions", "recovery_codes", "accounts"):
        op.drop_table(table)


def _closed(table: str, column: str, name: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def _to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id"))


def _accounts() -> None:
    roles = ("national_admin", "agency_admin", "reviewer", "auditor")
    op.create_table(
        "accounts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="invited", nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("invite_digest", sa.String(length=64), nullable=True),
        sa.Column("invite_until", MOMENT, nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", ID, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("signed_in_at", MOMENT, nullable=True),
        _closed("accounts", "role", "known_role", *roles),
        _closed("accounts", "state", "closed_list", "invited", "active", "disabled"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("uuid", name=op.f("uq_accounts_uuid")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )


def _recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _to_account("recovery_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index("uq_recovery_codes_digest", "recovery_codes", ["account_id", "digest"], unique=True)


def _sessions() -> None:
    table = "console_sessions"
    op.create_table(
        table,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), server_default="full", nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("setup_secret", sa.LargeBinary(), nullable=True),
        sa.Column("notice", sa.JSON(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        _closed(table, "stage", "known_stage", "code", "set_up", "full"),
        _to_account(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("token_digest", name=op.f(f"uq_{table}_token_digest")),
    )
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])


def _tries() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"])
    op.create_index("ix_sign_in_tries_key", "sign_in_tries", ["key", "at"])
