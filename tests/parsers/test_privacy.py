"""Personal numbers never reach a screen; numbers that point at no person stay readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Personal, mask, personal_data

PHONES = (
    "081234567890",
    "0812 3456 7890",
    "0812-3456-7890",
    "0812.3456.7890",
    "+6281234567890",
    "+62 812-3456-7890",
    "62 812 3456 7890",
    "6281234567890",
    "08 12 34 56 78 90",
    "0 8 1 2 3 4 5 6 7 8 9 0",
    "(0274) 512345",
    "021-7654321",
    "O812-3456-7890",
    "0812345678l0",
    "٠٨١٢٣٤٥٦٧٨٩٠",
    "０８１２３４５６７８９０",
    "08\u200b12345\u200b67890",
    "0812/3456/7890",
    "0857 1234567",
)
IDENTITIES = (
    "3273011234567890",
    "3273 0112 3456 7890",
    "3273-0112-3456-7890",
    "3273.0112.3456.7890",
    "327301 123456 7890",
    "32 73 01 12 34 56 78 90",
    "3273O11234567890",
    "３２７３０１１２３４５６７８９０",
)
STAY = (
    "STATUS 24183567",
    "24183567 24183617 24183625",
    "batal 2418356",
    "Rp 1.500.000 dan Rp1.500.000.000",
    "tgl 12-11-2026 jam 08.30-10.00",
    "tgl 12/11/2026 13.30 s/d 15.30",
    "tgl 08/12/2026 13.30",
    "jl kelud raya no 45 rt 03 rw 05 kode pos 50123",
    "tahun 2019-2021 dan 2022, 3 bulan 4 hari",
    "harga 30rb naik 35.000",
    "anggaran 1500000000 dan Rp 1500000001",
    "1.200.000.000 rupiah, dana desa 12000000000",
    "tahun 2019 2020 2021 2022",
    "sk 188.45/123/2026 dan no 470/1234/2026/0012",
    "di -7.7956123,110.3694567",
    "satu dua tiga empat lima enam",
)


@pytest.mark.parametrize("number", PHONES)
def test_a_phone_number_is_masked(number: str) -> None:
    assert mask(f"hub {number} ya pak") == "hub [NOMOR HP] ya pak"


@pytest.mark.parametrize("number", IDENTITIES)
def test_a_sixteen_digit_identity_is_masked(number: str) -> None:
    assert mask(f"nik saya {number} ya pak") == "nik saya [NIK] ya pak"


@pytest.mark.parametrize("text", STAY)
def test_a_number_that_points_at_no_person_stays(text: str) -> None:
    assert mask(text) == text


def test_a_ticket_beside_a_phone_number_stays() -> None:
    assert mask("STATUS 24183567 081234567890") == "STATUS 24183567 [NOMOR HP]"


@pytest.mark.parametrize("between", [" ", "/", " / ", ", ", "\n"])
def test_two_phone_numbers_side_by_side_are_both_masked(between: str) -> None:
    assert mask(f"081234567890{between}085712345678") == f"[NOMOR HP]{between}[NOMOR HP]"
    assert mask(f"0812 3456 7890{between}0857 0000 1111") == f"[NOMOR HP]{between}[NOMOR HP]"


def test_a_ticket_beside_a_phone_number_in_pieces_stays() -> None:
    assert mask("STATUS 24183567 0812 3456 7890") == "STATUS 24183567 [NOMOR HP]"


@pytest.mark.parametrize("address", ["budi.s@gmail.com", "budi @gmail.com", "BUDI_S+x@mail.go.id"])
def test_an_email_address_is_masked(address: str) -> None:
    assert mask(f"kirim ke {address} ya") == "kirim ke [EMAIL] ya"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("no kk 3273011234567890", Personal.KK, "3273011234567890"),
        ("nik 3273011234567890", Personal.NIK, "3273011234567890"),
        ("kartu atm 5221011234567890", Personal.CARD, "5221011234567890"),
        ("rek bri 0123-01-012345-50-1", Personal.ACCOUNT, "0123-01-012345-50-1"),
        ("nama saya budi santoso dari semarang", Personal.NAME, "budi santoso"),
        ("a.n. Siti Aminah", Personal.NAME, "Siti Aminah"),
        ("mobil B 1234 XYZ ugal-ugalan", Personal.PLATE, "B 1234 XYZ"),
        ("nopol h 1234 ab", Personal.PLATE, "h 1234 ab"),
        ("email budi@gmail.com", Personal.EMAIL, "budi@gmail.com"),
    ],
)
def test_personal_data_is_found_where_it_stands(text: str, kind: Personal, found: str) -> None:
    assert [(span.type, text[span.start : span.end]) for span in personal_data(text)] == [(kind, found)]


@pytest.mark.parametrize("text", ["rt 03 rw 02 no 45", "nama saya tidak terdaftar", "jl 5 km 12 di sini"])
def test_ordinary_words_are_no_personal_data(text: str) -> None:
    assert personal_data(text) == ()


NUMBERISH = st.text(alphabet="0123456789 .-/+()oOlI:,\n\u200b٠١٢kn@a.", max_size=60)


@given(NUMBERISH | st.text(max_size=80))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(max_size=20), st.integers(10**15 + 10**14, 10**16 - 1))
def test_no_sixteen_digits_survive(prefix: str, number: int) -> None:
    assert str(number) not in mask(f"{prefix} {number}")


@given(NUMBERISH | st.text(max_size=80))
def test_spans_lie_inside_the_text(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in personal_data(text))


@given(st.text(alphabet="ab\x00\u200b\u202e\ufeff\ud800é", max_size=30))
def test_masked_text_holds_nothing_invisible(text: str) -> None:
    assert not set(mask(text)) & set("\x00\u200b\u202e\ufeff\ud800")


KINDS = (
    ("No.KK 7371-0499-5678-0001 salah", Personal.KK, "7371-0499-5678-0001"),
    ("hp O812 3456 789O pak", Personal.PHONE, "O812 3456 789O"),
    ("no hp 812 3456 7890", Personal.PHONE, "812 3456 7890"),
    ("IDPEL 5123 4567 8901 gagal", Personal.ACCOUNT, "5123 4567 8901"),
    ("rek bni 0987654321 an koperasi", Personal.ACCOUNT, "0987654321"),
    ("va 8877708123400001 untuk apa", Personal.ACCOUNT, "8877708123400001"),
    ("budi.contoh (at) example.com", Personal.EMAIL, "budi.contoh (at) example.com"),
    ("an. TONO UMPAMA kartu mati", Personal.NAME, "TONO UMPAMA"),
    ("nama: Siti Percobaan, alamat", Personal.NAME, "Siti Percobaan"),
    ("nm saya agus contoh, blm terima", Personal.NAME, "agus contoh"),
    ("anak sy (5171039912345678) blm dpt", Personal.NIK, "5171039912345678"),
    ("K.K 7371049956780001 sudah", Personal.KK, "7371049956780001"),
    ("hubungi 0812=3456=7890", Personal.PHONE, "0812=3456=7890"),
    ("wa (+62) 812-3456-7890 ya", Personal.PHONE, "(+62) 812-3456-7890"),
    ("rt 02 0812 3456 7890", Personal.PHONE, "0812 3456 7890"),
    ("rt 02 3374 1399 1234 5678", Personal.NIK, "3374 1399 1234 5678"),
    ("hp 62.812.345.678", Personal.PHONE, "62.812.345.678"),
    ("no kosong delapan satu dua 3456 7890", Personal.PHONE, "kosong delapan satu dua 3456 7890"),
    ("npwp 09.254.294.3-407.000 salah", Personal.ACCOUNT, "09.254.294.3-407.000"),
    ("NPWP saya 0925429434070000 gagal", Personal.ACCOUNT, "0925429434070000"),
    ("transfer ke bca 0812345678", Personal.ACCOUNT, "0812345678"),
    ("kartu atm bri 5221-8412-3456-7890", Personal.CARD, "5221-8412-3456-7890"),
    ("budi at gmail dot com", Personal.EMAIL, "budi at gmail dot com"),
    ("budi@gmail,com", Personal.EMAIL, "budi@gmail,com"),
    ("mobil dinas DP 1 Z parkir", Personal.PLATE, "DP 1 Z"),
    ("a.n Ketut Contoh diambil", Personal.NAME, "Ketut Contoh"),
    ("nama anak saya Dimas Contoh", Personal.NAME, "Dimas Contoh"),
    ("nama Rina Contoh belum", Personal.NAME, "Rina Contoh"),
    ("petugasnya pak Sarwono minta uang", Personal.NAME, "Sarwono"),
    ("pak slamet di loket", Personal.NAME, "slamet"),
    ("PAK BUDI MINTA UANG", Personal.NAME, "BUDI"),
    ("pak lurah Slamet minta uang", Personal.NAME, "Slamet"),
    ("bu hj. Aminah tetangga", Personal.NAME, "Aminah"),
    ("ttd Andi Umpama ketua rt", Personal.NAME, "Andi Umpama"),
)


@pytest.mark.parametrize(("text", "kind", "piece"), KINDS)
def test_what_stands_before_a_number_or_a_name_says_what_it_is(text: str, kind: Personal, piece: str) -> None:
    assert [(span.type, text[span.start : span.end]) for span in personal_data(text)] == [(kind, piece)]


@pytest.mark.parametrize(
    "text",
    [
        "an warga rt 3",
        "dari Bandung",
        "nama jalan Sudirman",
        "hormat saya, warga",
        "nama ibu di kk salah",
        "tolong pak jalan rusak",
        "Pak Tolong Jalan Rusak Di Desa Saya",
        "TOLONG PAK JALAN RUSAK",
        "pak Lurah Sukamaju",
        "bu Bidan galak",
        "Ibu Hamil ditolak",
        "pak RT 05",
        "pak hari ini mati lampu",
        "blok B 12 A banjir",
        "BLOK D 1234 AB",
        "RUSAK 200 M 3 BLN",
        "TIANG NO B 12 C",
    ],
)
def test_a_word_that_is_no_name_is_none(text: str) -> None:
    assert personal_data(text) == ()


def test_two_labels_in_front_of_two_numbers_go_in_their_order() -> None:
    text = "nik dan kk: 3374139912345678 / 3374139912340001"
    assert [span.type for span in personal_data(text)] == [Personal.NIK, Personal.KK]
