"""Tells an officer's order from all a citizen could mean, for phones that never were an officer's.

What is taken for an order is kept as one and opens no report, so only what is unmistakable counts.
"""

import re
from collections.abc import Callable
from typing import Final

from parsers.complaint import Kind, Parsed, Urgency, Verb
from sms_gateway.domain.answers import answer
from sms_gateway.domain.context import Context

_SHORT_CODE: Final = "1708"
_ON_TASK: Final = re.compile(r"(?:#|no\.? |tugas )?[0-9]{1,3}[.):]? ?([a-z]{3,10})\b[:,.]? ?(.*)")
_LEAVE: Final = re.compile(r"cuti(?: (?:tgl |tanggal )?[0-9]{1,2} ?[/.-] ?[0-9]{1,2}\b.*)?")
_CODE: Final = re.compile(r"ok ?([0-9]{4})")
_UNDO: Final = re.compile(r"batal [0-9]{1,3}")
_NOT_OURS: Final = re.compile(r"\b(?:ke)?wewenang(?:an)?\b|\bbukan tanggung jawab\b|\btupoksi\b")
_WAITS: Final = re.compile(r"(?:alasan|menunggu|karena|krn)\b.+")
_LEAVE_WORDS: Final = 8
Proof = Callable[[str, Parsed, Context], bool]


def orders(text: str, parsed: Parsed, context: Context) -> bool:
    """Whether *text*, read as a citizen's (*parsed*, *context*), can only be an officer's order."""
    if parsed.urgency is Urgency.EMERGENCY or answer(parsed, context) is not None:
        return False
    line = " ".join(text.lower().split()).rstrip(" .!")
    if line in ("daftar", "daftar tugas", "hadir"):
        return True
    if _LEAVE.fullmatch(line):
        return not parsed.problem and len(line.split()) <= _LEAVE_WORDS
    if context.question is not None:
        return False  # a digit or a code that answers it wrongly is still no order
    code = _CODE.fullmatch(line)
    if code:
        return code[1] != _SHORT_CODE
    if _UNDO.fullmatch(line):
        return not context.tickets
    found = _ON_TASK.fullmatch(line)
    proof = _PROOFS.get(found[1]) if found else None
    return bool(found and proof and proof(found[2], parsed, context))


def _alone(words: str, *_: object) -> bool:
    return not words


def _asks(words: str, parsed: Parsed, context: Context) -> bool:
    calm = parsed.kind is not Kind.COMMAND or parsed.command is None or parsed.command.verb is Verb.CHOICE
    return bool(words) and calm and not parsed.problem and not context.tickets


_PROOFS: Final[dict[str, Proof]] = {
    "isi": lambda words, *_: not words or words.isdigit(),
    "terima": _alone,
    "jawab": lambda words, *_: bool(words),
    "tanya": _asks,
    "terus": lambda _, parsed, __: bool(parsed.agencies),
    "bukan": lambda words, *_: _NOT_OURS.search(words) is not None,
    "tolak": lambda words, *_: words in ("", "1", "2", "3", "4", "5"),
    "selesai": _alone,
    "perpanjang": lambda words, *_: not words or _WAITS.fullmatch(words) is not None,
}
