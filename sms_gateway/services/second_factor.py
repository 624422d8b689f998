"""The code of the phone: set up, asked for, never taken twice; and codes for the day it is gone."""

from datetime import datetime, timedelta

import pyotp
from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import RECOVERY_CODES, Stage
from sms_gateway.services import audit
from sms_gateway.services.accounts import actor, drawn, plain_code
from sms_gateway.services.console_sessions import Running, end_others_in, promote
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import SignedIn, SignInRefusal
from sms_gateway.storage import accounts, console_sessions

ISSUER = "LAPOR 1708"
_STEP = 30  # seconds; RFC 6238, 5.2
_AROUND = (0, -1, 1)  # a clock that is half a minute off, and a code typed at the last moment


def setup_secret(running: Running, office: Office) -> str:
    """The secret that is being set up in this sign-in, made at the first call."""
    row = running.account.uuid
    with office.sessions.begin() as session:
        stored = console_sessions.setup_secret(session, running.session.id)
        if stored is not None:
            return office.vault.open(row, stored)
        secret = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[office.rand(32)] for _ in range(32))
        console_sessions.change(session, running.session.id, setup_secret=office.vault.seal(row, secret))
        return secret


def address(secret: str, name: str) -> str:
    """The otpauth: address an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(
    running: Running, code: str, current: str, office: Office
) -> tuple[SignedIn, tuple[str, ...]] | SignInRefusal:
    """Set up what was shown, proven by a first *code*; the recovery codes are told only now.

    Where a code is in use, *current* must be one of it: an unlocked browser is not enough to take it over.
    Other sign-ins end, and this one goes on under another token.
    """
    now, row = office.now(), running.account.uuid
    key = _key(running, office)
    with office.sessions.begin() as session:
        if _is_throttled(key, session, office, now):
            return SignInRefusal.THROTTLED
        account = accounts.lock(session, running.account.id)
        sealed = console_sessions.setup_secret(session, running.session.id)
        step = _step_of(office.vault.open(row, sealed), code, None, now) if sealed else None
        may = account.totp_secret is None or _taken(running, current, session, office, now) is not None
        if step is None or not may:
            return _wrong(running, key, "set-up", session, office, now)
        accounts.change(session, account.id, totp_secret=sealed, totp_step=step)
        codes = _new_codes(running, session, office)
        audit.note(session, office, actor(account.id), "code-set-up", now, account=account.id)
        end_others_in(session, running, now, office)
        return SignedIn(promote(running, session, office), Stage.FULL), codes


def prove(running: Running, code: str, office: Office) -> SignedIn | SignInRefusal:
    """Finish a sign-in by a code of the phone, or by one for recovery."""
    now, key = office.now(), _key(running, office)
    with office.sessions.begin() as session:
        if _is_throttled(key, session, office, now):
            return SignInRefusal.THROTTLED
        how = _taken(running, code, session, office, now)
        if how is None:
            return _wrong(running, key, "code", session, office, now)
        who = running.account.id
        console_sessions.forget_tries(session, key)
        left = accounts.recovery_left(session, who)
        audit.note(session, office, actor(who), "code-proven", now, account=who, by=how, left=left)
        return SignedIn(promote(running, session, office), Stage.FULL)


def new_recovery_codes(running: Running, code: str, office: Office) -> tuple[str, ...] | SignInRefusal:
    """Ten new codes, proven by one of the phone; the old ones are void."""
    now, key = office.now(), _key(running, office)
    with office.sessions.begin() as session:
        if _is_throttled(key, session, office, now):
            return SignInRefusal.THROTTLED
        if _taken(running, code, session, office, now) is None:
            return _wrong(running, key, "recovery", session, office, now)
        who = running.account.id
        audit.note(session, office, actor(who), "recovery-codes-made", now, account=who)
        return _new_codes(running, session, office)


def recovery_left(running: Running, office: Office) -> int:
    """How many recovery codes were not used yet."""
    with office.sessions.read() as session:
        return accounts.recovery_left(session, running.account.id)


def _taken(running: Running, code: str, session: Session, office: Office, now: datetime) -> str | None:
    """By what *code* is taken, and it is used up; None: it is not."""
    account = accounts.lock(session, running.account.id)
    if account.totp_secret is None:
        return None
    typed = plain_code(code)
    if not (typed.isdigit() and len(typed) == 6):
        digest = _recovery_digest(account.uuid, typed, office)
        return "recovery" if accounts.use_recovery(session, account.id, digest, now) else None
    step = _step_of(office.vault.open(account.uuid, account.totp_secret), typed, account.totp_step, now)
    if step is None:
        return None
    accounts.change(session, account.id, totp_step=step)
    return "phone"


def _step_of(secret: str, code: str, newest: int | None, now: datetime) -> int | None:
    """The step *code* belongs to, if it is newer than *newest*: RFC 6238, 5.2, no code is taken twice."""
    current, typed = int(now.timestamp()) // _STEP, plain_code(code)
    for step in (current + away for away in _AROUND):
        fresh = newest is None or step > newest
        if fresh and pyotp.utils.strings_equal(pyotp.TOTP(secret).generate_otp(step), typed):
            return step
    return None


def _new_codes(running: Running, session: Session, office: Office) -> tuple[str, ...]:
    codes = tuple(drawn(office, 2) for _ in range(RECOVERY_CODES))
    row = running.account.uuid
    digests = [_recovery_digest(row, plain_code(code), office) for code in codes]
    accounts.replace_recovery(session, running.account.id, digests)
    return codes


def _recovery_digest(row: str, typed: str, office: Office) -> str:
    return office.vault.digest(f"recovery|{row}|{typed}")


def _key(running: Running, office: Office) -> str:
    return office.vault.digest(f"try-code|{running.account.id}")


def _is_throttled(key: str, session: Session, office: Office, now: datetime) -> bool:
    console = office.settings.console
    console_sessions.lock_tries(session, [key])
    since = now - timedelta(minutes=console.sign_in_minutes)
    return console_sessions.tries(session, key, since, now) >= console.sign_in_tries


def _wrong(
    running: Running, key: str, why: str, session: Session, office: Office, now: datetime
) -> SignInRefusal:
    who = running.account.id
    console_sessions.add_tries(session, [key], now)
    audit.note(session, office, actor(who), "code-refused", now, account=who, reason=why)
    return SignInRefusal.WRONG
