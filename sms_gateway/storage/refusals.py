"""Why a database that answers takes nothing: it may only be read, its disk is full, its standby is gone."""

import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from sms_gateway.errors import StoreUnavailable

READ_ONLY: Final = StoreUnavailable("The database may only be read.", "See docs/runbooks/read-only.md.")
FULL: Final = StoreUnavailable("The disk of the database is full.", "See docs/runbooks/disk.md.")
# Classes 25 and 53 of PostgreSQL, and the names of SQLite's result codes.
_REFUSALS: Final = MappingProxyType(
    {
        "25006": READ_ONLY,
        "53100": FULL,
        "SQLITE_READONLY": READ_ONLY,
        "SQLITE_FULL": FULL,
        "SQLITE_IOERR_WRITE": FULL,
        "SQLITE_IOERR_SHMSIZE": FULL,
    }
)
_WAITING: Final = text(
    "SELECT count(*), coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0), "
    "current_setting('synchronous_standby_names') FROM pg_stat_activity "
    "WHERE wait_event = 'SyncRep' AND query_start < clock_timestamp() - make_interval(secs => :longer)"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """COMMITs that wait for a *standby*, as the server names it, and how many seconds the longest has."""

    commits: int
    longest: float
    standby: str


def refusal(error: BaseException | None) -> StoreUnavailable | None:
    """What the driver's *error* says in a word of its own; None when it says something else."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    found = _REFUSALS.get(str(code))
    return StoreUnavailable(found.what, found.remedy) if found else None


def read_only(session: Session) -> bool:
    """Whether nothing can be written now: a standby, a switch of the server, a file without that right."""
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        return str(session.scalar(text("SHOW transaction_read_only"))) == "on"
    file = Path(make_url(str(bind.engine.url)).database or "")
    return file.is_file() and bool(not os.access(file, os.W_OK) or os.statvfs(file).f_flag & os.ST_RDONLY)


def waiting(session: Session, longer: float) -> Waiting | None:
    """The COMMITs that have waited *longer* seconds for a standby. A user's own are seen without rights."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    commits, longest, standby = session.execute(_WAITING, {"longer": longer}).one()
    return Waiting(commits, float(longest), standby) if commits else None
