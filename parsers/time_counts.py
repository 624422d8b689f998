"""Numbers people count days, weeks and months with, in figures and in words of several languages."""

import re

from parsers.wordlist import either

_ONES: dict[str, float] = {
    "satu": 1, "dua": 2, "duwa": 2, "tiga": 3, "empat": 4, "ampat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "dlapan": 8, "lapan": 8, "sembilan": 9, "smbilan": 9,
    "siji": 1, "loro": 2, "rong": 2, "telu": 3, "telung": 3, "papat": 4, "patang": 4, "limang": 5, "enem": 6,
    "nem": 6, "pitu": 7, "pitung": 7, "wolu": 8, "wolung": 8, "sanga": 9, "sango": 9, "sangang": 9,
    "kalih": 2, "tigang": 3, "sekawan": 4, "gangsal": 5,
    "hiji": 1, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8, "salapan": 9,
    "ciek": 1, "duo": 2, "tigo": 3, "ampek": 4, "limo": 5, "anam": 6, "tujuah": 7, "sambilan": 9,
    "talu": 3, "petang": 4, "kutus": 8, "sia": 9, "dhua": 2, "tello": 3, "ampa": 4, "anem": 6,
}  # fmt: skip
_WHOLE: dict[str, float] = {
    "sepuluh": 10, "spuluh": 10, "sapuluh": 10, "sapuluah": 10, "sebelas": 11, "sabelas": 11, "sabaleh": 11,
    "sewelas": 11, "rolas": 12, "telulas": 13, "patbelas": 14, "limalas": 15, "nembelas": 16,
    "pitulas": 17, "wolulas": 18, "sangalas": 19, "selawe": 25, "seket": 50, "seratus": 100, "satus": 100,
}  # fmt: skip
_VAGUE: dict[str, float] = {
    "beberapa": 3, "bbrp": 3, "bbrapa": 3, "brp": 3, "sababaraha": 3, "pirang": 3, "pirang-pirang": 3,
}  # fmt: skip
_HALVES = ("setengah", "stengah", "satengah", "separuh", "separo", "1/2", "1⁄2")
_TENS = {"puluh": 10, "puluah": 10, "ratus": 100, "atus": 100}
_TEENS = ("belas", "welas", "baleh")
_WORTH = _ONES | _WHOLE | _VAGUE


_HALF = either(_HALVES)
_MANY = either((*_TENS, *_TEENS))
_FIGURES = r"[0-9]{1,3}(?:[.,][0-9])?(?: ?(?:-|atau|sampai|s/d) ?[0-9]{1,3})?"
_SPOKEN = rf"{either(_ONES)} ?{_MANY}(?: {either(_ONES)})?|{either(_WORTH)}"
WHOLE_COUNT = f"(?:{_SPOKEN})"
COUNT = rf"(?:(?:{_FIGURES}|{_SPOKEN})(?: ?{_HALF})?|{_HALF})"

COUNTING = frozenset(  # one of these is in every count that is not in figures
    (*_ONES, *_WHOLE, *(word for phrase in (*_VAGUE, *_HALVES) for word in re.findall("[a-z]+", phrase)))
) | frozenset(one + many for one in _ONES for many in (*_TENS, *_TEENS))

_RANGE = re.compile("-|atau|sampai|s/d")
_PIECE = re.compile(rf"{_HALF}|[0-9]+(?:[.,][0-9])?|{_MANY}|{either(_WORTH)}")


def count_of(text: str) -> float:
    """What a match of COUNT counts; of two ("2-3") the greater."""
    if text in _WORTH:
        return _WORTH[text]
    return max(_sum(part) for part in _RANGE.split(text))


def _sum(text: str) -> float:
    total = 0.0
    for piece in _PIECE.findall(text):
        if piece in _HALVES:
            total += 0.5
        elif piece in _TENS:
            total = max(1.0, total) * _TENS[piece]
        elif piece in _TEENS:
            total += 10
        elif piece in _WORTH:
            total += _WORTH[piece]
        else:
            total += float(piece.replace(",", "."))
    return total
