"""Personal data found and masked; where it is unsure whether a long number is personal, it masks."""

import re
import unicodedata
from collections.abc import Iterator

from parsers.complaint import Personal, PersonalSpan
from parsers.normalize import Clean, clean
from parsers.numbers import NumberKind, long_numbers
from parsers.wordlist import wordset

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
_FAMILY_CARD = re.compile(r"\b(?:kk|kartu keluarga|no\.? ?kk)\b")
_PAIR = re.compile(
    r"\b(nik|ktp|kk)(?: ?(?:/|&|,|\+|-) ?| (?:dan |dn |& |sama )?)(nik|ktp|kk)\b[a-z ]{0,6}[:.=# ]*$"
)
_IDENTITIES = {"nik": Personal.NIK, "ktp": Personal.NIK, "kk": Personal.KK}
_ACCOUNT = re.compile(
    r"\b(?:rek|rekening|norek|no\.? ?rek|va|virtual account|idpel|id ?pel|id pelanggan"
    r"|no(?:mor)? pelanggan|kpj)\b"
)
_CALLED = re.compile(r"\b(?:hp|telp|telpon|telepon|tlp|tlpn|wa|hub|hubungi|kontak)\b")
_CARD = re.compile(r"\b(?:kk|kartu keluarga|no\.? ?kk)\b")
_BANK = re.compile(r"\b(?:rek|rekening|norek|bri|bca|bni|mandiri|bank|btn|bsi|transfer)\b")
_CARD = re.compile(r"\b(?:kks|atm|kartu|card|visa|debit)\b")
_CONTEXT = 28
_LABELLED = 20  # characters before a number in which a word says what it is
_SPELLED_AT = re.compile(r"[a-z0-9._-]{2,64} ?[(\[{] ?at ?[)\]}] ?[a-z0-9-]{2,63}(?:\.[a-z]{2,10}){1,3}")
_PLATE = re.compile(
    r"\b(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRST]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z)"
    r"[ .-]?[1-9][0-9]{0,3}[ .-]?[A-Z]{1,3}\b"
)
_PLATE_LOWER = re.compile(r"\b[a-z]{1,2}[ .-]?[1-9][0-9]{1,3}[ .-]?[a-z]{1,3}\b")
_PLATE_WORD = re.compile(r"(?:plat|nopol|no\.? pol|nomor polisi|polisi)[a-z]{0,4}(?: nomor| no)?[ .:]{0,3}$")
_WRITTEN = r"[ :.,]{0,3}((?:[a-z][a-z.']{1,20} ?){1,4})"
_NAME = re.compile(
    r"\b(?:(?:nama|nm) (?:saya|sy|sya|lengkap|pelapor|pemohon)|(?:nama|nm) ?:|saya bernama|bernama|atas nama"
    r"|a\.? ?n\.|an\.|a/n|perkenalkan saya)" + _WRITTEN
)
_SIGNED = re.compile(r"\b(?:hormat (?:saya|kami)|ttd|tertanda|an|nama|pelapor)" + _WRITTEN)
_INTRODUCED = re.compile(r"nama|\ba(?:\. ?)?n\b|\bnm\b|a/n|perkenalkan|hormat|t(?:td|ertanda)|pelapor")
_NOT_A_NAME = wordset(
    "saya sy adalah dari di yang yg warga mau ingin tidak tdk ada dan atau dengan dgn untuk utk ini",
    "itu rt rw desa ds kec kel kab kota jl jalan nik no nomor alamat tinggal umur ktp kk bpjs mohon",
    "tolong sudah sdh belum blm sebagai pak bapak ibu bu anak istri suami orang tua sekolah masuk",
    "terdaftar tercantum dicatut dicoret tetap rakyat masyarakat pt cv kartu sertifikat rekening petani",
    "nelayan buruh guru kepala ketua penerima warga koperasi kelompok yayasan dinas kantor bank hp wa",
    "kami jalan desanya kelurahan kecamatan kabupaten provinsi dusun kampung perumahan blok hormat kasih",
    "sejahtera pagi siang sore malam usia tanggal lahir pensiunan pelanggan pedagang mahasiswa pelajar",
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
        for span in (*_plates(text, cleaned), *_names(text, cleaned))
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
        start, end = cleaned.raw_span(number.start, number.end)
        kind = _personal(number.kind, before)
        pair = _PAIR.search(before) if number.kind is NumberKind.SIXTEEN else None
        if pair:
            kind, second = (_IDENTITIES[label] for label in pair.groups())
        elif number.kind is NumberKind.SIXTEEN and second:
            kind, second = second, None
        elif kind is Personal.ACCOUNT and folded[number.start] == "8" and _CALLED.search(before[-_LABELLED:]):
            kind = Personal.PHONE  # 812 3456 7890, written without its 0
        yield PersonalSpan(kind, start, end)


def _personal(kind: NumberKind, before: str) -> Personal:
    near = before[-_LABELLED:]
    if kind is not NumberKind.LONG and _ACCOUNT.search(near) and not _CALLED.search(near):
        return Personal.ACCOUNT
    if kind is NumberKind.PHONE:
        return Personal.PHONE
    if kind is NumberKind.SIXTEEN:
        if _FAMILY_CARD.search(near):
            return Personal.KK
        return Personal.CARD if _CARD.search(before[-14:]) and "nik" not in before else Personal.NIK
    return Personal.ACCOUNT


def _emails(cleaned: Clean) -> Iterator[PersonalSpan]:
    text = cleaned.text
    if any(end in text for end in ("at)", "at]", "at }", "at )")):
        for match in _SPELLED_AT.finditer(text):
            yield PersonalSpan(Personal.EMAIL, *cleaned.raw_span(*match.span()))
    at = text.find("@")
    while at >= 0:
        first, last = _mailbox_start(text, at), _domain_end(text, at)
        if first < at and "." in text[at + 1 : last].strip("."):
            start, end = cleaned.raw_span(first, last)
            yield PersonalSpan(Personal.EMAIL, start, end)
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
    for match in _PLATE.finditer(text):
        yield PersonalSpan(Personal.PLATE, match.start(), match.end())
    for match in _PLATE_LOWER.finditer(cleaned.text):
        before = cleaned.text[max(0, match.start() - _CONTEXT) : match.start()]
        start, end = cleaned.raw_span(match.start(), match.end())
        if _PLATE_WORD.search(before) and not text[start:end].isupper():
            yield PersonalSpan(Personal.PLATE, start, end)


def _names(text: str, cleaned: Clean) -> Iterator[PersonalSpan]:
    """Names behind a label; behind a signature only what is written with capitals."""
    if not _INTRODUCED.search(cleaned.text):
        return
    taken = 0
    for pattern, labelled in ((_NAME, True), (_SIGNED, False)):
        for match in pattern.finditer(cleaned.text):
            first = match.start(1)
            if not labelled and not _capital(text, cleaned, first):
                continue
            name = _name(text, cleaned, match)
            if len(name) > 2 and (labelled or first >= taken):
                taken = max(taken, first + len(name)) if labelled else taken
                start, end = cleaned.raw_span(first, first + len(name))
                yield PersonalSpan(Personal.NAME, start, end)


def _capital(text: str, cleaned: Clean, place: int) -> bool:
    return text[cleaned.offsets[place]].isupper()


def _name(text: str, cleaned: Clean, match: re.Match[str]) -> str:
    """The words of a name: up to one that is none, or to a small letter behind capitals."""
    first = last = match.start(1)
    capitals = _capital(text, cleaned, first)
    for word in match.group(1).split(" "):
        begins = last + (1 if last > first else 0)
        if not word or word.strip(".'") in _NOT_A_NAME or (capitals and not _capital(text, cleaned, begins)):
            break
        last = begins + len(word)
        if word.endswith("."):
            break
    return cleaned.text[first:last].rstrip(".' ")
