"""Which account was shown which message; what the law keeps; and what finds the rows whose time is over."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.dialect import append_only
from sms_gateway.storage.migrations.steps import Index

revision = "0019"
down_revision = "0018"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AHEAD = (
    Index("ix_views_at", "views", ("at",)),
    Index("ix_messages_kept", "messages", ("received_at",), where="body_raw IS NOT NULL"),
    Index("ix_outbox_kept", "outbox", ("finished_at",), where="body IS NOT NULL"),
    Index("ix_senders_kept", "senders", ("created_at",), where="msisdn_enc IS NOT NULL"),
    Index("ix_reveals_kept", "reveals", ("at",), where="words IS NOT NULL"),
)
_IN_FORCE = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    """New tables and indexes; notes of what was shown can be forgotten once their time is over."""
    dialect = op.get_bind().dialect.name
    _message_views()
    _legal_holds()
    op.add_column("erasures", sa.Column("asked_by", sa.String(length=64), nullable=True))
    op.add_column("erasures", sa.Column("reason", sa.String(length=16), nullable=True))
    for index in AHEAD:
        index.create(op)
    for statement in append_only("message_views", dialect):
        op.execute(statement)
    for table in ("views", "message_views"):
        for statement in _forgettable(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """What was shown of messages is forgotten, and so is what the law keeps."""
    dialect = op.get_bind().dialect.name
    for index in AHEAD:
        op.drop_index(index.name, index.table)
    op.drop_column("erasures", "reason")
    op.drop_column("erasures", "asked_by")
    op.drop_table("legal_holds")
    op.drop_table("message_views")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION message_views_append_only()")
        op.execute("DROP TRIGGER views_append_only ON views")
        op.execute("DROP FUNCTION views_append_only()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER views_no_{verb}")
    for statement in append_only("views", dialect):
        op.execute(statement)


def _message_views() -> None:
    op.create_table(
        "message_views",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_views_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_views_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_views")),
    )
    op.create_index("ix_message_views_account", "message_views", ["account_id", "at"])
    op.create_index("ix_message_views_message", "message_views", ["message_id", "at"])
    op.create_index("ix_message_views_at", "message_views", ["at"])


def _legal_holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("put_by", sa.String(length=64), nullable=False),
        sa.Column("put_at", MOMENT, nullable=False),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_legal_holds_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(
        "uq_legal_holds_in_force",
        "legal_holds",
        ["ticket_id"],
        unique=True,
        postgresql_where=_IN_FORCE,
        sqlite_where=_IN_FORCE,
    )


def _forgettable(table: str, dialect: str) -> list[str]:
    """Rows of *table* go in a transaction that says so, and in no other.

    It says so by a moment under "forget:<table>" in `instance`, which it takes away again: the older goes.
    """
    allowed = f"(SELECT at FROM instance WHERE name = 'forget:{table}')"  # noqa: S608 - two names of ours
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN OLD.at >= coalesce({allowed}, '') "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND OLD.at < {allowed} THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    ]
