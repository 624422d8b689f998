"""Texts that hold no complaint: greetings, tests, prizes, adverts, insults, what was meant for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.complaint import Evidence, Failure
from parsers.normalize import Clean
from parsers.phrases import Hit, Word
from parsers.wordlist import wordset

_ORDER = (Failure.FRAUD, Failure.ADVERT, Failure.SPAM, Failure.WRONG_ADDRESS, Failure.ABUSE)
_STRONG = 2.0  # topic evidence from which a text is a complaint whatever else it says
_REPORTING = wordset(
    "lapor laporkan melaporkan dilaporkan tertipu ditipu korban penipuan pinjol resah",
    "meresahkan diteror tindak ditindak berantas aduan mengadukan marak",
)
_USSD = re.compile(r"^\s*\*[0-9*]{2,20}#\s*$")
_PLAUSIBLE = re.compile(r"(?:[bcdfghjklmnpqrstvwxyz]{0,3}[aiueo]{1,3}){2,8}(?:[bcdfghjklmnpqrstvwxyz]{0,2})")
_HOLLOW = wordset(
    "yang dengan tidak sudah belum karena untuk pada juga saya bapak ibu tolong mohon dalam sekarang",
    "bagaimana mengapa kapan berapa banyak sangat selalu sering harus bisa jangan tetap tetapi kalau",
    "orang kepada tersebut terus masih lagi saja dari sampai terima kasih selamat pagi siang malam",
    "sore halo kakak mas pak bu ini itu ada atau dan kami kita mereka nya seperti agar supaya segera",
    "cepat laporan lapor aduan informasi tanya bertanya",
)
_ENOUGH_WORDS = 3


@dataclass(frozen=True, slots=True)
class NoticeFinding:
    """Why the text is no report, None when it may be one."""

    failure: Failure | None = None
    evidence: tuple[Evidence, ...] = ()


def loud(hits: Sequence[Hit[str]]) -> frozenset[int]:
    """The indices of the words of unmistakable notices, which must not speak for a topic as well."""
    return frozenset(
        place for hit in hits if hit.payloads[0].endswith("!") for place in range(hit.first, hit.last)
    )


def find_notice(
    hits: Sequence[Hit[str]], words: Sequence[Word], cleaned: Clean, strength: float, placed: bool
) -> NoticeFinding:
    """The failure of a text with these notice *hits*, topic evidence of *strength*, a place or none."""
    if _USSD.match(cleaned.text):
        return _whole(Failure.WRONG_ADDRESS, cleaned, "ussd")
    told = _told(hits, words, strength)
    if told:
        return NoticeFinding(told, _evidence(told, hits, words, cleaned))
    if strength > 0 or placed:
        return NoticeFinding()
    small = _small_talk(hits, words)
    if small:
        return NoticeFinding(small, _evidence(small, hits, words, cleaned))
    if _contentful(words) < _ENOUGH_WORDS:
        return _whole(Failure.UNCLEAR, cleaned, "no-words")
    return NoticeFinding()


def _told(hits: Sequence[Hit[str]], words: Sequence[Word], strength: float) -> Failure | None:
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.payloads[0]] = counts.get(hit.payloads[0], 0) + 1
    reporting = any(word.form in _REPORTING for word in words)
    for failure in _ORDER:
        seen = counts.get(failure.value, 0) + 2 * counts.get(f"{failure.value}!", 0)
        needed = max(1, len(words) // 8) if failure is Failure.ABUSE else 2
        if seen >= needed and _outweighs(failure, strength, reporting, seen):
            return failure
    return None


def _outweighs(failure: Failure, strength: float, reporting: bool, seen: int) -> bool:
    if failure is Failure.ABUSE:
        return strength == 0 and not reporting
    if reporting:
        return False
    return strength < _STRONG or (
        failure in (Failure.FRAUD, Failure.ADVERT) and seen >= 3 and strength < 2 * _STRONG
    )


def _small_talk(hits: Sequence[Hit[str]], words: Sequence[Word]) -> Failure | None:
    covered = sum(hit.last - hit.first for hit in hits if hit.payloads[0] in ("greeting", "test", "filler"))
    numbers = sum(1 for word in words if word.form[0] in "0123456789")
    if not words or covered + numbers < len(words):
        return None
    kinds = {hit.payloads[0] for hit in hits}
    if "test" in kinds:
        return Failure.TEST
    return Failure.GREETING if "greeting" in kinds else None


def _contentful(words: Sequence[Word]) -> int:
    return sum(
        1
        for word in words
        if len(word.form) > 3
        and word.form not in _HOLLOW
        and _PLAUSIBLE.fullmatch(word.form.partition("-")[0])
    )


def _evidence(
    failure: Failure, hits: Sequence[Hit[str]], words: Sequence[Word], cleaned: Clean
) -> tuple[Evidence, ...]:
    own = [hit for hit in hits if hit.payloads[0].rstrip("!") == failure.value] or list(hits)
    spans = [(cleaned.raw_span(words[hit.first].start, words[hit.last - 1].end), hit.term) for hit in own]
    return tuple(Evidence("failure", start, end, f"{failure.value}:{term}") for (start, end), term in spans)


def _whole(failure: Failure, cleaned: Clean, rule: str) -> NoticeFinding:
    start, end = cleaned.raw_span(0, len(cleaned.text))
    return NoticeFinding(failure, (Evidence("failure", start, end, f"{failure.value}:{rule}"),))
