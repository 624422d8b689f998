"""A person changes the own password: proven by the old one, and every other sign-in ends."""

from enum import StrEnum

from sms_gateway.domain.accounts import PasswordFault, password_fault
from sms_gateway.services import audit, passwords
from sms_gateway.services.accounts import actor
from sms_gateway.services.console_sessions import Running, end_others_in, promote
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import count_own_try
from sms_gateway.storage import accounts


class ChangeRefusal(StrEnum):
    WRONG = "wrong"  # the old password
    THROTTLED = "throttled"


def change_password(
    running: Running, old: str, new: str, office: Office
) -> str | ChangeRefusal | PasswordFault:
    """The new token of this sign-in, or why the password stays. Raises StoreUnavailable."""
    account = running.account
    if not count_own_try(running, office):
        return ChangeRefusal.THROTTLED
    if not passwords.fits(account.password_hash, old):
        return ChangeRefusal.WRONG
    fault = password_fault(new, account.name)
    if fault is not None:
        return fault
    changed = passwords.hashed(new)
    now = office.now()
    with office.sessions.begin() as session:
        if accounts.lock(session, account.id).password_hash != account.password_hash:
            return ChangeRefusal.WRONG
        accounts.change(session, account.id, password_hash=changed)
        audit.note(session, office, actor(account.id), "password-changed", now, account=account.id)
        end_others_in(session, running, now, office)
        return promote(running, session, office)
