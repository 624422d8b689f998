"""Files that take long: asked for, made part by part in the background, fetched by who asked, forgotten."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.crypto import SealBroken
from sms_gateway.domain.audit_chain import Detail
from sms_gateway.domain.exporting import LIVE, ExportFault, ExportKind, ExportState, after_slow, still_may
from sms_gateway.domain.permissions import AccountRole, Scope
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import audit, export_lines
from sms_gateway.services.accounts import actor
from sms_gateway.services.export_lines import Batch
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import accounts, exports, views
from sms_gateway.storage.exports import ExportRow

__all__ = ["ExportRow", "NotExported", "ask", "cancel", "fetch", "find", "listed", "resume", "work"]

MOST_LIVE: Final = 3  # of one account
SHOWN: Final = 50
ROUND_SECONDS: Final = 1.0  # the schedule has other things to do
KEPT: Final = timedelta(days=30)  # that there was a file, without what was in it
log = logs.get("exports")


class NotExported(StrEnum):
    """Why there is no file."""

    NO_SUCH = "no_such"
    MANY = "many"
    NOT_READY = "not_ready"
    SCOPE = "scope"  # the account sees other cases now
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a file, and whose cases they see."""

    account_id: int
    scope: Scope


def ask(kind: ExportKind, asked: Mapping[str, Any], by: Asker, office: Office) -> int | NotExported:
    """Promise a file about what is *asked* (plain JSON values); returns its number."""
    now, uuid = office.now(), str(uuid4())
    with office.sessions.begin() as session:
        accounts.lock(session, by.account_id)
        if exports.live(session, by.account_id) >= MOST_LIVE:
            return NotExported.MANY
        row = {"uuid": uuid, "account_id": by.account_id, "kind": kind, "agency": by.scope.agency}
        sealed = office.vault.seal(uuid, json.dumps(dict(asked)))
        until = now + timedelta(hours=office.settings.console.export_hours)
        made = exports.add(session, {**row, "asked": sealed, "asked_at": now, "expires_at": until})
        told: dict[str, Detail] = {"export": made, "about": str(kind), "agency": by.scope.agency}
        audit.note(session, office, actor(by.account_id), "export-asked", now, **told)
    return made


def work(
    office: Office,
    mine: Mine = always,
    seconds: float = ROUND_SECONDS,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Go on with the files that are asked for, for so long; returns how many parts were made.

    A part is one transaction with the place it reached: whoever is killed repeats no line and loses none.
    """
    until, made = monotonic() + seconds, 0
    _expire(office)
    while mine() and _step(office):
        made += 1
        if monotonic() >= until:
            break
    return made


def find(number: int, by: Asker, office: Office) -> ExportRow | None:
    """That file, if *by* asked for it."""
    with office.sessions.read() as session:
        return exports.get(session, number, by.account_id)


def listed(by: Asker, office: Office) -> list[ExportRow]:
    """The newest files *by* asked for."""
    with office.sessions.read() as session:
        return exports.of_account(session, by.account_id, SHOWN)


def cancel(number: int, by: Asker, office: Office) -> NotExported | None:
    """Stop making a file, or throw it away."""
    now = office.now()
    with office.sessions.begin() as session:
        row = exports.lock(session, number, by.account_id)
        if row is None:
            return NotExported.NO_SUCH
        if row.state not in {*LIVE, ExportState.READY} and not row.resumes:
            return NotExported.OVER
        exports.end(session, number, ExportState.CANCELLED, None, now)
        audit.note(session, office, actor(by.account_id), "export-cancelled", now, export=number)
    return None


def resume(number: int, by: Asker, office: Office) -> NotExported | None:
    """Go on with a file the database was too slow for."""
    now = office.now()
    with office.sessions.begin() as session:
        accounts.lock(session, by.account_id)
        row = exports.lock(session, number, by.account_id)
        if row is None:
            return NotExported.NO_SUCH
        if not row.resumes or row.expires_at <= now:
            return NotExported.OVER
        if exports.live(session, by.account_id) >= MOST_LIVE:
            return NotExported.MANY
        into = ExportState.RUNNING if row.parts else ExportState.WAITING
        exports.change(session, number, state=into, why=None, ended_at=None)
        audit.note(session, office, actor(by.account_id), "export-resumed", now, export=number)
    return None


def fetch(number: int, by: Asker, office: Office) -> Iterator[str] | NotExported:
    """The lines of a file, part by part; each is noted as seen before it is handed out."""
    now = office.now()
    with office.sessions.begin() as session:
        row = exports.lock(session, number, by.account_id)
        if row is None:
            return NotExported.NO_SUCH
        why = _unfetchable(session, row, now)
        if why is NotExported.SCOPE:
            exports.end(session, number, ExportState.FAILED, ExportFault.SCOPE, now)
        if why is not None:
            return why
        audit.note(session, office, actor(by.account_id), "export-fetched", now, export=number)
    return _parts(row, office)


def _parts(row: ExportRow, office: Office) -> Iterator[str]:
    for place in range(row.parts):
        with office.sessions.begin() as session:
            sealed = exports.part(session, row.id, place)
            if sealed is None or not _still_may(session, row):
                raise SealBroken("export")  # thrown away meanwhile: half a file must not look whole
            lines = office.vault.open(f"{row.uuid}/{place}", sealed)
            if row.kind is ExportKind.TICKETS:
                views.add(session, row.account_id, export_lines.numbers(lines), "export", office.now())
        yield lines


def _step(office: Office) -> bool:
    """Make one part of the oldest file; False when there is nothing to do. Raises StoreUnavailable.

    What may take long is read without a lock, and kept when nothing changed meanwhile: nobody waits for it.
    """
    row, now = None, office.now()
    try:
        with office.sessions.read() as session:
            row = exports.next_one(session, now)
            if row is None:
                return False
            role, made = _role(session, row), _made(session, row, office)
    except StoreUnavailable:
        if row is None:
            raise
        _wait(row, office)
        return True
    with office.sessions.begin() as session:
        if exports.lock(session, row.id, row.account_id) == row and _role(session, row) is role:
            _put(session, row, made, office, now)
    office.steps("export-part")
    return True


def _made(session: Session, row: ExportRow, office: Office) -> Batch | ExportFault:
    if not _still_may(session, row):
        return ExportFault.SCOPE
    try:
        asked = json.loads(office.vault.open(row.uuid, row.asked or b""))
        return export_lines.batch(session, row, asked, office)
    except (SealBroken, ValueError, KeyError):
        return ExportFault.BROKEN


def _role(session: Session, row: ExportRow) -> AccountRole | None:
    """As whom its account reads: another role may not read what was found for this one."""
    account = accounts.get(session, row.account_id)
    return account.role if account else None


def _put(session: Session, row: ExportRow, made: Batch | ExportFault, office: Office, now: datetime) -> None:
    if not _still_may(session, row):
        made = ExportFault.SCOPE
    if isinstance(made, ExportFault):
        _fail(session, row, made, office, now)
    else:
        _keep(session, row, made, office, now)


def _wait(tried: ExportRow, office: Office) -> None:
    """A part took the database too long: later once more, the third time never, and others first.

    A database that is away fails here as well, so nothing is counted against a file.
    """
    now = office.now()
    with office.sessions.begin() as session:
        row = exports.lock(session, tried.id, tried.account_id)
        if row is None or row.state not in LIVE:
            return
        why = after_slow(row.why)
        exports.change(session, row.id, why=why, ended_at=now)
        if why == ExportFault.SLOW:
            exports.change(session, row.id, state=ExportState.FAILED)  # what was made stays for another try
            _note_failure(session, row, ExportFault.SLOW, office, now)


def _keep(session: Session, row: ExportRow, batch: Batch, office: Office, now: datetime) -> None:
    sealed = office.vault.seal(f"{row.uuid}/{row.parts}", batch.lines)
    exports.add_part(session, row.id, row.parts, sealed)
    written = row.written + batch.count
    cut = written >= office.settings.console.export_rows and not batch.last
    values: dict[str, Any] = {"parts": row.parts + 1, "written": written, "place": batch.place}
    values |= {"why": None, "ended_at": None}
    if not batch.last and not cut:
        into = {"state": ExportState.RUNNING, "percent": batch.percent}
        exports.change(session, row.id, **values, **into)
        return
    values |= {"state": ExportState.READY, "percent": 100, "ended_at": now, "asked": None}
    until = now + timedelta(hours=office.settings.console.export_hours)
    values |= {"expires_at": until, "why": ExportFault.CUT if cut else None}
    exports.change(session, row.id, **values)
    audit.note(session, office, audit.CLOCK, "export-made", now, export=row.id, lines=written)


def _fail(session: Session, row: ExportRow, why: ExportFault, office: Office, now: datetime) -> None:
    exports.end(session, row.id, ExportState.FAILED, why, now)
    _note_failure(session, row, why, office, now)


def _note_failure(session: Session, row: ExportRow, why: ExportFault, office: Office, now: datetime) -> None:
    audit.note(session, office, audit.CLOCK, "export-failed", now, export=row.id, why=str(why))
    log.warning("export failed", export_id=row.id, why=why.value)


def _unfetchable(session: Session, row: ExportRow, now: datetime) -> NotExported | None:
    if row.state in LIVE:
        return NotExported.NOT_READY
    if row.state is not ExportState.READY or row.expires_at <= now:
        return NotExported.OVER
    return None if _still_may(session, row) else NotExported.SCOPE


def _still_may(session: Session, row: ExportRow) -> bool:
    """Asked anew for every part: a role or an agency may change while a file is made or fetched."""
    account = accounts.get(session, row.account_id)
    return account is not None and still_may(
        row.kind, row.agency, account.role, account.agency, account.state
    )


def _expire(office: Office) -> None:
    now = office.now()
    with office.sessions.read() as session:
        past = exports.past(session, now)
    for number in past:
        with office.sessions.begin() as session:
            exports.end(session, number, ExportState.EXPIRED, None, now)
            audit.note(session, office, audit.CLOCK, "export-expired", now, export=number)


def forget(office: Office) -> None:
    """Drop what is left of files that were over long ago."""
    with office.sessions.begin() as session:
        exports.forget(session, office.now() - KEPT)
