"""Commands of citizens: a verb alone, with a number, or with a polite tail; inside a sentence it is text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from parsers.complaint import Command, Verb
from parsers.normalize import Clean
from parsers.wordlist import wordset

VERBS: dict[str, Verb] = {
    **dict.fromkeys(
        wordset("status stts sts stat statu setatus cek check cekstatus progres progress"), Verb.STATUS
    ),
    **dict.fromkeys(wordset("tambah tmbh tmbah tambahan tambahkan nambah"), Verb.ADD),
    **dict.fromkeys(wordset("lokasi lok loks alamat tempat lokasinya"), Verb.LOCATION),
    **dict.fromkeys(wordset("batal btl btal batalkan cancel batalin dibatalkan cabut"), Verb.CANCEL),
    **dict.fromkeys(
        wordset("ya y iya iy yaa yes ok oke okay okey betul benar setuju siap yoi yup nggih inggih"), Verb.YES
    ),
    **dict.fromkeys(
        wordset("tidak tdk tida gak ga gk nggak ngga enggak no bukan jangan jgn ndak mboten tak t n"), Verb.NO
    ),
    **dict.fromkeys(wordset("baru"), Verb.NEW),
    **dict.fromkeys(wordset("beda bda pisah berbeda bedakan"), Verb.SEPARATE),
    **dict.fromkeys(wordset("belum blm blum belom"), Verb.DISPUTE),
    **dict.fromkeys(wordset("buka bukalagi bka"), Verb.REOPEN),
    **dict.fromkeys(wordset("anonim anonym anonymous anonimkan anonimus annonim"), Verb.ANONYMOUS),
    **dict.fromkeys(wordset("rahasia rahasiakan rhs rahsia"), Verb.CONFIDENTIAL),
    **dict.fromkeys(wordset("bantuan help info menu bantu petunjuk panduan"), Verb.HELP),
    **dict.fromkeys(wordset("stop berhenti unreg unsubscribe stp setop henti"), Verb.STOP),
    **dict.fromkeys(wordset("mulai start mulaikan aktifkan aktif"), Verb.START),
    **dict.fromkeys(wordset("hapus hps delete hapuskan"), Verb.ERASE),
}
_FILLER = wordset(
    "ya y iya pak bapak bpk pa bu ibu buk mas mbak kak min admin gan bang om kakak tolong tlg mohon",
    "mhn dong donk deh nya makasih mksh makasi trims trima terima kasih thx thanks tq suwun nuhun",
    "please pls plis saja aja dulu dl lagi lg sih kok nih ini itu untuk utk yg yang saya sy sya aku",
    "laporan lapor laporannya aduan pengaduan aduannya tiket keluhan semua no nomor nomer nmr kami",
    "sms pesan kabar lah kah dan segera cek status sudah sdh gimana gmn bagaimana sekarang skrg mau",
    "ingin kirim dari 1708 info kabarnya bos boss halo hallo selamat pagi siang sore malam atas nama",
    "hormat kata langganan berlangganan notif notifikasi batalkan batal",
)
_TAILS: dict[Verb, frozenset[str]] = {
    Verb.DISPUTE: wordset(
        "beres selesai tuntas puas ada perbaikan diperbaiki dikerjakan tanggapan juga sama sekali"
    ),
    Verb.YES: wordset("setuju benar betul lanjut lanjutkan jadi sudah batal batalkan"),
    Verb.NO: wordset("jadi usah perlu puas batal setuju ada benar bukan"),
    Verb.CHOICE: wordset(
        "puas sangat bagus baik memuaskan bintang nilai pilih pilihan jawaban angka kurang cukup",
        "tidak sekali",
    ),
    Verb.ERASE: wordset("data nomor hp identitas akun semua"),
    Verb.NEW: wordset("kejadian lain laporan beda"),
    Verb.SEPARATE: wordset("lokasi tempat kejadian kasus masalah laporan"),
    Verb.HELP: wordset("cara lapor melapor perintah format pakai menggunakan"),
}
_TOKEN = re.compile(r"[^\s,;:!?()\[\]\"]+")
_EDGES = ".,;:!?#*'\"()[]{}<>-_/=+~ \n"
_MARKER = wordset("no nomor nomer nmr tiket laporan aduan ticket id #")
_LETTER_DIGITS = str.maketrans("oil", "011")
_CHOOSING = wordset("no nomor nmr pilih pilihan nilai angka jawab bintang skor")
_SHORT_CHOICE = re.compile(r"(?:no|nomor|nmr|pilih|pilihan|nilai|angka|jawab)?[ .:#]*([1-9])")
_HOW = re.compile(
    r"\b(?:cara(?:nya)? (?:me)?lapor|bagaimana (?:cara )?(?:me)?lapor|gimana (?:cara "
    r")?(?:me)?lapor|gmn (?:cara )?(?:me)?lapor"
    r"|mau lapor (?:caranya|gimana|bagaimana|gmn)|format (?:sms|lapor))\b"
)
_OWN_REPORT = re.compile(
    r"\b(?:laporan|lap|laporannya|aduan|pengaduan|keluhan|tiket|lapor|aduannya)(?:ku)?(?: (?:saya|"
    r"sy|sya|kami|aku|ku|q|no|nomor|yang|yg|kemarin|kmrn|kmarin|dulu|tadi|#?[0-9]{5,9}))*\b"
)
_ASKS = re.compile(
    r"\b(?:gimana|gmn|gmna|bagaimana|bgmn|piye|pripun|kapan|kpn|lama|sampai mana|sampe mana|smp "
    r"mana|sampai dimana|sampe dimana|kabar|kabarnya|kelanjutan|kelanjutannya|perkembangan|"
    r"perkembangannya|progres|progress|status|statusnya"
    r"|(?:belum|blm|blum|tidak|tdk|ga|gak|kok) (?:juga |jg )?(?:ada )?(?:tanggapan|respon|respons|"
    r"jawaban|balasan|tindak|tindakan|kabar|ditanggapi|direspon|dijawab|dibalas|diproses|ditindak|"
    r"ditindaklanjuti|progres)|sudah diproses|sdh diproses|udah diproses|mana tindak)\b"
)
_QUESTION_WORDS = 14


class Token(NamedTuple):
    """A blank-separated piece without punctuation at its edges; offsets into the text."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ticket number as digits, and how many tokens it and its markers take."""

    digits: str
    taken: int


SpeaksOfProblem = Callable[[str], bool]


def tokens(text: str, most: int | None = None) -> list[Token]:
    """The pieces of *text* that hold a letter or a digit, the first *most* of them."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.replace("#", " ")):
        form = match.group()
        left = len(form) - len(form.lstrip(_EDGES))
        bare = form.strip(_EDGES)
        if bare:
            found.append(Token(bare, match.start() + left, match.start() + left + len(bare)))
        if len(found) == most:
            break
    return found


def citizen_command(raw: str, cleaned: Clean, speaks: SpeaksOfProblem) -> Command | None:
    """The command of *cleaned*, or None for text. *speaks* says whether words name a problem of their own.

    `rest` is taken from *raw*, as typed.
    """
    found = tokens(cleaned.text)
    if not found:
        return Command(Verb.HELP) if cleaned.text.strip() == "?" else None
    bare = _bare(found)
    if bare:
        return bare
    verb = verb_of(found[0].form)
    command = _by_verb(verb, found, raw, cleaned, speaks) if verb else None
    return command or _free_question(cleaned.text, found, speaks)


def verb_of(form: str) -> Verb | None:
    """The verb *form* means; one slip of the finger is forgiven in words of five letters or more."""
    word = form.rstrip(".:-")
    if word in VERBS:
        return VERBS[word]
    if len(word) < 5 or len(word) > 12:
        return None
    near = [
        verb
        for known, verb in VERBS.items()
        if len(known) >= 5 and OSA.distance(word, known, score_cutoff=1) <= 1
    ]
    return near[0] if near and word not in _NEVER else None


_NEVER = wordset("tambak tambal bantuin mulia")  # other words, one slip away from a verb


def _bare(found: Sequence[Token]) -> Command | None:
    """A number alone: one digit chooses, a ticket number asks for its status."""
    first = found[0].form
    at = 1 if first in _CHOOSING and len(found) > 1 else 0
    choice = _SHORT_CHOICE.fullmatch(found[at].form)
    if choice and len(found) <= 5 and _fillers(found[at + 1 :], Verb.CHOICE):
        return Command(Verb.CHOICE, rest=choice.group(1))
    number = numbered(found, 0)
    if number and 7 <= len(number.digits) <= 9 and _fillers(found[number.taken :], Verb.STATUS):
        return Command(Verb.STATUS, number.digits)
    return None


def numbered(found: Sequence[Token], first: int, shortest: int = 5) -> Numbered | None:
    """The ticket number that begins at token *first*, with `no`, `#` and blanks inside it allowed."""
    position = first
    while position < len(found) and found[position].form.rstrip(".:") in _MARKER:
        position += 1
    digits = ""
    while position < len(found) and len(digits) < 8:
        piece = _digits(found[position].form)
        if not piece or (digits and (len(digits) >= 5 or len(digits + piece) > 9)):
            break
        digits += piece
        position += 1
    return Numbered(digits, position - first) if len(digits) >= shortest else None


def _digits(form: str) -> str:
    """The digits *form* stands for, or "": `24-18-35-67`, `no.24183567` and `2418356o` are read."""
    bare = form
    for marker in ("nomor", "nmr", "no", "id"):
        if bare.startswith(marker) and len(bare) > len(marker):
            bare = bare[len(marker) :].lstrip(".:-# ")
            break
    joined = bare.replace("-", "").replace(".", "").replace("/", "")
    real = sum(1 for character in joined if character in "0123456789")
    if real >= 6:
        joined = joined.translate(_LETTER_DIGITS)
    return joined if joined and all(character in "0123456789" for character in joined) else ""


def _fillers(rest: Sequence[Token], verb: Verb) -> bool:
    allowed = _TAILS.get(verb, frozenset())
    return all(token.form in _FILLER or token.form in allowed for token in rest)


def rest_of(raw: str, cleaned: Clean, found: Sequence[Token], first: int) -> str:
    """What was typed from token *first* on."""
    if first >= len(found):
        return ""
    return raw[cleaned.offsets[found[first].start] :].strip()


def _by_verb(
    verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean, speaks: SpeaksOfProblem
) -> Command | None:
    if verb is Verb.ERASE:
        return _erase(found)
    number = numbered(found, 1)
    if number:
        return _with_number(verb, number, found, raw, cleaned)
    if verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        return _hidden(verb, found, raw, cleaned)
    if verb is Verb.LOCATION and found[0].form.startswith("lok") and len(found) > 1:
        rest = rest_of(raw, cleaned, found, 1)
        return None if speaks(rest) else Command(verb, rest=rest)
    if verb is Verb.DISPUTE and any(token.form in _REPORT_WORDS for token in found):
        return None
    if not _fillers(found[1:], verb) or (
        found[0].form in ("alamat", "tempat", "aktif", "bantu") and len(found) > 1
    ):
        return None
    return Command(verb, rest=rest_of(raw, cleaned, found, 1) if verb is Verb.DISPUTE else "")


def _with_number(
    verb: Verb, number: Numbered, found: Sequence[Token], raw: str, cleaned: Clean
) -> Command | None:
    after = 1 + number.taken
    polite = _fillers(found[after:], verb)
    if verb in (Verb.YES, Verb.NO, Verb.HELP, Verb.STOP, Verb.START, Verb.NEW) and not polite:
        return None
    rest = "" if polite and verb not in _CARRYING else rest_of(raw, cleaned, found, after)
    return Command(verb, number.digits, rest)


_REPORT_WORDS = frozenset({"laporan", "aduan", "pengaduan", "laporannya", "keluhan"})
_CARRYING = frozenset({Verb.ADD, Verb.LOCATION, Verb.DISPUTE, Verb.REOPEN})


def _hidden(verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    if len(found) > 1 and found[1].form in ("umum", "negara", "dagang", "bank", "perusahaan"):
        return None
    if found[0].form == "rahasiakan" and len(found) > 2 and found[1].form in ("nama", "identitas"):
        return Command(
            Verb.ANONYMOUS, rest=rest_of(raw, cleaned, found, 3 if found[2].form in _FILLER else 2)
        )
    if _fillers(found[1:], verb):
        return Command(verb)
    return Command(verb, rest=rest_of(raw, cleaned, found, 1))


def _erase(found: Sequence[Token]) -> Command | None:
    after = found[1:]
    if after and after[0].form == "data":
        after = after[1:]
    number = numbered(after, 0, shortest=4) if after else None
    if number and len(number.digits) >= 7 and _fillers(after[number.taken :], Verb.CANCEL):
        return Command(Verb.CANCEL, number.digits)
    if number and _fillers(after[number.taken :], Verb.ERASE):
        return Command(Verb.ERASE, rest=number.digits)
    if not after or not _fillers(after, Verb.ERASE):
        return Command(Verb.ERASE) if len(found) == 2 and found[1].form == "data" else None
    about_report = any(token.form in _REPORT_WORDS for token in after)
    return Command(Verb.CANCEL if about_report and found[1].form != "data" else Verb.ERASE)


def _free_question(text: str, found: Sequence[Token], speaks: SpeaksOfProblem) -> Command | None:
    """`gimana laporan sy pak kok lama` asks for the status; with a problem of its own it is a text."""
    if len(found) > _QUESTION_WORDS:
        return None
    if _HOW.search(text) and not speaks(text):
        return Command(Verb.HELP)
    if not (_OWN_REPORT.search(text) and _ASKS.search(text)) or speaks(text):
        return None
    numbers = [number for number in (numbered(found, place) for place in range(len(found))) if number]
    return Command(Verb.STATUS, numbers[0].digits if numbers else None)
