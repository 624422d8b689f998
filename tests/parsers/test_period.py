"""Periods are dates of the calendar where it happens, counted from the moment that is passed in."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Period, load_knowledge, parse
from parsers.normalize import clean
from parsers.period import find_period
from parsers.zones import zone_of

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)
PIECES = (
    *"0123456789 /-.,\n", " ", "sejak ", "sampai ", "tgl ", "29 ", "31 ", "februari ", "mei ",
    "2024 ", "0000 ", "minggu ", "lalu ", "setengah ", "dua ", "puluh ", "tahun ", "jam ", "malam ",
    "kemarin ", "lebaran ",
)  # fmt: skip


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
        ("sejak lebaran", "2026-03-21", "2026-11-22"),
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
        ("td mlm", "2026-11-21", "2026-11-21"),
        ("malam tadi", "2026-11-21", "2026-11-21"),
        ("mau bengi", "2026-11-21", "2026-11-21"),
        ("tadi peuting", "2026-11-21", "2026-11-21"),
        ("ti kamari", "2026-11-21", "2026-11-22"),
        ("ket wingi", "2026-11-21", "2026-11-22"),
        ("sajak kapatang", "2026-11-21", "2026-11-22"),
        ("dari kemarinmi", "2026-11-21", "2026-11-22"),
        ("geus dua minggu", "2026-11-08", "2026-11-22"),
        ("alah tigo hari", "2026-11-19", "2026-11-22"),
        ("sdh 2,5 bulan", "2026-09-08", "2026-11-22"),
        ("dua setengah tahun", "2024-05-24", "2026-11-22"),
        ("setahun setengah", "2025-05-24", "2026-11-22"),
        ("1 tahun 3 bulan", "2025-08-24", "2026-11-22"),
        ("2-3 minggu", "2026-11-01", "2026-11-22"),
        ("udah dua puluh lima hari", "2026-10-28", "2026-11-22"),
        ("3 hari 3 malam", "2026-11-19", "2026-11-22"),
        ("sdh\n3  minggu", "2026-11-01", "2026-11-22"),
        ("22 okt 25", "2025-10-22", "2025-10-22"),
        ("tgl 5 nov 25 orang keracunan", "2026-11-05", "2026-11-05"),
        ("tgl 7.11.2026", "2026-11-07", "2026-11-07"),
        ("tgl 5 bulan 10", "2026-10-05", "2026-10-05"),
        ("tanggal 3 bulan ini", "2026-11-03", "2026-11-03"),
        ("sejak bulan 8", "2026-08-01", "2026-11-22"),
        ("tgl 1 sampai 5", "2026-11-01", "2026-11-05"),
        ("tgl 28-10 s/d 3-11", "2026-10-28", "2026-11-03"),
        ("4-11-2026 s/d 6-11-2026", "2026-11-04", "2026-11-06"),
        ("senin 16/11", "2026-11-16", "2026-11-16"),
        ("selasa minggu lalu", "2026-11-10", "2026-11-10"),
        ("hari minggu kemarin", "2026-11-15", "2026-11-15"),
        ("dari senin sampai kamis", "2026-11-16", "2026-11-19"),
        ("agustus kemarin", "2026-08-01", "2026-08-31"),
        ("sejak awal bulan maret", "2026-03-01", "2026-11-22"),
        ("pertengahan 2024", "2024-01-01", "2024-12-31"),
        ("2024 lalu", "2024-01-01", "2024-12-31"),
        ("lebaran kemarin", "2026-03-21", "2026-03-22"),
        ("bulan puasa kemarin", "2026-02-19", "2026-03-20"),
        ("lebaran 2024", "2024-04-10", "2024-04-11"),
        ("malam tahun baru", "2025-12-31", "2025-12-31"),
        ("jl raya km 5 hari ini macet", "2026-11-22", "2026-11-22"),
        ("di rt 3 minggu lalu", "2026-11-09", "2026-11-15"),
        ("tiap hari sejak senin", "2026-11-16", "2026-11-22"),
        ("umur 40 tahun, sudah 3 hari sakit", "2026-11-19", "2026-11-22"),
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
        "uu 27/2022 dilanggar",
        "UU No 27 Tahun 2022",
        "perda tahun 2019",
        "sktm no 470/12/11/2026",
        "no 12/11/2026",
        "jl raya km 12 ambles",
        "gg 5 hari hari macet",
        "rp 12/11",
        "setiap tgl 10",
        "tiap hari senin",
        "senin depan",
        "buka senin - kamis",
        "bayi 3 bulan",
        "hamil 7 bulan",
        "nenek 80 tahun",
        "kontrak kami cuma 6 bulan",
        "janji 3 hari jadi",
        "2 minggu lagi",
        "14 hari kerja",
        "iuran 50rb sebulan",
        "sehari-hari",
        "lahir tgl 5 mei 1980",
        "motor tahun 2015",
        "pasar rebo",
        "kec natal",
        "mau lebaran",
        "bu mei",
        "buka 24 jam",
    ],
)
def test_what_is_no_date_is_no_period(text: str) -> None:
    assert find_period(clean(text), SUNDAY).period is None


def test_the_day_is_jakartas() -> None:
    late = datetime(2026, 11, 21, 18, tzinfo=UTC)
    assert find_period(clean("hari ini"), late).period == Period(date(2026, 11, 22), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "received", "start", "end"),
    [
        ("tadi sore", "00:30", "2026-11-21", "2026-11-21"),
        ("tadi sore", "19:00", "2026-11-22", "2026-11-22"),
        ("dari jam 9 malam kemarin", "09:00", "2026-11-21", "2026-11-22"),
        ("tadi jam 8 malam", "09:00", "2026-11-21", "2026-11-21"),
        ("tadi jam 8 malam", "21:00", "2026-11-22", "2026-11-22"),
        ("sejak jam 6 pagi", "09:00", "2026-11-22", "2026-11-22"),
        ("sudah 5 jam", "09:00", "2026-11-22", "2026-11-22"),
        ("sudah 5 jam", "03:00", "2026-11-21", "2026-11-22"),
        ("2 jam yg lalu", "01:00", "2026-11-21", "2026-11-21"),
        ("sudah 2x24 jam", "09:00", "2026-11-20", "2026-11-22"),
    ],
)
def test_hours_are_counted_from_the_moment_of_receipt(text: str, received: str, start: str, end: str) -> None:
    now = datetime.fromisoformat(f"2026-11-22T{received}:00+07:00")
    expected = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert find_period(clean(text), now).period == expected


@pytest.mark.parametrize(
    ("region", "day"), [(None, 21), ("31.71", 21), ("61.71", 21), ("51.03", 21), ("73.71", 21), ("91.71", 22)]
)
def test_the_day_is_that_of_the_place(region: str | None, day: int) -> None:
    early = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # 22.30 WIB, 23.30 WITA, 00.30 WIT
    found = find_period(clean("hari ini"), early, zone_of(region)).period
    assert found == Period(date(2026, 11, day), date(2026, 11, day))


def test_a_text_is_read_by_the_clock_of_the_place_it_names() -> None:
    late = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 23.30 WIB, 00.30 WITA
    knowledge = load_knowledge()
    bali = parse("hari ini listrik padam di kab badung bali", now=late, knowledge=knowledge)
    java = parse("hari ini listrik padam di kab sleman", now=late, knowledge=knowledge)
    known = parse("hari ini listrik padam terus", now=late, knowledge=knowledge, region="51.03")
    assert [each.period.start.day for each in (bali, java, known) if each.period] == [22, 21, 22]


def test_the_digits_of_a_phone_number_are_no_days() -> None:
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    parsed = parse("air mati hub 0812 345 678 hari ini", now=now, knowledge=load_knowledge())
    assert parsed.period == Period(date(2026, 11, 22), date(2026, 11, 22))


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_text_is_read_and_no_period_ends_before_it_begins(pieces: list[str]) -> None:
    found = find_period(clean("".join(pieces)), SUNDAY).period
    assert found is None or found.start <= found.end
