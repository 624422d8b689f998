"""SIM registration texts (meant for 4444) are recognised before storage, and their numbers destroyed."""

import re
import unicodedata

from parsers.normalize import Clean, clean
from parsers.wordlist import wordset

_START = re.compile(
    r"^[^a-z0-9]{0,5}(?:(?:tolong|tlg|mohon|mau|minta|saya|sy|pak|min|halo)[^a-z0-9]{1,3}){0,4}"
    r"(?:4444[^a-z0-9]{0,3})?(?:reg|regis|registrasi|registras|registrasikan|ulang|"
    r"ulg|daftar|daftarkan|daftarin|unreg|rek|greg|aktifkan|aktivasi)\b"
)
_GLUED = re.compile(r"^[^a-z0-9]{0,5}(?:reg|ulang|ulg)[0-9]{14,18}")
_NUMBER = re.compile(r"[0-9x*]{12,18}")
_JOINERS = re.compile(r"[ .\-]+")
_WORDS = re.compile(r"[a-z]{2,}")
_OWN_WORDS = wordset(
    "reg regis registrasi registras registrasikan ulang ulg daftar unreg rek greg nik kk no",
    "nomor nomer nmr kartu ktp dan ya pak ke baru lama telkomsel indosat xl axis tri smartfren",
    "simpati kartunya perdana sim simcard hp saya sy tolong tlg mohon mau minta daftarkan daftarin aktifkan",
    "aktivasi makasih mksh terima kasih trims min mas mbak bu halo nih ini untuk utk prabayar byu by as im",
)
_MOSTLY = 14
_TWO_NUMBERS = range(30, 35)  # digits of a NIK and a KK, one too few or too many in each
_ERASED = "[HAPUS]"
_STANDS_FOR = "0" * 16


def is_sim_registration(text: str) -> bool:
    """Whether *text* is `REG NIK#KK#`, `ULANG NIK#KK` or a bare pair of such numbers. Linear."""
    return reads_as_registration(clean(text))


def reads_as_registration(cleaned: Clean) -> bool:
    """As `is_sim_registration`, for a text that has been cleaned already."""
    plain = _folded(cleaned).replace(_ERASED.lower(), _STANDS_FOR)  # what was masked before it was stored
    letters: list[str] = []
    for match in _WORDS.finditer(plain):
        word = match.group()
        if word not in _OWN_WORDS and word.strip("x"):
            return False
        letters.append(word)
    tight = _JOINERS.sub("", plain)
    numbers = _NUMBER.findall(tight)
    begins = _START.match(plain) is not None or _GLUED.match(tight) is not None
    if begins:
        return bool(numbers) or ("#" in plain and "nik" in letters and "kk" in letters)
    digits = sum(1 for character in tight if character in "0123456789")
    return len(numbers) >= 2 and (digits in _TWO_NUMBERS or ("#" in plain and digits >= 2 * _MOSTLY))


def mask_registration(text: str) -> str:
    """*text* with every run of four or more digits, in any script and however spaced, replaced by [HAPUS]."""
    folded = "".join(_digit(character) for character in text)
    pieces: list[str] = []
    done = 0
    for match in _SPREAD.finditer(folded):
        if sum(1 for character in match.group() if character in "0123456789") >= 4:
            pieces.extend((text[done : match.start()], _ERASED))
            done = match.end()
    return "".join((*pieces, text[done:]))


_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_SPREAD = re.compile(rf"[0-9](?:[ .\-\x00{_INVISIBLE}]{{0,3}}[0-9])*")


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _folded(cleaned: Clean) -> str:
    plain = cleaned.text
    return plain if plain.isascii() else "".join(_digit(character) for character in plain)
