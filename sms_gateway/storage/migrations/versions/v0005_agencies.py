"""Deviations of the agency directory, and every change of it, which nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.dialect import append_only

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Without a row every agency is as its template says."""
    op.create_table(
        "agencies",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("long", sa.String(length=64), nullable=True),
        sa.Column("short", sa.String(length=64), nullable=True),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("acting", sa.Boolean(), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "agency_changes",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_changes")),
    )
    op.create_index("ix_agency_changes_code", "agency_changes", ["code", "id"])
    for statement in append_only("agency_changes", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Every agency is as its template says again."""
    op.drop_table("agency_changes")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION agency_changes_append_only()")
    op.drop_table("agencies")
