"""Accounts of the console: their states, their names, what a password must be, and how far a sign-in is."""

import itertools
import re
import unicodedata
from enum import StrEnum
from typing import Final

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
# NIST SP 800-63B-4, 3.1.1.2: at least 15 characters where a password stands alone, no rules of composition.
SHORTEST: Final = 15
LONGEST: Final = 128  # hashing must not be given a book
RECOVERY_CODES: Final = 10


class AccountState(StrEnum):
    INVITED = "invited"  # has a code, and no password yet
    ACTIVE = "active"
    DISABLED = "disabled"


class Stage(StrEnum):
    """How far a sign-in has come."""

    CODE = "code"  # the password was right, the code of the phone is missing
    SET_UP = "set_up"  # the password was right, the role needs a code and none is set up
    FULL = "full"


class PasswordFault(StrEnum):
    SHORT = "short"
    LONG = "long"
    NAMED = "named"
    MONOTONOUS = "monotonous"


def normal_name(text: str) -> str | None:
    """The name as it is stored; None for what can be none."""
    name = text.strip().lower()
    return name if NAME.fullmatch(name) else None


def normal_password(text: str) -> str:
    """One spelling for the same characters typed on different keyboards."""
    return unicodedata.normalize("NFKC", text)


def password_fault(password: str, name: str) -> PasswordFault | None:
    """What is wrong with a new password of the account *name*; None: it can be used."""
    if len(password) < SHORTEST:
        return PasswordFault.SHORT
    if len(password) > LONGEST:
        return PasswordFault.LONG
    lowered = password.lower()
    if name in lowered and len(lowered.replace(name, "")) < SHORTEST // 2:
        return PasswordFault.NAMED
    return PasswordFault.MONOTONOUS if len(set(lowered)) < 5 or _runs(lowered) else None


def client_label(agent: str) -> str:
    """What a browser calls itself, told coarsely: "Firefox, Linux". It only helps to tell sign-ins apart."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "?")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "?")
    return f"{browser}, {system}"


# The order counts: each names the ones behind it as well.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def _runs(text: str) -> bool:
    """Only neighbours in a row: abcdefg..., 987654..."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(text)}
    return steps in ({1}, {-1}, {0})
