"""Sign-ins while they run: begun, looked up by the token of the browser, rotated, ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import AccountState, Stage
from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.permissions import needs_code
from sms_gateway.services import audit
from sms_gateway.services.accounts import actor
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, console_sessions
from sms_gateway.storage.accounts import AccountRow
from sms_gateway.storage.console_sessions import SessionRow

__all__ = ["Running", "SessionRow"]

_TOKEN = 1 << 256
_SEEN_EVERY = timedelta(minutes=1)  # a write for every page would be one too many
_HALF = timedelta(minutes=10)  # how long a password waits for its code
Notice = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Running:
    """A sign-in that is not over, and whose it is."""

    session: SessionRow
    account: AccountRow

    @property
    def stage(self) -> Stage:
        """How far it has come; what its role needs a code for by now, a password alone began too early."""
        bare = self.account.totp_secret is None and needs_code(self.account.role)
        reached = self.session.stage
        return Stage.SET_UP if bare and reached is Stage.FULL else reached


def begin(account: AccountRow, stage: Stage, client: str, session: Session, office: Office) -> str:
    """A new sign-in in the caller's transaction; returns its token."""
    now = office.now()
    token = f"{office.rand(_TOKEN):064x}"
    whole = timedelta(hours=office.settings.console.session_hours)
    console_sessions.add(
        session,
        account_id=account.id,
        token_digest=digest(token, office),
        stage=stage,
        client=client[:32],
        started_at=now,
        seen_at=now,
        until=now + (whole if stage is Stage.FULL else _HALF),
    )
    if stage is Stage.FULL:
        accounts.change(session, account.id, signed_in_at=now)
    return token


def look(token: str, office: Office) -> Running | None:
    """The sign-in of *token*; None when there is none, it is over, or the account may not be used."""
    now, hashed = office.now(), digest(token, office)
    with office.sessions.read() as session:
        found = console_sessions.by_token(session, hashed)
        account = accounts.get(session, found.account_id) if found else None
    if found is None or account is None or account.state is not AccountState.ACTIVE:
        return None
    idle = timedelta(minutes=office.settings.console.idle_minutes)
    if not _runs(found, now, idle):
        return None
    if now - found.seen_at >= _SEEN_EVERY:
        with office.sessions.begin() as session:
            console_sessions.change(session, found.id, seen_at=now)
    return Running(found, account)


def promote(running: Running, session: Session, office: Office) -> str:
    """More may be done from here on, so under another token: one that was foisted on a browser is void."""
    console_sessions.end(session, running.session.id)
    return begin(running.account, Stage.FULL, running.session.client, session, office)


def sign_out(running: Running, office: Office) -> None:
    """This sign-in is over."""
    with office.sessions.begin() as session:
        console_sessions.end(session, running.session.id)
        who = running.account.id
        audit.note(session, office, actor(who), "signed-out", office.now(), account=who)


def end_others(running: Running, office: Office) -> int:
    """Every other sign-in of the account is over; returns how many were."""
    with office.sessions.begin() as session:
        return end_others_in(session, running, office.now(), office)


def end_others_in(session: Session, running: Running, now: datetime, office: Office) -> int:
    """`end_others` in the caller's transaction."""
    who = running.account.id
    ended = console_sessions.end_all(session, who, but=running.session.id)
    audit.note(session, office, actor(who), "sign-ins-ended", now, account=who, ended=ended)
    return ended


def of_account(running: Running, office: Office) -> list[SessionRow]:
    """The sign-ins of this account that are not over, the one seen last first."""
    now = office.now()
    idle = timedelta(minutes=office.settings.console.idle_minutes)
    with office.sessions.read() as session:
        found = console_sessions.of_account(session, running.account.id)
    return [each for each in found if _runs(each, now, idle)]


def leave_notice(running: Running, notice: Notice, office: Office) -> None:
    """Show *notice* on the next page of this sign-in."""
    with office.sessions.begin() as session:
        console_sessions.change(session, running.session.id, notice=dict(notice))


def take_notice(running: Running, office: Office) -> Notice | None:
    """The notice that waits, which is shown once."""
    if running.session.notice is None:
        return None
    with office.sessions.begin() as session:
        return console_sessions.take_notice(session, running.session.id)


def _runs(found: SessionRow, now: datetime, idle: timedelta) -> bool:
    """One seen later than now was seen by a clock that was set back: it would last for hours too long."""
    return now < found.until and -CLOCKS_APART <= now - found.seen_at < idle


def forget(office: Office) -> None:
    """Drop what nobody counts any more."""
    now = office.now()
    window = timedelta(minutes=office.settings.console.sign_in_minutes)
    with office.sessions.begin() as session:
        console_sessions.forget_old(session, now - window, now)


def digest(token: str, office: Office) -> str:
    """What is stored of a token."""
    return office.vault.digest(f"session|{token}")
