"""Names of people behind a label, a signature or a title; a title before an office or a word names no one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.complaint import Personal, PersonalSpan
from parsers.everyday_words import EVERYDAY
from parsers.given_names import GIVEN_NAMES
from parsers.normalize import Clean
from parsers.stems import stems
from parsers.wordlist import wordset

_WORDS = r"((?:[a-z][a-z.']{1,20} ?){1,4})"
_WRITTEN = rf"[ :.,=]{{0,3}}{_WORDS}"
_LABELLED = re.compile(
    r"\b(?:(?:nama|nm) (?:saya|sy|sya|lengkap|pelapor|pemohon)|(?:nama|nm) ?[:=]|bernama|atas nama"
    r"|a\.? ?n\.|a\.n\b|an\.|a/n|perkenalkan(?: nama)? (?:saya|sy))" + _WRITTEN
)
_SIGNED = re.compile(
    r"\b(?:hormat (?:saya|kami)|ttd|tertanda|an|pelapor"
    r"|(?:nama|nm) (?:anak|istri|suami|ibu|bapak|ayah|pasien|korban|pelaku|pemilik|siswa)"
    r"(?: (?:saya|sy|kami))?|nama)" + _WRITTEN
)
_INTRODUCED = re.compile(r"nama|\ba(?:\. ?)?n\b|\bnm\b|a/n|perkenalkan|hormat|t(?:td|ertanda)|pelapor")
_TITLED = re.compile(
    r"\b(?:pak|bapak|bpk|bu|ibu|sdr|sdri|saudara|saudari|alm|almh|almarhum|almarhumah|mas|mbak|mba)\.? "
    + _WORDS
)
_HONOURS = wordset("h hj haji hajah hajjah drs dra ir kh ust ustad ustadz ustadzah kyai kiai prof nyai raden")
_LONGEST_ABBREVIATION = 3
_NOT_A_NAME = wordset(
    "saya sy adalah dari di yang yg warga mau ingin tidak tdk ada dan atau dengan dgn untuk utk ini",
    "itu rt rw desa ds kec kel kab kota jl jalan nik no nomor alamat tinggal umur ktp kk bpjs mohon",
    "tolong sudah sdh belum blm sebagai pak bapak ibu bu anak istri suami orang tua sekolah masuk",
    "terdaftar tercantum dicatut dicoret tetap rakyat masyarakat pt cv kartu sertifikat rekening petani",
    "nelayan buruh guru kepala ketua penerima koperasi kelompok yayasan dinas kantor bank hp wa",
    "kami desanya kelurahan kecamatan kabupaten provinsi dusun kampung perumahan blok hormat kasih",
    "sejahtera pagi siang sore malam usia tanggal lahir pensiunan pelanggan pedagang mahasiswa pelajar",
)
_OFFICES = wordset(
    "rt rw dukuh kadus kasun kades sekdes lurah camat bupati wabup walikota wali gubernur wagub presiden",
    "wapres menteri menkes mendagri mensos dirjen dirut direktur kadis kadin kabid kasi kasubag sekda sekcam",
    "kepala ketua wakil bendahara sekretaris kepsek guru dosen rektor dokter dr bidan perawat mantri suster",
    "polisi kapolri kapolda kapolres kapolsek kanit tni babinsa bhabinkamtibmas satpam hansip linmas dewan",
    "dpr dprd mpr hakim jaksa petugas admin operator kader posyandu pkk sopir supir kernet tukang juragan",
    "mandor bos boss ustad imam kyai pendeta pastor pemangku keuchik geuchik datuk penghulu jorong nagari",
    "kuwu pamong perangkat carik modin hukum tua pembakal ratu raja sultan pimpinan atasan pejabat pln pdam",
    "bpjs kpu kua bri negara kota hamil rumah kost kos haji jenderal komandan dandim pangdam mandor pengawas",
)


class _Word(NamedTuple):
    bare: str
    start: int
    end: int
    capital: bool


def find_names(text: str, cleaned: Clean) -> Iterator[PersonalSpan]:
    """The names in *text*, which *cleaned* was made of; none overlaps another."""
    taken = 0
    for start, end in sorted((*_introduced(text, cleaned), *_titled(text, cleaned))):
        if start >= taken:
            taken = end
            yield PersonalSpan(Personal.NAME, *cleaned.raw_span(start, end))


def _introduced(text: str, cleaned: Clean) -> Iterator[tuple[int, int]]:
    """Names behind a label; behind a signature only what is written with capitals."""
    if not _INTRODUCED.search(cleaned.text):
        return
    for pattern, labelled in ((_LABELLED, True), (_SIGNED, False)):
        for match in pattern.finditer(cleaned.text):
            if labelled or _capital(text, cleaned, match.start(1)):
                yield from _name(_words(text, cleaned, match))


def _name(words: list[_Word]) -> Iterator[tuple[int, int]]:
    """The words of a name: up to one that is none, or to a small letter behind capitals."""
    end = 0
    for word in words:
        if word.bare in _NOT_A_NAME or (words[0].capital and not word.capital):
            break
        end = word.end
    if end - words[0].start > 2:
        yield words[0].start, end


def _titled(text: str, cleaned: Clean) -> Iterator[tuple[int, int]]:
    """Names behind a title: a common one in any letters, another with a capital among small letters."""
    titles = list(_TITLED.finditer(cleaned.text))
    shouted = bool(titles) and text.isupper()
    for match in titles:
        words = _words(text, cleaned, match)
        while words and (words[0].bare in _HONOURS or _is_office(words)):
            words = words[1:]
        if not words or not _names_someone(words[0], shouted):
            continue
        end = words[0].end
        for word in words[1:]:
            if word.capital != words[0].capital or not _names_someone(word, shouted):
                break
            end = word.end
        yield words[0].start, end


def _is_office(words: list[_Word]) -> bool:
    """Whether an office stands in front of a common name: "pak lurah Slamet"."""
    return words[0].bare in _OFFICES and len(words) > 1 and words[1].bare in GIVEN_NAMES


def _names_someone(word: _Word, shouted: bool) -> bool:
    if word.bare in _NOT_A_NAME or word.bare in _OFFICES:
        return False
    if word.bare in GIVEN_NAMES:
        return True
    if not word.capital or shouted or len(word.bare) <= _LONGEST_ABBREVIATION:
        return False
    return not any(stem in EVERYDAY for stem in stems(word.bare))


def _words(text: str, cleaned: Clean, match: re.Match[str]) -> list[_Word]:
    """The words of the last group of *match*, up to one that ends with a full stop."""
    found: list[_Word] = []
    start = match.start(1)
    for word in match.group(1).split(" "):
        bare = word.rstrip(".'")
        if bare:
            found.append(_Word(bare, start, start + len(bare), _capital(text, cleaned, start)))
        start += len(word) + 1
        if word.endswith(".") and bare not in _HONOURS:
            break
    return found


def _capital(text: str, cleaned: Clean, place: int) -> bool:
    return text[cleaned.offsets[place]].isupper()
