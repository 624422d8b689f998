"""What kind of report it is (complaint, wish, question) and which agencies it names."""

from collections.abc import Sequence

from parsers.complaint import Evidence, ReportType
from parsers.lexicon import Lexicon
from parsers.normalize import Clean
from parsers.phrases import Hit, Word
from parsers.wordlist import wordset

_KINDS = (ReportType.INFORMASI, ReportType.ASPIRASI)
_ASKED = 1.0  # what a question mark counts


def find_type(
    words: Sequence[Word], cleaned: Clean, lexicon: Lexicon
) -> tuple[ReportType, tuple[Evidence, ...]]:
    """A complaint unless what asks or wishes weighs at least as much as what complains."""
    hits = lexicon.types.find(words)
    weights = _weights(hits, _opening(words), len(words))
    weights[ReportType.INFORMASI] += _asked(weights[ReportType.INFORMASI], words, cleaned)
    best = max(_KINDS, key=lambda kind: weights[kind])
    if weights[best] < _ENOUGH or weights[best] < weights[ReportType.PENGADUAN]:
        best = ReportType.PENGADUAN
    return best, _told(
        "type", [hit for hit in hits if hit.payloads[0].rstrip("!") == best.value], words, cleaned
    )


_ENOUGH = 2.0
_FIRST = 3  # words in which a text says what it wants
_GREETING = wordset(
    "pak bapak bpk bu ibu yth selamat pagi siang sore malam assalamualaikum halo maaf permisi punten",
    "kepada mas min admin bupati gubernur walikota presiden salam hormat dengan kami saya warga mohon",
    "izin",
)


def _opening(words: Sequence[Word]) -> int:
    """Where the first words behind the greeting end."""
    first = next((place for place, word in enumerate(words) if word.form not in _GREETING), 0)
    return first + _FIRST


def _weights(hits: Sequence[Hit[str]], opening: int, length: int) -> dict[ReportType, float]:
    """How much speaks for each kind; `kind!` counts double, and what a text opens with a point more."""
    points = dict.fromkeys(ReportType, 0.0)
    opens: set[ReportType] = set()
    for hit in hits:
        kind, worth = _PAYLOADS[hit.payloads[0]]
        points[kind] += worth
        if hit.first < opening:
            opens.add(kind)
    for kind in _KINDS:
        points[kind] += kind in opens
    if length > _LONG and ReportType.ASPIRASI not in opens:
        points[ReportType.ASPIRASI] -= _STORY
    return points


_PAYLOADS = {
    f"{kind.value}{mark}": (kind, worth) for kind in ReportType for mark, worth in (("", 1), ("!", 2))
}


def _asked(weight: float, words: Sequence[Word], cleaned: Clean) -> float:
    """What a question mark or a last word that asks adds, and a long story takes: who tells one complains."""
    if len(words) > _LONG:
        return -_STORY
    ends = [word.form for word in words if word.form not in _GREETING and word.form not in _PARTICLES][-1:]
    asks = ("?" in cleaned.text) or (bool(ends) and ends[0] in _ASKING)
    return _ASKED if weight and asks else 0.0


_PARTICLES = wordset("ya sih nih dong kak mas mbak saja sekarang itu")
_ASKING = wordset("apa berapa dimana mana kemana kapan siapa bagaimana tidak belum gimana")
_LONG = 18
_STORY = 2.0


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
