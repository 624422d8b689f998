"""What is said beside a report and is none: thanks for what was done, and that one does not know where."""

import re
from typing import Final

from parsers.wordlist import wordset

_WORD: Final = re.compile(r"[0-9a-z]+")
_THANKS: Final = wordset(
    "kasih makasih makasi mksh mksih trims trimakasih terimakasih thanks thx suwun nuwun nuhun hatur",
    "tengkyu mantap mantab joss jos alhamdulillah syukur hebat bagus",
)
_DONE: Final = wordset(
    "beres rampung selesai kelar diperbaiki dibenerin dibetulkan dibenahi ditangani nyala menyala",
    "ngalir mengalir lancar diangkut dibersihkan bersih ditambal diaspal dicor terang surut normal",
    "didandani dibenerke dandan ditindaklanjuti diganti ditebang dipasang",
)
_ALREADY: Final = wordset("sudah udah sdh udh dah uwis wis wes geus atos alah")
_COURTESY: Final = wordset(
    "terima trima matur banget banyak bgt pak bu bapak ibu mas mbak min admin kak ya yaa nih semua",
    "petugas dinas pemkot pemkab pln pdam lapor atas bantuannya bantuan responnya respon cepat cepet",
    "kerja kerjanya sekali sip ok oke yang yg nya semoga sukses sehat selalu kami saya warga skrg",
    "sekarang jadi lagi",
)
_OTHERS: Final = 3  # words that say what was done: "jalan", "lampu jalan", "air pdam"
_LONGEST: Final = 14  # words
_UNKNOWN: Final = re.compile(
    r"\b(?:(?:ga|gak|g|gk|nggak|ngga|ndak|tidak|tdk|ora|kurang|krg|teu|indak|nda) ?"
    r"(?:tau|tahu|ngerti|weruh|terang|paham|nyaho|hafal|apal)"
    r"|embuh|mbuh|duka|lupa|kesupen)\b"
)
_LONGEST_UNKNOWN: Final = 10  # words of an answer that says that one does not know


def is_thanks(text: str) -> bool:
    """Whether *text* only thanks for what is done: any word of something else makes it a report again."""
    words = _WORD.findall(text.lower())
    others = [word for word in words if word not in _COURTESY | _THANKS | _DONE | _ALREADY]
    done = any(
        word in _ALREADY and not _DONE.isdisjoint(words[place + 1 : place + 3])
        for place, word in enumerate(words)
    )
    thanks = not _THANKS.isdisjoint(words)
    return done and thanks and len(words) <= _LONGEST and len(others) <= _OTHERS and not _troubled(others)


def knows_not_where(text: str) -> bool:
    """Whether a short *text* says that its writer does not know: no place, and no report of its own."""
    said = " ".join(_WORD.findall(text.lower()))
    return bool(_UNKNOWN.search(said)) and len(said.split()) <= _LONGEST_UNKNOWN


def _troubled(words: list[str]) -> bool:
    """Whether one of *words* takes the thanks back, asks for more or tells of trouble."""
    return any(word in _TROUBLE or word.startswith(_TROUBLED_STEMS) for word in words)


_TROUBLE: Final = wordset(
    "tapi tp tetapi namun cuma cuman hanya belum blm durung tidak tdk ga gak nggak ora teu kok kenapa",
    "knp kapan masih msh malah padahal tolong mohon minta kurang lain lainnya satunya sebelah",
    "sebelahnya dan dekat katanya bohong palsu asal aja sebagian separo setengah apa mana bayar uang",
    "korupsi pungli rt",
)
_TROUBLED_STEMS: Final = (
    "rusak", "mati", "padam", "bocor", "lubang", "berlubang", "banjir", "macet", "mampet", "numpuk", "hilang",
    "jebol", "bolong", "gelap", "kotor", "bau", "longsor", "roboh", "tumbang", "retak", "amblas", "kebakar",
)  # fmt: skip
