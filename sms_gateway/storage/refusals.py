"""Why a database that answers takes nothing: it may only be read, or its disk is full."""

import os
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
