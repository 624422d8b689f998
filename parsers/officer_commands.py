"""Commands of officers: a task number first (`3 JAWAB isi`), a code to confirm (`OK 4719`), a list, leave."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from parsers.command_tokens import Token, tokens
from parsers.commands import polite, rest_of, unglued
from parsers.complaint import Command, Verb
from parsers.normalize import Clean
from parsers.wordlist import wordset

_ON_TASK: dict[str, Verb] = {
    **dict.fromkeys(wordset("isi isinya lihat liat baca rinci rincian detail detil"), Verb.SHOW),
    **dict.fromkeys(wordset("terima trima trm ambil diterima"), Verb.ACCEPT),
    **dict.fromkeys(wordset("jawab jwb jawaban balas jawap dijawab"), Verb.ANSWER),
    **dict.fromkeys(wordset("tanya tny tanyakan tnya nanya"), Verb.ASK),
    **dict.fromkeys(wordset("terus teruskan trs disposisi terusan diteruskan"), Verb.FORWARD),
    **dict.fromkeys(wordset("bukan bkn kembali kembalikan dikembalikan"), Verb.RETURN),
    **dict.fromkeys(wordset("tolak tlk ditolak arsip arsipkan"), Verb.REJECT),
    **dict.fromkeys(wordset("selesai slesai rampung beres tutup sls"), Verb.DONE),
    **dict.fromkeys(wordset("perpanjang diperpanjang perpanjangan prpnjg tambahwaktu perpanjg"), Verb.EXTEND),
    **dict.fromkeys(wordset("batal btl urungkan"), Verb.CANCEL),
}
_ALONE: dict[str, Verb] = {
    **dict.fromkeys(wordset("daftar daftarnya dftr tugas list dft"), Verb.LIST),
    **dict.fromkeys(wordset("cuti ijin izin"), Verb.LEAVE),
    **dict.fromkeys(wordset("hadir masuk aktif"), Verb.BACK),
    **dict.fromkeys(wordset("ok oke okay okey"), Verb.CONFIRM),
}
_SILENT = frozenset({Verb.SHOW, Verb.ACCEPT, Verb.DONE, Verb.CANCEL, Verb.LIST, Verb.BACK})
_TASK = wordset("tugas no nomor nmr")
_AGAIN = wordset("kembali lagi kerja")
_ALREADY = wordset("sudah sdh udah udh telah kami")
_REASON = wordset("kode alasan no nomor nmr")
_LONGEST_TASK = 4
_CODE = range(4, 7)


def officer_command(raw: str, cleaned: Clean) -> Command | None:
    """The officer's command of *cleaned*, or None; `ticket` is the task number as typed."""
    found = unglued(tokens(cleaned.text), lambda word: _task_verb(word) or _ALONE.get(word))
    if not found:
        return None
    return _on_task(found, raw, cleaned) or _alone(found, raw, cleaned)


def _on_task(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    first = 0
    while first < min(len(found) - 1, 2) and found[first].form in _TASK:
        first += 1
    task = found[first].form
    if len(found) > first + 1 and _is_task(task):
        verb = _task_verb(found[first + 1].form)
        if verb is None and len(found) > first + 2 and found[first + 1].form in _ALREADY:
            first += 1  # "3 sudah selesai"
            verb = _task_verb(found[first + 1].form)
        return Command(verb, task, _rest(verb, found[first + 2 :], raw, cleaned)) if verb else None
    verb = _task_verb(found[0].form)
    at = 1
    while at < min(len(found) - 1, 3) and found[at].form in _TASK:
        at += 1
    if verb and len(found) > at and _is_task(found[at].form):
        return Command(verb, found[at].form, _rest(verb, found[at + 1 :], raw, cleaned))
    return None


def _task_verb(word: str) -> Verb | None:
    """The verb *word* means; a letter left out, doubled or swapped inside it is forgiven."""
    if word in _ON_TASK or len(word) < 4:
        return _ON_TASK.get(word)
    near = [verb for known, verb in _ON_TASK.items() if len(known) > 4 and _slipped(word, known)]
    return near[0] if near else None


def _slipped(word: str, known: str) -> bool:
    if (word[0], word[-1]) != (known[0], known[-1]) or OSA.distance(word, known, score_cutoff=1) > 1:
        return False
    return len(word) != len(known) or sorted(word) == sorted(known)  # another letter makes another word


def _rest(verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean) -> str:
    if verb in _SILENT and polite(found):
        return ""
    marked = verb is Verb.REJECT and len(found) > 1 and found[0].form in _REASON
    return rest_of(raw, cleaned, found, 1 if marked else 0)


def _alone(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    verb = _ALONE.get(found[0].form)
    after = found[1:]
    if verb is Verb.CONFIRM:
        after = after[1:] if len(after) > 1 and after[0].form in _REASON else after
        code = after[0].form if after else ""
        confirmed = _is_number(code) and len(code) in _CODE and polite(after[1:])
        return Command(verb, rest=code) if confirmed else None
    if verb is Verb.LEAVE:
        dated = any(character in "0123456789" for character in cleaned.text)
        return Command(verb, rest=rest_of(raw, cleaned, found, 1)) if dated else None
    if verb is Verb.LIST and after and after[0].form in ("tugas", "tiket", "laporan"):
        after = after[1:]
    if verb is Verb.BACK and after and after[0].form in _AGAIN:
        after = after[1:]
    return Command(verb) if verb and polite(after) else None


def _is_task(form: str) -> bool:
    return _is_number(form) and len(form) <= _LONGEST_TASK


def _is_number(form: str) -> bool:
    return bool(form) and all(character in "0123456789" for character in form)
