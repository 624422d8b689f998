"""Accounts, sign-ins and codes on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from sms_gateway.domain.accounts import AccountState, PasswordFault, Stage
from sms_gateway.domain.audit_chain import Break
from sms_gateway.domain.permissions import AccountRole, Scope
from sms_gateway.services import (
    accounts,
    audit,
    console_sessions,
    moves,
    passwords,
    second_factor,
    sign_in,
    upkeep,
)
from sms_gateway.services.accounts import AccountRefused
from sms_gateway.services.console_sessions import Running
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import SignedIn, SignInRefusal, Visitor
from sms_gateway.services.waiting import waiting_for
from sms_gateway.storage import accounts as storage
from sms_gateway.storage.schema import console_sessions as sessions_table
from sms_gateway.storage.schema import sign_in_tries, tickets
from tests.builders import ROAD, rows, store, work
from tests.conftest import NOW, HandClock

pytestmark = pytest.mark.usefixtures("quick_passwords")
SLOW = passwords.HASHER
ADMIN, AUDITOR = AccountRole.NATIONAL_ADMIN, AccountRole.AUDITOR
HERE, BY, PASSWORD = Visitor("203.0.113.7", "Chrome, Linux"), "cli:test", "kuda sungai hijau tujuh"


def let_in(office: Office, role: AccountRole = ADMIN, name: str = "ani") -> Running:
    """An account of *role* whose person has made a password, as far as that goes."""
    invitation = accounts.add(name, role, None, BY, office)
    return running(sign_in.accept_invitation(name, invitation.code, PASSWORD, HERE, office), office)


def running(done: object, office: Office) -> Running:
    assert isinstance(done, SignedIn)
    found = console_sessions.look(done.token, office)
    assert found is not None
    return found


def with_code(office: Office, clock: HandClock) -> tuple[Running, str, tuple[str, ...]]:
    """A national admin with a code on the phone: the sign-in, the secret, the codes for recovery."""
    half = let_in(office)
    secret = second_factor.setup_secret(half, office)
    done = second_factor.confirm(half, pyotp.TOTP(secret).at(clock()), "", office)
    assert isinstance(done, tuple)
    clock.forward(seconds=31)
    return running(done[0], office), secret, done[1]


def asked(office: Office) -> Running:
    """Signed in by password, before the code."""
    return running(sign_in.sign_in("ani", PASSWORD, HERE, office), office)


def test_an_invitation_works_once_and_not_too_late(office: Office, clock: HandClock) -> None:
    invitation = accounts.add("ani", AUDITOR, None, BY, office)
    short = sign_in.accept_invitation("ani", invitation.code, "short", HERE, office)
    assert short is PasswordFault.SHORT
    wrong = sign_in.accept_invitation("ani", "abcde-abcde-abcde-abcde", PASSWORD, HERE, office)
    assert wrong is SignInRefusal.BAD_INVITATION
    clock.forward(hours=office.settings.console.invite_hours)
    late = sign_in.accept_invitation("ani", invitation.code, PASSWORD, HERE, office)
    assert late is SignInRefusal.BAD_INVITATION
    again = accounts.reset("ani", BY, office)
    done = sign_in.accept_invitation("ANI ", again.code.upper().replace("-", " "), PASSWORD, HERE, office)
    assert isinstance(done, SignedIn)
    used = sign_in.accept_invitation("ani", again.code, PASSWORD, HERE, office)
    assert used is SignInRefusal.BAD_INVITATION


def test_an_invitation_is_taken_by_one_of_two_at_once(office: Office) -> None:
    invitation = accounts.add("ani", AUDITOR, None, BY, office)

    def take(password: str) -> object:
        return sign_in.accept_invitation("ani", invitation.code, password, HERE, office)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take, (PASSWORD, PASSWORD + " dua")))
    assert sorted(isinstance(each, SignedIn) for each in done) == [False, True]


def test_tries_at_once_are_counted_before_any_is_hashed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", SLOW)  # so that all are at it together
    console = office.settings.console.model_copy(update={"sign_in_tries": 3})
    office = replace(office, settings=office.settings.model_copy(update={"console": console}))
    most = 3
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: sign_in.sign_in("nobody", "x", HERE, office), range(most + 4)))
    assert done.count(SignInRefusal.WRONG) == most
    assert done.count(SignInRefusal.THROTTLED) == 4


@pytest.mark.parametrize(
    ("name", "role", "agency", "code"),
    [
        ("1x", AUDITOR, None, "name"),
        ("ani", AUDITOR, None, "taken"),
        ("budi", AUDITOR, "pupr@33.74", "no_agency"),
        ("budi", AccountRole.AGENCY_ADMIN, None, "agency"),
        ("budi", AccountRole.AGENCY_ADMIN, "nowhere@99", "agency"),
    ],
)
def test_what_no_account_can_be_is_refused(
    office: Office, name: str, role: AccountRole, agency: str | None, code: str
) -> None:
    accounts.add("ani", AUDITOR, None, BY, office)
    with pytest.raises(AccountRefused) as refused:
        accounts.add(name, role, agency, BY, office)
    assert refused.value.code == code


def test_the_last_national_admin_stays(office: Office) -> None:
    let_in(office)
    with pytest.raises(AccountRefused, match="last national admin"):
        accounts.disable("ani", BY, office)
    with pytest.raises(AccountRefused, match="last national admin"):
        accounts.reset("ani", BY, office, AUDITOR)
    accounts.reset("ani", BY, office, ADMIN)  # a lost phone, from the command line
    let_in(office, name="budi")
    assert accounts.disable("ani", BY, office).state is AccountState.DISABLED
    with pytest.raises(AccountRefused, match="disabled already"):
        accounts.disable("ani", BY, office)
    assert accounts.enable("ani", BY, office).account.state is AccountState.INVITED


def test_another_role_ends_every_sign_in(office: Office) -> None:
    let_in(office)
    one = let_in(office, AUDITOR, "budi")
    accounts.reset("budi", BY, office, AccountRole.REVIEWER)
    assert rows(office, sessions_table, account_id=one.account.id) == []
    assert "account-role" in [row.entry.action for row in audit.listed(office)]


def test_a_code_is_taken_once_and_never_an_older_one(office: Office, clock: HandClock) -> None:
    _, secret, _ = with_code(office, clock)
    phone = pyotp.TOTP(secret)
    before, now = phone.at(clock() - timedelta(seconds=30)), phone.at(clock())
    assert isinstance(second_factor.prove(asked(office), now, office), SignedIn)
    assert second_factor.prove(asked(office), now, office) is SignInRefusal.WRONG
    assert second_factor.prove(asked(office), before, office) is SignInRefusal.WRONG
    clock.forward(seconds=30)
    assert isinstance(second_factor.prove(asked(office), phone.at(clock()), office), SignedIn)


def test_a_recovery_code_stands_in_once(office: Office, clock: HandClock) -> None:
    full, _, codes = with_code(office, clock)
    assert len(set(codes)) == 10
    assert isinstance(second_factor.prove(asked(office), f" {codes[0].upper()} ", office), SignedIn)
    assert second_factor.prove(asked(office), codes[0], office) is SignInRefusal.WRONG
    assert second_factor.recovery_left(full, office) == 9


def test_new_recovery_codes_void_the_old(office: Office, clock: HandClock) -> None:
    full, secret, codes = with_code(office, clock)
    new = second_factor.new_recovery_codes(full, pyotp.TOTP(secret).at(clock()), office)
    assert isinstance(new, tuple)
    assert second_factor.prove(asked(office), codes[3], office) is SignInRefusal.WRONG
    assert isinstance(second_factor.prove(asked(office), new[3], office), SignedIn)


def test_codes_are_counted_across_sign_ins(office: Office, clock: HandClock) -> None:
    _, secret, _ = with_code(office, clock)
    half = [asked(office), asked(office)]
    for count in range(office.settings.console.sign_in_tries):
        assert second_factor.prove(half[count % 2], "000000", office) is SignInRefusal.WRONG
    right = pyotp.TOTP(secret).at(clock())
    assert second_factor.prove(asked(office), right, office) is SignInRefusal.THROTTLED


def test_a_code_is_not_replaced_without_the_one_in_use(office: Office, clock: HandClock) -> None:
    full, secret, codes = with_code(office, clock)
    fresh = second_factor.setup_secret(full, office)
    assert fresh != secret
    code = pyotp.TOTP(fresh).at(clock())
    assert second_factor.confirm(full, code, "", office) is SignInRefusal.WRONG
    assert second_factor.confirm(full, code, code, office) is SignInRefusal.WRONG
    assert isinstance(second_factor.confirm(full, code, codes[0], office), tuple)


@pytest.mark.parametrize("role", [ADMIN, AUDITOR])
def test_who_sees_numbers_or_whose_data_were_seen_gets_no_further_without_a_code(
    office: Office, role: AccountRole
) -> None:
    assert let_in(office, role).session.stage is Stage.SET_UP


def test_what_nobody_counts_any_more_is_forgotten(office: Office, clock: HandClock) -> None:
    let_in(office, AUDITOR)
    sign_in.sign_in("ani", "x", HERE, office)
    clock.forward(hours=office.settings.console.session_hours, seconds=1)
    upkeep.forget(office)
    assert (rows(office, sign_in_tries), rows(office, sessions_table)) == ([], [])


def test_accounts_are_paged_by_name_and_a_percent_sign_is_no_wildcard(office: Office) -> None:
    for name in ("citra", "ani", "budi", "anton"):
        accounts.add(name, AUDITOR, None, BY, office)
    first = accounts.listed(office, limit=3)
    assert ([each.name for each in first.rows], first.after) == (["ani", "anton", "budi"], "budi")
    rest = accounts.listed(office, after="budi", limit=3)
    assert ([each.name for each in rest.rows], rest.after) == (["citra"], None)
    assert [each.name for each in accounts.listed(office, "AN").rows] == ["ani", "anton"]
    assert accounts.listed(office, "%").rows == accounts.listed(office, "_n").rows == ()


def test_an_account_without_any_entry_shows_that_the_chain_was_emptied(office: Office) -> None:
    with office.sessions.begin() as session:
        moments = {"added_at": NOW, "state_since": NOW}
        storage.add(session, {"uuid": "1", "name": "ani", "role": AUDITOR, "added_by": BY, **moments})
    assert audit.verify(office).broken == Break(1, "missing")


def test_what_waits_is_counted_for_all_or_for_one_agency(office: Office, clock: HandClock) -> None:
    store(office, ROAD)
    work(office)
    everything = waiting_for(Scope(), office)
    assert (everything.reviews, everything.cases, everything.late, everything.held) == (0, 1, 0, 0)
    assert waiting_for(Scope("pupr@33.74"), office).late == 0
    moves.forward(rows(office, tickets)[0].number, "staff:budi", office, "pupr@33.74")
    clock.forward(days=30)
    assert waiting_for(Scope(), office).late == 1
    assert waiting_for(Scope("pupr@33.74"), office).late == 1
    other = waiting_for(Scope("dlh@33.74"), office)
    assert (other.reviews, other.cases, other.late, other.held) == (None, None, 0, None)
