"""A pooled connection is asked whether its server still answers after a rest, or when that said something."""

import math
import select
import time
from functools import partial
from typing import Any, Final

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError

RESTED: Final = 0.2  # seconds; a line that was cut says nothing, so after this one asks in any case
_SINCE: Final = "rests_since"


def ping_after_a_rest(engine: Engine) -> None:
    """Like `pool_pre_ping`, which asks each time and took longer than many a transaction."""
    event.listen(engine, "connect", _rests)
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", partial(_ping, engine.dialect))


def _rests(_: Any, record: Any) -> None:
    record.info[_SINCE] = time.monotonic()


def _ping(dialect: Dialect, raw: Any, record: Any, _: Any) -> None:
    """Another connection is taken when nobody answers on *raw* any more."""
    rested = time.monotonic() - record.info.get(_SINCE, -math.inf)
    try:
        if rested > RESTED or _has_news(raw.pgconn.socket):
            dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _has_news(socket: int) -> bool:
    """Whether something came without a question: a server says so when it ends a connection."""
    ready = select.poll()
    ready.register(socket, select.POLLIN)
    return bool(ready.poll(0))
