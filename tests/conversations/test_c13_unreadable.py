"""C13: what cannot be read, and what is for somebody else."""

import pytest

from sms_gateway.storage.schema import cases
from tests.builders import rows
from tests.conversations.conftest import TalkMaker
from tests.conversations.transcript import Talk


def test_c13_a_ping(talk: Talk) -> None:
    talk.plays(
        """
        > p
        < LAPOR!: Ada yang ingin dilaporkan? Tulis masalah, lokasi, kapan. Contoh: lampu jalan mati di Jl
          Melati
          Garut sejak Senin. Bantuan: BANTUAN
        """
    )


def test_c13_unclear(talk: Talk) -> None:
    talk.plays(
        """
        > asdkj 88 trs pak ny gmn sdh 2x
        < LAPOR!: Pesan Anda kami terima (ref P-{ref}) tetapi belum jelas, petugas akan membacanya. Boleh
          kirim
          ulang: masalah, lokasi, kapan
        """
    )


def test_c13_a_sim_registration(talk: Talk) -> None:
    talk.plays(
        """
        > REG 3273012001900001#3273012001900002#
        < LAPOR!: Itu format registrasi kartu (kirim ke 4444, bukan 1708). Nomor NIK/KK Anda sudah kami hapus
          dan tidak disimpan
        """
    )


def test_c13_a_part_of_a_long_sms_that_never_comes(make_talk: TalkMaker) -> None:
    talk = make_talk("24184207")
    talk.phone("A")
    talk.plays(
        """
        ! part 1/3 jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sudah
        ! part 3/3 mohon segera ditambal sebelum ada korban lagi
        ~ 119 seconds
        ~ 1 second
        < LAPOR!: SMS panjang Anda tiba tidak lengkap (2 dari 3 bagian), dicatat No {no}. Lengkapi:
          TAMBAH {no} isi yang kurang
        > TAMBAH {no} sudah 3 minggu dan banyak motor jatuh
        < LAPOR!: Info tambahan masuk ke No {no}. Terima kasih
        """
    )
    assert talk.bound["no"] == "24184207"


def test_c13_a_part_that_comes_late_is_added(make_talk: TalkMaker) -> None:
    talk = make_talk("24184207")
    talk.phone("A")
    talk.plays(
        """
        ! part 1/2 jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sudah
        ~ 2 minutes
        < LAPOR!: SMS panjang Anda tiba tidak lengkap (1 dari 2 bagian), dicatat No {no}. Lengkapi:
          TAMBAH {no} isi yang kurang
        ! part 2/2 tiga minggu dan banyak motor jatuh
        < LAPOR!: Info tambahan masuk ke No {no}. Terima kasih
        > STATUS
        < LAPOR!: No {no} (jalan rusak) menunggu verifikasi sejak {date}, batas {date2}. Tambah info:
          TAMBAH {no} isi
        """
    )


def test_c13_parts_that_all_come_are_one_report(talk: Talk) -> None:
    talk.phone("A")
    talk.plays(
        """
        ! part 2/2 gajahmungkur semarang, sudah 3 minggu
        ! part 1/2 jalan berlubang parah di jl kelud raya dpn pdam kec
        < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. Cek:
          STATUS {no}. Batal: BATAL {no}
        ~ 10 minutes
        """
    )


def test_c13_a_private_matter(make_talk: TalkMaker) -> None:
    talk = make_talk("24184319")
    talk.plays(
        """
        > mantan suami sy tidak kasih nafkah
        < LAPOR!: No {no} dicatat. Urusan pribadi atau perkara hukum umumnya di luar layanan publik; petugas
          memeriksa dan mengabari arah yang tepat
        """
    )
    (case,) = rows(talk.office, cases)
    assert (case.agency, case.route_rule, case.state) == (None, "desk.private", "unverified")


@pytest.mark.parametrize(
    "text",
    [
        "suami tidak menafkahi anak, urus surat cerai di pengadilan agama dipersulit",
        "suami saya pukul saya dan anak, sudah lapor polisi tidak ditanggapi",
    ],
)
def test_a_public_service_in_a_family_matter_goes_its_usual_way(talk: Talk, text: str) -> None:
    talk.phone("").sends(text)
    assert "desk.private" not in {row.route_rule for row in rows(talk.office, cases)}


def test_what_is_nearly_a_command_is_told_what_to_type(talk: Talk) -> None:
    talk.plays(
        """
        > HAPUS ABCD
        < LAPOR!: Kode hapus data tidak cocok, tidak ada yang dihapus. Periksa angkanya, atau ketik HAPUS
          DATA utk kode baru
        > STATUS ٢٤١٨٣٥٦٧
        < LAPOR!: Nomor laporan Anda tidak terbaca. Ketik STATUS lalu nomornya dgn angka 0 sampai 9. Lupa
          nomornya? Ketik STATUS saja
        > STATUS ABCD
        < LAPOR!: Belum ada laporan dari nomor HP ini. Mau melapor? Tulis masalah, lokasi, kapan. Laporan dari
          web/aplikasi: cek di lapor.go.id
        """
    )


def test_c13_thanks_open_no_ticket_and_go_to_the_open_one(talk: Talk) -> None:
    talk.plays(
        """
        > terima kasih jalan udah diperbaiki, mantap pak
        < LAPOR!: Ada yang ingin dilaporkan? Tulis masalah, lokasi, kapan. Contoh: lampu jalan mati di Jl
          Melati Garut sejak Senin. Bantuan: BANTUAN
        > lampu jalan mati di jl melati garut sejak senin
        < LAPOR!: Laporan diterima, No {no} (lampu jalan mati, Kab Garut). Verifikasi maks 3 hari kerja.
          Cek: STATUS {no}. Batal: BATAL {no}
        > sudah beres pak makasih
        < LAPOR!: Info tambahan masuk ke No {no}. Terima kasih
        """
    )
