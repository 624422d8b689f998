"""What kind of report it is (complaint, wish, question) and which agencies it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.complaint import Evidence, ReportType
from parsers.lexicon import Lexicon
from parsers.normalize import Clean
from parsers.phrases import Hit, Word
from parsers.wordlist import wordset

_ENOUGH = 2.0
_KINDS = ("informasi", "aspirasi", "permohonan", "minta", "syukur", "pengaduan")
_WISH = "permohonan"  # what is asked for, which is a wish unless something is at fault
_BREAKS = re.compile(r"[.!,][ \n]+[^ \n]")
_FAULTY = 2.0  # what complains, from which a request is part of the complaint
_FIRST = 3  # words in which a text says what it wants
_LONG = 18
_STORY = 2.0  # what a long text takes from a question or wish: who tells a story complains
_BRIEF = 12  # words of a question that tells of no fault
_GREETING = wordset(
    "pak bapak bpk bu ibu yth selamat pagi siang sore malam assalamualaikum halo maaf permisi punten",
    "kepada mas min admin bupati gubernur walikota presiden salam hormat dengan kami saya warga mohon",
    "izin bang kang gan sis om tante kakak kak mbak mba uda uni bro hai nuwun sewu menteri",
)
_PARTICLES = wordset("ya sih nih dong kak mas mbak saja sekarang itu deh ini disini di sini")
_ASKING = wordset(
    "apa apakah berapa dimana mana kemana kapan siapa bagaimana tidak belum gimana pundi piye kumaha",
    "pinten kah",
)
_IF = wordset("kalau jika bila apabila misal misalnya seandainya umpama semisal")
_SUPPOSED = 5  # words behind "if" in which nothing has happened
_HARD = 4.0  # what complains so much that a question or wish of the same weight is part of it
_DOUBT = wordset("tidak belum")  # what ends a question, and denies elsewhere


def find_type(
    words: Sequence[Word], cleaned: Clean, lexicon: Lexicon
) -> tuple[ReportType, tuple[Evidence, ...]]:
    """A complaint unless what asks or wishes weighs at least as much as what complains."""
    end = _end(words)
    hits = [hit for hit in lexicon.types.find(words) if not _only_asks(hit, words, end)]
    best = _weighed(hits, words, end, cleaned.text)
    named = _NAMES[best]
    return best, _told("type", [hit for hit in hits if hit.payloads[0].rstrip("!") in named], words, cleaned)


_NAMES = {
    ReportType.INFORMASI: ("informasi",), ReportType.ASPIRASI: ("aspirasi", _WISH),
    ReportType.PENGADUAN: ("pengaduan",),
}  # fmt: skip


def _end(words: Sequence[Word]) -> int:
    """Behind the last word that is neither a greeting nor a particle."""
    return next(
        (
            place
            for place in range(len(words), 0, -1)
            if words[place - 1].form not in _GREETING and words[place - 1].form not in _PARTICLES
        ),
        0,
    )


def _only_asks(hit: Hit[str], words: Sequence[Word], end: int) -> bool:
    """Whether a word that denies elsewhere ends the question here: "bisa diurus istri tidak"."""
    return hit.last == end and hit.first == end - 1 and words[hit.first].form in _DOUBT


def _opening(words: Sequence[Word]) -> int:
    """Where the first words behind the greeting end."""
    first = next((place for place, word in enumerate(words) if word.form not in _GREETING), 0)
    return first + _FIRST


def _weighed(hits: Sequence[Hit[str]], words: Sequence[Word], end: int, text: str) -> ReportType:
    """What weighs most."""
    read = _read(hits, words)
    asked, wish = _asked(read, words, end, text), _wished(read)
    if len(words) > _LONG:
        asked -= _STORY
        wish -= 0.0 if read.opens & {"aspirasi", _WISH} else _STORY
    best, kind = max((asked, "informasi"), (wish, "aspirasi"))
    enough = 1.0 if read.fault == 0 and (kind == "informasi" or read.points["aspirasi"]) else _ENOUGH
    if (
        best < enough
        or best < read.fault
        or (best == read.fault and (kind not in read.opens or best >= _HARD))
    ):
        return ReportType.PENGADUAN
    return ReportType(kind)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How much speaks for each kind, and what the text opens with (*weakly*: said without a mark)."""

    points: Mapping[str, float]
    strong: frozenset[str]
    opens: frozenset[str]
    weakly: frozenset[str]

    @property
    def fault(self) -> float:
        return self.points["pengaduan"]


def _read(hits: Sequence[Hit[str]], words: Sequence[Word]) -> _Reading:
    """Each mark of `kind!` counts once more, and what a text opens with a point more."""
    points = dict.fromkeys(_KINDS, 0.0)
    strong: set[str] = set()
    opens: set[str] = set()
    weakly: set[str] = set()
    opening = _opening(words)
    for hit in hits:
        kind, mark, more = hit.payloads[0].partition("!")
        if kind == "pengaduan" and _is_supposed(hit, words):
            continue
        points[kind] += 1 + len(mark) + len(more)
        strong.update([kind] if mark else [])
        if hit.first < opening and (mark or kind == "syukur" or words[hit.first].form in _ASKING):
            (opens if mark else weakly).add(kind)
    for kind in opens - {"pengaduan"}:
        points[kind] += 1
    return _Reading(points, frozenset(strong), frozenset(opens), frozenset(weakly))


def _is_supposed(hit: Hit[str], words: Sequence[Word]) -> bool:
    """Whether what is at fault is only supposed: "kalau ktp hilang"."""
    return any(word.form in _IF for word in words[max(0, hit.first - _SUPPOSED) : hit.first])


def _wished(read: _Reading) -> float:
    limit = _FAULTY + (_WISH in read.opens)
    wish = read.points["aspirasi"] + (read.points[_WISH] if read.fault < limit else 0.0)
    thanks = 2.0 if "syukur" in read.weakly and read.fault < _FAULTY else 0.0
    return wish + thanks + (min(read.points["minta"], 1.0) if wish else 0.0)


def _asked(read: _Reading, words: Sequence[Word], end: int, text: str) -> float:
    """What asks, with what a question mark, or a last word that asks, adds."""
    marked = ("?" in text and "??" not in text) or (end > 0 and words[end - 1].form in _ASKING)
    brief = read.fault < _FAULTY and len(words) <= _BRIEF and not _BREAKS.search(text)
    begins = "informasi" in read.weakly and read.fault == 0
    if not ("informasi" in read.strong or (brief and marked) or begins):
        return 0.0
    return read.points["informasi"] + (1.0 + brief if marked else 0.0)


def find_agencies(
    words: Sequence[Word], cleaned: Clean, lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The slugs of the agencies the text names, in the order of first mention."""
    hits = [hit for hit in lexicon.agencies.find(words) if not _elsewhere(hit, words)]
    slugs = [hit.payloads[0] for hit in hits]
    if _of_servants(words, cleaned):
        slugs.append("bkn")
    return tuple(dict.fromkeys(slugs)), _told("agencies", hits, words, cleaned)


def _elsewhere(hit: Hit[str], words: Sequence[Word]) -> bool:
    """Whether the words mean something else: a speed bump ("polisi tidur"), or the name of a street."""
    before = words[hit.first - 1].form if hit.first else ""
    return hit.payloads[0] == "-" or (hit.payloads[0] in _NAMES_OF_STREETS and before in _STREET)


_STREET = wordset("jalan jl jln gang gg lorong simpang perempatan halte samping")
_NAMES_OF_STREETS = wordset(
    "kejaksaan pengadilan polri imigrasi pos pertamina telkom bulog kua lapas pelni tni"
)
_SERVANTS = wordset("honorer cpns pppk asn pns nip formasi sscasn seleksi pensiun casn")


def _of_servants(words: Sequence[Word], cleaned: Clean) -> bool:
    """Whether "bkn", which mostly is short for "bukan", stands for the agency."""
    forms = {word.form for word in words}
    return not _SERVANTS.isdisjoint(forms) and any(
        word.form == "bukan" and cleaned.text[word.start : word.end] == "bkn" for word in words
    )


def _told(
    field: str, hits: Sequence[Hit[str]], words: Sequence[Word], cleaned: Clean
) -> tuple[Evidence, ...]:
    spans = [
        (cleaned.raw_span(words[hit.first].start, words[hit.last - 1].end), hit.payloads[0]) for hit in hits
    ]
    return tuple(Evidence(field, start, end, value) for (start, end), value in spans)
