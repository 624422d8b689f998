"""Commands of officers: a task number first (`3 JAWAB isi`), a code to confirm (`OK 4719`), a list, leave."""

from collections.abc import Sequence

from parsers.commands import Token, rest_of, tokens
from parsers.complaint import Command, Verb
from parsers.normalize import Clean
from parsers.wordlist import wordset

_ON_TASK: dict[str, Verb] = {
    **dict.fromkeys(wordset("isi lihat baca rinci rincian detail detil"), Verb.SHOW),
    **dict.fromkeys(wordset("terima trima trm ambil"), Verb.ACCEPT),
    **dict.fromkeys(wordset("jawab jwb jawaban balas jawap"), Verb.ANSWER),
    **dict.fromkeys(wordset("tanya tny tanyakan tnya"), Verb.ASK),
    **dict.fromkeys(wordset("terus teruskan trs disposisi terusan"), Verb.FORWARD),
    **dict.fromkeys(wordset("bukan bkn kembali kembalikan"), Verb.RETURN),
    **dict.fromkeys(wordset("tolak tlk arsip arsipkan"), Verb.REJECT),
    **dict.fromkeys(wordset("selesai slesai beres tutup sls"), Verb.DONE),
    **dict.fromkeys(wordset("perpanjang perpanjangan prpnjg tambahwaktu perpanjg"), Verb.EXTEND),
    **dict.fromkeys(wordset("batal btl urungkan"), Verb.CANCEL),
}
_ALONE: dict[str, Verb] = {
    **dict.fromkeys(wordset("daftar dftr tugas list dft"), Verb.LIST),
    **dict.fromkeys(wordset("cuti ijin izin"), Verb.LEAVE),
    **dict.fromkeys(wordset("hadir masuk aktif"), Verb.BACK),
    **dict.fromkeys(wordset("ok oke okay okey"), Verb.CONFIRM),
}
_ALONE_WITH_TEXT = frozenset({Verb.LEAVE})
_LONGEST_TASK = 4
_CODE = range(4, 7)


def officer_command(raw: str, cleaned: Clean) -> Command | None:
    """The officer's command of *cleaned*, or None; `ticket` is the task number as typed."""
    found = tokens(cleaned.text)
    if not found:
        return None
    return _on_task(found, raw, cleaned) or _alone(found, raw, cleaned)


def _on_task(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    first = 1 if found[0].form in ("tugas", "no", "nomor") and len(found) > 1 else 0
    task = found[first].form
    if len(found) > first + 1 and _is_number(task) and len(task) <= _LONGEST_TASK:
        verb = _ON_TASK.get(found[first + 1].form)
        return Command(verb, task, rest_of(raw, cleaned, found, first + 2)) if verb else None
    verb = _ON_TASK.get(found[0].form)
    if verb and len(found) > 1 and _is_number(found[1].form) and len(found[1].form) <= _LONGEST_TASK:
        return Command(verb, found[1].form, rest_of(raw, cleaned, found, 2))
    return None


def _alone(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    verb = _ALONE.get(found[0].form)
    if verb is Verb.CONFIRM:
        code = found[1].form if len(found) == 2 else ""
        return Command(verb, rest=code) if _is_number(code) and len(code) in _CODE else None
    if verb is None or (len(found) > 2 and verb not in _ALONE_WITH_TEXT):
        return None
    if verb is Verb.LEAVE and not any(character in "0123456789" for character in cleaned.text):
        return None
    return Command(verb, rest=rest_of(raw, cleaned, found, 1))


def _is_number(form: str) -> bool:
    return bool(form) and all(character in "0123456789" for character in form)
