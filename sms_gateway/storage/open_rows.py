"""What has not ended, in the very words of the indexes of such rows: SQLite finds them by no others."""

from collections.abc import Iterable

from sqlalchemy import FromClause, bindparam
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.messages import UNFINISHED, OutboxState
from sms_gateway.storage.schema import messages, outbox

# In the order of the indexes.
UNSENT = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.RETRY, OutboxState.UNKNOWN)
_SEEN = (OutboxState.HELD, OutboxState.UNKNOWN, OutboxState.RETRY, OutboxState.REFUSED)


def unfinished(table: FromClause = messages) -> ColumnElement[bool]:
    """A message without an outcome."""
    return _said(table, UNFINISHED)


def unsent(table: FromClause = outbox) -> ColumnElement[bool]:
    """An SMS that may still leave; beside it stands which of them."""
    return _said(table, UNSENT)


def seen(table: FromClause = outbox) -> ColumnElement[bool]:
    """An SMS that a person may look at; beside it stands which of them."""
    return _said(table, _SEEN)


def _said(table: FromClause, states: Iterable[str]) -> ColumnElement[bool]:
    """Written out when it is run: of a value that is bound no index of some rows alone can be known."""
    state = table.c.state
    return state.in_([bindparam(None, str(each), state.type, literal_execute=True) for each in states])
