"""Feasts people date by, each as a day of the civil calendar."""

from datetime import date

# As the ministry of religion announced or expects them; outside these years they are unknown.
_LUNAR = {
    "lebaran": "2022-05-02 2023-04-22 2024-04-10 2025-03-31 2026-03-20 2027-03-10 2028-02-27",
    "kurban": "2022-07-10 2023-06-29 2024-06-17 2025-06-06 2026-05-27 2027-05-16 2028-05-05",
    "puasa": "2022-04-03 2023-03-23 2024-03-12 2025-03-01 2026-02-19 2027-02-08 2028-01-28",
    "imlek": "2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26",
    "nyepi": "2022-03-03 2023-03-22 2024-03-11 2025-03-29 2026-03-19 2027-03-08 2028-03-26",
}
_FIXED = {"natal": (12, 25), "tahun baru": (1, 1), "agustusan": (8, 17), "hari buruh": (5, 1)}
FEASTS = {
    "lebaran": "lebaran", "idul fitri": "lebaran", "idulfitri": "lebaran", "lebaran kemarin": "lebaran",
    "idul adha": "kurban", "iduladha": "kurban", "lebaran haji": "kurban", "hari raya kurban": "kurban",
    "puasa": "puasa", "ramadhan": "puasa", "ramadan": "puasa", "bulan puasa": "puasa", "imlek": "imlek",
    "nyepi": "nyepi", "natal": "natal", "natalan": "natal", "tahun baru": "tahun baru",
    "thn baru": "tahun baru",
    "agustusan": "agustusan", "17an": "agustusan", "17 agustusan": "agustusan", "hut ri": "agustusan",
}  # fmt: skip


def last_feast(name: str, today: date, year: int | None = None) -> date | None:
    """The last *name* (a value of FEASTS) up to *today*, or that of *year*; None when it is not known."""
    if name in _FIXED:
        days = [date(each, *_FIXED[name]) for each in range(today.year - 10, today.year + 1)]
    else:
        days = [date.fromisoformat(each) for each in _LUNAR[name].split()]
    past = [day for day in days if day <= today and year in (None, day.year)]
    return past[-1] if past else None
