"""Sign-ins to the console, found by the digest of their token; and tries in vain, counted in a window."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import Stage
from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.schema import console_sessions, sign_in_tries


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One sign-in."""

    id: int
    account_id: int
    stage: Stage
    client: str
    setup_secret: bytes | None
    notice: dict[str, Any] | None
    started_at: datetime
    seen_at: datetime
    until: datetime


_COLUMNS = tuple(console_sessions.c[name] for name in SessionRow.__dataclass_fields__)


def by_token(session: Session, digest: str) -> SessionRow | None:
    """The sign-in with this token, whether or not it is over; not locked."""
    found = session.execute(select(*_COLUMNS).where(console_sessions.c.token_digest == digest)).one_or_none()
    return _row(found) if found else None


def of_account(session: Session, account_id: int) -> list[SessionRow]:
    """The sign-ins of one account, the one seen last first."""
    query = select(*_COLUMNS).where(console_sessions.c.account_id == account_id)
    newest = query.order_by(console_sessions.c.seen_at.desc(), console_sessions.c.id.desc())
    return [_row(found) for found in session.execute(newest)]


def add(session: Session, **values: Any) -> None:
    """A new sign-in."""
    session.execute(insert(console_sessions).values(**values))


def change(session: Session, session_id: int, **values: Any) -> None:
    """Set columns of one sign-in."""
    session.execute(update(console_sessions).where(console_sessions.c.id == session_id).values(**values))


def end(session: Session, session_id: int) -> None:
    """One sign-in is over."""
    session.execute(delete(console_sessions).where(console_sessions.c.id == session_id))


def end_all(session: Session, account_id: int, but: int | None = None) -> int:
    """Every sign-in of the account is over, except *but*; returns how many were."""
    gone = delete(console_sessions).where(console_sessions.c.account_id == account_id)
    if but is not None:
        gone = gone.where(console_sessions.c.id != but)
    return len(session.execute(gone.returning(console_sessions.c.id)).all())


def take_notice(session: Session, session_id: int) -> dict[str, Any] | None:
    """What is to be shown once, which it then was."""
    query = select(console_sessions.c.notice).where(console_sessions.c.id == session_id).with_for_update()
    found: dict[str, Any] | None = session.scalar(query)
    change(session, session_id, notice=None)
    return found


def setup_secret(session: Session, session_id: int) -> bytes | None:
    """The sealed secret that is being set up, locked; None before there is one."""
    query = select(console_sessions.c.setup_secret).where(console_sessions.c.id == session_id)
    found: bytes | None = session.scalar(query.with_for_update())
    return found


def lock_tries(session: Session, keys: Collection[str]) -> None:
    """Nobody else counts or adds tries under these keys until the transaction ends."""
    lock_keys(session, [int(key[:15], 16) for key in keys])


def tries(session: Session, key: str, since: datetime, now: datetime) -> int:
    """How many tries there were under *key* since then; those of a clock that was ahead do not count."""
    query = select(func.count()).select_from(sign_in_tries)
    during = (
        sign_in_tries.c.key == key,
        sign_in_tries.c.at > since,
        sign_in_tries.c.at <= now + CLOCKS_APART,
    )
    return int(session.scalar(query.where(*during)) or 0)


def add_tries(session: Session, keys: Collection[str], now: datetime) -> None:
    """One more try under each key."""
    session.execute(insert(sign_in_tries), [{"key": key, "at": now} for key in keys])


def forget_tries(session: Session, key: str) -> None:
    """As if nothing had been tried under *key*."""
    session.execute(delete(sign_in_tries).where(sign_in_tries.c.key == key))


def forget_old(session: Session, tries_before: datetime, now: datetime) -> None:
    """Remove tries nobody counts any more and sign-ins that are over."""
    session.execute(delete(sign_in_tries).where(sign_in_tries.c.at < tries_before))
    session.execute(delete(console_sessions).where(console_sessions.c.until < now))


def _row(found: Any) -> SessionRow:
    values = found._asdict()
    return SessionRow(**{**values, "stage": Stage(values["stage"])})
