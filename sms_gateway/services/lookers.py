"""Who looked at a number: found by the exact number for a reason, and noted like every other look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sms_gateway.services import audit, reveals
from sms_gateway.services.accounts import actor
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, looks
from sms_gateway.storage.looks import LookRow, Place

__all__ = ["LookRow", "Lookers", "found"]

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Lookers:
    """A page of notes, the newest first; *behind* is where the next one begins; *names* of the accounts."""

    rows: tuple[LookRow, ...]
    behind: str
    names: Mapping[int, str]


def found(search_id: int, account_id: int, behind: str, office: Office) -> Lookers | None:
    """Who looked at the number of that search. None: it is somebody else's, or too old.

    A number nobody wrote from is answered like one nobody looked at.
    """
    sender_id = reveals.found_by(search_id, account_id, office)
    if sender_id is None:
        return None
    with office.sessions.begin() as session:
        rows = looks.of_sender(session, sender_id, _place(behind), PAGE + 1)
        names = accounts.names(session, {row.account_id for row in rows})
        audit.note(
            session, office, actor(account_id), "lookers-shown", office.now(), sender=sender_id or None
        )
    shown = tuple(rows[:PAGE])
    return Lookers(shown, _token(shown[-1].place) if len(rows) > PAGE else "", names)


def _token(place: Place) -> str:
    return f"{place[0].isoformat()}_{place[1]}_{place[2]}"


def _place(token: str) -> Place | None:
    """Where to go on; a token nobody made begins anew."""
    try:
        at, kind, row_id = token.split("_")
        place = datetime.fromisoformat(at), int(kind), int(row_id)
    except (ValueError, OverflowError):
        return None
    return place if place[0].tzinfo is not None and 0 < place[2] < 1 << 62 else None
