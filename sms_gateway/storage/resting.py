"""A pooled connection is asked whether its server still answers only after it rested for a moment."""

import math
import time
from functools import partial
from typing import Any, Final

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError

RESTED: Final = 0.2  # seconds, less than any server takes to restart
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
    if time.monotonic() - record.info.get(_SINCE, -math.inf) < RESTED:
        return
    try:
        dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error
