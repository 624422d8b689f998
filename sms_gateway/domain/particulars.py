"""What tells one case from another in nearly the same words: numbers under their label, and named things.

"no 74" and "no 65", "putat jaya 1a" and "3a", "sdn 2" and "sdn 5" are different cases; "3 minggu" and
"2 orang" tell nothing. Words are plain words as `parsers.plain_words` gives them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parsers import is_everyday
from parsers.wordlist import wordset
from sms_gateway.domain.matters import matter_of

_GLUED: Final = re.compile(r"([a-z]{1,8})([0-9]{1,4}[a-z]?)")
_VALUE: Final = re.compile(r"0*([0-9]{1,4}[a-z]?)")
_HOUSE_LETTERS: Final = frozenset("abcdefgh")
_BLOCK: Final = re.compile(r"[a-z]{1,2}[0-9]{0,3}[a-z]?")
_ROMAN: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "x": "10", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15",
}  # fmt: skip
_PLAIN_ROMAN: Final = frozenset(_ROMAN) - {"i", "v", "x"}  # what can be no word of a sentence
SPOKEN: Final = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7",
    "delapan": "8", "sembilan": "9", "sepuluh": "10", "sebelas": "11",
}  # fmt: skip

# The label a number stands under, by the words that open it.
_LABELS: Final[Mapping[str, str]] = {
    "no": "number", "nomor": "number", "nmr": "number", "nomer": "number", "num": "number",
    "rt": "rt", "rw": "rw", "gang": "alley", "gg": "alley", "lorong": "alley", "lrg": "alley",
    "blok": "block", "block": "block", "blk": "block", "km": "km", "kilometer": "km", "pal": "km",
    "kav": "plot", "kavling": "plot", "unit": "unit", "lantai": "floor", "tower": "tower",
    "sd": "sd", "sdn": "sd", "min": "min", "mi": "mi", "smp": "smp", "smpn": "smp", "mts": "mts",
    "mtsn": "mts", "sma": "sma", "sman": "sma", "smk": "smk", "smkn": "smk", "man": "man", "ma": "ma",
    "slb": "slb", "tk": "tk", "tps": "tps", "koridor": "corridor", "gardu": "gardu", "tiang": "pole",
    "halte": "stop", "pintu": "gate", "jalur": "track", "peron": "track", "dusun": "hamlet",
    "dukuh": "hamlet", "tahap": "phase", "cluster": "cluster", "angkatan": "class", "kelas": "class",
}  # fmt: skip
_SCHOOLS: Final = frozenset({"sd", "min", "mi", "smp", "mts", "sma", "smk", "man", "ma", "slb", "tk"})
_LETTERED: Final = frozenset({"block", "plot", "unit", "tower", "gate", "cluster"})
_BEFORE: Final = wordset(  # a number after these is a date, an amount, a count or a duration
    "rp jam pukul pkl tgl tanggal sejak sudah selama sekitar kurang lebih dari hampir cuma hanya",
    "sebanyak ada tahun bulan minta bayar sebesar seharga harga biaya gaji umur usia dengan jumlah",
    "total ke per tiap setiap nik kk hp wa telp telepon rekening minimal maksimal sampai hingga antara",
    "atau dan dpt dapat",
)
_BEHIND: Final = wordset(  # a number before these counts them
    "hari minggu bulan tahun jam menit detik orang kk kepala keluarga rb ribu jt juta miliar milyar",
    "meter m cm kali liter kg kilo ton persen watt volt unit ekor titik lubang rupiah rumah warga jiwa",
    "siswa kelas pohon batang buah lembar karung truk mobil motor lampu tiang tower bungkus tabung",
    "galon ha hektar are mhn malam pagi siang sore kilometer km mtr x an rts kpm desa rt",
)
_KINDS: Final[Mapping[str, str]] = {
    "masjid": "masjid", "mesjid": "masjid", "musholla": "musholla", "mushola": "musholla",
    "langgar": "musholla", "surau": "musholla", "gereja": "gereja", "pura": "pura", "vihara": "vihara",
    "puskesmas": "puskesmas", "pkm": "puskesmas", "pustu": "puskesmas", "rs": "rs", "rsud": "rs",
    "rsu": "rs", "rsup": "rs", "pasar": "pasar", "terminal": "terminal", "stasiun": "stasiun",
    "perumahan": "estate", "perum": "estate", "komplek": "estate", "kompleks": "estate",
    "perumnas": "estate", "apartemen": "estate", "rusun": "estate", "rusunawa": "estate",
    "ponpes": "ponpes", "pesantren": "ponpes", "spbu": "spbu", "hotel": "hotel", "kafe": "cafe",
    "cafe": "cafe", "karaoke": "cafe", "pabrik": "pabrik", "pt": "company", "cv": "company",
    "jembatan": "bridge", "sungai": "river", "kali": "river", "embung": "lake", "waduk": "lake",
    "dusun": "hamlet", "dukuh": "hamlet", "kampung": "hamlet", "kp": "hamlet", "lingkungan": "hamlet",
    "banjar": "hamlet", "nagari": "hamlet", "jorong": "hamlet", "korong": "hamlet", "gampong": "village",
    "pekon": "village", "universitas": "univ", "univ": "univ",
    "bank": "bank", "gang": "alley", "gg": "alley", "lorong": "alley", "taman": "park", "lapangan": "field",
    "simpang": "crossing", "perempatan": "crossing", "pertigaan": "crossing", "bundaran": "crossing",
    "halte": "stop", "cluster": "cluster", "koperasi": "koperasi", "posyandu": "posyandu",
    "klinik": "clinic", "tpa": "landfill", "stadion": "stadium", "pelabuhan": "port", "bandara": "airport",
    "polsek": "polsek", "sma": "school", "smk": "school", "smp": "school", "tk": "kindergarten",
    "desa": "village", "ds": "village", "kelurahan": "village", "kel": "village", "lurah": "village",
    "kades": "village", "kecamatan": "district", "kec": "district", "camat": "district",
}  # fmt: skip
LABELLED: Final = frozenset({*_LABELS.values(), *_KINDS.values()})  # what numbers and names stand under
_NAMED_AFTER_ANYTHING: Final = frozenset(
    {"masjid", "musholla", "estate", "pasar", "posyandu", "cluster", "kindergarten"}
)
_ARTICLES: Final = frozenset({"al", "an", "ar", "as", "at", "nurul", "darul", "baitul"})
_NO_NAME: Final = wordset(
    "yang di ke dari dan dengan untuk sudah belum tidak ada ini itu rusak mati bau kotor banjir macet",
    "tutup buka rame ramai kami saya warga setempat tersebut desa kelurahan kecamatan kabupaten kota",
    "sekolah besar kecil umum lama baru penuh sampah air jalan depan dekat samping belakang sebelah",
    "arah menuju kali karena krn sering selalu tiap setiap malam siang pagi sore hari minggu bulan",
    "tahun para pak bu bapak ibu tolong mohon tempat sejak masih lagi saja juga nya banyak sangat",
    "sekali apa mana kita orang anak dpn jl putus roboh gantung ambruk longsor pendek tidak kering",
    "meluap keruh hitam tercemar dangkal raya juga jadi buat kalau tp tapi namun akan mau bisa harus",
    "oleh pada seperti hingga sampai terus dlm dalam bawah atas negeri swasta pemerintah daerah dana",
    "warga nomor no rt rw gang blok gg",
)


def numbers(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Each label ("number", "rt", "sd", or the word before it) with the values that stand under it."""
    found: dict[str, set[str]] = {}
    for label, value in _numbers(_joined(words)):
        found.setdefault(label, set()).add(value)
    return {label: frozenset(values) for label, values in found.items()}


def _joined(words: Sequence[str]) -> list[str]:
    """*words*, where a letter alone behind a number belongs to it: "1 a" is "1a"."""
    found: list[str] = []
    for word in words:
        if found and word in _HOUSE_LETTERS and _VALUE.fullmatch(found[-1]) and found[-1].isdigit():
            found[-1] += word
        else:
            found.append(word)
    return found


def _numbers(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, word in enumerate(words):
        glued = _GLUED.fullmatch(word)
        label = _LABELS.get(glued[1]) if glued else None
        if glued and label:
            yield label, _value(glued[2])
            continue
        before = words[place - 1] if place else ""
        opened = _opened(words, place)
        value = _read(word, opened or "", before)
        if value is None or (opened is None and _counts(words, place)):
            continue
        yield opened or before, value


def _opened(words: Sequence[str], place: int) -> str | None:
    """The label right before *place*: "rt 3", "gang no 3", "sdn mekarsari 3", "rt 3 5" for rt/rw."""
    before = words[place - 1] if place else ""
    if before in _LABELS:
        further = words[place - 2] if place > 1 else ""
        above = _LABELS.get(further)
        return above if _LABELS[before] == "number" and above and above != "number" else _LABELS[before]
    if place > 1 and _LABELS.get(words[place - 2]) in _SCHOOLS and _VALUE.fullmatch(words[place]):
        return _LABELS[words[place - 2]]
    return None


def _read(word: str, label: str, before: str) -> str | None:
    if _VALUE.fullmatch(word):
        return _value(word)
    if label and word in _ROMAN:
        return _ROMAN[word]
    if label and word in SPOKEN:
        return SPOKEN[word]
    if label in _LETTERED and _BLOCK.fullmatch(word) and word not in _NO_NAME:
        return word
    return _ROMAN[word] if word in _PLAIN_ROMAN and before.isalpha() else None


def _value(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _counts(words: Sequence[str], place: int) -> bool:
    """Whether the number at *place* counts, measures or dates something."""
    before = words[place - 1] if place else ""
    behind = words[place + 1] if place + 1 < len(words) else ""
    if not before.isalpha() or len(before) < 3 or before in _BEFORE or behind in _BEHIND:
        return True
    return bool(_VALUE.fullmatch(behind)) and not before  # "1 2 juta"


def named(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Each kind of thing ("masjid", "pasar", "hamlet") with the names given to it, of one or two words."""
    found: dict[str, set[str]] = {}
    for place, word in enumerate(words):
        kind = _KINDS.get(word)
        name = _name(words, place + 1, kind) if kind else ""
        if kind and name:
            found.setdefault(kind, set()).add(name)
    return {kind: frozenset(names) for kind, names in found.items()}


def _name(words: Sequence[str], first: int, kind: str) -> str:
    """Up to two words; the article of an Arabic name belongs to the word behind it."""
    taken: list[str] = []
    for word in words[first : first + 3]:
        if word in _NO_NAME or not word.isalpha() or word in _KINDS:
            break
        if not taken and is_everyday(word) and (kind not in _NAMED_AFTER_ANYTHING or matter_of((word,))):
            break
        if taken and taken[-1] in _ARTICLES:
            taken[-1] += word
        else:
            taken.append(word)
    return " ".join(taken[:2]) if taken and len(taken[0]) >= 3 else ""
