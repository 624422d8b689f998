"""The longest real value of every field, and each sentence rendered with them: what fits so, always fits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from sms_gateway.domain.rendering import (
    Name,
    Rendered,
    Value,
    render,
    render_list,
    render_options,
    render_quote,
)
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import PROMISES, Phrase, Wording

# The longest long and the longest short name there may be, not those of one place or agency.
REGION: Final = Name("Kab Kep. Siau Tagulandang Biaro", "Kota Pangkalpinang")
PLACE: Final = Name("Perkebunan Tanjung Kasau, Laut Tador, Kab Labuhanbatu Selatn", "Kota Pangkalpinang")
AGENCY: Final = Name(
    "Dinas Perpustakaan dan Kearsipan Kab Bolaang Mongondow Utara", "Disketapang Kota Morowali Utara"
)
PROBLEM: Final = "jembatan roboh total"
NUMBER: Final = "24183567"
_DAY: Final = datetime(2026, 11, 17, 12, tzinfo=UTC)
_ANSWER: Final = "lubang sudah ditambal oleh petugas kami pada hari Senin, jalan dapat dilalui lagi. " * 8
_FIXED: Final[Mapping[str, Value]] = {
    "number": NUMBER,
    "suggestion": NUMBER,
    "problem": PROBLEM,
    "region": REGION,
    "place": PLACE,
    "agency": AGENCY,
    "since": _DAY,
    "due": _DAY,
    "days": 365,
    "reopen": 365,
    "hours": 168,
    "count": 9_999,
    "most": 99,
    "left": 99,
    "stars": 5,
    "arrived": 99,
    "total": 99,
    "shown": 5,
    "other": 4,
    "command": "RAHASIA",
    "digits": "24183567",
    "code": "8841",
    "ref": "24183567",
    "name": "Perkebunan Tanjung Kasau",
    "answer": _ANSWER,
    "list": "",  # made of lines
    "task": 999,
    "page": 99,
    "pages": 99,
    "next": 99,
    "officer": "Raden Mas Bambang Sulistyo Adiwinata Kus",
    "at": "10/11 09.14 WITA",
    "leave": "28/11-02/12",
    "minutes": 120,
    "choices": "1, 2 atau 3",
}
FIELDS: Final = frozenset({*_FIXED, "state", "reason", "door", "flag"})
_REPORTS: Final = 7
_MADE: Final = frozenset({"list", "shown", "total", "other", "answer"})


def values(wording: Wording) -> dict[str, Value]:
    """The longest value of every field, by its name."""
    return {
        **_FIXED,
        "state": _longest(wording.states),
        "reason": _longest(wording.reasons),
        "door": wording.phrases[Phrase.WAPRES],
        "flag": f"ANONIM {wording.phrases[Phrase.AND]} RAHASIA",
    }


def _promise(wording: Wording) -> dict[str, Value]:
    """What a protected report is promised in full, which gives way to the bare words."""
    longest = max((wording.phrases[each] for each in PROMISES), key=len)
    return {"flag": Name(longest, f"ANONIM {wording.phrases[Phrase.AND]} RAHASIA")}


def _nothing(_: Wording) -> dict[str, Value]:
    return {}


_PROMISED: Final = dict.fromkeys((Sentence.PLACE_ASK_PROTECTED, Sentence.PLACE_ASK_LAST_PROTECTED), _promise)


def render_longest(wording: Wording, sentence: Sentence, segments: int) -> Rendered:
    """*sentence* with the longest values; one that quotes takes up to *segments*."""
    known = values(wording) | _PROMISED.get(sentence, _nothing)(wording)
    told = {field: known[field] for field in sentence.fields if field not in _MADE}
    if "answer" in sentence.fields:
        return render_quote(wording, sentence, segments, _ANSWER, **told)
    if "other" in sentence.fields:
        return render_options(wording, sentence, [REGION] * 3, 3, **told)
    if "list" in sentence.fields:
        line = f"{NUMBER} {PROBLEM}: {known['state']}"
        return render_list(wording, sentence, [f"{n}) {line}" for n in range(1, _REPORTS + 1)], " ", **told)
    counted = {field: known[field] for field in sentence.fields & _MADE}
    return render(wording, sentence, **told, **counted)


def render_variant(wording: Wording, sentence: Sentence, variant: str, segments: int) -> Rendered:
    """`render_longest` as if *variant* were the only text of *sentence*."""
    return render_longest(replace(wording, sentences={sentence: (variant,)}), sentence, segments)


def _longest(words: Mapping[Any, str]) -> str:
    return max(words.values(), key=len)
