"""Whether a reporter asks inside the report to stay unknown, or that it be kept secret."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parsers.complaint import Verb

_WHO: Final = r"(?:identitas|nama|nomor|no|no hp|nomor hp|data|data diri)"
_ME: Final = r"(?: (?:saya|sy|sya|kami|pelapor|aku|pribadi|hp))*"
_HIDE: Final = r"(?:di)?(?:rahasiakan|rahasiain|sembunyikan|samarkan)"
_PLEASE: Final = r"(?: (?:mohon|mhn|tolong|tlg|agar|harap|supaya|untuk|utk|tetap|ini))*"
_ANONYMOUS: Final = re.compile(
    rf"\b{_HIDE} {_WHO}\b|\b{_WHO}{_ME}{_PLEASE} {_HIDE}\b|\b{_WHO}{_ME} jangan (?:disebut|ditulis|dibuka)"
    r"|\b(?:saya|sy) (?:mau |ingin |minta )?(?:lapor )?(?:secara )?anonim\b"
    r"|\blapor(?:an)? (?:secara )?anonim\b|\banonim$"
)
_SECRET: Final = re.compile(
    r"\blaporan (?:ini |saya |sy )?(?:mohon |tolong |harap |agar )?(?:bersifat |di)?rahasia(?:kan)?\b"
    r"|\brahasia$"
)
_GAPS: Final = re.compile(r"[^0-9a-z]+")


def wishes(text: str) -> frozenset[Verb]:
    """ANONYMOUS when the reporter's identity is to be hidden, CONFIDENTIAL when the report is."""
    plain = _GAPS.sub(" ", text.lower()).strip()
    found = ((Verb.ANONYMOUS, _ANONYMOUS), (Verb.CONFIDENTIAL, _SECRET))
    return frozenset(verb for verb, pattern in found if pattern.search(plain))


def words_of(*, anonymous: bool, confidential: bool) -> list[str]:
    """The command words of what is wished, in their order."""
    return [word for word, is_set in (("ANONIM", anonymous), ("RAHASIA", confidential)) if is_set]


def verbs_of(*, anonymous: bool, confidential: bool) -> frozenset[Verb]:
    """The verbs of what is wished."""
    flags = ((Verb.ANONYMOUS, anonymous), (Verb.CONFIDENTIAL, confidential))
    return frozenset(verb for verb, is_set in flags if is_set)


# The codes under which a message is kept that asks it for the report still to come.
HIDES_NEXT: Final[Mapping[str, frozenset[Verb]]] = MappingProxyType(
    {
        "hides-anonymous": frozenset({Verb.ANONYMOUS}),
        "hides-confidential": frozenset({Verb.CONFIDENTIAL}),
        "hides-both": frozenset({Verb.ANONYMOUS, Verb.CONFIDENTIAL}),
    }
)


def hides_next(wanted: frozenset[Verb]) -> str:
    """The code of a message that asks for *wanted*."""
    return next(code for code, verbs in HIDES_NEXT.items() if verbs == wanted)
