"""The regions of Indonesia as one immutable value: names, codes, parents, and what a citizen may call them.

Codes are Kemendagri's dotted codes: 2, 5, 8 and 13 characters for province, regency/city, district, village.
`load_gazetteer` is the one function here that reads packaged data; everything else takes the value.
"""

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class RegionKind(StrEnum):
    """What the law calls a region."""

    PROVINCE = "provinsi"
    REGENCY = "kabupaten"
    CITY = "kota"
    DISTRICT = "kecamatan"
    DISTRIK = "distrik"
    VILLAGE = "desa"
    URBAN_VILLAGE = "kelurahan"
    CUSTOMARY_VILLAGE = "desa adat"


class Need(StrEnum):
    """How much context a name needs before it is read as a region."""

    BARE = "bare"
    LOCATIVE = "locative"
    MARKER = "marker"


_KINDS = dict(zip("prckdvua", RegionKind, strict=True))
_TITLES = {RegionKind.REGENCY: "Kab ", RegionKind.CITY: "Kota "}
_OUTER_WORDS = {
    "kepulauan": "Kep",
    "tanjung": "Tj",
    "gunung": "Gn",
    "sungai": "Sei",
    "pulau": "P",
    "teluk": "Tlk",
    "padang": "Pd",
    "pondok": "Pd",
    "bandar": "Bdr",
    "kampung": "Kp",
    "perkebunan": "Perk",
    "pegunungan": "Peg",
    "pematang": "Pmt",
    "lubuk": "Lb",
    "karang": "Kr",
    "selatan": "Sel",
    "utara": "Utr",
    "barat": "Brt",
    "timur": "Tim",
    "tengah": "Tgh",
    "tenggara": "Tgr",
    "administrasi": "Adm",
}


_DIGITS = {"satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7"}
_DIGITS |= {"delapan": "8", "sembilan": "9", "sepuluh": "10", "ii": "2", "iii": "3", "iv": "4", "vi": "6"}
_DIGITS |= {"vii": "7", "viii": "8", "ix": "9"}
_NUMBERED = re.compile(
    r"(?m)^([0-9.]+)\t((?:[^\t\n]* )?(?:" + "|".join(f"{word.title()}|{word.upper()}" for word in _DIGITS)
    + r")(?: [^\t\n]*)?)\t"
)  # fmt: skip

_BELOW = {2: 5, 5: 8, 8: 13}  # of a code one level down
OPENING = 6  # letters: what most words of a text already differ in from every name


def name_key(name: str) -> str:
    """The letters and digits of *name* in lower case: spacing and hyphens do not tell names apart."""
    lowered = name.lower()
    return lowered if lowered.isalnum() else "".join(filter(str.isalnum, lowered))


@dataclass(frozen=True, slots=True)
class Named:
    """What a province or regency name means: its codes, the usual one first, and the context it needs."""

    codes: tuple[str, ...]
    need: Need = Need.BARE


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every region. The mappings are read-only; build one with `load_gazetteer` or `build`.

    *openings* are the first OPENING letters of every name's key, to rule out at once what is no name;
    *lengths* those of the keys that begin so: bit n is set for n letters.
    *towns* are the regencies and cities by the key of their own name; *below* the districts of each of them
    by the key of theirs; *districts* the districts by the
    first letter, the length and the whole of their key: what a misspelt name is compared with.
    """

    codes: tuple[str, ...]
    regencies: tuple[str, ...]
    regions: Mapping[str, tuple[str, RegionKind]]
    shorts: Mapping[str, str]
    upper: Mapping[str, Named]
    lower: Mapping[str, tuple[str, ...]]
    words: frozenset[str]
    openings: frozenset[str]
    lengths: Mapping[str, int]
    towns: Mapping[str, tuple[str, ...]]
    below: Mapping[str, Mapping[str, tuple[str, ...]]]
    districts: Mapping[str, Mapping[int, Mapping[str, tuple[str, ...]]]]

    def __contains__(self, code: object) -> bool:
        return code in self.regions

    def name(self, code: str) -> str:
        """The bare name: "Semarang". Raises KeyError for an unknown code, like every function here."""
        return self.regions[code][0]

    def kind(self, code: str) -> RegionKind:
        return self.regions[code][1]

    def region_name(self, code: str) -> str:
        """The official name for an SMS: "Kota Semarang", "Kab Bogor", "Gajahmungkur", "Jawa Tengah"."""
        name, kind = self.regions[code]
        return _TITLES.get(kind, "") + name

    def region_short(self, code: str, limit: int) -> str:
        """The longest spelling of at most *limit* characters (>= 1), in ASCII; cut only when none fits."""
        spellings = self._spellings(code)
        fitting = next((spelling for spelling in spellings if len(spelling) <= limit), None)
        return fitting if fitting is not None else spellings[-1][:limit].rstrip()

    def _spellings(self, code: str) -> tuple[str, ...]:
        name, kind = self.regions[code]
        title = _TITLES.get(kind, "")
        short = self.shorts.get(code)
        words = [_OUTER_WORDS.get(word.lower(), word) for word in name.split()]
        tight = " ".join(words) if short is None else short
        return (title + name, title + tight, title.replace("Kota", "Kt") + tight, tight)

    def parent(self, code: str) -> str | None:
        """The code one level up, None for a province."""
        self.regions[code]
        return code.rpartition(".")[0] or None

    def children(self, code: str | None = None) -> tuple[str, ...]:
        """The codes one level down in code order; the provinces for None."""
        if code is None:
            return tuple(each for each in self.codes if len(each) == 2)
        self.regions[code]
        length = _BELOW.get(len(code), 0)
        first = bisect_left(self.codes, code + ".")
        last = bisect_left(self.codes, code + "/")
        return tuple(each for each in self.codes[first:last] if len(each) == length)

    def named_in(self, code: str) -> Mapping[str, tuple[str, ...]]:
        """The codes one level down by the key of their name; raises KeyError for an unknown code."""
        if len(code) == 5 and code in self.below:
            return self.below[code]
        names: dict[str, tuple[str, ...]] = {}
        for each in self.children(code):
            key = name_key(self.regions[each][0])
            names[key] = (*names.get(key, ()), each)
        return names

    def ordinary(self, words: Iterable[str]) -> bool:
        """Whether every one of *words* is an everyday Indonesian word too."""
        return all(word in self.words or len(word) < 4 for word in words)


def build(table: str, shorts: str, aliases: str, words: str) -> Gazetteer:
    """A gazetteer from the texts of its four data files (tab-separated; # starts a comment in aliases)."""
    regions: dict[str, tuple[str, RegionKind]] = {}
    for line in table.splitlines():
        code, name, letter = line.split("\t")
        regions[code] = (name, _KINDS[letter])
    short_names = dict(line.split("\t") for line in shorts.splitlines())
    upper, lower = _upper(regions, short_names, aliases), _lower(regions)
    _count(table, lower)
    lengths = _lengths((*upper, *lower))
    return Gazetteer(
        codes=tuple(sorted(regions)),
        regencies=tuple(sorted(code for code in regions if len(code) == 5)),
        regions=MappingProxyType(regions),
        shorts=MappingProxyType(short_names),
        upper=MappingProxyType(upper),
        lower=MappingProxyType(lower),
        words=frozenset(words.split()),
        openings=frozenset(lengths),
        lengths=MappingProxyType(lengths),
        towns=MappingProxyType(_towns(regions)),
        below=MappingProxyType(_below(regions)),
        districts=MappingProxyType(_districts(lower)),
    )


def _lengths(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        opening = key[:OPENING]
        found[opening] = found.get(opening, 0) | 1 << len(key)
    return found


def _towns(regions: Mapping[str, tuple[str, RegionKind]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, (name, _) in regions.items():
        if len(code) == 5:
            key = name_key(name)
            found[key] = (*found.get(key, ()), code)
    return found


def _below(regions: Mapping[str, tuple[str, RegionKind]]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for code in sorted(code for code in regions if len(code) == 8):
        names = found.setdefault(code[:5], {})
        key = name_key(regions[code][0])
        names[key] = (*names.get(key, ()), code)
    return found


def _districts(lower: Mapping[str, tuple[str, ...]]) -> dict[str, dict[int, dict[str, tuple[str, ...]]]]:
    found: dict[str, dict[int, dict[str, tuple[str, ...]]]] = {}
    for key, codes in lower.items():
        districts = tuple(code for code in codes if len(code) == 8)
        if districts:
            found.setdefault(key[0], {}).setdefault(len(key), {})[key] = districts
    return found


def _upper(
    regions: Mapping[str, tuple[str, RegionKind]], shorts: Mapping[str, str], aliases: str
) -> dict[str, Named]:
    names: dict[str, list[str]] = {}
    for code, (name, _) in regions.items():
        if len(code) <= 5:
            names.setdefault(name_key(name), []).append(code)
    cities_first = {
        key: tuple(sorted(codes, key=lambda code: (regions[code][1] != RegionKind.CITY, code)))
        for key, codes in names.items()
    }
    short_named = {name_key(name): Named((code,), _short_need(name)) for code, name in shorts.items()}
    return short_named | {key: Named(codes) for key, codes in cities_first.items()} | _aliases(aliases)


def _short_need(name: str) -> Need:
    """Short forms of up to four letters are everyday words too often (aut, mura, palas)."""
    return Need.BARE if len(name_key(name)) > 5 else Need.LOCATIVE


def _aliases(text: str) -> dict[str, Named]:
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name_key(alias): Named(tuple(codes.split(",")), Need(need)) for alias, codes, need in rows}


def _lower(regions: Mapping[str, tuple[str, RegionKind]]) -> dict[str, tuple[str, ...]]:
    """Districts and villages by key; districts come first, then code order."""
    found: dict[str, list[str]] = {}
    for code, (name, _) in regions.items():
        if len(code) > 5:
            found.setdefault(name_key(name), []).append(code)
    return {key: tuple(sorted(codes, key=len)) for key, codes in found.items()}


def _count(table: str, lower: dict[str, tuple[str, ...]]) -> None:
    """Add the spelling with digits of names that hold a number: "Koto VII", "Simpang Empat"."""
    for match in _NUMBERED.finditer(table):
        code, name = match.group(1), match.group(2)
        if len(code) > 5:
            key = name_key(" ".join(_DIGITS.get(word, word) for word in name.lower().split()))
            if code not in lower.get(key, ()):
                lower[key] = tuple(sorted((*lower.get(key, ()), code), key=len))


def _read(name: str) -> bytes:
    return files("parsers").joinpath("data", name).read_bytes()


@cache
def load_gazetteer() -> Gazetteer:
    """The packaged gazetteer; the first call reads it, later calls return the same value."""
    return build(
        gzip.decompress(_read("gazetteer.tsv.gz")).decode("ascii"),
        _read("gazetteer_short.tsv").decode("ascii"),
        _read("place_aliases.tsv").decode("utf-8"),
        _read("gazetteer_words.txt").decode("ascii"),
    )
