"""Commands of officers: a task number first (`3 JAWAB isi`), a code to confirm (`OK 4719`), a list, leave."""

from collections.abc import Mapping, Sequence

from parsers.command_tokens import Token, tokens
from parsers.command_verbs import polite, unglued
from parsers.commands import rest_of
from parsers.complaint import Command, Verb
from parsers.everyday_words import EVERYDAY
from parsers.normalize import Clean
from parsers.slips import mistyped, shortened, single
from parsers.wordlist import wordset

_ON_TASK: dict[str, Verb] = {
    **dict.fromkeys(
        wordset("isi isinya lihat liat lht baca rinci rincian detail detil rincikan lihatkan tampilkan"),
        Verb.SHOW,
    ),
    **dict.fromkeys(wordset("terima trima trm ambil diterima menerima dterima trmo"), Verb.ACCEPT),
    **dict.fromkeys(
        wordset("jawab jwb jawaban balas jawap dijawab jawabannya menjawab bls jawabkan"), Verb.ANSWER
    ),
    **dict.fromkeys(wordset("tanya tny tanyakan tnya nanya ditanya menanyakan tanyain"), Verb.ASK),
    **dict.fromkeys(
        wordset("terus teruskan trs trskan disposisi terusan diteruskan meneruskan limpah limpahkan"),
        Verb.FORWARD,
    ),
    **dict.fromkeys(
        wordset("bukan bkn kembali kembalikan dikembalikan mengembalikan kmblikan retur"), Verb.RETURN
    ),
    **dict.fromkeys(wordset("tolak tlk ditolak menolak arsip arsipkan diarsipkan"), Verb.REJECT),
    **dict.fromkeys(
        wordset("selesai slesai rampung beres tutup sls slsai kelar tuntas done selesaikan"), Verb.DONE
    ),
    **dict.fromkeys(
        wordset(
            "perpanjang diperpanjang perpanjangan prpnjg tambahwaktu perpanjg prpanjang perpanjangkan",
            "perpnjg tunda",
        ),
        Verb.EXTEND,
    ),
    **dict.fromkeys(wordset("batal btl urungkan batalkan dibatalkan cancel"), Verb.CANCEL),
}
_OK = wordset("ok oke okay okey okee okeh oks")
_ALONE: dict[str, Verb] = {
    **dict.fromkeys(wordset("daftar daftarnya dftr tugas list dft daftr tugasku tugasnya"), Verb.LIST),
    **dict.fromkeys(wordset("cuti ijin izin cti"), Verb.LEAVE),
    **dict.fromkeys(wordset("hadir masuk aktif hdr"), Verb.BACK),
    **dict.fromkeys(_OK, Verb.CONFIRM),
}
_SILENT = frozenset({Verb.SHOW, Verb.ACCEPT, Verb.DONE, Verb.CANCEL, Verb.LIST, Verb.BACK})
_TASK = wordset("tugas tgs no nomor nmr nomer untuk utk mohon tolong task")
_AGAIN = wordset("kembali lagi kerja kantor bertugas")
_ALREADY = wordset(
    "sudah sdh udah udh telah kami saya sy ok oke siap baik mohon tolong tlg mau minta akan langsung ini ya",
    "iya",
)
_REASON = wordset("kode alasan no nomor nmr")
_LONGEST_TASK = 4
_LEAVE = wordset("cuti cti")
_SHORT_LEAVE = 6  # words of a leave without a day
_CODE = range(4, 7)


def officer_command(raw: str, cleaned: Clean) -> Command | None:
    """The officer's command of *cleaned*, or None; `ticket` is the task number as typed."""
    found = unglued(tokens(cleaned.text), lambda word: _task_verb(word) or _lone_verb(word))
    if not found:
        return None
    # "3 ok 4719": the code says which order is meant; "4 ok terima" has none.
    coded = len(found) > 2 and _is_task(found[0].form) and found[1].form in _OK
    confirmed = _confirmed(found[2:]) if coded else None
    return confirmed or _on_task(found, raw, cleaned) or _alone(found, raw, cleaned)


def _on_task(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    first = _behind(found, 0, _TASK)
    task = found[first].form
    if _is_task(task):
        place = _behind(found, first + 1, _ALREADY)  # "3 sudah selesai"
        verb = _task_verb(found[place].form) if place < len(found) else None
        return Command(verb, task, _rest(verb, found[place + 1 :], raw, cleaned)) if verb else None
    first = _behind(found, 0, _ALREADY)
    verb = _task_verb(found[first].form)
    at = _behind(found, first + 1, _TASK)
    if verb and at < len(found) and _is_task(found[at].form):
        return Command(verb, found[at].form, _rest(verb, found[at + 1 :], raw, cleaned))
    return None


def _behind(found: Sequence[Token], first: int, words: frozenset[str]) -> int:
    """The place behind at most two of *words* that stand at *first*."""
    place = first
    while place < min(len(found) - 1, first + 2) and found[place].form in words:
        place += 1
    return place


def _task_verb(word: str) -> Verb | None:
    """The verb *word* means; one slip of the finger is forgiven where it makes no other word."""
    return _meant(word, _ON_TASK)


def _lone_verb(word: str) -> Verb | None:
    return _meant(word, _ALONE)


def _meant(word: str, verbs: Mapping[str, Verb]) -> Verb | None:
    if word in verbs or len(word) < 4 or word in EVERYDAY:
        return verbs.get(word)
    if single(word) in verbs:
        return verbs[single(word)]
    near = [
        verb
        for known, verb in verbs.items()
        if len(known) > 3 and (mistyped(word, known) or (len(known) > 4 and shortened(word, known)))
    ]
    return near[0] if near else None


def _rest(verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean) -> str:
    if verb in _SILENT and polite(found):
        return ""
    marked = verb is Verb.REJECT and len(found) > 1 and found[0].form in _REASON
    return rest_of(raw, cleaned, found, 1 if marked else 0)


def _alone(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    verb = _lone_verb(found[0].form)
    after = found[1:]
    if verb is Verb.CONFIRM:
        return _confirmed(after)
    if verb is Verb.LEAVE:
        dated = any(character in "0123456789" for character in cleaned.text)
        wanted = dated or (found[0].form in _LEAVE and len(found) <= _SHORT_LEAVE)  # "cuti", "cuti besok"
        return Command(verb, rest=rest_of(raw, cleaned, found, 1)) if wanted else None
    if verb is Verb.LIST and after and after[0].form in ("tugas", "tiket", "laporan"):
        after = after[1:]
    if verb is Verb.BACK and after and after[0].form in _AGAIN:
        after = after[1:]
    return Command(verb) if verb and polite(after) else None


def _confirmed(after: Sequence[Token]) -> Command | None:
    """OK and the code behind it, as people copy it: digit by digit, or with an O for a zero."""
    after = after[1:] if len(after) > 1 and after[0].form in _REASON else after
    single = 0
    while single < len(after) and len(after[single].form) == 1 and _is_number(after[single].form):
        single += 1
    used = single if single in _CODE else 1
    code = "".join(token.form for token in after[:used])
    code = code.replace("o", "0") if any(character in "0123456789" for character in code) else code
    confirmed = _is_number(code) and len(code) in _CODE and polite(after[used:])
    return Command(Verb.CONFIRM, rest=code) if confirmed else None


def _is_task(form: str) -> bool:
    return _is_number(form) and len(form) <= _LONGEST_TASK


def _is_number(form: str) -> bool:
    return bool(form) and all(character in "0123456789" for character in form)
