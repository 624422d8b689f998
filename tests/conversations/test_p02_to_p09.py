"""P2 to P9: what officers text, and what they and the reporters are told."""

from tests.conversations.transcript import Talk

START = """
    > jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor jatuh
    < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
      Cek: STATUS {no}. Batal: BATAL {no}
    ! forward {no}
    < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. {date}).
      Tambah info: TAMBAH {no} isi
    ! task 3 {no}
"""
TAKEN = """
    O> 3 terima
    O< 1708 TUGAS 3: No {no} diterima Budi S, Dinas PU Kota Semarang, 10/11 09.00 WIB. Batas jawab {date}.
      Jawab: 3 JAWAB isi
"""
ANSWERED = """
    O> 3 jawab lubang sudah ditambal tgl 12/11 oleh tim URC
    O< 1708 TUGAS 3 akan terkirim ke 1 pelapor: "lubang sudah ditambal tgl 12/11 oleh tim URC". Kirim?
      Balas OK {code}. Ganti: 3 JAWAB isi baru
    O> ok {code}
    O< 1708 TUGAS 3: jawaban No {no} terkirim dlm 2 menit. Urungkan: BATAL 3.
      Lalu menunggu tanggapan pelapor 10 hari kerja
"""


def test_p1_the_report_is_read_without_its_reporter(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 isi
    O< 1708 TUGAS 3: jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang,
      sdh 3 minggu byk motor jatuh. Pelapor: 1 orang, identitas disamarkan
    """
    )


def test_p2_a_task_is_accepted(officers_talk: Talk) -> None:
    officers_talk.plays(START + TAKEN)


def test_p3_an_answer_leaves_two_minutes_after_its_code(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + TAKEN
        + ANSWERED
        + """
    ~ 1 minute
    ~ 1 minute
    < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal tgl 12/11 oleh tim URC.
      Puas? Balas angka 1-5. Belum beres? Balas BELUM {no} alasan
    """
    )


def test_p3_an_answer_at_night_says_when_the_reporter_gets_it(officers_talk: Talk) -> None:
    """It is 20.58 WIB when the last code comes, and quiet when the answer would leave."""
    officers_talk.plays(
        START
        + """
    ~ 718 minutes
    O> 3 tanya patokannya di depan no berapa?
    O< 1708 TUGAS 3: tanya ke pelapor No {no}: "patokannya di depan no berapa?" Kirim? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 3: TANYA No {no} dijalankan dlm 2 menit, pelapor dikabari mulai 11/11 06.00 WIB
      (jam tenang). Urungkan: BATAL 3
    O> batal 3
    O< 1708 TUGAS 3: TANYA No {no} diurungkan, tidak ada yang terkirim ke pelapor
    O> 3 jawab lubang sudah ditambal
    O< 1708 TUGAS 3 akan terkirim ke 1 pelapor: "lubang sudah ditambal". Kirim?
      Balas OK {code2}. Ganti: 3 JAWAB isi baru
    O> ok {code2}
    O< 1708 TUGAS 3: jawaban No {no} sampai ke pelapor mulai 11/11 06.00 WIB (jam tenang).
      Urungkan dlm 2 menit: BATAL 3. Tanggapan ditunggu 10 hari kerja
    ~ 3 minutes
    ~ 8 hours
    ~ 75 minutes
    < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal.
      Puas? Balas angka 1-5. Belum beres? Balas BELUM {no} alasan
    """
    )


def test_p3_an_answer_is_taken_back_before_it_leaves(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + ANSWERED
        + """
    O> batal 3
    O< 1708 TUGAS 3: JAWAB No {no} diurungkan, tidak ada yang terkirim ke pelapor
    ~ 3 minutes
    O> batal 3
    O< 1708 TUGAS 3: tidak ada yang bisa diurungkan. Yang sudah terkirim ke pelapor tidak bisa ditarik
    """
    )


def test_p3_an_answer_with_a_phone_number_is_not_sent(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 jawab hubungi pak budi di 081234567890
    O< 1708 TUGAS 3: jawaban memuat nomor HP/NIK, tidak dikirim. Hapus data pribadi lalu ulangi: 3 JAWAB isi
    ~ 3 minutes
    """
    )


def test_p4_the_agency_asks_the_reporter(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 tanya patokannya di depan no berapa?
    O< 1708 TUGAS 3: tanya ke pelapor No {no}: "patokannya di depan no berapa?" Kirim? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 3: TANYA No {no} dijalankan dlm 2 menit. Urungkan: BATAL 3
    ~ 2 minutes
    < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya di depan no berapa?
      Balas: TAMBAH {no} jawaban
    > tambah {no} dpn no 45 sebelah indomaret
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    O> 3 jawab akan kami kerjakan besok
    O< 1708 TUGAS 3 akan terkirim ke 1 pelapor: "akan kami kerjakan besok". Kirim? Balas OK {code2}.
      Ganti: 3 JAWAB isi baru
    """
    )


def test_p5_a_report_is_forwarded_to_the_agency_that_is_named(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 terus dishub kota semarang
    O< 1708 TUGAS 3: teruskan No {no} ke Dinas Perhubungan Kota Semarang? Balas OK {code}.
      Batas {date} tidak berubah
    O> ok {code}
    < LAPOR!: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tindak lanjut maks 5 hari kerja
      (s.d. {date}). Tambah info: TAMBAH {no} isi
    O< 1708 TUGAS 3: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tugas Anda selesai
    O> 3 jawab sudah kami kerjakan
    O< 1708 TUGAS 3: No {no} sudah bukan tugas Anda (ditutup atau dialihkan).
      Pesan ini TIDAK dikirim ke pelapor. DAFTAR utk daftar tugas
    """
    )


def test_p5_an_agency_that_several_are_called_like_is_chosen_by_its_digit(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 terus dishub
    O< 1708 TUGAS 3: "dishub" cocok dgn 3 instansi: 1 Kota Semarang 2 Kab Semarang 3 Jawa Tengah.
      Balas: 3 TERUS 1, 2 atau 3
    O> 3 terus 2
    O< 1708 TUGAS 3: teruskan No {no} ke Dinas Perhubungan Kab Semarang? Balas OK {code}.
      Batas {date} tidak berubah
    O> 3 terus dinas sihir
    O< 1708 TUGAS 3: instansi "dinas sihir" tidak ditemukan. Tulis nama dan daerahnya,
      contoh: 3 TERUS dishub kota semarang
    """
    )


def test_p6_a_report_that_is_not_the_agencys_goes_back_to_the_desk(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 bukan jalan nasional, wewenang BBPJN
    O< 1708 TUGAS 3: kembalikan No {no} sbg BUKAN wewenang (jalan nasional, wewenang BBPJN)? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 3: dicatat BUKAN wewenang (jalan nasional, wewenang BBPJN) dan kembali ke admin nasional.
      Tugas Anda selesai
    """
    )


def test_p6_after_two_returns_the_national_desk_names_the_owner(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    ! return {no} bukan wewenang kami
    ! forward {no} pupr@33.74
    < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. {date}).
      Tambah info: TAMBAH {no} isi
    ! return {no} bukan wewenang kami
    ! forward {no} pupr@33.74
    < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. {date}).
      Tambah info: TAMBAH {no} isi
    O> 3 bukan jalan nasional
    O< 1708 TUGAS 3: No {no} sudah 2x dikembalikan instansi. BUKAN tidak berlaku lagi;
      admin nasional menetapkan penanggung jawab hari ini
    """
    )


def test_p7_a_report_is_set_aside_only_with_a_reason(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 tolak
    O< 1708 TUGAS 3: TOLAK perlu kode: 1 tidak jelas 2 bukan layanan publik 3 ganda 4 proses hukum
      5 iseng/SARA. Balas: 3 TOLAK kode
    O> 3 tolak 1
    O< 1708 TUGAS 3: arsipkan No {no} (kurang jelas)? Pelapor dikabari dan boleh melengkapi. Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 3: TOLAK No {no} dijalankan dlm 2 menit. Urungkan: BATAL 3
    ~ 2 minutes
    < LAPOR!: No {no} diarsipkan karena kurang jelas. Ingin dilanjutkan? Balas TAMBAH {no} rincian
      dalam 10 hari kerja, laporan dibuka lagi
    """
    )


def test_p8_nothing_is_finished_before_it_is_answered(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 selesai
    O< 1708 TUGAS 3: belum bisa SELESAI, pelapor belum dijawab. Kirim dulu: 3 JAWAB isi
    """
        + ANSWERED
        + """
    ~ 2 minutes
    < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal tgl 12/11 oleh tim URC.
      Puas? Balas angka 1-5. Belum beres? Balas BELUM {no} alasan
    O> 3 selesai
    O< 1708 TUGAS 3: tutup No {no} sbg SELESAI? Pelapor dikabari dan boleh menyanggah. Balas OK {code2}
    O> ok {code2}
    O< 1708 TUGAS 3: SELESAI No {no} dijalankan dlm 2 menit. Urungkan: BATAL 3
    ~ 2 minutes
    < LAPOR!: No {no} (jalan rusak) sudah selesai sejak 10/11. Terjadi lagi? Balas BUKA {no} alasan
    """
    )


def test_more_days_are_given_once(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 perpanjang menunggu aspal
    O< 1708 TUGAS 3: perpanjang batas No {no} 5 hari kerja (menunggu aspal)? Balas OK {code}
    O> ok {code}
    < LAPOR!: No {no} (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab {date2}.
      Tambah info: TAMBAH {no} isi
    O< 1708 TUGAS 3: batas jawab No {no} diperpanjang sampai {date2}
    O> 3 perpanjang masih menunggu
    O< 1708 TUGAS 3: PERPANJANG hanya 1x dan sudah dipakai. Kirim jawaban: 3 JAWAB isi
    """
    )


def test_p9_tasks_are_listed_and_words_without_a_number_go_nowhere(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> daftar
    O< 1708: 1 tugas. 3) jalan rusak, batas {date}. Rinci: angka ISI, contoh 3 ISI
    O> sudah diperbaiki ya
    O< 1708: tugas nomor berapa? Tulis angka di depan, contoh: 3 JAWAB sudah diperbaiki.
      Pesan ini TIDAK dikirim ke pelapor. DAFTAR utk daftar tugas
    O> 7 jawab sudah
    O< 1708: tidak ada tugas 7 pada nomor ini. Pesan ini TIDAK dikirim ke pelapor.
      Ketik DAFTAR utk daftar tugas
    O> bantuan
    O< 1708: DAFTAR, angka ISI, angka TERIMA, JAWAB, TANYA, TERUS, BUKAN, TOLAK, SELESAI, PERPANJANG,
      mis. 3 ISI. Juga CUTI, HADIR. Warga: LAPOR isi
    ~ 3 minutes
    """
    )


def test_p9_the_list_says_what_is_on_its_way(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + ANSWERED
        + """
    O> daftar
    O< 1708: 1 tugas. 3) jalan rusak, jawaban menunggu kirim, batas {date}. Rinci: angka ISI, contoh 3 ISI
    ~ 3 minutes
    < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal tgl 12/11 oleh tim URC.
      Puas? Balas angka 1-5. Belum beres? Balas BELUM {no} alasan
    O> daftar
    O< 1708: 1 tugas. 3) jalan rusak, dijawab, tanggapan s.d. {date2}. Rinci: angka ISI, contoh 3 ISI
    """
    )


def test_p9_leave_is_read_back_and_noted(officers_talk: Talk) -> None:
    officers_talk.plays(
        """
    O> cuti 20/11 24/11 ani
    O< 1708: cuti 20-24/11, pengganti Ani R? Balas OK {code}
    O> ok {code}
    O< 1708: cuti 20-24/11 dicatat, tugas baru dialihkan ke Ani R, Dinas PU Kota Semarang. Batal: HADIR
    O> hadir
    O< 1708: cuti dihapus, tugas baru dikirim lagi ke Anda. Daftar tugas: DAFTAR
    O> cuti 20/11 24/11 sumanto
    O< 1708: pengganti "sumanto" tidak ditemukan, atau ada beberapa.
      Tulis nama lengkap petugas instansi Anda, contoh: CUTI 20/11 24/11 Ani R
    """
    )


def test_p9_leave_without_days_is_answered_with_how_to_write_it(officers_talk: Talk) -> None:
    officers_talk.plays(
        """
    O> cuti
    O< 1708: tanggal cuti tidak terbaca atau sudah lewat. Tulis: CUTI tanggal mulai, tanggal akhir, pengganti.
      Contoh: CUTI 20/11 24/11 Ani
    O> cuti 20/11 24/11
    O< 1708: cuti 20-24/11, tanpa pengganti? Balas OK {code}
    O> ok {code}
    O< 1708: cuti 20-24/11 dicatat, tugas baru dialihkan ke petugas lain. Batal: HADIR
    # the only colleague goes on leave as well: nobody is left
    P> cuti 20/11
    P< 1708: cuti 20/11, tanpa pengganti? Balas OK {code2}
    P> ok {code2}
    P< 1708: cuti 20/11 dicatat. Petugas lain belum ada, tugas baru menunggu di admin nasional selama cuti.
      Batal: HADIR
    """
    )


def test_p9_an_officer_reports_like_a_citizen_with_lapor(officers_talk: Talk) -> None:
    officers_talk.plays(
        """
    O> LAPOR lampu jalan mati depan rumah sy di jl kelud raya kec gajahmungkur kota semarang
    O< LAPOR!: No {no} (lampu jalan mati, Kota Semarang) diterima sbg laporan warga.
      Verifikasi maks 3 hari kerja. Nomor HP tidak tampil ke instansi Anda sendiri
    O> status {no}
    O< LAPOR!: No {no} (lampu jalan mati) menunggu verifikasi sejak {date}, batas {date2}.
      Tambah info: TAMBAH {no} isi
    """
    )


def test_p9_a_phone_that_is_no_officers_any_more_is_told_so(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + ANSWERED
        + """
    ! disable O
    O< 1708: nomor ini tidak lagi terdaftar sebagai petugas Dinas PU Kota Semarang.
      Utk melapor, tulis masalah dan lokasinya ke 1708
    O> 3 selesai
    O< 1708: nomor ini tidak terdaftar sebagai petugas. Untuk melapor, tulis masalah dan lokasinya ke 1708
    ~ 3 minutes
    """
    )


def test_p9_a_phone_that_never_was_an_officers_is_told_so_and_reports_like_any_other(talk: Talk) -> None:
    talk.plays(
        """
    > daftar
    < 1708: nomor ini tidak terdaftar sebagai petugas. Untuk melapor, tulis masalah dan lokasinya ke 1708
    > 3 jawab lubang sudah ditambal
    < 1708: nomor ini tidak terdaftar sebagai petugas. Untuk melapor, tulis masalah dan lokasinya ke 1708
    > jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang
    < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
      Cek: STATUS {no}. Batal: BATAL {no}
    > cuti 20/11 24/11 ani
    < 1708: nomor ini tidak terdaftar sebagai petugas. Untuk melapor, tulis masalah dan lokasinya ke 1708
    > batal 3
    < LAPOR!: Batalkan No {no} (jalan rusak)? Balas YA dalam 24 jam. Tanpa balasan, laporan tetap diproses
    """
    )
