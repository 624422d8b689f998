"""Texts that hold no complaint: greetings, tests, prizes, adverts, insults, what was meant for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.complaint import Evidence, Failure
from parsers.normalize import Clean
from parsers.notice_signs import Signed
from parsers.phrases import Hit, Word
from parsers.small_talk import says_nothing, small_talk
from parsers.wordlist import wordset

_ORDER = (Failure.FRAUD, Failure.ADVERT, Failure.SPAM, Failure.WRONG_ADDRESS, Failure.ABUSE)
_CHAT = 9  # words of a message between friends
_PLAIN = 3  # signs of a notice that outweigh some words of a topic
_EACH = 1.4  # topic evidence that one of them outweighs
_STRONG = 2.0  # topic evidence from which a text is a complaint whatever else it says
_REPORTING = wordset(
    "lapor laporkan melaporkan dilaporkan tertipu ditipu korban penipuan pinjol resah meresahkan diteror",
    "tindak ditindak berantas aduan mengadukan marak padahal bohong bohongi nipu menipu penipu ketipu",
    "rugi dirugikan kecewa ditertibkan tertibkan dicabut ngaku mengaku dipotong kesedot ditahan razia",
    "dirazia ludes terblokir oknum pungli dipungut ilegal bodong iklan solusi solusinya dilarang melarang",
    "damaikan didamaikan melerai diintip ngintip intip intip-intip intip2 syarat syaratnya aturan aturannya",
    "peraturan menteri menterinya honorer dihapus kepake kepakai",
)
_GRIEVING = wordset(  # said by who complains, hardly in a chat or an advert
    "rusak hancur macet padam bau kotor langka korupsi lambat keluhan mengeluh kenapa mengapa susah sulit",
    "ditolak dipersulit berlubang banjir petugas warga desa kelurahan kecamatan dinas pemerintah pemda",
    "bupati gubernur walikota wali puskesmas rsud lurah kades camat mohon parah tutup gelap mampet bocor",
    "keruh jalan lampu kali sungai perangkat pejabat aset rakyat masyarakat penduduk mangkrak hilang",
    "curang rumitnya malas percuma menumpuk numpuk tumpukan ditutup pedagang aparat kepala ketua rumput",
    "dusun kampung kabupaten kota diminta sampah limbah harga mahal naik subsidi bantuan bansos listrik",
    "telat terlambat dibayar digaji upah gaji kepotong terpotong aneh struk hilang bodo",
)
_BEASTS = wordset(  # said of the animal, not of a person
    "liar gila tetangga ekor digigit gigit menggigit peternakan ternak kandang vaksin rabies dilepas",
    "lepas kotoran kotorannya menggonggong gonggong berkeliaran hutan kebun piaraan peliharaan mati",
    "bangkai sembelih",
)
_USSD = re.compile(r"^\s*\*[0-9*]{2,20}#\s*$")
_SERVICE = re.compile(  # what is sent to a bank or for a subscription
    r"^\s*(?:reg|unreg|trf|tf|sms ?banking|gprs|mbanking)\s+[a-z0-9]"
    r"|^\s*(?:info|cek|bal|cekbal|saldo)\s+(?:[a-z]+\s+)?(?:saldo|kuota|mutasi|poin|pulsa|bal|masa aktif)\b"
    r"|^\s*(?:transfer|tp|isi|beli|pulsa) [0-9]{4,13} [0-9]{1,3}(?:000|rb|k)?[ .!]*$"
    r"|^\s*(?:bal|saldo|mutasi|info)\s+(?:bri|bca|bni|bmri|mandiri|btn|bsi|rek)[ .!]*$"
    r"|^\s*(?:list|info|ketik|on|beli|stop|off|daftar)\s+(?:musik|lagu|rbt|nsp|ramalan|zodiak|horoskop|film|game|kuis"
    r"|paket|kuota|konten|i-?ring|nelpon murah|internetan)[ .!]*$"
)
_OWN_ECHO = re.compile(  # a message of ours, sent back
    r"^(?:[^a-z0-9]*(?:fw|fwd|re|balas|forward)[: ]+)?[^a-z0-9]*"
    r"(?:lapor!: ?(?:laporan (?:diterima|anda)|no [0-9]{8}|ada yang ingin|pesan (?:anda|ini)|terima kasih"
    r"|terlalu banyak|info tambahan|batalkan no|anda tidak|sms (?:kabar|panjang)|hapus nomor|permintaan"
    r"|foto tidak|itu format|aduan serupa|1708 bukan|[0-9]{7} )|lapor! 1708: ?tulis|1708 tugas [0-9]+[: ])"
)
_LONGEST_ECHO = 200
_LONGEST_SERVICE = 9  # words


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


def find_echo(cleaned: Clean) -> NoticeFinding:
    """Unclear, when *cleaned* is a message of ours that came back."""
    if len(cleaned.text) <= _LONGEST_ECHO and _OWN_ECHO.match(cleaned.text):
        return _whole(Failure.UNCLEAR, cleaned, "echo")
    return NoticeFinding()


def find_notice(
    hits: Sequence[Hit[str]],
    words: Sequence[Word],
    cleaned: Clean,
    strength: float,
    placed: bool,
    signed: Signed | None = None,
    vetoes: frozenset[Failure] = frozenset(),
) -> NoticeFinding:
    """The failure of a text with these notice *hits*, topic evidence of *strength*, a place or none.

    *signed* is what its signs say together, *vetoes* what they say it is not.
    """
    if not words and not any(map(str.isalnum, cleaned.text)):
        return _whole(Failure.EMPTY, cleaned, "no-letters")
    if _USSD.match(cleaned.text) or _is_service(words, cleaned):
        return _whole(Failure.WRONG_ADDRESS, cleaned, "service")
    failure = small_talk(hits, words)
    if signed and not failure:
        return NoticeFinding(signed[0], _evidence(signed[0], signed[1], words, cleaned))
    failure = failure or _told(hits, words, strength, vetoes)
    if failure:
        return NoticeFinding(failure, _evidence(failure, hits, words, cleaned))
    if strength > 0 or placed:
        return NoticeFinding()
    talk = small_talk(hits, words, named=True)
    if talk:
        return NoticeFinding(talk, _evidence(talk, hits, words, cleaned))
    if says_nothing(words):
        return _whole(Failure.UNCLEAR, cleaned, "no-words")
    return NoticeFinding()


def _is_service(words: Sequence[Word], cleaned: Clean) -> bool:
    """Whether a bank or a shop was meant: short, in its form, and without a word of complaint."""
    if len(words) > _LONGEST_SERVICE or not _SERVICE.match(cleaned.text):
        return False
    return (_REPORTING | _GRIEVING).isdisjoint(word.form for word in words)


def _told(
    hits: Sequence[Hit[str]], words: Sequence[Word], strength: float, vetoes: frozenset[Failure]
) -> Failure | None:
    if not hits:
        return None
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.payloads[0]] = counts.get(hit.payloads[0], 0) + 1
    forms = {word.form for word in words}
    reporting = not _REPORTING.isdisjoint(forms)
    grieving = 2 * len(forms & _GRIEVING)
    if not _BEASTS.isdisjoint(forms):
        counts.pop(Failure.ABUSE.value, None)
    for failure in (each for each in _ORDER if each not in vetoes):
        seen = counts.get(failure.value, 0) + 2 * counts.get(f"{failure.value}!", 0)
        plainly = f"{failure.value}!" in counts
        needed = _needed(failure, len(words), grieving, plainly)
        if seen >= needed and _outweighs(failure, strength, reporting, seen):
            return failure
    return None


def _needed(failure: Failure, length: int, grieving: int, plainly: bool) -> int:
    """How many signs a notice of *length* words needs: more in a long text, or beside complaints."""
    if failure is Failure.ABUSE:
        return max(1, length // 8)
    if failure is Failure.WRONG_ADDRESS:
        return max(2, length // 5) + grieving + (not plainly and length > _CHAT)
    if failure is Failure.ADVERT:
        return max(2, length // 4 + 1) + grieving + (not plainly)
    return max(2, length // 9)


def _outweighs(failure: Failure, strength: float, reporting: bool, seen: int) -> bool:
    """Whether *seen* signs of a notice count for more than the words that speak for a topic."""
    if reporting:
        return False
    if failure is Failure.ABUSE:
        return strength == 0
    return strength < _STRONG or (seen >= _PLAIN and strength < _EACH * seen)


def _evidence(
    failure: Failure, hits: Sequence[Hit[str]], words: Sequence[Word], cleaned: Clean
) -> tuple[Evidence, ...]:
    own = [hit for hit in hits if hit.payloads[0].rstrip("!") == failure.value] or list(hits)
    spans = [(cleaned.raw_span(words[hit.first].start, words[hit.last - 1].end), hit.term) for hit in own]
    return tuple(Evidence("failure", start, end, f"{failure.value}:{term}") for (start, end), term in spans)


def _whole(failure: Failure, cleaned: Clean, rule: str) -> NoticeFinding:
    start, end = cleaned.raw_span(0, len(cleaned.text))
    return NoticeFinding(failure, (Evidence("failure", start, end, f"{failure.value}:{rule}"),))
