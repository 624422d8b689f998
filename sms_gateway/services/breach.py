"""The breach pack: whose data an account saw, so that they can be told within the time of the law.

UU PDP 27/2022 art. 46: whoever's data leaked, and the authority, are told in writing within 3x24 hours.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sms_gateway.crypto import SealBroken
from sms_gateway.domain import csv_cells
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import audit
from sms_gateway.services.accounts import actor
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, looks, senders
from sms_gateway.storage.looks import SeenRow

COUNTED: Final = 3_000  # notes of each kind
EXPORTS: Final = ("breach-pack", "counts-exported", "export-fetched", "lookers-shown")
COLUMNS: Final = (
    "way",
    "what",
    "ticket",
    "review",
    "person",
    "phone",
    "first_seen_wib",
    "last_seen_wib",
    "times",
)
_NOTED: Final = "breach-pack"
_SHAPE: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Pack:
    """What *account* saw between *since* and *until*; *phones* by person, only when they were asked for."""

    account: str
    since: datetime
    until: datetime
    rows: tuple[SeenRow, ...]
    phones: Mapping[int, str]

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of each: people who can be told apart, tickets, messages, numbers, searches, exports."""
        people = {row.sender_id for row in self.rows if row.sender_id}
        return {
            "people": len(people),
            "tickets": len({row.number for row in self.rows if row.number}),
            "messages": len({row.reference for row in self.rows if row.reference}),
            "numbers": len({row.sender_id for row in self.rows if row.way == "shown"}),
            "searches": sum(row.times for row in self.rows if row.way == "searched"),
            "exports": sum(row.times for row in self.rows if row.way == "export"),
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """How much a pack would hold; *more*: only the newest notes were counted, the pack has all of them."""

    account: str
    since: datetime
    until: datetime
    counts: Mapping[str, int]
    more: bool


def preview(name: str, since: datetime, office: Office) -> Seen | None:
    """What `collect` would find, counted by the newest notes; None: there is no such account."""
    found = _found(name, since, office, COUNTED)
    if found is None:
        return None
    pack, more = found
    return Seen(pack.account, since, pack.until, pack.counts, more)


def collect(name: str, since: datetime, office: Office) -> Pack | None:
    """What the account *name* saw from *since* until now; None: there is no such account."""
    found = _found(name, since, office, None)
    return found[0] if found else None


def _found(name: str, since: datetime, office: Office, most: int | None) -> tuple[Pack, bool] | None:
    """What that account saw, by the *most* newest notes of each kind or by all; whether there are more."""
    now = office.now()
    with office.sessions.read() as session:
        account = accounts.named(session, name.strip().lower())
        if account is None:
            return None
        seen = looks.by_account(session, account.id, since, now, most)
        taken = looks.exports(session, actor(account.id), EXPORTS, since, now)
    rows = seen.rows + [SeenRow("export", action, None, None, None, at, at, 1) for at, action in taken]
    return Pack(account.name, since, now, tuple(rows), {}), seen.more


def take(name: str, since: datetime, by: str, office: Office, phones: bool = False) -> Pack | None:
    """`collect`, noted in the audit chain; with *phones* the numbers of the people as well."""
    found = collect(name, since, office)
    if found is None:
        return None
    with office.sessions.begin() as session:
        account = accounts.named(session, found.account)
        known = _phones(found, office) if phones else {}
        told = {"account": account.id if account else None, "rows": len(found.rows), "phones": phones}
        audit.note(session, office, by, _NOTED, office.now(), **told)
    return Pack(found.account, found.since, found.until, found.rows, known)


def note_export(by: str, office: Office) -> None:
    """Note that *by* took the counts of the dashboard out: a pack names every export."""
    with office.sessions.begin() as session:
        audit.note(session, office, by, "counts-exported", office.now())


def csv(pack: Pack) -> Iterator[str]:
    """The pack line by line; no cell is a formula."""
    yield csv_cells.line(COLUMNS)
    yield from (csv_cells.line(list(row.values())) for row in _records(pack))


def as_json(pack: Pack) -> str:
    """The pack with its counts."""
    head = {"account": pack.account, "since": pack.since.isoformat(), "until": pack.until.isoformat()}
    rows = list(_records(pack))
    return json.dumps({**head, "counts": dict(pack.counts), "rows": rows}, indent=1, ensure_ascii=False)


def _records(pack: Pack) -> Iterator[dict[str, str | int]]:
    for row in pack.rows:
        values = (
            row.way,
            row.what,
            row.number or "",
            f"P-{row.reference}" if row.reference else "",
            row.sender_id or "",
            pack.phones.get(row.sender_id or 0, ""),
            f"{row.first_at.astimezone(JAKARTA):{_SHAPE}}",
            f"{row.last_at.astimezone(JAKARTA):{_SHAPE}}",
            row.times,
        )
        yield dict(zip(COLUMNS, values, strict=True))


def _phones(pack: Pack, office: Office) -> dict[int, str]:
    """The number of everybody on it who was not forgotten, without the sign a spreadsheet takes for a sum."""
    ids = sorted({row.sender_id for row in pack.rows if row.sender_id})
    found = {}
    for first in range(0, len(ids), 500):
        with office.sessions.read() as session:
            rows = senders.get(session, ids[first : first + 500])
        for row in rows.values():
            if row.msisdn_enc is not None:
                found[row.id] = _opened(row.uuid, row.msisdn_enc, office)
    return found


def _opened(uuid: str, sealed: bytes, office: Office) -> str:
    try:
        return office.vault.open(uuid, sealed).lstrip("+")
    except SealBroken:
        return ""
