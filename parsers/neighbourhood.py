"""RT and RW of a cleaned text, in digits ("rt 3/5"), Roman numerals ("rw XI") or words ("rt tiga")."""

import re

from parsers.address import Piece

_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11,
    "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
}  # fmt: skip
_ONES = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
}  # fmt: skip
_TEENS = {f"{word} belas": 10 + value for word, value in _ONES.items() if value > 1}
_VALUES = _ROMAN | _ONES | _TEENS | {"sepuluh": 10, "sebelas": 11}
_WORDS = "(?:" + "|".join(sorted(_VALUES, key=len, reverse=True)) + r")\b"
_FIRST = f"([0-9]{{1,3}}|{_WORDS})"
_LAST = rf"([0-9]{{1,3}}\b|{_WORDS})"
_GAP = "[ .:]{0,3}"
_PAIR = re.compile(rf"\brt ?[/.&,-]? ?rw{_GAP}{_FIRST} ?[/.,-]? ?{_LAST}")
_RT = re.compile(rf"\brt{_GAP}{_FIRST}(?: ?/ ?{_LAST}|[ ,./-]{{0,3}}rw{_GAP}{_LAST})?")
_RW = re.compile(rf"\brw{_GAP}{_LAST}")


def neighbourhood(text: str) -> tuple[Piece | None, Piece | None]:
    """RT and RW with at least two digits: "rt 3/5" gives ("03", "05")."""
    pair = _PAIR.search(text)
    if pair:
        return _two_digits(pair, 1), _two_digits(pair, 2)
    ward = _RT.search(text)
    if ward is None:
        alone = _RW.search(text)
        return None, _two_digits(alone, 1) if alone else None
    if ward.group(2) or ward.group(3):
        return _two_digits(ward, 1), _two_digits(ward, 2 if ward.group(2) else 3)
    alone = _RW.search(text)
    return _two_digits(ward, 1), _two_digits(alone, 1) if alone else None


def _two_digits(match: re.Match[str], group: int) -> Piece:
    said = match.group(group)
    return Piece(f"{_VALUES.get(said) or int(said):02d}", match.start(group), match.end(group))
