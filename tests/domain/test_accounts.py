"""Names, passwords and permissions of accounts, as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.accounts import (
    LONGEST,
    PasswordFault,
    client_label,
    normal_name,
    normal_password,
    password_fault,
)
from sms_gateway.domain.permissions import (
    GUARDED,
    NATIONWIDE,
    PERMISSIONS,
    AccountRole,
    Permission,
    Scope,
    is_bound,
    may,
    needs_code,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ani", "ani"),
        (" Ani.R ", "ani.r"),
        ("a1-b_c", "a1-b_c"),
        ("a", None),
        ("1ani", None),
        ("ani r", None),
        ("ani@x", None),
        ("ä" * 3, None),
        ("a" * 33, None),
        ("081234567890", None),  # a number is nobody's name: the audit chain would refuse it
        ("", None),
    ],
)
def test_a_name_is_short_plain_and_begins_with_a_letter(typed: str, name: str | None) -> None:
    assert normal_name(typed) == name


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kuda sungai hijau", None),
        ("short", PasswordFault.SHORT),
        ("x" * (LONGEST + 1), PasswordFault.LONG),
        ("budi.santoso.budi.santoso", PasswordFault.NAMED),
        ("aaaaaaaaaaaaaaaaaaaa", PasswordFault.MONOTONOUS),
        ("abababababababababab", PasswordFault.MONOTONOUS),
        ("abcdefghijklmnopqrst", PasswordFault.MONOTONOUS),
        ("zyxwvutsrqponmlkjihg", PasswordFault.MONOTONOUS),
        ("budi.santoso naik kereta ke kota", None),
    ],
)
def test_a_password_is_long_and_not_a_pattern(password: str, fault: PasswordFault | None) -> None:
    assert password_fault(password, "budi.santoso") is fault


@given(st.text())
def test_a_password_has_one_spelling(typed: str) -> None:
    assert normal_password(normal_password(typed)) == normal_password(typed)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140 Safari/537.36 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/140 Mobile Safari", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari", "Safari, iPhone"),
        ("curl/8", "?, ?"),
    ],
)
def test_a_browser_is_told_coarsely(agent: str, label: str) -> None:
    assert client_label(agent) == label


def test_every_permission_is_somebodys_and_every_role_has_an_account_page() -> None:
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(Permission)
    assert all(may(role, Permission.OWN_ACCOUNT) for role in AccountRole)


@pytest.mark.parametrize("role", AccountRole)
def test_a_code_is_needed_by_whoever_can_see_numbers_or_let_others_in(role: AccountRole) -> None:
    assert needs_code(role) == any(may(role, permission) for permission in GUARDED)
    assert needs_code(role)  # an auditor, too: that is who sees whose data an account was shown


def test_only_an_agency_admin_is_bound_and_sees_the_own_agency_alone() -> None:
    assert [role for role in AccountRole if is_bound(role)] == [AccountRole.AGENCY_ADMIN]
    mine = Scope("pupr@33.74")
    assert [mine.covers(each) for each in ("pupr@33.74", "pupr@33.7", None)] == [True, False, False]
    assert all(NATIONWIDE.covers(each) for each in ("pupr@33.74", None))
    bound = PERMISSIONS[AccountRole.AGENCY_ADMIN]
    assert not bound & {Permission.SEE_USERS, Permission.MANAGE_USERS, Permission.SEE_AUDIT}
