"""One canonical spelling for every sender, and the decision whether it may be answered."""

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

_DECORATION: Final = re.compile("[ \u00a0().\\-/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_NUMBER: Final = re.compile(r"(\+|00|0)?([1-9][0-9]{4,14})")
# Indonesia's numbering plan: every mobile prefix is 08 followed by 1-9 (080x are service numbers). The
# published prefix lists lag behind new blocks, so a home number is judged by this rule alone.
_INDONESIAN_MOBILE: Final = re.compile("8[1-9][0-9]{6,11}")
_INDONESIA: Final = "62"
_CALLING_CODE: Final = re.compile("[1-9][0-9]{0,2}")
_HEAD, _TAIL, _HIDDEN = 4, 4, 4  # digits of a masked number: shown, shown, at least not shown
_MOBILE_TYPES: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class SenderKind(StrEnum):
    """MOBILE: a mobile of the home country; FOREIGN: of another one; OTHER: never answered."""

    MOBILE = "mobile"
    FOREIGN = "foreign"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it. *e164* is +digits for MOBILE and FOREIGN, the canonical text of the sender for OTHER."""

    kind: SenderKind
    e164: str


def normalise(raw: str, home: str = _INDONESIA) -> Sender:
    """The one spelling of *raw*, a sender as a carrier wrote it; *home* is the calling code of 0... numbers.

    Only the digits 0-9 are digits. Never raises: what is no mobile number is OTHER.
    """
    match = _NUMBER.fullmatch(_DECORATION.sub("", raw))
    if match is None:
        return Sender(SenderKind.OTHER, " ".join(raw.split()).upper())
    prefix, digits = match.groups()
    international = f"{home}{digits}" if prefix == "0" else digits
    kind = _kind(international, home)
    if kind is SenderKind.OTHER and prefix is None:
        return Sender(kind, digits)
    return Sender(kind, f"+{international}")


def may_reply(sender: Sender, countries: Container[str]) -> bool:
    """Whether *sender* may be answered: a mobile whose calling code is one of *countries* ("62")."""
    if sender.kind is SenderKind.OTHER:
        return False
    if sender.e164.startswith(f"+{_INDONESIA}"):  # no calling code begins with another one
        return _INDONESIA in countries
    return str(phonenumbers.parse(sender.e164).country_code) in countries


def calling_code(country: str) -> str | None:
    """The calling code somebody meant by *country*: "62" or "ID" is "62"; None for what is no country."""
    if _CALLING_CODE.fullmatch(country):
        return country if int(country) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE else None
    found = phonenumbers.country_code_for_region(country.upper())
    return str(found) if found else None


def spellings(e164: str) -> tuple[str, ...]:
    """Every way to write *e164* (+62...) that a search for leaks must look for."""
    code = str(phonenumbers.parse(e164).country_code)
    national = e164[1 + len(code) :]
    heads = ("", "0", code, f"+{code}", f"00{code}", f"%2B{code}", f"%2b{code}")
    plain = [head + national for head in heads]
    spaced = [
        spelling
        for separator in (" ", "-", ".", "+", "%20")
        for spelling in _grouped(code, national, separator)
    ]
    return tuple(dict.fromkeys(plain + spaced))


def _kind(international: str, home: str) -> SenderKind:
    if international.startswith(home) and home == _INDONESIA:
        mobile = _INDONESIAN_MOBILE.fullmatch(international[len(home) :]) is not None
        return SenderKind.MOBILE if mobile else SenderKind.OTHER
    try:
        number = phonenumbers.parse(f"+{international}")
    except phonenumbers.NumberParseException:
        return SenderKind.OTHER
    if phonenumbers.number_type(number) not in _MOBILE_TYPES:
        return SenderKind.OTHER
    return SenderKind.MOBILE if str(number.country_code) == home else SenderKind.FOREIGN


def _grouped(code: str, national: str, separator: str) -> list[str]:
    local = _groups(f"0{national}", (4, 4, 4))
    by_three = _groups(national, (3, 4, 4))
    by_four = _groups(national, (4, 4, 4))
    abroad = [[f"{head}{code}", *groups] for head in ("", "+", "%2B") for groups in (by_three, by_four)]
    return [separator.join(groups) for groups in (local, by_three, by_four, *abroad)] + [
        f"+{code} {separator.join(groups)}" for groups in (by_three, by_four)
    ]


def _groups(digits: str, sizes: tuple[int, ...]) -> list[str]:
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    return [group for group in [*groups, digits] if group]


def masked(e164: str) -> str:
    """*e164* as a person may recognise it and nobody can call it: +6281234567890 is 0812xxxx7890."""
    home = f"+{_INDONESIA}"
    shown = f"0{e164.removeprefix(home)}" if e164.startswith(home) else e164
    tail = max(0, min(_TAIL, len(shown) - _HEAD - _HIDDEN))
    hidden = len(shown) - _HEAD - tail
    return shown[:_HEAD] + "x" * max(hidden, 0) + (shown[-tail:] if tail else "")
