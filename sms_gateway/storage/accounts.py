"""Accounts of the console: found by name or number, listed, locked before they are changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import AccountState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.storage.schema import accounts, recovery_codes


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the services need it."""

    id: int
    uuid: str
    name: str
    role: AccountRole
    agency: str | None
    state: AccountState
    password_hash: str | None
    invite_digest: str | None
    invite_until: datetime | None
    totp_secret: bytes | None
    totp_step: int | None
    language: str | None
    added_at: datetime
    state_since: datetime
    signed_in_at: datetime | None


_COLUMNS = tuple(accounts.c[name] for name in AccountRow.__dataclass_fields__)


def named(session: Session, name: str) -> AccountRow | None:
    """The account with this name, not locked."""
    return _one(session, _all().where(accounts.c.name == name))


def get(session: Session, account_id: int) -> AccountRow | None:
    """The account *account_id*, not locked."""
    return _one(session, _all().where(accounts.c.id == account_id))


def lock(session: Session, account_id: int) -> AccountRow:
    """Lock one account, before the end of the audit chain."""
    query = _all().where(accounts.c.id == account_id).with_for_update(key_share=True)
    return _row(session.execute(query).one())


def listed(session: Session, begins: str, after: str, limit: int) -> list[AccountRow]:
    """At most *limit* accounts behind the name *after*, by name; only those whose name begins so."""
    query = _all().where(accounts.c.name > after).order_by(accounts.c.name).limit(limit)
    if begins:
        query = query.where(accounts.c.name.startswith(begins, autoescape=True))
    return [_row(found) for found in session.execute(query)]


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of the accounts with these ids."""
    found = session.execute(select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(ids)))
    return {row.id: row.name for row in found}


def any_known(session: Session) -> bool:
    """Whether there ever was an account."""
    return session.scalar(select(accounts.c.id).limit(1)) is not None


def lock_active(session: Session, role: AccountRole) -> list[int]:
    """The ids of the active accounts of *role*, all locked."""
    query = select(accounts.c.id).where(accounts.c.role == role, accounts.c.state == AccountState.ACTIVE)
    return list(session.scalars(query.order_by(accounts.c.id).with_for_update(key_share=True)))


def add(session: Session, values: Mapping[str, Any]) -> int:
    """A new account; returns its id. IntegrityError for a name that is taken."""
    return int(session.execute(insert(accounts).values(**values).returning(accounts.c.id)).scalar_one())


def change(session: Session, account_id: int, **values: Any) -> None:
    """Set columns of one account, which is locked."""
    session.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def replace_recovery(session: Session, account_id: int, digests: Iterable[str]) -> None:
    """These codes, and none of the old ones."""
    session.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "digest": digest} for digest in digests]
    if rows:
        session.execute(insert(recovery_codes), rows)


def use_recovery(session: Session, account_id: int, digest: str, now: datetime) -> bool:
    """Use up one code; False where there is none like it that was not used."""
    mine = (recovery_codes.c.account_id == account_id, recovery_codes.c.digest == digest)
    used = update(recovery_codes).where(*mine, recovery_codes.c.used_at.is_(None)).values(used_at=now)
    return session.execute(used.returning(recovery_codes.c.id)).first() is not None


def recovery_left(session: Session, account_id: int) -> int:
    """How many recovery codes were not used yet."""
    query = select(func.count()).select_from(recovery_codes)
    unused = query.where(recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
    return int(session.scalar(unused) or 0)


def _all() -> Select[Any]:
    return select(*_COLUMNS)


def _one(session: Session, query: Select[Any]) -> AccountRow | None:
    found = session.execute(query).one_or_none()
    return _row(found) if found else None


def _row(found: Any) -> AccountRow:
    values = found._asdict()
    closed = {"role": AccountRole(values["role"]), "state": AccountState(values["state"])}
    return AccountRow(**{**values, **closed})
