"""Who an actor of ours is by name: accounts and officers are looked up at once, never row by row."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from sms_gateway.storage import accounts, officers

ACCOUNT, OFFICER = "account:", "officer:"


def names_of(actors: Iterable[str], session: Session) -> Mapping[str, str]:
    """The name of every account and officer among *actors*; what has none is not in it."""
    asked = set(actors)
    found: dict[str, str] = {}
    for start, look in ((ACCOUNT, accounts.names), (OFFICER, officers.named)):
        ids = {_id(each, start) for each in asked} - {0}
        if ids:
            found |= {f"{start}{key}": name for key, name in look(session, ids).items()}
    return found


def _id(actor: str, start: str) -> int:
    number = actor.removeprefix(start)
    fits = actor.startswith(start) and number.isascii() and number.isdecimal() and len(number) < 19
    return int(number) if fits else 0
