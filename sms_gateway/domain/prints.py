"""What is kept of a report to recognise another about the same thing: plain words and particulars, no person.

Numbers, addresses of persons and names of people are left out or hidden before anything is kept.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parsers import Knowledge, Parsed, Personal, is_everyday, named_streets, plain_words
from parsers.wordlist import wordset
from sms_gateway.domain.matters import Matter, matter_of
from sms_gateway.domain.particulars import SPOKEN, named, numbers

Labelled = Mapping[str, frozenset[str]]

_TITLED: Final = wordset(
    "pak bapak bpk bu ibu sdr saudara sdri bernama oknum kades lurah ustad",
)
_MONTHS: Final = wordset(
    "januari jan februari feb maret mar april apr mei juni jun juli jul agustus agt ags september sept",
    "sep oktober okt november nov nopember desember des",
)
_DAY: Final = re.compile("0?([1-9]|[12][0-9]|3[01])")
_AMOUNT: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,3}))? ?(rb|ribu|rbu|k|jt|juta|juta an)\b")
_GLUED_AMOUNT: Final = re.compile(r"([0-9]{1,3})(rb|rbu|ribu|jt|juta)")
_FULL_AMOUNT: Final = re.compile(r"\b([0-9]{1,3}(?:[.,][0-9]{3}){1,3})\b")
_UNITS: Final = {"rb": 1_000, "ribu": 1_000, "rbu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_MENDED: Final = re.compile(
    r"\b(?:sudah|sdh|telah|udah|tlh|udh) (?:di|ny|me|be|ke)?(?:perbaiki|perbaikan|aspal|tambal|cor|paving"
    r"|keruk|bersihkan|bersih|nyala|nyalakan|menyala|alir|ngalir|mengalir|tangani|angkut|normal|ganti|benerin|betulkan"
    r"|betulin|tebang|potong rapi|pasang lagi|lancar|surut|padam apinya|cair|terima semua)\b"
)
_UNMENDED: Final = re.compile(r"\b(?:belum|blm|blum|kalau|kalo|tolong|agar|supaya|katanya) ")
_SHORT_REGIONS: Final = wordset(
    "jogja jogjakarta yogya diy jkt jaktim jaksel jakpus jakbar jakut jakarta tangsel sby surabaya bdg",
    "bandung smg mlg solo tts ntt ntb jabar jateng jatim sumut sumbar sulsel kalsel kaltim kalbar",
    "kalteng",
)
_LONGEST_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Print:
    """A report's features. *words*: plain, in order; *rare*: those that are likely names of places or things;
    *named*: those that may be one as well; *around*: those that name its district. *regency*, *district*,
    *village*: codes or None. *streets*: words behind "jl" or "gg". *numbers*, *names*: by
    label. *persons*: names, hidden. *amounts*: rupiah. *days*: days of a month that are named.
    """

    words: tuple[str, ...] = ()
    rare: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    topics: tuple[tuple[str, float], ...] = ()
    problem: str = ""
    matter: Matter = field(default_factory=Matter)
    regency: str | None = None
    district: str | None = None
    village: str | None = None
    streets: tuple[str, ...] = ()
    numbers: Labelled = field(default_factory=dict)
    names: Labelled = field(default_factory=dict)
    persons: frozenset[str] = frozenset()
    amounts: frozenset[int] = frozenset()
    days: frozenset[str] = frozenset()
    mended: bool = False

    @property
    def topic(self) -> str | None:
        return self.topics[0][0] if self.topics else None

    def as_json(self) -> str:
        """One line of JSON that `from_json` reads."""
        return json.dumps(
            {
                "words": self.words,
                "rare": sorted(self.rare),
                "named": sorted(self.named),
                "around": sorted(self.around),
                "topics": self.topics,
                "problem": self.problem,
                "things": sorted(self.matter.things),
                "faults": sorted(self.matter.faults),
                "regency": self.regency,
                "district": self.district,
                "village": self.village,
                "streets": self.streets,
                "numbers": {label: sorted(values) for label, values in self.numbers.items()},
                "names": {label: sorted(values) for label, values in self.names.items()},
                "persons": sorted(self.persons),
                "amounts": sorted(self.amounts),
                "days": sorted(self.days),
                "mended": self.mended,
            },
            separators=(",", ":"),
        )


def from_json(line: str) -> Print:
    """The print that `as_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    read = json.loads(line)
    return Print(
        words=tuple(read["words"]),
        rare=frozenset(read["rare"]),
        named=frozenset(read["named"]),
        around=frozenset(read["around"]),
        topics=tuple((str(topic), float(score)) for topic, score in read["topics"]),
        problem=read["problem"],
        matter=Matter(frozenset(read["things"]), frozenset(read["faults"])),
        regency=read["regency"],
        district=read["district"],
        village=read["village"],
        streets=tuple(read["streets"]),
        numbers={label: frozenset(values) for label, values in read["numbers"].items()},
        names={label: frozenset(values) for label, values in read["names"].items()},
        persons=frozenset(read["persons"]),
        amounts=frozenset(read["amounts"]),
        days=frozenset(read["days"]),
        mended=read["mended"],
    )


def print_of(
    text: str,
    parsed: Parsed,
    *,
    knowledge: Knowledge,
    region: str | None = None,
    hide: Callable[[str], str] = str,
) -> Print:
    """The print of *text*, whose parse is *parsed*; *region*: a code known from before.

    *hide* turns a person's name into what may be kept of it. Never raises for any text.
    """
    private = [(span.start, span.end) for span in parsed.personal_data]
    names = [text[span.start : span.end] for span in parsed.personal_data if span.type is Personal.NAME]
    regions = _region_spans(text, parsed, knowledge)
    districts = sorted({*_spans(parsed, "place.district")} - {*_spans(parsed, "place.village")})
    words = plain_words(text, knowledge=knowledge, without=[*private, *regions])
    words, titled = _without_persons(tuple(_unglued(words)), knowledge)
    unplaced = plain_words(text, knowledge=knowledge, without=[*private, *regions, *districts])
    shown = _blanked(text, [*private, *regions, *districts])
    place = parsed.place
    return Print(
        words=words,
        rare=frozenset(word for word in unplaced if word in words and _is_rare(word, knowledge)),
        named=frozenset(word for word in words if _may_name(word)),
        around=frozenset(words).difference(unplaced) - {"kecamatan", "kec"},
        topics=tuple(parsed.topics[:3]),
        problem=parsed.problem,
        matter=matter_of(words),
        regency=place.regency or (region[:5] if region and len(region) >= 5 else None),
        district=place.district,
        village=place.village,
        streets=tuple(street.partition(" ")[2] for street in named_streets(shown)),
        numbers=numbers(words),
        names=named(words),
        persons=frozenset(hide(name.lower().strip(" .'")) for name in (*names, *titled)),
        amounts=frozenset(_amounts(shown.lower())),
        days=frozenset(_days(words)),
        mended=_is_mended(shown.lower()),
    )


def _unglued(words: Sequence[str]) -> Iterator[str]:
    """*words* with "500rb" as "500 ribu", "05" as "5" and "dua" as "2"."""
    for word in words:
        match = _GLUED_AMOUNT.fullmatch(word)
        if match:
            yield from (match[1], "ribu" if match[2].startswith("r") else "juta")
        elif word[0] in "0123456789":
            yield word.lstrip("0") or "0"
        else:
            yield SPOKEN.get(word, word)


def _spans(parsed: Parsed, rule: str) -> list[tuple[int, int]]:
    return [(told.start, told.end) for told in parsed.evidence if told.rule.startswith(rule)]


def _region_spans(text: str, parsed: Parsed, knowledge: Knowledge) -> list[tuple[int, int]]:
    """Where the text names its regency or province; a place that only stands in it ("monas") stays."""
    named_by = {*_spans(parsed, "place.province"), *_spans(parsed, "place.regency")}
    nearer = {*_spans(parsed, "place.district"), *_spans(parsed, "place.village")}
    place, gazetteer = parsed.place, knowledge.gazetteer
    codes = [code for code in (place.regency, place.province) if code in gazetteer]
    called = _SHORT_REGIONS.union(*(gazetteer.name(str(code)).lower().split() for code in codes))
    return sorted(
        span
        for span in named_by - nearer
        if called & set(text[slice(*span)].lower().replace(".", " ").split())
    )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "," * (end - start) + text[end:]
    return text


def _without_persons(words: tuple[str, ...], knowledge: Knowledge) -> tuple[tuple[str, ...], list[str]]:
    """*words* without the name behind a title ("pak darmo"), and those names."""
    persons: list[str] = []
    kept: list[str] = []
    for place, word in enumerate(words):
        if place and words[place - 1] in _TITLED and _is_rare(word, knowledge):
            persons.append(word)
        else:
            kept.append(word)
    return tuple(kept), persons


def _is_rare(word: str, knowledge: Knowledge) -> bool:
    return (
        4 <= len(word) <= _LONGEST_NAME
        and word.isalpha()
        and not is_everyday(word)
        and word not in knowledge.gazetteer.words
    )


def _may_name(word: str) -> bool:
    return 4 <= len(word) <= _LONGEST_NAME and word.isalpha() and not is_everyday(word)


def _amounts(text: str) -> Iterator[int]:
    for whole, part, unit in _AMOUNT.findall(text):
        scale = _UNITS.get(unit.split(" ")[0], 1)
        yield int(whole) * scale + (int(part) * scale // 10 ** len(part) if part else 0)
    for whole in _FULL_AMOUNT.findall(text):
        yield int(whole.replace(".", "").replace(",", ""))


def _days(words: Sequence[str]) -> Iterator[str]:
    """The days of a month that are named: "tgl 5/11", "5 november"."""
    for place, word in enumerate(words):
        match = _DAY.fullmatch(word)
        behind = words[place + 1] if place + 1 < len(words) else ""
        if match and ((place and words[place - 1] in {"tanggal", "tgl"}) or behind in _MONTHS):
            yield match[1]


def _is_mended(text: str) -> bool:
    """Whether the text says it has been put right, and does not go on to ask for that."""
    match = _MENDED.search(text)
    return match is not None and not _UNMENDED.search(text[max(0, match.start() - 12) : match.start()])
