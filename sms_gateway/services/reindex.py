"""The way back from a lost index key: every index is made anew from the sealed numbers, under another key.

While it runs no part can start, with either key: nobody can be written down twice. Stopped anywhere, it
goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import fingerprint_text
from sms_gateway.crypto import Vault
from sms_gateway.domain.prints import from_json
from sms_gateway.services import audit, duplicates, identity
from sms_gateway.services.key_rotation import ALIVE, KeysRefused
from sms_gateway.storage import operations, prints, sealed
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.operations import note

BATCH: Final = 500
_SENDERS, _TEXTS, _PRINTS = "reindex:senders", "reindex:messages", "reindex:prints"
Tell = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Work:
    """What is indexed again: *vault* has the new index key; texts back to *repeats* are recognised again."""

    sessions: Sessions
    vault: Vault
    by: str
    now: datetime
    repeats: timedelta


def reindex(work: Work, tell: Tell) -> bool:
    """Bring every index under the index key at hand; False when it is already. Raises KeysRefused."""
    if not _begin(work):
        return False
    _each(work, _SENDERS, _numbers, _index, tell)
    _each(work, _TEXTS, _texts, _digest, tell)
    _each(work, _PRINTS, _prints, _keys, tell)
    with work.sessions.begin() as session:
        note(session, identity.INDEX, work.vault.blind(identity.ROW), work.now)
        sealed.forget_positions(session, [_SENDERS, _TEXTS, _PRINTS])
        audit.change_key(session, work.vault.link, work.by, work.now)
    return True


def _begin(work: Work) -> bool:
    """From here on no key fits, until the end: what is half done must not be worked with."""
    with work.sessions.begin() as session:
        field, index = operations.recall(session, identity.FIELD), operations.recall(session, identity.INDEX)
        if identity.unfit(field, None, work.vault):
            raise KeysRefused(
                "The field keys at hand do not open this database.", "Put SMSGW_FIELD_KEYS back first."
            )
        if index == work.vault.blind(identity.ROW):
            return False
        alive = sorted(operations.keys_of_parts(session, work.now - ALIVE))
        if alive:
            raise KeysRefused(
                f"The gateway runs ({', '.join(alive)}).",
                "Stop every part of it, wait half a minute and repeat.",
            )
        note(session, identity.INDEX, identity.REINDEXING, work.now)
    return True


def _each(
    work: Work,
    name: str,
    read: Callable[[Session, Work, int], Sequence[Any]],
    write: Callable[[Session, Work, Sequence[Any]], None],
    tell: Tell,
) -> None:
    key = work.vault.index_fingerprint
    with work.sessions.read() as session:
        after = sealed.position(session, name, key)
    while True:
        with work.sessions.begin() as session:
            batch = read(session, work, after)
            if not batch:
                return
            write(session, work, batch)
            after = batch[-1][0]
            sealed.set_position(session, name, key, after, work.now)
        tell(len(batch))


def _numbers(session: Session, work: Work, after: int) -> Sequence[Any]:
    return sealed.numbers(session, after, BATCH)


def _index(session: Session, work: Work, batch: Sequence[Any]) -> None:
    vault = work.vault
    sealed.set_index(session, {row.id: vault.blind(vault.open(row.uuid, row.msisdn_enc)) for row in batch})


def _texts(session: Session, work: Work, after: int) -> Sequence[Any]:
    return sealed.texts_since(session, work.now - work.repeats, after, BATCH)


def _digest(session: Session, work: Work, batch: Sequence[Any]) -> None:
    vault = work.vault
    opened = {
        row.id: vault.data_key(row.sender_uuid, row.data_key_enc).open(row.uuid, row.body_raw)
        for row in batch
    }
    sealed.set_digests(session, {key: vault.digest(fingerprint_text(text)) for key, text in opened.items()})


def _prints(session: Session, work: Work, after: int) -> Sequence[Any]:
    return sealed.prints_since(session, work.now - duplicates.LOOK_BACK, after, BATCH)


def _keys(session: Session, work: Work, batch: Sequence[Any]) -> None:
    for row in batch:
        keys = duplicates.hashed_keys(from_json(row.features), work.vault)
        prints.replace_keys(session, row.ticket_id, row.at, keys)
