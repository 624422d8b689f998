"""A text asks, wishes or complains; the agencies it names are told by their slugs."""

from datetime import UTC, datetime

import pytest

from parsers import ReportType, load_knowledge, parse

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TYPES = (
    ("jalan desa rusak parah", ReportType.PENGADUAN),
    ("kenapa bansos kami dihentikan padahal masih miskin?", ReportType.PENGADUAN),
    ("mau tanya kok tagihan listrik naik 3x lipat", ReportType.PENGADUAN),
    ("apa boleh sekolah tahan ijazah karena nunggak? tolong ditindak", ReportType.PENGADUAN),
    ("usul pak dibuat taman bermain di rw kami", ReportType.ASPIRASI),
    ("semoga ke depan ada bus sekolah", ReportType.ASPIRASI),
    ("salut untuk petugas damkar yang sigap", ReportType.ASPIRASI),
    ("bagaimana kalau stadion dibuka untuk umum", ReportType.ASPIRASI),
    ("apa syarat bikin paspor", ReportType.INFORMASI),
    ("bayar pbb bisa dimana saja", ReportType.INFORMASI),
    ("gmn cara daftar kip kuliah", ReportType.INFORMASI),
    ("apakah samsat buka hari sabtu?", ReportType.INFORMASI),
)


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_the_type_is_what_weighs_most(text: str, kind: ReportType) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).type is kind
