"""Seals everything under the newest field key while messages arrive; stopped anywhere, it goes on from there.

What is sealed under the old key stays readable until that is dropped: every part holds both meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sms_gateway.crypto import Vault
from sms_gateway.errors import GatewayError
from sms_gateway.services import identity
from sms_gateway.storage import operations, sealed
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.operations import note
from sms_gateway.storage.sealed import Place

BATCH: Final = 100
ALIVE: Final = timedelta(seconds=30)
Tell = Callable[[int], object]


class KeysRefused(GatewayError):
    """What was asked about keys would lose something; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many values are sealed under each field key, by its fingerprint, and under none of them."""

    by_key: Mapping[str, int]
    unopened: int


def rotate(sessions: Sessions, vault: Vault, now: datetime, begin: Tell, tell: Tell) -> int:
    """Seal every value under the first field key; returns how many were under another.

    Raises KeysRefused without a newer key, and while a part runs that does not seal with it: what it writes
    would stay behind.
    """
    if len(vault.fingerprints) == 1:
        raise KeysRefused(
            "There is no newer field key to seal with.",
            "Make one first: stop the gateway, run `sms-gateway keys add` and start it again (where "
            "SMSGW_FIELD_KEYS is set, see docs/runbooks/keys.md); then repeat.",
        )
    _refuse_strangers(sessions, vault, now)
    with sessions.read() as session:
        begin(sealed.count(session))
    changed = sum(_rotate_place(place, sessions, vault, now, tell) for place in sealed.PLACES)
    with sessions.begin() as session:
        canary = operations.recall(session, identity.FIELD)
        fresh = vault.reseal(canary.encode("ascii")) if canary else None
        if fresh is not None:
            note(session, identity.FIELD, fresh.decode("ascii"), now)
        sealed.forget_positions(session, [_pass(place) for place in sealed.PLACES])
    return changed


def count(sessions: Sessions, vault: Vault, begin: Tell, tell: Tell) -> Counted:
    """Look at every value there is."""
    found: Counter[int | None] = Counter()
    with sessions.read() as session:
        begin(sealed.count(session))
        canary = operations.recall(session, identity.FIELD)
    if canary is not None:
        found[vault.key_of(canary.encode("ascii"))] += 1
    for place in sealed.PLACES:
        after = 0
        while batch := _read(sessions, place, after):
            for row in batch:
                tokens = (getattr(row, name) for name in place.columns)
                found.update(vault.key_of(token) for token in tokens if token is not None)
            after = batch[-1].id
            tell(len(batch))
    by_key = {name: found[index] for index, name in enumerate(vault.fingerprints)}
    return Counted(by_key, found[None])


def refuse_drop(counted: Counted) -> None:
    """Raises KeysRefused while something is sealed under an older key than the first, or under none."""
    left = sum(list(counted.by_key.values())[1:])
    if left:
        raise KeysRefused(
            f"{left} values are sealed under older keys.", "Run `sms-gateway keys rotate` first."
        )
    if counted.unopened:
        raise KeysRefused(
            f"{counted.unopened} values open under none of the keys at hand.",
            "Look for the key they were sealed with before you drop any.",
        )


def _refuse_strangers(sessions: Sessions, vault: Vault, now: datetime) -> None:
    with sessions.read() as session:
        parts = operations.keys_of_parts(session, now - ALIVE)
    newest = vault.fingerprints[0]
    strangers = sorted(part for part, keys in parts.items() if (keys or "").split(",")[0] != newest)
    if strangers:
        raise KeysRefused(
            f"These parts do not seal with the newest key {newest}: {', '.join(strangers)}.",
            "Start each again with the new key first in SMSGW_FIELD_KEYS, wait half a minute and repeat.",
        )


def _rotate_place(place: Place, sessions: Sessions, vault: Vault, now: datetime, tell: Tell) -> int:
    key, changed = vault.fingerprints[0], 0
    with sessions.read() as session:
        after = sealed.position(session, _pass(place), key)
    while batch := _read(sessions, place, after):
        fresh = {row.id: _fresh(row, place, vault) for row in batch}
        wanted = {row.id: row for row in batch if fresh[row.id]}
        after = batch[-1].id
        with sessions.begin() as session:
            free = sealed.lock_free(session, place, wanted) if wanted else set()
            for row_id in sorted(free):
                sealed.put(session, place, wanted[row_id], fresh[row_id])
            if free == set(wanted):
                sealed.set_position(session, _pass(place), key, after, now)
        for row_id in sorted(set(wanted) - free):  # one at a time, it may be waited for
            with sessions.begin() as session:
                sealed.put(session, place, wanted[row_id], fresh[row_id])
        changed += sum(len(values) for values in fresh.values())
        tell(len(batch))
    return changed


def _fresh(row: Any, place: Place, vault: Vault) -> dict[str, bytes]:
    tokens = {name: getattr(row, name) for name in place.columns}
    found = {name: vault.reseal(token) for name, token in tokens.items() if token is not None}
    return {name: token for name, token in found.items() if token is not None}


def _read(sessions: Sessions, place: Place, after: int) -> list[Any]:
    with sessions.read() as session:
        return sealed.batch(session, place, after, BATCH)


def _pass(place: Place) -> str:
    return f"rotate:{place.table.name}"
