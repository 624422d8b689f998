"""What around a time takes its meaning away: an age, a habit, a term, a street, a law, a number."""

import re
from typing import NamedTuple

from parsers.time_words import DAYS
from parsers.wordlist import either

_BEFORE = 40  # characters that are looked at
_AFTER = 24


class _Context(NamedTuple):
    """A time read by one of *rules* is none with *before* in front of it, or *after* behind it.

    Not *firm*: it is one all the same when it says since when, or that it is over.
    """

    rules: str
    before: str = ""
    after: str = ""
    firm: bool = False


_CALENDAR = "named-date month month-year in-month month-ago month-last-year weekday feast"
_DATED = "years full-date dotted-date named-date month-year"
_LITTLE = (
    r"(?: (?:saya|sy|kami|kita|kerja|itu|ini|baru|masih|sudah|sdh|udh|cuma|hanya|sekitar|mau|anak|waktu"
    r"|selama))"
)
_DAY = either(DAYS)
_ROADS = (
    "jl jln jalan gang gg lapangan stadion universitas univ sd smp sma smk sdn rs rsud alun alun2 monumen"
    " tugu bundaran simpang gedung gor masjid museum perumahan perum komplek desa ds kec kel"
    " kecamatan kelurahan kampung kp pasar psr ps terminal stasiun mandailing jembatan"
)
_PEOPLE = "pak bu bapak ibu bpk mbak mas bang kak dek adik sdr sdri ny tante om nama bernama"
_LAWS = (
    "uu|undang2|undang-undang|undang undang|perda|pergub|perbup|perwali|perpres|permen[a-z]*|pp|keppres"
    "|kepmen[a-z]*|kepres|inpres|perma|perkap|peraturan [a-z]+"
)
_NUMBERED = (
    r"(?:no|nomor|nomer|nmr|rt|rw|km|blok|blk|gg|gang|jl|jln|jalan|kav|kavling|lantai|lt|kelas|kls|jam|pkl|pukul"
    r"|pasal|ayat|uu|pp|tps|sd|sdn|smp|smpn|sma|sman|smk|smkn|loket|jalur|koridor|rp|tgl|tanggal|tggl|kode)"
)

_CONTEXTS = (
    # a number of something else
    _Context("bare-duration these ago year-ago", rf"\b{_NUMBERED}\.? ?$", firm=True),
    _Context(
        "named-date full-date dotted-date iso dates days-of-named-month",
        rf"\b{_NUMBERED}\.? ?$",
        firm=True,
    ),
    _Context("years full-date dotted-date iso bare-duration these ago", r"[0-9a-z][-./,]$", firm=True),
    _Context("full-date dotted-date iso year years", after=r"^[-./][0-9a-z]", firm=True),
    _Context(f"year {_DATED}", rf"\b(?:{_LAWS})\b[^,;!?\n]{{0,30}}$"),
    _Context("year", r"\b(?:no|nomor|nomer|sk|surat)\.? ?[0-9][0-9a-z./-]{0,20} ?$"),
    # ages and dates of birth
    _Context(
        "duration bare-duration these",
        r"\b(?:umur|usia|berumur|berusia|umurnya|usianya|umure|hamil|mengandung|kandungan|bayi|balita|batita)"
        rf"{_LITTLE}{{0,2}} ?$",
        firm=True,
    ),
    _Context(
        "bare-duration",
        r"\b(?:anak|bocah|kakek|nenek|lansia|gadis|remaja|pria|wanita|perempuan|mbah|opa|oma|orang tua"
        r"|simbah) ?$",
    ),
    _Context("bare-duration duration", after=r"^ ?(?:umur|usia)\b"),
    _Context(
        "year full-date dotted-date named-date short-date month-year month day-of-month",
        r"\b(?:lahir|kelahiran|ttl)(?:[ :,]{1,2}(?:di )?[a-z]{3,15})?[ :,]{0,2}(?:tgl |tanggal )?"
        r"(?:[0-9]{1,2} ?)?$",
    ),
    _Context(
        "year", r"\b(?:motor|mobil|truk|bus|angkot|keluaran|buatan|produksi|angkatan|lulusan|alumni|model) ?$"
    ),
    # habits
    _Context(
        "short-date named-date day-of-month days-of-month day-of-said-month days-of-named-month month"
        " numbered-month weekday eve feast dates months weekday-of-week this last",
        r"\b(?:tiap|tiap2|tiap-tiap|setiap|stiap|saban|saben|unggal|satiok|tiok)"
        r"(?: (?:hari|hr|bulan|bln|tahun|thn|malam|mlm|tgl|tanggal|minggu|jam))? ?$",
    ),
    _Context(
        "bare-duration these",
        r"(?:\b(?:tiap|setiap|stiap|saban|saben|unggal|per|kali)|[0-9] ?x"
        r"|(?:000|rb|ribu|jt|juta|rupiah)(?:/| per)?) ?$",
    ),
    _Context("bare-duration", after=r"^ ?(?:rp\.? ?)?[0-9][0-9.,]{0,10} ?(?:rb|ribu|jt|juta|000)\b"),
    _Context(
        "duration bare-duration",
        after=r"^(?: ?(?:sekali|(?:[0-9]|dua|tiga|cuma|hanya) ?(?:x|kali)\b)|-| ?pisan\b| ?sepisan\b)",
        firm=True,
    ),
    _Context(
        "weekday",
        r"\b(?:buka|tutup|libur|layanan|pelayanan|jadwal|kerja|operasional|khusus|kalau|kalo|klo|bila|di|bukan|termasuk"
        r"|sampai|s/d|sd|hari kerja|sholat|shalat|solat|salat|shalat|jumatan|ibadah|hari pasaran) ?$",
    ),
    _Context("weekday", rf"{_DAY} ?(?:-|s/d|sd|sampai|&|dan|,|sama) ?(?:hari )?$"),
    _Context("weekday weekdays", after=rf"^ ?(?:-|s/d|sd|sampai|&|dan|,) ?(?:hari )?{_DAY}\b"),
    _Context("weekdays", r"\b(?:buka|layanan|pelayanan|jadwal|kerja|operasional|tiap|setiap) ?$", firm=True),
    # terms and promises
    _Context(
        "bare-duration",
        r"\b(?:kontrak|kontraknya|garansi|sewa|masa|jangka|tempo|tenor|cicilan|angsuran|kredit|penjara|kurungan"
        r"|hukuman|vonis|divonis|dihukum|maksimal|max|maks|minimal|min|paling lama|paling lambat|paling cepat"
        r"|durasi|berlaku|magang|percobaan|kelas|setelah|stlh|sesudah|janji|janjinya|dijanjikan|katanya"
        r"|kurang dari|batas)"
        rf"{_LITTLE}{{0,2}} ?$",
    ),
    _Context(
        "bare-duration duration",
        after=r"^ ?(?:lagi|mendatang|ke ?depan|kemudian|kerja|penjara|kurungan|garansi|kontrak|jadi"
        r"|selesai)\b",
    ),
    _Context("duration", after=r"^ ?(?:lagi|mendatang|ke ?depan)\b", firm=True),
    # what is still to come
    _Context(
        "weekday month in-month month-year feast this named-date eve",
        after=r"^ ?(?:depan|nanti|besok|mendatang|yad)\b",
    ),
    _Context(
        "feast", r"\b(?:mau|menjelang|jelang|mendekati|nanti|kali|besok) ?$|(?:[0-9]|\bdua|\btiga) ?x? ?$"
    ),
    _Context("last", r"\b(?:hari|hr) ?$", firm=True),  # Sunday
    # names
    _Context(_CALENDAR, rf"\b(?:{_ROADS.replace(' ', '|')})\.? ?$"),
    _Context("month-year in-month month-ago since-month", rf"\b(?:{_PEOPLE.replace(' ', '|')})\.? ?$"),
)


class _Guard(NamedTuple):
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    firm: bool


def _guards() -> dict[str, tuple[_Guard, ...]]:
    found: dict[str, list[_Guard]] = {}
    for context in _CONTEXTS:
        before = re.compile(context.before) if context.before else None
        after = re.compile(context.after) if context.after else None
        for rule in context.rules.split():
            found.setdefault(rule, []).append(_Guard(before, after, context.firm))
    return {rule: tuple(guards) for rule, guards in found.items()}


_GUARDS = _guards()


def no_time(rule: str, match: re.Match[str]) -> bool:
    """Whether what *rule* took for a time is something else, by the words around it."""
    guards = _GUARDS.get(rule, ())
    if not guards:
        return False
    groups = match.groupdict()
    said = bool(groups.get("since") or groups.get("before"))
    before = match.string[max(0, match.start() - _BEFORE) : match.start()].replace("\n", " ")
    after = match.string[match.end() : match.end() + _AFTER].replace("\n", " ")
    return any(
        (guard.before is not None and guard.before.search(before) is not None)
        or (guard.after is not None and guard.after.search(after) is not None)
        for guard in guards
        if guard.firm or not said
    )
