"""Signing in: a try is counted before anything is hashed, then judged, then noted.

Hashing takes a tenth of a second, so no transaction is open meanwhile: one counts the try, one carries out
what came of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import AccountState, PasswordFault, Stage, normal_name, password_fault
from sms_gateway.domain.permissions import needs_code
from sms_gateway.services import audit, passwords
from sms_gateway.services.accounts import actor, invite_digest
from sms_gateway.services.console_sessions import Running, begin
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, console_sessions
from sms_gateway.storage.accounts import AccountRow

VISITOR = "visitor"


class SignInRefusal(StrEnum):
    WRONG = "wrong"  # name or password: which of them is not told
    THROTTLED = "throttled"
    BAD_INVITATION = "bad_invitation"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a sign-in comes from."""

    address: str
    client: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in began under *token*, which only the browser keeps."""

    token: str
    stage: Stage


def sign_in(name: str, password: str, visitor: Visitor, office: Office) -> SignedIn | SignInRefusal:
    """Raises StoreUnavailable."""
    keys = _keys(name, visitor, office)
    account = _count(name, keys, office)
    if isinstance(account, SignInRefusal):
        return account
    known = account if account is not None and account.state is AccountState.ACTIVE else None
    right = passwords.fits(known.password_hash if known else None, password)
    if known is None or not right:
        return _refused(account, "password", office)
    newer = passwords.hashed(password) if passwords.is_outdated(known.password_hash or "") else None
    return _begin(known, keys, visitor, office, newer)


def accept_invitation(
    name: str, code: str, password: str, visitor: Visitor, office: Office
) -> SignedIn | SignInRefusal | PasswordFault:
    """Turn the code of an invitation into a password, and sign in."""
    keys = _keys(name, visitor, office)
    account = _count(name, keys, office)
    if isinstance(account, SignInRefusal):
        return account
    if account is None or not _is_invited(account, code, office, office.now()):
        _refused(account, "invitation", office)
        return SignInRefusal.BAD_INVITATION
    fault = password_fault(password, account.name)
    if fault is not None:
        return fault
    return _begin(account, keys, visitor, office, passwords.hashed(password), invitation=code)


def _is_invited(account: AccountRow, code: str, office: Office, now: datetime) -> bool:
    """The code is 100 bits long: comparing digests under our key tells nothing by its time."""
    if account.state is not AccountState.INVITED or account.invite_until is None:
        return False
    return account.invite_digest == invite_digest(code, account, office) and now < account.invite_until


def _keys(name: str, visitor: Visitor, office: Office) -> tuple[str, str]:
    """Whom and where the tries are counted for."""
    known = normal_name(name) or "-"
    return office.vault.digest(f"try-name|{known}"), office.vault.digest(f"try-from|{visitor.address}")


def _count(name: str, keys: tuple[str, str], office: Office) -> AccountRow | SignInRefusal | None:
    """Count one try before it is looked at, so that many at once cannot all be the last allowed one."""
    console, now = office.settings.console, office.now()
    since = now - timedelta(minutes=console.sign_in_minutes)
    most = (console.sign_in_tries, console.sign_in_tries_per_address)
    with office.sessions.begin() as session:
        console_sessions.lock_tries(session, keys)
        counted = [console_sessions.tries(session, key, since, now) for key in keys]
        if any(count >= limit for count, limit in zip(counted, most, strict=True)):
            return SignInRefusal.THROTTLED
        console_sessions.add_tries(session, keys, now)
        known = normal_name(name)
        return accounts.named(session, known) if known else None


def count_own_try(running: Running, office: Office) -> bool:
    """Count that somebody who is signed in tries the own password; False: too often by now."""
    key, now = office.vault.digest(f"try-own|{running.account.id}"), office.now()
    since = now - timedelta(minutes=office.settings.console.sign_in_minutes)
    with office.sessions.begin() as session:
        console_sessions.lock_tries(session, [key])
        if console_sessions.tries(session, key, since, now) >= office.settings.console.sign_in_tries:
            return False
        console_sessions.add_tries(session, [key], now)
        return True


def _refused(account: AccountRow | None, why: str, office: Office) -> SignInRefusal:
    """Noted for an unknown name as well: the answer takes as long, and an attack shows."""
    with office.sessions.begin() as session:
        account_id = account.id if account else None
        audit.note(session, office, VISITOR, "sign-in-refused", office.now(), account=account_id, reason=why)
    return SignInRefusal.WRONG


def _begin(
    known: AccountRow,
    keys: tuple[str, str],
    visitor: Visitor,
    office: Office,
    password_hash: str | None,
    invitation: str | None = None,
) -> SignedIn | SignInRefusal:
    """Look again under the lock: meanwhile the account may have been disabled, or the invitation used."""
    now = office.now()
    with office.sessions.begin() as session:
        account = accounts.lock(session, known.id)
        if invitation is not None and not _is_invited(account, invitation, office, now):
            return SignInRefusal.BAD_INVITATION
        if invitation is None and (account.state, account.password_hash) != (
            known.state,
            known.password_hash,
        ):
            return SignInRefusal.WRONG
        if invitation is not None:
            _accept(account, session, now)
            audit.note(session, office, actor(account.id), "invitation-accepted", now, account=account.id)
        if password_hash is not None:
            accounts.change(session, account.id, password_hash=password_hash)
        console_sessions.forget_tries(session, keys[0])
        stage = stage_of(account)
        token = begin(account, stage, visitor.client, session, office)
        audit.note(session, office, actor(account.id), "signed-in", now, account=account.id, stage=str(stage))
        return SignedIn(token, stage)


def _accept(account: AccountRow, session: Session, now: datetime) -> None:
    used = {"invite_digest": None, "invite_until": None}
    accounts.change(session, account.id, state=AccountState.ACTIVE, state_since=now, **used)


def stage_of(account: AccountRow) -> Stage:
    """What the password alone is enough for."""
    if account.totp_secret is not None:
        return Stage.CODE
    return Stage.SET_UP if needs_code(account.role) else Stage.FULL
