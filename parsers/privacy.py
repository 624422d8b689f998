"""Personal data found and masked; where it is unsure whether a long number is personal, it masks."""

import re
import unicodedata
from collections.abc import Iterator

from parsers.complaint import Personal, PersonalSpan
from parsers.normalize import Clean, clean
from parsers.numbers import LongNumber, NumberKind, long_numbers
from parsers.personal_names import find_names

_PLACEHOLDER = {
    Personal.NIK: "[NIK]",
    Personal.KK: "[NOMOR KK]",
    Personal.PHONE: "[NOMOR HP]",
    Personal.ACCOUNT: "[NOMOR]",
    Personal.CARD: "[NOMOR]",
    Personal.EMAIL: "[EMAIL]",
}
_MAILBOX = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_DOMAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_MAILBOX_LENGTH = 64
_DOMAIN_LENGTH = 253
_FAMILY_CARD = re.compile(r"\b(?:k\.? ?k|n?o?kk|no\.?kk|kartu keluarga|kartu kel)\b")
_PAIR = re.compile(
    r"\b(nik|ktp|kk)(?: ?(?:/|&|,|\+|-) ?| (?:dan |dn |& |sama )?)(nik|ktp|kk)\b[a-z ]{0,6}[:.=# ]*$"
)
_IDENTITIES = {"nik": Personal.NIK, "ktp": Personal.NIK, "kk": Personal.KK}
_ACCOUNT = re.compile(
    r"\b(?:rek|rekening|norek|no\.? ?rek|va|briva|virtual account|idpel|id ?pel|id pelanggan|nopel"
    r"|no\.? meter|nomor meter|no(?:mor)? pelanggan|kpj|npwp|nasabah|kode bayar)\b"
)
_BANK = re.compile(r"\b(?:bri|bca|bni|btn|bsi|bjb|mandiri|danamon|cimb|permata)[ :.]{0,3}$")
_CALLED = re.compile(r"\b(?:hp|telp|tlp|tlpn|telpon|telepon|telfon|wa|hub|hubungi|kontak|call|sms)\b")
_CARD = re.compile(r"\b(?:kks|atm|kartu|card|visa|debit|kredit)\b")
_CONTEXT = 28
_LABELLED = 20  # characters before a number in which a word says what it is
_CARDED = 14
_SHORT_ACCOUNT = 10
_MONEY_BEFORE = re.compile(r"\b(?:rp|idr)[.: ]{0,2}$")
_MONEY_AFTER = re.compile(r"^ ?(?:rupiah\b|rp\b|,-|,00\b|\.00\b)")
_BUDGET = re.compile(
    r"\b(?:anggaran|dana|biaya|senilai|sebesar|pagu|nilai|uang|total|harga|denda|kerugian)\b"
)
_MAILED = r"[a-z0-9._+-]{2,64}"
_SPELLED_AT = re.compile(_MAILED + r" ?[(\[{] ?at ?[)\]}] ?[a-z0-9-]{2,63}(?:\.[a-z]{2,10}){1,3}")
_PROVIDER = re.compile(
    _MAILED + r"(?: ?@ ?| (?:at|et) | ?[(\[{]at[)\]}] ?)(?:gmail|yahoo|ymail|hotmail|outlook|rocketmail)"
    r"(?:(?: ?[.,] ?| (?:dot|titik) )(?:com?(?:\.id)?))?\b"
)
_ANY_DIGIT = re.compile("[0-9]")
_PLATE = re.compile(
    r"\b(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRST]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z)"
    r"[ .-]?([1-9][0-9]{0,3})[ .-]?([A-Z]{1,3})\b"
)
_PLATE_LOWER = re.compile(r"\b[a-z]{1,2}[ .-]?[1-9][0-9]{0,3}[ .-]?[a-z]{1,3}\b")
_PLATE_WORD = re.compile(
    r"(?:pl?elat|plat|nopol|no\.? pol|nomor polisi|polisi)[a-z]{0,4}(?: nomor| no)?[ .:]{0,3}$"
)
_VEHICLE = re.compile(
    r"\b(?:pelat|plat|nopol|pol|polisi|mobil|motor|truk|truck|bus|bis|angkot|ambulans?|kendaraan|pick ?up"
    r"|taksi|travel|tronton|dump)\b"
)
_NUMBERED = re.compile(
    r"(?:\b(?:blok|blk|no|nomor|gedung|tower|lantai|lt|kelas|tipe|type|kav|kavling|jl|jln|jalan|gg|gang|rt|rw|km"
    r"|ruang|loket|jurusan|trayek|rute|seri|tiang)\.?|[0-9]) ?$"
)
_MEASURES = frozenset(
    {
        "M",
        "KM",
        "CM",
        "KG",
        "HR",
        "BLN",
        "THN",
        "TH",
        "MGG",
        "RT",
        "RW",
        "KK",
        "JT",
        "RB",
        "JAM",
        "X",
        "DAN",
        "DI",
    }
)


def personal_data(text: str) -> tuple[PersonalSpan, ...]:
    """Personal data of *text*, in order; offsets count raw characters. Never raises; linear in the length."""
    return personal_spans(text, clean(text))


def personal_spans(text: str, cleaned: Clean) -> tuple[PersonalSpan, ...]:
    """As `personal_data`, for a *text* that has been cleaned already."""
    spans = [*_numbers(cleaned), *_emails(cleaned)]
    taken = [(span.start, span.end) for span in spans]
    spans.extend(
        span
        for span in (*_plates(text, cleaned), *find_names(text, cleaned))
        if all(span.end <= start or end <= span.start for start, end in taken)
    )
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def mask(text: str) -> str:
    """*text* fit to be shown: long personal numbers and e-mail addresses replaced, invisible characters gone.

    Idempotent. Ticket numbers, 7-digit numbers, dates, amounts and house numbers stay.
    """
    shown = visible(text)
    while True:
        masked = _masked_once(shown)
        if masked == shown:
            return masked
        shown = masked


def visible(text: str) -> str:
    """*text* without nulls, controls, bidi and zero-width characters; lone surrogates become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t" or character.isprintable() or (character.isspace() and character > "\x1f"):
        return character
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return " " if character == "\r" else ""


def _masked_once(text: str) -> str:
    cleaned = clean(text)
    spans = sorted((*_numbers(cleaned), *_emails(cleaned)), key=lambda span: span.start)
    pieces: list[str] = []
    done = 0
    for span in spans:
        if span.start < done:
            continue
        pieces.extend((text[done : span.start], _PLACEHOLDER[span.type]))
        done = span.end
    pieces.append(text[done:])
    return "".join(pieces)


def _folded(text: str) -> str:
    """Digits of any script as 0-9, one character for one."""
    if text.isascii():
        return text
    return "".join(_digit(character) for character in text)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _numbers(cleaned: Clean) -> Iterator[PersonalSpan]:
    folded = _folded(cleaned.text)
    second: Personal | None = None
    for number in long_numbers(folded):
        before = folded[max(0, number.start - _CONTEXT) : number.start]
        if number.kind is NumberKind.LONG and _is_money(folded, number, before):
            continue
        start, end = cleaned.raw_span(number.start, number.end)
        kind = _personal(number.kind, before)
        pair = _PAIR.search(before) if number.kind is NumberKind.SIXTEEN else None
        if pair:
            kind, second = (_IDENTITIES[label] for label in pair.groups())
        elif number.kind is NumberKind.SIXTEEN and second:
            kind, second = second, None
        elif kind is Personal.PHONE and number.end - number.start == _SHORT_ACCOUNT and _BANK.search(before):
            kind = Personal.ACCOUNT  # of ten digits, which those of BCA and BNI have
        elif kind is Personal.ACCOUNT and folded[number.start] == "8" and _CALLED.search(before[-_LABELLED:]):
            kind = Personal.PHONE  # 812 3456 7890, written without its 0
        yield PersonalSpan(kind, start, end)


def _is_money(text: str, number: LongNumber, before: str) -> bool:
    """Whether a long number is an amount; only a round one is behind a mere word for money."""
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(text[number.end : number.end + 8]):
        return True
    return text[number.start : number.end].endswith("000") and _BUDGET.search(before[-_LABELLED:]) is not None


def _personal(kind: NumberKind, before: str) -> Personal:
    near = before[-_LABELLED:]
    if kind is not NumberKind.LONG and _ACCOUNT.search(near) and not _CALLED.search(near):
        return Personal.ACCOUNT
    if kind is NumberKind.PHONE:
        return Personal.PHONE
    if kind is NumberKind.SIXTEEN:
        if _FAMILY_CARD.search(near):
            return Personal.KK
        return Personal.CARD if _CARD.search(before[-_CARDED:]) and "nik" not in before else Personal.NIK
    return Personal.ACCOUNT


def _emails(cleaned: Clean) -> list[PersonalSpan]:
    """E-mail addresses in order; where two readings overlap, the first and longest."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(_addresses(cleaned.text), key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return [PersonalSpan(Personal.EMAIL, *cleaned.raw_span(*span)) for span in found]


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    if "at)" in text or "at]" in text or "at}" in text or "at )" in text:
        yield from (match.span() for match in _SPELLED_AT.finditer(text))
    if "mail" in text or "yahoo" in text or "outlook" in text:
        yield from (match.span() for match in _PROVIDER.finditer(text))
    at = text.find("@")
    while at >= 0:
        first, last = _mailbox_start(text, at), _domain_end(text, at)
        if first < at and "." in text[at + 1 : last].strip("."):
            yield first, last
        at = text.find("@", at + 1)


def _mailbox_start(text: str, at: int) -> int:
    edge = at - 1 if text[at - 1 : at] == " " else at
    first = edge
    while first > 0 and edge - first < _MAILBOX_LENGTH and text[first - 1] in _MAILBOX:
        first -= 1
    return at if first == edge else first


def _domain_end(text: str, at: int) -> int:
    last = at + 2 if text[at + 1 : at + 2] == " " else at + 1
    limit = min(len(text), at + _DOMAIN_LENGTH)
    while last < limit and text[last] in _DOMAIN:
        last += 1
    while text[last - 1] in ".-":
        last -= 1
    return last


def _plates(text: str, cleaned: Clean) -> Iterator[PersonalSpan]:
    if not _ANY_DIGIT.search(cleaned.text):
        return
    for match in _PLATE.finditer(text):
        if _reads_as_plate(match, text[max(0, match.start() - _CONTEXT) : match.start()].lower()):
            yield PersonalSpan(Personal.PLATE, match.start(), match.end())
    for match in _PLATE_LOWER.finditer(cleaned.text):
        before = cleaned.text[max(0, match.start() - _CONTEXT) : match.start()]
        start, end = cleaned.raw_span(match.start(), match.end())
        if _PLATE_WORD.search(before) and not text[start:end].isupper():
            yield PersonalSpan(Personal.PLATE, start, end)


def _reads_as_plate(match: re.Match[str], before: str) -> bool:
    """Not the number of a house or a measure; a short one only where a vehicle is spoken of."""
    figures, letters = match.groups()
    if _NUMBERED.search(before) or letters in _MEASURES:
        return False
    return len(figures) > 2 or _VEHICLE.search(before) is not None
