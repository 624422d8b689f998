"""Which versions of the schema this program knows, what each does, and whether a database fits.

Alembic is loaded by who migrates only: the number of a version stands in the name of its file.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import Connection, text

from sms_gateway.storage.portable import instance_facts, version

OLDEST_PROGRAM: Final = "oldest_program"
_FILE: Final = re.compile(r"v([0-9]{4})_[a-z_]+\.py")

# The newest version of the schema in each release, oldest first. What one of them wrote by must still work
# until the next one is out: see docs/adr/0029-migrations-expand-then-contract.md.
RELEASED: Final = ("0001",)


class Fit(StrEnum):
    """How the schema of a database and this program go together."""

    EMPTY = "empty"  # no schema
    BEHIND = "behind"  # migrate first
    SAME = "same"
    AHEAD = "ahead"  # a newer program migrated, and this one still works
    BEYOND = "beyond"  # a newer program took away what this one needs


@dataclass(frozen=True, slots=True)
class Standing:
    """A database beside this program."""

    fit: Fit
    current: str | None
    newest: str


@cache
def newest() -> str:
    """The newest version of the schema this program knows."""
    names = (_FILE.fullmatch(entry.name) for entry in files(__package__).joinpath("versions").iterdir())
    return max(found[1] for found in names if found)


def standing(connection: Connection, known: str | None = None) -> Standing:
    """How the database of *connection* and a program that knows up to *known* (this one) go together."""
    mine = known or newest()
    current = version(connection)
    return Standing(_fit(connection, current, mine), current, mine)


def require_program(connection: Connection, oldest: str) -> None:
    """Of a migration that takes away: programs that know less than version *oldest* refuse to start."""
    connection.execute(text("DELETE FROM instance WHERE name = :name"), {"name": OLDEST_PROGRAM})
    connection.execute(
        text("INSERT INTO instance (name, value, at) VALUES (:name, :value, CURRENT_TIMESTAMP)"),
        {"name": OLDEST_PROGRAM, "value": oldest},
    )


def may_take_away(script: Any, released: tuple[str, ...] = RELEASED) -> bool:
    """Whether the migration *script* may: it says from which version on nobody needs it, and that is out.

    A release lies between the program that stopped using something and the migration that takes it away, so
    that going back by one release never meets a schema that lacks it.
    """
    oldest = getattr(script, "works_from", None)
    return oldest is not None and any(oldest <= each < script.revision for each in released)


def _fit(connection: Connection, current: str | None, mine: str) -> Fit:
    if current is None:
        return Fit.EMPTY
    if current <= mine:
        return Fit.SAME if current == mine else Fit.BEHIND
    return Fit.BEYOND if instance_facts(connection).get(OLDEST_PROGRAM, "") > mine else Fit.AHEAD
