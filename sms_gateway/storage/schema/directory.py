"""What the agency directory has that its templates have not, and every change of it."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table

from sms_gateway.storage.schema.base import Moment, id_column, metadata

agencies = Table(
    "agencies",
    metadata,
    Column("code", String(64), primary_key=True),  # "pupr@33.74"
    Column("long", String(64)),  # NULL here and below: as the template says
    Column("short", String(64)),
    Column("parent", String(64)),
    Column("acting", Boolean),
    Column("owner", String(64)),  # who maintains the entry
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

agency_changes = Table(  # append-only; the highest id is the revision of the directory
    "agency_changes",
    metadata,
    id_column(),
    Column("code", String(64), nullable=False),
    Column("before", JSON(none_as_null=True)),  # the fields of the deviation; NULL: there was none
    Column("after", JSON(none_as_null=True)),
    Column("actor", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_agency_changes_code", "code", "id"),
)
