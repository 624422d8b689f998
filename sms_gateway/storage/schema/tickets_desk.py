"""What the desk leaves behind: who looked at which number, and what can still be taken back."""

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    func,
    literal_column,
    text,
)

from sms_gateway.storage.schema.base import BigId, Moment, id_column, metadata
from sms_gateway.storage.schema.cases import cases, events
from sms_gateway.storage.schema.inbound import messages

reveals = Table(
    "reveals",
    metadata,
    id_column(),
    Column("uuid", String(36), nullable=False, unique=True),  # what is sealed opens in this row only
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("sender_id", BigId, ForeignKey("senders.id")),  # NULL: the number that was searched is unknown
    Column("ticket_id", BigId, ForeignKey("tickets.id")),  # NULL: searched by number
    Column("kind", String(16), nullable=False),  # "shown" or "searched"
    Column("reason", String(32), nullable=False),  # a code
    Column("words", LargeBinary),  # sealed under the field keys: they may name somebody
    Column("at", Moment, nullable=False),
    Index("ix_reveals_sender", "sender_id", "at"),
    Index("ix_reveals_account", "account_id", "at"),
)

undos = Table(
    "undos",
    metadata,
    id_column(),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("case_id", BigId, ForeignKey("cases.id"), nullable=False),
    Column("ticket_id", BigId, ForeignKey("tickets.id"), nullable=False),
    Column("move", String(16), nullable=False),
    Column("before", JSON, nullable=False),  # columns of the case, questions and SMS as they were
    Column("after", JSON, nullable=False),  # as the move left them: what changed since is not taken back
    Column("until", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)

# The newest first, along one of these: whose, where it stands, or where it is.
Index("ix_cases_newest", cases.c.opened_at, cases.c.id)
Index("ix_cases_agency", cases.c.agency, cases.c.opened_at, cases.c.id)
Index("ix_cases_state", cases.c.state, cases.c.opened_at, cases.c.id)
province = func.substr(cases.c.region, literal_column("1"), literal_column("2"))
regency = func.substr(cases.c.region, literal_column("1"), literal_column("5"))
Index("ix_cases_province", province, cases.c.opened_at, cases.c.id)
Index("ix_cases_regency", regency, cases.c.opened_at, cases.c.id)
_DESK = text("state = 'unverified'")
Index("ix_cases_triage", cases.c.due_at, cases.c.id, postgresql_where=_DESK, sqlite_where=_DESK)
_OPEN = text("closed_at IS NULL")
Index("ix_cases_open", cases.c.agency, cases.c.due_at, postgresql_where=_OPEN, sqlite_where=_OPEN)
Index("ix_cases_open_since", cases.c.opened_at, cases.c.id, postgresql_where=_OPEN, sqlite_where=_OPEN)
AT_AGENCY: ColumnElement[bool] = literal_column("cases.state IN ('routed', 'working')")
_AT_AGENCY = text("state IN ('routed', 'working')")  # in the order of their clocks
Index("ix_cases_late", cases.c.due_at, cases.c.id, postgresql_where=_AT_AGENCY, sqlite_where=_AT_AGENCY)


# What an SMS says, word by word; signs that PostgreSQL would take for an address or a path part words too.
def words_of(text: ColumnElement[str]) -> ColumnElement[str]:
    """The words of *text* as the index holds them."""
    plain = func.translate(text, literal_column("'./-_@:'"), literal_column("'      '"))
    return func.to_tsvector(literal_column("'simple'"), plain)


# What was said to a ticket that was there; a literal, so that the index is found by the very same words.
SPOKEN: ColumnElement[bool] = literal_column("events.kind IN ('added', 'placed', 'disputed', 'reopened')")
_SPOKEN = text("kind IN ('added', 'placed', 'disputed', 'reopened')")
Index(
    "ix_events_spoken",
    events.c.message_id,
    events.c.ticket_id,
    postgresql_where=_SPOKEN,
    sqlite_where=_SPOKEN,
)

Index(
    "ix_messages_words",
    words_of(messages.c.body_masked),
    postgresql_using="gin",
    postgresql_with={"fastupdate": "off"},
    _table=messages,
)
ADDED: ColumnElement[bool] = literal_column("said.state IN ('attached', 'review')")
_ADDED = text("state IN ('attached', 'review')")
Index(  # of what was added alone: a word of most reports is rare in it
    "ix_messages_added_words",
    words_of(messages.c.body_masked),
    postgresql_using="gin",
    postgresql_with={"fastupdate": "off"},
    postgresql_where=_ADDED,
    _table=messages,
)
