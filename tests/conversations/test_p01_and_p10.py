"""P1 and P10: how a task reaches an officer, what reporters say to it, and what its deadline brings."""

from tests.conversations.test_p02_to_p09 import START
from tests.conversations.transcript import Talk

FORWARDED = START.partition("    ! task")[0]
TOLD = """
    ~ 5 seconds
    # others may follow
    ~ 1 minute
    O< 1708 TUGAS 1: No {no} jalan rusak, Jl Kelud Raya, Kota Semarang. Batas {date}.
      Balas: 1 ISI, 1 TERIMA, 1 JAWAB isi, 1 BUKAN alasan
"""
ANSWER = """
    O> 1 jawab lubang sudah ditambal tgl 12/11 oleh tim URC
    O< 1708 TUGAS 1 akan terkirim ke 1 pelapor: "lubang sudah ditambal tgl 12/11 oleh tim URC". Kirim?
      Balas OK {code}. Ganti: 1 JAWAB isi baru
    O> ok {code}
    O< 1708 TUGAS 1: jawaban No {no} terkirim dlm 2 menit. Urungkan: BATAL 1.
      Lalu menunggu tanggapan pelapor 10 hari kerja
    ~ 3 minutes
    < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal tgl 12/11 oleh tim URC.
      Puas? Balas angka 1-5. Belum beres? Balas BELUM {no} alasan
"""


def test_p1_a_task_arrives_and_is_read(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    O> 1 isi
    O< 1708 TUGAS 1: jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang,
      sdh 3 minggu byk motor jatuh. Pelapor: 1 orang, identitas disamarkan
    ~ 1 hour
    """
    )


def test_p1_what_the_reporter_adds_follows(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    > TAMBAH {no} tadi pagi ada yg jatuh lagi dpn indomaret
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    ~ 5 seconds
    O< 1708 TUGAS 1: pelapor menambah: tadi pagi ada yg jatuh lagi dpn indomaret. Batas jawab {date}
    """
    )


def test_p4_the_answer_to_a_question_comes_back(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    O> 1 tanya patokannya di depan no berapa?
    O< 1708 TUGAS 1: tanya ke pelapor No {no}: "patokannya di depan no berapa?" Kirim? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 1: TANYA No {no} dijalankan dlm 2 menit. Urungkan: BATAL 1
    ~ 3 minutes
    < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya di depan no berapa?
      Balas: TAMBAH {no} jawaban
    > TAMBAH {no} dpn no 45 sebelah indomaret
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    ~ 5 seconds
    O< 1708 TUGAS 1: pelapor menjawab: dpn no 45 sebelah indomaret. Batas jawab tetap {date}
    """
    )


def test_p8_a_dispute_comes_back_to_the_officer(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + ANSWER
        + """
    > BELUM {no} cuma ditabur pasir
    < LAPOR!: No {no} dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang.
      Batas jawab {date}. Kami kabari lewat SMS
    ~ 5 seconds
    O< 1708 TUGAS 1: jawaban No {no} disanggah: cuma ditabur pasir. Batas jawab {date}.
      Balas: 1 JAWAB isi
    """
    )


def test_p1_isi_shows_what_was_added_asked_and_objected(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    > TAMBAH {no} tadi pagi ada yg jatuh lagi dpn indomaret, hub 081234567890
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    ~ 5 seconds
    O< 1708 TUGAS 1: pelapor menambah: tadi pagi ada yg jatuh lagi dpn indomaret, hub [NOMOR HP].
      Batas jawab {date}
    """
        + ANSWER
        + """
    > BELUM {no} cuma ditabur pasir
    < LAPOR!: No {no} dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang.
      Batas jawab {date}. Kami kabari lewat SMS
    ~ 5 seconds
    O< 1708 TUGAS 1: jawaban No {no} disanggah: cuma ditabur pasir. Batas jawab {date}.
      Balas: 1 JAWAB isi
    O> 1 isi
    O< 1708 TUGAS 1: jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang,
      sdh 3 minggu byk motor jatuh. Tambahan 10/11: tadi pagi ada yg jatuh lagi dpn indomaret,
      hub [NOMOR HP]. Sanggahan 10/11: cuma ditabur pasir. Pelapor: 1 orang, identitas disamarkan
    """
    )


def test_p6_what_an_officer_sent_back_himself_is_told_once(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    O> 1 bukan jalan nasional, wewenang BBPJN
    O< 1708 TUGAS 1: kembalikan No {no} sbg BUKAN wewenang (jalan nasional, wewenang BBPJN)? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 1: dicatat BUKAN wewenang (jalan nasional, wewenang BBPJN) dan kembali ke admin nasional.
      Tugas Anda selesai
    ~ 5 minutes
    """
    )


def test_p9_a_stand_in_gets_the_running_tasks(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    O> cuti 10/11 11/11 ani
    O< 1708: cuti 10-11/11, pengganti Ani R? Balas OK {code}
    O> ok {code}
    O< 1708: cuti 10-11/11 dicatat, tugas baru dialihkan ke Ani R, Dinas PU Kota Semarang. Batal: HADIR
    ~ 5 seconds
    O< 1708 TUGAS 1: No {no} dialihkan ke petugas lain atau admin instansi Anda. Tugas Anda selesai
    ~ 1 minute
    P< 1708 TUGAS 1: No {no} jalan rusak, Jl Kelud Raya, Kota Semarang, dialihkan dari Budi S.
      Batas tetap {date}. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan
    """
    )


def test_p10_a_reminder_then_the_escalation_and_a_daily_recap(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    ~ 6 days
    O< 1708 TUGAS 1: besok batas jawab No {no} (jalan rusak). Balas 1 JAWAB isi,
      atau 1 PERPANJANG alasan (maks 1x)
    ~ 1 day
    # the 17th is not over
    ~ 1 day
    < LAPOR!: No {no} lewat batas jawab Dinas PU Kota Semarang. Sudah kami tegur dan naikkan ke
      admin nasional. Anda tidak perlu lapor ulang
    P< 1708: 1 tugas Dinas PU Kota Semarang lewat batas. Terlama 1 hari kerja. Rekap dikirim ke
      admin instansi setiap hari kerja 08.00 WIB
    O< 1708 TUGAS 1: No {no} (jalan rusak) LEWAT batas jawab {date}, admin instansi Anda dikabari.
      Jawab hari ini: 1 JAWAB isi
    P< 1708: tugas Budi S lewat batas jawab {date}: No {no} (jalan rusak). Mohon dipastikan dijawab hari ini
    ~ 1 hour
    ~ 1 day
    P< 1708: 1 tugas Dinas PU Kota Semarang lewat batas. Terlama 2 hari kerja. Rekap dikirim ke
      admin instansi setiap hari kerja 08.00 WIB
    """
    )
