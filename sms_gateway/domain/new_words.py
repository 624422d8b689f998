"""Which word of a text the parser did not know may be why a person understood it otherwise.

A guess is only proposed to people, so a doubtful one is left out: one new word or none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from parsers import Knowledge
from parsers.everyday_words import EVERYDAY
from parsers.gazetteer import name_key
from parsers.normalize import clean
from parsers.overlay import SHORTEST, Rule, RuleKind
from parsers.place_words import STOP
from parsers.spelling import spell
from parsers.wordlist import wordset
from sms_gateway.domain.topics import Topic

CLEAR_SIGN: Final = 2.0
_ALIKE: Final = 0.75  # "semrang" and "semarang": 0.93
_LEVELS: Final = (5, 8, 13)  # characters of the codes of a regency, a district, a village
_LONGEST_NAME: Final = 2  # words of it
_BEFORE_A_PLACE: Final = wordset(
    "di daerah wilayah kota kab kabupaten kec kecamatan desa ds kel kelurahan kampung kp dusun dsn"
)
_BEFORE_A_STREET: Final = wordset("jl jln jalan gang gg perum perumahan komplek komp blok nama")
_BEFORE_A_PERSON: Final = wordset(
    "pak bpk bapak bu ibu mas mbak bang kang sdr sdri saudara saudari haji hajah ustad ustadz kiai pendeta",
    "dokter dr lurah kades camat bupati walikota gubernur kepsek kepala ketua rt rw guru polisi sopir kadus",
    "dukuh oknum bendahara",
)
_PART_OF_THE_NAME: Final = frozenset({"kota"})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a person says a text is about; "" for what they did not change."""

    topic: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """New words side by side, and the known word before them."""

    words: tuple[str, ...]
    before: str


def guesses(text: str, said: Understood, known: Collection[str], knowledge: Knowledge) -> tuple[Rule, ...]:
    """The rules that would make the parser understand *text* so; *known*: words that texts are made of."""
    runs = list(_runs(text, known, knowledge))
    place = _place(runs, said.place, knowledge) if said.place else None
    topic = None
    if said.topic and said.topic != Topic.LAINNYA:
        topic = _topic([run for run in runs if place is None or run is not place[0]], said.topic)
    return tuple(rule for rule in (place[1] if place else None, topic) if rule is not None)


def _runs(text: str, known: Collection[str], knowledge: Knowledge) -> Iterator[_Run]:
    words: list[str] = []
    before = last = ""
    for word in spell(clean(text), knowledge.lexicon.slang):
        if _is_new(word.form, known, knowledge):
            before = before if words else last
            words.append(word.form)
        elif words:
            yield _Run(tuple(words), before)
            words = []
        last = word.form
    if words:
        yield _Run(tuple(words), before)


def _is_new(word: str, known: Collection[str], knowledge: Knowledge) -> bool:
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha():
        return False
    gazetteer, key = knowledge.gazetteer, name_key(word)
    named = word in gazetteer.words or key in gazetteer.upper or key in gazetteer.lower
    return not (named or word in known or word in EVERYDAY or word in STOP or word in knowledge.lexicon.slang)


def _place(runs: Sequence[_Run], code: str, knowledge: Knowledge) -> tuple[_Run, Rule] | None:
    """A misspelled name of the region or of what it lies in, else the one nickname that stands for it."""
    best = max(_misspelled(runs, code, knowledge), key=lambda found: found[0], default=None)
    if best is not None:
        return best[1], best[2]
    named = [run for run in runs if run.before in _BEFORE_A_PLACE and len(run.words) <= _LONGEST_NAME]
    if len(named) != 1:
        return None
    run = named[0]
    name = (run.before, *run.words) if run.before in _PART_OF_THE_NAME else run.words
    return run, Rule(RuleKind.PLACE, " ".join(name), code)


def _misspelled(runs: Sequence[_Run], code: str, knowledge: Knowledge) -> Iterator[tuple[float, _Run, Rule]]:
    for length in _LEVELS:
        region = code[:length]
        if len(region) != length or region not in knowledge.gazetteer:
            continue
        key = name_key(knowledge.gazetteer.region_name(region))
        bare = key.removeprefix("kota").removeprefix("kab")
        for run in runs:
            written = "".join(run.words)
            near = max(Indel.normalized_similarity(written, each) for each in (key, bare))
            if near >= _ALIKE:
                yield near, run, Rule(RuleKind.PLACE, " ".join(run.words), region)


def _topic(runs: Sequence[_Run], topic: str) -> Rule | None:
    """The one new word that names no place, no street and nobody."""
    words = [
        word
        for run in runs
        for at, word in enumerate(run.words)
        if (at or run.before not in _BEFORE_A_PLACE | _BEFORE_A_STREET) and run.before not in _BEFORE_A_PERSON
    ]
    different = list(dict.fromkeys(words))
    return Rule(RuleKind.TOPIC, different[0], topic, CLEAR_SIGN) if len(different) == 1 else None
