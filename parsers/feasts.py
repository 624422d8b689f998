"""Feasts and polls people date by, each as days of the civil calendar."""

from datetime import date, timedelta

# The days of the joint decrees on public holidays, the beginning of the fast as the ministry of religion
# announced or expects it; outside these years they are unknown.
_MOVABLE = {
    "lebaran": "2021-05-13 2022-05-02 2023-04-22 2024-04-10 2025-03-31 2026-03-21 2027-03-10 2028-02-27",
    "kurban": "2021-07-20 2022-07-10 2023-06-29 2024-06-17 2025-06-06 2026-05-27 2027-05-17 2028-05-05",
    "puasa": "2021-04-13 2022-04-03 2023-03-23 2024-03-12 2025-03-01 2026-02-19 2027-02-08 2028-01-28",
    "maulid": "2021-10-19 2022-10-08 2023-09-28 2024-09-16 2025-09-05 2026-08-25 2027-08-15",
    "muharam": "2021-08-10 2022-07-30 2023-07-19 2024-07-07 2025-06-27 2026-06-16 2027-06-06",
    "imlek": "2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26",
    "nyepi": "2021-03-14 2022-03-03 2023-03-22 2024-03-11 2025-03-29 2026-03-19 2027-03-08 2028-03-26",
    "galungan": "2021-04-14 2021-11-10 2022-06-08 2023-01-04 2023-08-02 2024-02-28 2024-09-25 2025-04-23"
    " 2025-11-19 2026-06-17 2027-01-13 2027-08-11 2028-03-08",
    "paskah": "2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16",
    "waisak": "2021-05-26 2022-05-16 2023-06-04 2024-05-23 2025-05-12 2026-05-31 2027-05-20 2028-05-09",
    "pemilu": "2014-04-09 2019-04-17 2024-02-14",
    "pilkada": "2018-06-27 2020-12-09 2024-11-27",
}
_FIXED = {
    "natal": (12, 25), "tahun baru": (1, 1), "agustusan": (8, 17), "hari buruh": (5, 1),
    "tutup tahun": (12, 31),
}  # fmt: skip
_LONGER = {"lebaran": 2, "puasa": 30}  # days of those that last longer than one
_CALLED = {
    "lebaran": "lebaran|idul fitri|idulfitri|iedul fitri|lebaran idul fitri|riyaya|riyoyo|bakda|badha"
    "|boboran",
    "kurban": "idul adha|iduladha|lebaran haji|idul kurban|idul qurban|hari kurban|hari qurban"
    "|lebaran kurban",
    "puasa": "puasa|bulan puasa|ramadhan|ramadan|romadhon|romadon|ramadlan|bulan ramadhan|bulan ramadan"
    "|bulan poso",
    "maulid": "maulid|maulid nabi|muludan",
    "muharam": "tahun baru islam|satu suro|1 suro|malam suro|1 muharam|1 muharram",
    "imlek": "imlek|tahun baru imlek|tahun baru cina|sincia",
    "nyepi": "nyepi",
    "galungan": "galungan",
    "paskah": "paskah",
    "waisak": "waisak|waisyak",
    "pemilu": "pemilu|pilpres|pileg",
    "pilkada": "pilkada|pilgub|pilbup|pilwali|pilwalkot",
    "natal": "natal|natalan|hari natal",
    "tahun baru": "tahun baru|thn baru|taun baru|th baru|tahun baruan|taun baruan",
    "tutup tahun": "malam tahun baru|mlm tahun baru|malam taun baru|mlm thn baru|malam thn baru",
    "agustusan": "agustusan|17an|17-an|17 agustusan|hut ri|tujuh belasan|tujuhbelasan|hari kemerdekaan",
    "hari buruh": "hari buruh|mayday",
}
FEASTS = {name: feast for feast, names in _CALLED.items() for name in names.split("|")}


def last_feast(name: str, today: date, year: int | None = None) -> tuple[date, date] | None:
    """First and last day of the last *name* (a value of FEASTS) up to *today*, or of that of *year*.

    None when it is not known.
    """
    if name in _FIXED:
        days = [date(each, *_FIXED[name]) for each in range(today.year - 10, today.year + 1)]
    else:
        days = [date.fromisoformat(each) for each in _MOVABLE[name].split()]
    past = [day for day in days if day <= today and year in (None, day.year)]
    if not past:
        return None
    return past[-1], min(past[-1] + timedelta(days=_LONGER.get(name, 1) - 1), today)
