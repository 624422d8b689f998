"""Files somebody asked for: what, for whom and how far, and their lines, sealed, until they expire."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from sms_gateway.domain.exporting import ExportKind, ExportState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

exports = Table(
    "exports",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),  # what is sealed opens in this row only
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("agency", String(64)),  # whose cases the account saw when it asked; NULL: everybody's
    Column("asked", LargeBinary),  # the filter, sealed: its words may name somebody; NULL once it is over
    state_column(ExportState.WAITING),
    Column("place", String(128), nullable=False, server_default=""),  # where the next part begins
    Column("parts", Integer, nullable=False, server_default="0"),
    Column("written", Integer, nullable=False, server_default="0"),  # lines
    Column("percent", Integer, nullable=False, server_default="0"),
    Column("why", String(32)),  # it failed, or is not whole
    Column("asked_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("expires_at", Moment, nullable=False),
    closed("kind", ExportKind, "known_kind"),
    closed("state", ExportState),
    Index("ix_exports_account", "account_id", "id"),
    Index("ix_exports_state", "state", "id"),
)

export_parts = Table(
    "export_parts",
    metadata,
    id_column(),
    Column("export_id", BigId, ForeignKey("exports.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("export_id", "place"),
)
