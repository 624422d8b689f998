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
    ("kalau ktp hilang bisa cetak di sini ga", ReportType.INFORMASI),
    ("ngurus surat pindah ke desa dulu atau langsung capil", ReportType.INFORMASI),
    ("kapan jalan ini diperbaiki?", ReportType.PENGADUAN),
    ("siapa yang bertanggung jawab, galian dibiarkan menganga", ReportType.PENGADUAN),
    ("mau tanya, bansos kok dipotong, emang boleh?", ReportType.PENGADUAN),
    ("sudah tiga kali diusulkan, sudah diusulkan lagi tetap saja rusak", ReportType.PENGADUAN),
    ("mohon segera diperbaiki lampu depan polsek, mati total", ReportType.PENGADUAN),
    ("kasih zebra cross dong di depan sekolah", ReportType.ASPIRASI),
    ("mending pasar dipindah ke terminal lama", ReportType.ASPIRASI),
    ("makasih damkar udah nolongin kucing saya", ReportType.ASPIRASI),
)


AGENCIES = (
    ("petugas P.L.N minta uang", ("pln",)),
    ("kapolsek dan kapolres diam saja", ("polsek", "polres")),
    ("sat pol pp biarkan miras", ("satpol-pp",)),
    ("kementrian sosial salah transfer", ("kemensos",)),
    ("bapenda salah hitung pbb", ("bapenda",)),
    ("bkn salah data honorer", ("bkn",)),
    ("bkn salah kami jalan rusak", ()),
    ("ombudsman tolong periksa dana reses anggota dprd", ("ombudsman", "dprd")),
    ("polisi tidur terlalu tinggi", ()),
    ("jl kejaksaan gelap", ()),
    ("warga bangun jalan secara mandiri", ()),
)


@pytest.mark.parametrize(("text", "slugs"), AGENCIES)
def test_agencies_are_told_in_the_order_of_mention(text: str, slugs: tuple[str, ...]) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).agencies == slugs


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_the_type_is_what_weighs_most(text: str, kind: ReportType) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).type is kind
