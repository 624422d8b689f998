"""Who may use the console: invited by a code, disabled, invited anew; the audit chain has each change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import AccountState, normal_name
from sms_gateway.domain.permissions import AccountRole, is_bound
from sms_gateway.errors import GatewayError
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, console_sessions
from sms_gateway.storage.accounts import AccountRow

__all__ = ["AccountRefused", "AccountRow", "Invitation", "Page"]

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
PAGE = 25
T = TypeVar("T")


class AccountRefused(GatewayError):
    """What was asked about an account cannot be done; *code* says why."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code a person turns into a password once, until *until*."""

    account: AccountRow
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page of accounts; *after* is where the next one begins, None on the last."""

    rows: tuple[AccountRow, ...]
    after: str | None


def actor(account_id: int) -> str:
    """An account as the actor of an entry."""
    return f"account:{account_id}"


def add(name: str, role: AccountRole, agency: str | None, by: str, office: Office) -> Invitation:
    """A new account, invited. Raises AccountRefused, StoreUnavailable."""
    known_name, agency = _checked_name(name), checked_agency(role, agency, office)
    now = office.now()
    with office.sessions.begin() as session:
        if accounts.named(session, known_name) is not None:
            raise AccountRefused(
                "taken", f"There is an account {known_name} already.", "Choose another name."
            )
        values = {"uuid": str(uuid4()), "name": known_name, "role": role, "agency": agency}
        moments = {"added_by": by, "added_at": now, "state_since": now}
        account = accounts.lock(session, accounts.add(session, {**values, **moments}))
        audit.note(
            session, office, by, "account-added", now, account=account.id, role=str(role), agency=agency
        )
        return _invite(account, by, session, office, now)


def reset(
    name: str, by: str, office: Office, role: AccountRole | None = None, agency: str | None = None
) -> Invitation:
    """Invite an account anew: its password, codes and sign-ins are void. *role*: it gets another one.

    Raises AccountRefused, StoreUnavailable.
    """
    place = checked_agency(role, agency, office) if role is not None else None

    def act(account: AccountRow, session: Session, now: datetime) -> Invitation:
        _keep_one_admin(account, session, staying=role is AccountRole.NATIONAL_ADMIN)
        if role is not None:
            accounts.change(session, account.id, role=role, agency=place)
            audit.note(session, office, by, "account-role", now, account=account.id, role=str(role),
                       agency=place)  # fmt: skip
        return _invite(account, by, session, office, now)

    return _hold(name, office, act)


def disable(name: str, by: str, office: Office) -> AccountRow:
    """No sign-in any more; those that are running end with the next request."""

    def act(account: AccountRow, session: Session, now: datetime) -> AccountRow:
        if account.state is AccountState.DISABLED:
            raise AccountRefused("disabled", f"{account.name} is disabled already.", "Nothing is to be done.")
        _keep_one_admin(account, session)
        into = {"state": AccountState.DISABLED, "state_since": now, "invite_digest": None}
        accounts.change(session, account.id, **into)
        ended = console_sessions.end_all(session, account.id)
        audit.note(session, office, by, "account-disabled", now, account=account.id, ended=ended)
        return accounts.lock(session, account.id)

    return _hold(name, office, act)


def enable(name: str, by: str, office: Office) -> Invitation:
    """A disabled account again; whoever it is now proves it by a new invitation."""

    def act(account: AccountRow, session: Session, now: datetime) -> Invitation:
        if account.state is not AccountState.DISABLED:
            raise AccountRefused("enabled", f"{account.name} is not disabled.", "Invite it anew by `reset`.")
        audit.note(session, office, by, "account-enabled", now, account=account.id)
        return _invite(account, by, session, office, now)

    return _hold(name, office, act)


def listed(office: Office, begins: str = "", after: str = "", limit: int = PAGE) -> Page:
    """Accounts by name, a page at a time; those whose name begins with *begins*."""
    with office.sessions.read() as session:
        found = accounts.listed(session, begins.strip().lower(), after, limit + 1)
    rows = tuple(found[:limit])
    return Page(rows, rows[-1].name if len(found) > limit else None)


def find(name: str, office: Office) -> AccountRow | None:
    """The account with this name."""
    with office.sessions.read() as session:
        return accounts.named(session, name)


def set_language(account_id: int, language: str, office: Office) -> None:
    """The language of its pages from now on."""
    with office.sessions.begin() as session:
        accounts.change(session, account_id, language=language)


def drawn(office: Office, groups: int, letters: int = 5) -> str:
    """A code that is read off and typed: abcde-23456, five bits a letter."""
    one = ["".join(ALPHABET[office.rand(len(ALPHABET))] for _ in range(letters)) for _ in range(groups)]
    return "-".join(one)


def plain_code(text: str) -> str:
    """A code as it is compared, however it was typed."""
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())


def invite_digest(code: str, account: AccountRow, office: Office) -> str:
    """What is stored of an invitation."""
    return office.vault.digest(f"invite|{account.uuid}|{plain_code(code)}")


def checked_agency(role: AccountRole, agency: str | None, office: Office) -> str | None:
    """The agency an account of *role* gets. Raises AccountRefused."""
    if not is_bound(role):
        if agency:
            raise AccountRefused("no_agency", f"A {role} sees every agency.", "Leave the agency out.")
        return None
    if not agency:
        raise AccountRefused(
            "agency",
            f"An account with the role {role} belongs to one agency.",
            "Name it with --agency: one of `agencies list`, like pupr@33.74.",
        )
    found = office.agencies().acting(agency)
    if found is None:
        raise AccountRefused(
            "agency", f"There is no agency {agency}.", "Name one of `agencies list`, like pupr@33.74."
        )
    return found.code


def _checked_name(text: str) -> str:
    name = normal_name(text)
    if name is None:
        raise AccountRefused(
            "name", "The name cannot be used.", "Use 2 to 32 of a-z, 0-9, dot and dash, a letter first."
        )
    return name


def _invite(account: AccountRow, by: str, session: Session, office: Office, now: datetime) -> Invitation:
    """Everything that proved who it was is void."""
    code = drawn(office, 4)
    until = now + timedelta(hours=office.settings.console.invite_hours)
    accounts.change(
        session,
        account.id,
        state=AccountState.INVITED,
        state_since=now,
        password_hash=None,
        totp_secret=None,
        totp_step=None,
        invite_digest=invite_digest(code, account, office),
        invite_until=until,
    )
    accounts.replace_recovery(session, account.id, ())
    ended = console_sessions.end_all(session, account.id)
    audit.note(session, office, by, "account-invited", now, account=account.id, ended=ended)
    return Invitation(accounts.lock(session, account.id), code, until)


def _keep_one_admin(account: AccountRow, session: Session, staying: bool = False) -> None:
    """Somebody must be left who can let others in, from a browser."""
    if account.role is not AccountRole.NATIONAL_ADMIN or staying:
        return
    if accounts.lock_active(session, AccountRole.NATIONAL_ADMIN) == [account.id]:
        raise AccountRefused(
            "last_admin", f"{account.name} is the last national admin.", "Let another one in first."
        )


def _hold(name: str, office: Office, act: Callable[[AccountRow, Session, datetime], T]) -> T:
    now = office.now()
    with office.sessions.begin() as session:
        found = accounts.named(session, name.strip().lower())
        if found is None:
            raise AccountRefused("unknown", "There is no such account.", "See `sms-gateway users list`.")
        return act(accounts.lock(session, found.id), session, now)
