"""Periods are dates of Jakarta's calendar, counted from the moment that is passed in."""

from datetime import UTC, date, datetime

import pytest

from parsers import Period
from parsers.normalize import clean
from parsers.period import find_period

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("sdh 3 minggu", "2026-11-01", "2026-11-22"),
        ("sejak senin", "2026-11-16", "2026-11-22"),
        ("tgl 12/11", "2026-11-12", "2026-11-12"),
        ("kemarin", "2026-11-21", "2026-11-21"),
        ("2 hari lalu", "2026-11-20", "2026-11-20"),
        ("sejak 2019", "2019-01-01", "2026-11-22"),
        ("tahun 2020", "2020-01-01", "2020-12-31"),
        ("12 november 2025", "2025-11-12", "2025-11-12"),
        ("12-11-2026", "2026-11-12", "2026-11-12"),
        ("sudah seminggu", "2026-11-15", "2026-11-22"),
        ("minggu lalu", "2026-11-09", "2026-11-15"),
        ("sejak tanggal 1 nov 2026", "2026-11-01", "2026-11-22"),
        ("bulan oktober", "2026-10-01", "2026-10-31"),
        ("mulai juli", "2026-07-01", "2026-11-22"),
        ("sejak 3 bulan yg lalu", "2026-08-24", "2026-11-22"),
        ("tgl 10/12", "2026-12-10", "2026-12-10"),
        ("tgl 25/12", "2025-12-25", "2025-12-25"),
        ("sejak lebaran", "2026-03-20", "2026-11-22"),
        ("natal tahun lalu", "2025-12-25", "2025-12-25"),
        ("dari tgl 10 sampai 15 nov", "2026-11-10", "2026-11-15"),
        ("28 oktober s/d 3 november", "2026-10-28", "2026-11-03"),
        ("januari sampai maret 2026", "2026-01-01", "2026-03-31"),
        ("th 2020 s/d 2023", "2020-01-01", "2023-12-31"),
        ("tgl 5 nov 2025 urus akta sampai skrg", "2025-11-05", "2026-11-22"),
        ("tgl dua belas november", "2026-11-12", "2026-11-12"),
        ("dari awal tahun", "2026-01-01", "2026-11-22"),
        ("malam minggu kemarin", "2026-11-21", "2026-11-21"),
        ("kemarin lusa", "2026-11-20", "2026-11-20"),
        ("wis telung dina", "2026-11-19", "2026-11-22"),
        ("dua minggu ini", "2026-11-08", "2026-11-22"),
        ("desember tahun lalu", "2025-12-01", "2025-12-31"),
        ("tanggal 15 bulan lalu", "2026-10-15", "2026-10-15"),
        ("2026-11-12", "2026-11-12", "2026-11-12"),
        ("sejak pagi", "2026-11-22", "2026-11-22"),
    ],
)
def test_a_period_is_read(text: str, start: str, end: str) -> None:
    expected = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert find_period(clean(text), SUNDAY).period == expected


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "jl mawar no 3",
        "rt 03 rw 05",
        "99 november",
        "sejak 9999",
        "jalan 17 agustus berlubang",
        "anak umur 3 tahun",
        "diangkut seminggu sekali",
        "dua kali seminggu",
        "tidak buka hari minggu",
        "buka senin sampai jumat",
        "jam 10 malam",
    ],
)
def test_what_is_no_date_is_no_period(text: str) -> None:
    assert find_period(clean(text), SUNDAY).period is None


def test_the_day_is_jakartas() -> None:
    late = datetime(2026, 11, 21, 18, tzinfo=UTC)
    assert find_period(clean("hari ini"), late).period == Period(date(2026, 11, 22), date(2026, 11, 22))
