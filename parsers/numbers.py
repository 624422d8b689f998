"""Which runs of digits are long enough to point at a person: phones, 16-digit identities, accounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from parsers.wordlist import wordset


class NumberKind(Enum):
    PHONE = "phone"
    SIXTEEN = "sixteen"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class LongNumber:
    """A number that is personal, its span with the separators inside it."""

    kind: NumberKind
    start: int
    end: int


class Group(NamedTuple):
    """Digits without a break, and the separator that stands before them ("" at the start of a run)."""

    digits: str
    start: int
    end: int
    separator: str


_CHUNK = re.compile(r"[oil|]{0,3}[0-9][0-9oil|]*")  # letters that are taken for digits, about a digit
_PLAIN = re.compile(r"[0-9]+")
_REPAIR = str.maketrans("oil|", "0111")
_SEPARATOR = re.compile(r"[ \n]{0,2}[-.()/_,:+*~]{0,2}[ \n]{0,2}")
_LABEL = re.compile(
    r"\b(?:idpel|id ?pel|pelanggan|rek|rekening|norek|va|virtual account|kpj|bpjs|hp|wa"
    r"|telp|telepon)[a-z ]{0,12}[:.= ]*$"
)
_BEFORE = 32  # characters in which a label stands
_MAX_GROUPS = 16
_IDENTITY = 16
_SHORTEST = 9  # digits of a telephone number
_MOBILE = re.compile(r"(?:0|62|0062|620)8[1-9][0-9]{6,11}")
_LANDLINE = re.compile(r"(?:0|62)(?:2[0-9]|3[1-8]|4[0-9]|5[1-6]|6[1-5]|7[1-7]|9[0-9])[0-9]{6,10}")
_PROVINCES = wordset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76",
    "81 82 91 92 93 94 95 96",
)


def long_numbers(text: str) -> list[LongNumber]:
    """The personal numbers of *text* (lower case, digits 0-9), left to right. Linear in the length."""
    groups = _groups(text)
    found: list[LongNumber] = []
    position = 0
    while position < len(groups):
        taken = _date(groups, position)
        if taken:
            position += taken
            continue
        kind, taken = _longest(groups, position, text)
        if kind is None:
            position += 1
            continue
        start = _with_plus(text, groups[position].start)
        found.append(LongNumber(kind, start, groups[position + taken - 1].end))
        position += taken
    return found


def _with_plus(text: str, start: int) -> int:
    return start - 1 if text[start - 1 : start] in ("+", "(") and start else start


def _groups(text: str) -> list[Group]:
    groups: list[Group] = []
    for match in _CHUNK.finditer(text):
        start, end = _trimmed(match.group(), match.start())
        if start == end:
            continue
        between = text[groups[-1].end : start] if groups and start - groups[-1].end <= 6 else None
        joins = between is not None and _SEPARATOR.fullmatch(between) is not None
        separator = between if joins and between else ""
        groups.append(Group(text[start:end].translate(_REPAIR), start, end, separator))
    return groups


def _trimmed(chunk: str, start: int) -> tuple[int, int]:
    """The span of the digits in *chunk*; letters count as digits only among enough real ones."""
    if _PLAIN.fullmatch(chunk):
        return start, start + len(chunk)
    left = len(chunk) - len(chunk.lstrip("il|"))
    right = len(chunk.rstrip("il|"))
    right = right if right - left > 6 or _ends_in_zero(chunk) else len(chunk.rstrip("oil|"))
    if chunk[left : left + 2] == "o0" or (chunk[left : left + 1] == "o" and len(chunk) - left < 4):
        left += 1
    digits = sum(1 for character in chunk if character in "0123456789")
    if digits == 0 or right <= left:
        return start, start
    if digits * 2 < right - left:
        return start, start
    return start + left, start + right


def _ends_in_zero(chunk: str) -> bool:
    """789O: a capital letter at the end of enough digits is a slip for 0."""
    return chunk.endswith("o") and _PLAIN.fullmatch(chunk[:-1]) is not None and len(chunk) >= 4


def _date(groups: Sequence[Group], position: int) -> int:
    """How many groups a date like 12-11-2026 takes, or 0."""
    three = groups[position : position + 3]
    if (
        len(three) < 3
        or three[1].separator not in ("-", "/", ".")
        or three[2].separator != three[1].separator
    ):
        return 0
    day, month, year = (group.digits for group in three)
    short = len(day) <= 2 and len(month) <= 2 and len(year) == 4
    return 3 if short and 0 < int(day) <= 31 and 0 < int(month) <= 12 and year[:2] in ("19", "20") else 0


def _longest(groups: Sequence[Group], first: int, text: str) -> tuple[NumberKind | None, int]:
    """The kind of the longest personal number that begins at *first*, and how many groups it takes."""
    alone = _alone(groups[first].digits)
    if alone:
        return alone, 1
    best: tuple[NumberKind | None, int] = (None, 0)
    digits = groups[first].digits
    for count in range(2, min(_MAX_GROUPS, len(groups) - first) + 1):
        group = groups[first + count - 1]
        if best[0] and _begins_another(digits, group):
            break
        digits += group.digits
        if not group.separator or len(digits) > 25 or _date(groups, first + count - 1):
            break
        if count in (3, 5) and _hopeless(groups[first : first + count]):
            break
        if len(digits) < _SHORTEST:
            continue
        kind = _joined(groups[first : first + count], digits, text)
        best = (kind, count) if kind else best
    return best


def _hopeless(groups: Sequence[Group]) -> bool:
    """Whether no longer run that begins with these groups can be a number: small pieces, mixed separators."""
    sizes = [len(group.digits) for group in groups]
    if groups[0].digits[0] in "06" or max(sizes) == 1 or min(sizes) > 2:
        return False
    between = {group.separator.strip() for group in groups[1:]}
    return len(between) > 1 and not between <= {"-", ".", "_"}


def _begins_another(digits: str, group: Group) -> bool:
    """Whether *group* starts a phone number of its own behind a complete one."""
    if group.separator in ("-", "."):
        return False  # one number, cut into pieces of its own
    enough = 11 if digits.startswith(("08", "628")) else 9
    return group.digits[0] == "0" and len(group.digits) >= 3 and len(digits) >= enough


def _alone(digits: str) -> NumberKind | None:
    if len(digits) == _IDENTITY:
        return NumberKind.SIXTEEN
    if len(digits) >= 9 and (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        return NumberKind.PHONE
    return NumberKind.LONG if len(digits) >= 10 else None


def _joined(groups: Sequence[Group], digits: str, text: str) -> NumberKind | None:
    if _is_amount(groups):
        return None
    if len(digits) == _IDENTITY and _reads_as_identity(groups):
        return NumberKind.SIXTEEN
    if digits.startswith(("0", "62")) and _reads_as_phone(groups, digits):
        return NumberKind.PHONE
    return (
        NumberKind.LONG
        if len(digits) >= 10 and (_reads_as_account(groups) or _labelled(text, groups[0].start))
        else None
    )


def _labelled(text: str, start: int) -> bool:
    return _LABEL.search(text[max(0, start - _BEFORE) : start]) is not None


def _is_amount(groups: Sequence[Group]) -> bool:
    """1.500.000 and the like: thousands apart, at most trillions."""
    thousands = all(len(group.digits) == 3 and group.separator in (".", ",") for group in groups[1:])
    return thousands and groups[0].digits[0] != "0" and len(groups[0].digits) <= 3 and len(groups) <= 5


def _reads_as_identity(groups: Sequence[Group]) -> bool:
    sizes = [len(group.digits) for group in groups]
    if groups[0].digits[0] == "0" or (min(sizes) < 2 and max(sizes) > 1):
        return False
    if min(sizes) < 3 and len({group.separator.strip() for group in groups[1:]}) > 1:
        return False
    if sizes == [8, 8] and groups[1].separator.isspace():
        head = groups[0].digits  # two ticket numbers side by side are not an identity
        return head[:2] in _PROVINCES and ("01" <= head[6:8] <= "31" or "41" <= head[6:8] <= "71")
    return True


def _reads_as_phone(groups: Sequence[Group], digits: str) -> bool:
    sizes = [len(group.digits) for group in groups]
    if max(sizes) >= 8 and len(groups) > 2 and sizes[-1] >= 7:
        return False
    if any(":" in group.separator or "/" in group.separator for group in groups[1:]) and sizes[0] < 4:
        return False
    if _MOBILE.fullmatch(digits):
        return len(digits) >= 10 and (min(sizes[1:]) >= 2 or max(sizes) == 1)
    return (
        bool(_LANDLINE.fullmatch(digits)) and sizes[0] in (2, 3, 4) and len(groups) <= 4 and max(sizes) >= 3
    )


def _reads_as_account(groups: Sequence[Group]) -> bool:
    if all(len(group.digits) == 1 for group in groups):
        return True
    dashed = all(group.separator in ("-", ".", "_") for group in groups[1:])
    return dashed and any(len(group.digits) >= 4 for group in groups)
