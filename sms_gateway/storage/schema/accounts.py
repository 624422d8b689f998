"""People who use the console: accounts, their recovery codes, their sign-ins and what was tried in vain."""

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, String, Table

from sms_gateway.domain.accounts import AccountState, Stage
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

accounts = Table(
    "accounts",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),  # what is sealed opens in this row only
    Column("name", String(32), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("agency", String(64)),  # NULL: all of them
    state_column(AccountState.INVITED),
    Column("password_hash", String(255)),  # argon2id, with its parameters and salt
    Column("invite_digest", String(64)),
    Column("invite_until", Moment),
    Column("totp_secret", LargeBinary),  # sealed under the field keys
    Column("totp_step", BigId),  # the newest step a code was taken of: none is taken twice
    Column("language", String(2)),  # NULL: as the browser's cookie says
    Column("added_by", String(64), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("state_since", Moment, nullable=False),
    Column("signed_in_at", Moment),
    closed("role", AccountRole, "known_role"),
    closed("state", AccountState),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    id_column(),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("used_at", Moment),
    Index("uq_recovery_codes_digest", "account_id", "digest", unique=True),
)

console_sessions = Table(
    "console_sessions",
    metadata,
    id_column(),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("token_digest", String(64), nullable=False, unique=True),  # the token is in the browser only
    state_column(Stage.FULL, "stage"),
    Column("client", String(32), nullable=False),  # "Firefox, Linux"
    Column("setup_secret", LargeBinary),  # sealed: of a code that is being set up
    Column("notice", JSON),  # shown once on the next page: a key of the texts and its fields
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    closed("stage", Stage, "known_stage"),
)

sign_in_tries = Table(  # in vain, under a keyed digest of the name or of the address
    "sign_in_tries",
    metadata,
    id_column(),
    Column("key", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("ix_sign_in_tries_key", "key", "at"),
)
