"""Which agency an officer means by a name: those whose name fits, the nearest region first."""

from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz.distance import Indel

from sms_gateway.domain.offices import NATIONAL, Agency

_ENOUGH: Final = 0.82  # of 1: what is less alike is another word
_CLEAR: Final = 0.04  # one that is so much better than all others is meant
_MOST: Final = 3
_SPELLED: Final = {
    "pekerjaan umum": "pu",
    "kabupaten": "kab",
    "provinsi": "prov",
    "propinsi": "prov",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "jabar": "jawa barat",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "diy": "di yogyakarta",
    "dki": "dki jakarta",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
}


def meant(words: str, agencies: Sequence[Agency]) -> tuple[Agency, ...]:
    """The one that *words* mean, or at most three that they fit, the first of *agencies* first.

    Empty when they fit none.
    """
    wanted = _plain(words)
    if not wanted:
        return ()
    scored = [(score, each) for each in agencies if (score := _score(wanted, each)) >= _ENOUGH]
    best = max((score for score, _ in scored), default=0.0)
    near = [each for score, each in scored if score > best - _CLEAR]
    exact = [each for each in near if wanted in (_plain(each.name.long), _plain(each.name.short))]
    return tuple(exact if len(exact) == 1 else near[:_MOST])


def regions_of(*regions: str | None) -> tuple[str, ...]:
    """The regencies of *regions* in order, then their provinces, then the country; none twice."""
    regencies = [".".join(each.split(".")[:2]) for each in regions if each and each != NATIONAL]
    provinces = [each.split(".")[0] for each in regencies]
    return tuple(dict.fromkeys((*regencies, *provinces, NATIONAL)))


def regions_in(words: str, bare: Mapping[str, str]) -> tuple[str, ...]:
    """The regions whose name stands in *words*; *bare*: the names by code, without "Kota" and "Kab"."""
    line = f" {_plain(words)} "
    return tuple(code for code, name in bare.items() if f" {_plain(name)} " in line)


def _score(wanted: str, agency: Agency) -> float:
    """How alike the least fitting of the words is to a word of the agency's names."""
    named = _words(agency)
    return min(max(Indel.normalized_similarity(word, each) for each in named) for word in wanted.split())


def _words(agency: Agency) -> tuple[str, ...]:
    office, _, region = agency.code.partition("@")
    level = ["prov"] if "." not in region and region != NATIONAL else []
    spelled = f"{_plain(agency.name.long)} {_plain(agency.name.short)} {office}"
    return tuple(dict.fromkeys([*spelled.split(), *level]))


def _plain(text: str) -> str:
    letters = "".join(char if char.isalnum() else " " for char in text.lower())
    line = f" {' '.join(letters.split())} "
    for written, meaning in _SPELLED.items():
        line = line.replace(f" {written} ", f" {meaning} ")
    return line.strip()
