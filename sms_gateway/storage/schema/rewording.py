"""Texts the console changed: who proposed and decided what, and the versions that came of it."""

from sqlalchemy import JSON, Column, Index, String, Table

from sms_gateway.domain.rewording import MadeBy, RewordingState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

rewordings = Table(
    "rewordings",
    metadata,
    id_column(),
    Column("language", String(3), nullable=False),
    Column("sentence", String(64), nullable=False),
    Column("texts", JSON, nullable=False),  # the longest first; empty: those of the files again
    state_column(RewordingState.PROPOSED),
    Column("proposed_by", String(64), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
    closed("state", RewordingState),
    Index("ix_rewordings_state", "state", "id"),
    Index("ix_rewordings_sentence", "sentence", "id"),
)

wording_versions = Table(  # append-only; the highest id of a language is in force
    "wording_versions",
    metadata,
    id_column(),
    Column("language", String(3), nullable=False),
    Column("sentences", JSON, nullable=False),  # whole, so that an old version can come back at once
    Column("because", String(16), nullable=False),
    Column("subject", BigId, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    closed("because", MadeBy, "known_reason"),
    Index("ix_wording_versions_language", "language", "id"),
)
