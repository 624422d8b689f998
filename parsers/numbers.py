"""Which runs of digits are long enough to point at a person: phones, 16-digit identities, accounts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial

from parsers.number_groups import Group, groups
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


_Run = tuple[NumberKind | None, int]  # what groups read as, and how many they are
_LABEL = re.compile(
    r"\b(?:idpel|id ?pel|pelanggan|nopel|rek|rekening|norek|va|virtual account|kpj|bpjs|npwp|hp|wa"
    r"|telp|telepon)[a-z ]{0,12}[:.= ]*$"
)
_BEFORE = 32  # characters in which a label stands
_MAX_GROUPS = 20
_MOST_DIGITS = 25
_IDENTITY = 16
_TICKET = 8
_SHORTEST = 9  # digits of a telephone number
_LONG = 10  # digits of what may be an account
_MOBILE = re.compile(r"(?:0|62|0062|620)8[1-9][0-9]{6,11}")
_WITHOUT_ZERO = re.compile(r"8[1-9][0-9]{7,10}")
_LANDLINE = re.compile(r"(?:0|62)(?:2[0-9]|3[1-8]|4[0-9]|5[1-6]|6[1-5]|7[1-7]|9[0-9])[0-9]{6,10}")
_USUAL_MOBILE = 12  # digits; a thirteenth that stands alone counts something else
_BEGINS = re.compile(r"0(?:8[1-9]|[2-79][0-9])")
_PROVINCES = wordset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76",
    "81 82 91 92 93 94 95 96",
)
_DASHES = frozenset("-._")
_CENTURIES = ("19", "20")
_TAX = [2, 3, 3, 1, 3, 3]  # digits of an NPWP: 09.254.294.3-407.000


def long_numbers(text: str) -> list[LongNumber]:
    """The personal numbers of *text* (lower case, digits 0-9), left to right. Linear in the length."""
    found: list[LongNumber] = []
    pieces = groups(text)
    if not pieces:
        return found
    longest = cache(partial(_longest, pieces, text))
    position = 0
    while position < len(pieces):
        dated = _date(pieces, position)
        kind, taken = (None, dated) if dated else _one_by_one(pieces, position)
        if not taken:
            kind, taken = _settled(pieces, position, longest)
        if kind:
            end = pieces[position + taken - 1].end
            found.append(LongNumber(kind, _with_sign(text, pieces[position].start, end), end))
        position += taken or 1
    return found


def _with_sign(text: str, start: int, end: int) -> int:
    """*start*, or the bracket or plus before it that belongs to the number: (021), +62, +(62)."""
    signs = "(+" if ")" in text[start:end] else "+"
    for _ in signs:
        start -= 1 if start and text[start - 1] in signs else 0
    return start


def _one_by_one(pieces: Sequence[Group], first: int) -> _Run:
    """Digits typed or spoken each for itself; nothing when they are few, or longer groups follow."""
    end = first
    while end < len(pieces) and len(pieces[end].digits) == 1 and (end == first or pieces[end].separator):
        end += 1
    goes_on = end < len(pieces) and pieces[end].separator and len(pieces[end].digits) > 1
    if end - first < _LONG or (goes_on and end - first < _MOST_DIGITS):
        return None, 0
    return _alone("".join(group.digits for group in pieces[first:end])), end - first


def _settled(pieces: Sequence[Group], first: int, longest: Callable[[int, int], _Run]) -> _Run:
    """The number that begins at *first*, unless a surer one begins inside it and reaches beyond."""
    kind, taken = longest(first, len(pieces))
    if kind is None or taken == 1:
        return kind, taken
    sure = _surety(pieces[first : first + taken])
    inner = first + 1
    while inner < first + taken:
        other, more = longest(inner, len(pieces))
        if other is not None and inner + more > first + taken:
            surety = _surety(pieces[inner : inner + more])
            if surety and not sure and (kind is not NumberKind.SIXTEEN or _is_ticket(pieces[first])):
                return longest(first, inner)
            if surety > 1 or (other is not NumberKind.LONG and not sure):
                kind, taken = other, inner + more - first  # where one ends and the other begins is unsure
        inner += 1
    return kind, taken


def _is_ticket(group: Group) -> bool:
    return len(group.digits) == _TICKET


def _surety(run: Sequence[Group]) -> int:
    """How far the digits themselves, not only their number, say what they are.

    2 of a mobile number or an identity with a birthday, 1 of an identity cut evenly, 0 of anything else.
    """
    if len(run[0].digits) > 1 and len(run[-1].digits) == 1:
        run = run[:-1]  # what stands alone behind a number may count something
    digits = "".join(group.digits for group in run)
    if _MOBILE.fullmatch(digits):
        alone = len(run[0].digits) == 1 < len(run[-1].digits)  # in front of it likewise
        return 0 if alone or len(digits) < _LONG else 2
    uniform = len({group.separator.strip() for group in run[1:]}) <= 1
    if len(digits) != _IDENTITY or digits[:2] not in _PROVINCES or not uniform:
        return 0
    return 2 if _born(digits) else int(len({len(group.digits) for group in run}) == 1)


def _born(identity: str) -> bool:
    """Whether the digits hold a birthday, as those of an identity do: ddmmyy, 40 added for women."""
    day, month = int(identity[6:8]), int(identity[8:10])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _date(pieces: Sequence[Group], position: int) -> int:
    """How many groups a date like 12-11-2026 takes, or 0."""
    if position + 3 > len(pieces) or pieces[position + 1].separator not in ("-", "/", "."):
        return 0
    first, second, third, *after = pieces[position : position + 4]
    if third.separator != second.separator:
        return 0
    if second.separator in (first.separator, *(group.separator for group in after)):
        return 0  # pieces of a longer number
    day, month, year = first.digits, second.digits, third.digits
    short = len(day) <= 2 and len(month) <= 2 and len(year) == 4
    return 3 if short and 0 < int(day) <= 31 and 0 < int(month) <= 12 and year[:2] in _CENTURIES else 0


def _longest(pieces: Sequence[Group], text: str, first: int, stop: int) -> _Run:
    """The kind of the longest personal number that begins at *first*, and how many groups it takes.

    It ends before *stop*; behind another phone number only the sixteenth digit of an identity is sought.
    """
    alone = _alone(pieces[first].digits)
    if alone:
        return alone, 1
    best: _Run = (None, 0)
    another = False
    digits = pieces[first].digits
    labelled, dashed = _labelled(text, pieces[first].start), True
    for count in range(2, min(_MAX_GROUPS, stop - first) + 1):
        group = pieces[first + count - 1]
        another = another or (best[0] is not None and _begins_another(digits, group))
        digits += group.digits
        dashed = dashed and group.separator in _DASHES
        if not group.separator or len(digits) > _MOST_DIGITS or _date(pieces, first + count - 1):
            break
        if not (labelled or dashed or _may_read(digits, count)):
            continue
        kind = _joined(pieces[first : first + count], digits, text, labelled)
        if kind and (kind is NumberKind.SIXTEEN or not another):
            best = (kind, count)
    return best


def _may_read(digits: str, count: int) -> bool:
    """Whether it is worth a look if so many groups with no label and no dashes are a number."""
    if len(digits) < _SHORTEST:
        return False
    return len(digits) == _IDENTITY or digits[0] in "068" or count == len(_TAX)


def _begins_another(digits: str, group: Group) -> bool:
    """Whether *group* starts a phone number of its own behind a complete one."""
    if "+" in group.separator:
        return True
    if group.separator.strip() not in ("", "/", ","):
        return False  # one number, cut into pieces of its own
    enough = 11 if digits.startswith(("08", "628")) else 13 if digits.startswith("00") else _SHORTEST
    return _BEGINS.match(group.digits) is not None and len(digits) >= enough


def _alone(digits: str) -> NumberKind | None:
    if len(digits) == _IDENTITY:
        return NumberKind.SIXTEEN
    if len(digits) >= _SHORTEST and (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        return NumberKind.PHONE
    return NumberKind.LONG if len(digits) >= _LONG else None


def _joined(run: Sequence[Group], digits: str, text: str, labelled: bool) -> NumberKind | None:
    if len(digits) < _SHORTEST:
        return None
    sizes = [len(group.digits) for group in run]
    separators = [group.separator.strip() for group in run[1:]]
    called = text[run[0].start - 1 : run[0].start] == "+" and run[0].start > 0
    if not called and not labelled and _is_amount(run, sizes, separators):
        return None
    if len(digits) == _IDENTITY and _reads_as_identity(run, digits, sizes, separators):
        return NumberKind.SIXTEEN
    if sizes == _TAX:
        return NumberKind.LONG
    if _reads_as_phone(digits, sizes, separators):
        return NumberKind.PHONE
    if len(digits) >= _LONG and (labelled or _reads_as_account(sizes, separators)):
        return NumberKind.LONG
    return None


def _labelled(text: str, start: int) -> bool:
    return _LABEL.search(text[max(0, start - _BEFORE) : start]) is not None


def _is_amount(run: Sequence[Group], sizes: Sequence[int], separators: Sequence[str]) -> bool:
    """1.500.000 and the like: thousands apart, at most trillions."""
    thousands = set(sizes[1:]) == {3} and set(separators) <= {".", ","} and sizes[0] <= 3 and len(sizes) <= 5
    return thousands and run[0].digits[0] != "0"


def _reads_as_identity(
    run: Sequence[Group], digits: str, sizes: Sequence[int], separators: Sequence[str]
) -> bool:
    if digits[0] == "0" or all(len(group.digits) == 4 and group.digits[:2] in _CENTURIES for group in run):
        return False
    likely = digits[:2] in _PROVINCES and _born(digits)
    if sizes == [8, 8] and not separators[0]:
        return likely  # two ticket numbers side by side are not an identity
    uniform = len(set(separators)) == 1
    if min(sizes) >= 2 or max(sizes) == 1:
        return likely or uniform or min(sizes) >= 3
    return likely and uniform


def _reads_as_phone(digits: str, sizes: Sequence[int], separators: Sequence[str]) -> bool:
    if max(sizes) >= 8 and len(sizes) > 2 and sizes[-1] >= 7:
        return False
    if not digits.startswith(("0", "62")):
        regular = sizes[0] == 3 and all(3 <= size <= 5 for size in sizes[1:])
        return regular and len(sizes) == 3 and _WITHOUT_ZERO.fullmatch(digits) is not None
    if _MOBILE.fullmatch(digits):
        return _cut_like_a_mobile(digits, sizes, separators)
    area = sizes[0] in (3, 4) or digits.startswith("62")
    spaced = not any(sign in separator for separator in separators for sign in ":/,")
    return bool(_LANDLINE.fullmatch(digits)) and area and spaced and len(sizes) <= 4 and max(sizes) >= 3


def _cut_like_a_mobile(digits: str, sizes: Sequence[int], separators: Sequence[str]) -> bool:
    timed = any(":" in each or "/" in each for each in separators)
    if timed and max(sizes[:2]) <= 2 and not (len(sizes) >= 5 and len(set(separators)) == 1):
        return False  # a date or a time of day
    if len(digits) < _LONG:
        return False
    return max(sizes) == 1 or min(sizes[1:]) >= 2 or len(digits) <= _USUAL_MOBILE


def _reads_as_account(sizes: Sequence[int], separators: Sequence[str]) -> bool:
    decimal = separators == ["."] and sizes[0] <= 3 and sizes[1] > 4  # a coordinate
    return set(separators) <= _DASHES and max(sizes) >= 4 and not decimal
