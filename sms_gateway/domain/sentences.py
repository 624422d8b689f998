"""Every sentence we text to a citizen, in one table.

A variant holds str.format fields. A part in [square brackets] is left out when its field is unknown or the
text would not fit; variants of one sentence go from the longest to the shortest.
"""

from enum import StrEnum
from typing import Final

from sms_gateway.domain.cases import ArchiveCode, CaseState


class Sentence(StrEnum):
    ACK = "ack"
    ACK_ANONYMOUS = "ack_anonymous"
    ACK_CONFIDENTIAL = "ack_confidential"
    ACK_BOTH = "ack_both"
    ACK_JOINED = "ack_joined"
    EMERGENCY = "emergency"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    ASKED = "asked"
    ARCHIVED = "archived"
    CLOSED = "closed"
    LINKED = "linked"
    STATUS_UNVERIFIED = "status_unverified"
    STATUS_ASKING = "status_asking"
    STATUS_ROUTED = "status_routed"
    STATUS_WORKING = "status_working"
    STATUS_ANSWERED = "status_answered"
    STATUS_DONE = "status_done"
    STATUS_DELAYED = "status_delayed"
    STATUS_ARCHIVED = "status_archived"
    STATUS_CANCELLED = "status_cancelled"
    STATUS_OVERDUE = "status_overdue"
    VERIFY_OVERDUE = "verify_overdue"
    STATUS_LIST = "status_list"
    STATUS_NONE = "status_none"
    STATUS_NOT_YOURS = "status_not_yours"
    STATUS_MISTYPED = "status_mistyped"
    STATUS_WEB = "status_web"
    ADDED = "added"
    ADD_WHICH = "add_which"
    ADD_EMPTY = "add_empty"
    CANCEL_ASK = "cancel_ask"
    CANCELLED = "cancelled"
    CANCEL_REFUSED_ANSWERED = "cancel_refused_answered"
    CANCEL_KEPT = "cancel_kept"
    CANCEL_WHICH = "cancel_which"
    CANCEL_NONE = "cancel_none"
    REPEAT = "repeat"
    REPEAT_OR_NEW = "repeat_or_new"
    SEPARATED = "separated"
    NOW_ANONYMOUS = "now_anonymous"
    NOW_CONFIDENTIAL = "now_confidential"
    HELP = "help"
    STOP = "stop"
    STOP_ONE = "stop_one"
    START = "start"
    START_ONE = "start_one"
    START_SEVERAL = "start_several"
    UNCLEAR = "unclear"
    BY_HAND = "by_hand"
    GREETING = "greeting"
    SIM_REGISTRATION = "sim_registration"
    ABUSE = "abuse"
    TOO_MANY = "too_many"
    INCOMPLETE_PARTS = "incomplete_parts"
    MMS = "mms"
    PRIVATE_MATTER = "private_matter"
    PLACE_ASK = "place_ask"
    PLACE_ASK_LAST = "place_ask_last"
    PLACE_CHOICE = "place_choice"
    PLACE_TYPE = "place_type"
    PLACE_SILENCE = "place_silence"
    PLACED = "placed"
    PLACED_CHOSEN = "placed_chosen"
    PLACE_UNREAD = "place_unread"
    LOCATION_EMPTY = "location_empty"
    WHICH_TICKET = "which_ticket"
    NUMBER_MEANT = "number_meant"
    RATED = "rated"
    DISPUTED = "disputed"
    DISPUTED_AGAIN = "disputed_again"
    REOPENED = "reopened"
    REOPEN_LATE = "reopen_late"
    HIDE_NEXT = "hide_next"
    NOTHING_PENDING = "nothing_pending"
    ERASE_ASK = "erase_ask"
    ERASE_ACCEPTED = "erase_accepted"
    ERASE_WRONG = "erase_wrong"
    PLACE_ASK_PROTECTED = "place_ask_protected"
    PLACE_ASK_LAST_PROTECTED = "place_ask_last_protected"
    PLACE_CHOICE_PROTECTED = "place_choice_protected"
    DIGITS_UNREAD = "digits_unread"


# A text that begins so was written by a gateway, not by a person.
BRANDS: Final = ("LAPOR!:", "LAPOR! 1708:", "1708 TUGAS", "1708:")

_S: Final = Sentence
_NO: Final = "LAPOR!: No {number}[ ({problem})]"

SENTENCES: Final[dict[Sentence, tuple[str, ...]]] = {
    _S.ACK: (
        "LAPOR!: Laporan diterima, No {number} ({problem}[, {region}]). Verifikasi maks {days} hari kerja. "
        "Cek: STATUS {number}. Batal: BATAL {number}",
        "LAPOR!: Laporan diterima, No {number}[ ({region})]. Verifikasi maks {days} hari kerja. "
        "Cek: STATUS {number}. Batal: BATAL {number}",
    ),
    _S.ACK_ANONYMOUS: (
        "LAPOR!: No {number} diterima ANONIM. Instansi tidak melihat nama dan nomor HP Anda. "
        "Jangan tulis nama sendiri di pesan. Cek: STATUS {number}",
    ),
    _S.ACK_CONFIDENTIAL: (
        "LAPOR!: No {number} RAHASIA: hanya dibaca admin dan instansi tujuan, tidak dipublikasikan. "
        "Mau identitas disembunyikan juga? Balas ANONIM {number}",
    ),
    _S.ACK_BOTH: (
        "LAPOR!: No {number} diterima ANONIM dan RAHASIA. Instansi tidak melihat nama dan nomor HP Anda, "
        "isi tidak dipublikasikan. Cek: STATUS {number}",
    ),
    _S.ACK_JOINED: (
        "LAPOR!: No {number} diterima. Laporan serupa sudah ada ({problem}[, {place}]), "
        "Anda pelapor ke-{count} dan ikut dikabari. Beda? Balas BEDA {number}",
        "LAPOR!: No {number} diterima. Laporan serupa sudah ada[ ({place})], "
        "Anda pelapor ke-{count} dan ikut dikabari. Beda? Balas BEDA {number}",
    ),
    _S.EMERGENCY: (
        "LAPOR!: 1708 BUKAN layanan darurat. TELEPON SEKARANG 112, damkar 113, polisi 110, ambulans 119. "
        "Pesan Anda juga kami catat No {number}[ {flag}]",
    ),
    _S.FORWARDED: (
        "LAPOR!: No {number} diteruskan[ ke {agency}]. Tindak lanjut maks {days} hari kerja[ (s.d. {due})]. "
        "Tambah info: TAMBAH {number} isi",
    ),
    _S.ANSWERED: (
        "LAPOR!: No {number} dijawab[ {agency}]: {answer}. Puas? Balas angka 1-5. "
        "Belum beres? Balas BELUM {number} alasan",
    ),
    _S.ASKED: (
        "LAPOR!: {agency} bertanya (No {number}): {answer} Balas: TAMBAH {number} jawaban",
        "LAPOR!: Petugas bertanya (No {number}): {answer} Balas: TAMBAH {number} jawaban",
    ),
    _S.ARCHIVED: (
        "LAPOR!: No {number} diarsipkan karena {reason}. Ingin dilanjutkan? Balas TAMBAH {number} rincian "
        "dalam {days} hari kerja, laporan dibuka lagi",
    ),
    _S.CLOSED: (
        "LAPOR!: No {number} ditutup: {days} hari kerja tanpa balasan Anda sejak dijawab. Belum beres? "
        "Balas BUKA {number} alasan, dalam {reopen} hari",
    ),
    _S.LINKED: (
        "LAPOR!: Aduan serupa dari Anda di {door} sudah kami kaitkan ke No {number}. Satu penanganan, "
        "Anda cukup pantau nomor ini",
    ),
    _S.STATUS_UNVERIFIED: (
        _NO + " menunggu verifikasi[ sejak {since}][, batas {due}]. Tambah info: TAMBAH {number} isi",
    ),
    _S.STATUS_ASKING: (_NO + " menunggu info dari Anda[ sejak {since}]. Balas: TAMBAH {number} isi",),
    _S.STATUS_ROUTED: (
        _NO
        + " diteruskan[ ke {agency}][ pada {since}][, batas jawab {due}]. Tambah info: TAMBAH {number} isi",
    ),
    _S.STATUS_WORKING: (
        _NO + " diproses[ {agency}][ sejak {since}][, batas jawab {due}]. Tambah info: TAMBAH {number} isi",
    ),
    _S.STATUS_ANSWERED: (
        _NO + " sudah dijawab[ {agency}][ pada {since}]. Belum beres? Balas BELUM {number} alasan",
    ),
    _S.STATUS_DONE: (_NO + " sudah selesai[ sejak {since}]. Terjadi lagi? Balas BUKA {number} alasan",),
    _S.STATUS_DELAYED: (
        _NO
        + " tertunda[ di {agency}][ sejak {since}][, batas jawab {due}]. Tambah info: TAMBAH {number} isi",
    ),
    _S.STATUS_ARCHIVED: (
        _NO + " diarsipkan[ pada {since}]. Ingin dilanjutkan? Balas TAMBAH {number} rincian",
    ),
    _S.STATUS_CANCELLED: (
        _NO + " dibatalkan[ pada {since}] atas permintaan Anda. Mau melapor lagi? Kirim SMS baru ke 1708",
    ),
    _S.STATUS_OVERDUE: (
        "LAPOR!: No {number} lewat batas jawab[ {agency}]. Sudah kami tegur dan naikkan ke admin nasional. "
        "Anda tidak perlu lapor ulang",
    ),
    _S.VERIFY_OVERDUE: (
        "LAPOR!: No {number} lewat batas verifikasi. Sudah kami tegur dan naikkan ke admin nasional. "
        "Anda tidak perlu lapor ulang",
    ),
    _S.STATUS_LIST: ("LAPOR!: Laporan Anda[ ({shown} dari {total})]: {list}. Balas angkanya utk rincian",),
    _S.STATUS_NONE: (
        "LAPOR!: Belum ada laporan dari nomor HP ini. Mau melapor? Tulis masalah, lokasi, kapan. "
        "Laporan dari web/aplikasi: cek di lapor.go.id",
    ),
    _S.STATUS_NOT_YOURS: (
        "LAPOR!: No {number} tidak ada utk nomor HP ini. Kirim dari nomor HP yang dipakai melapor, "
        "atau ketik STATUS saja utk semua laporan Anda",
    ),
    _S.STATUS_MISTYPED: (
        "LAPOR!: No {number} tidak ada utk nomor HP ini. Mungkin {suggestion}[ ({problem})]? Balas YA, "
        "atau ketik STATUS saja utk semua laporan Anda",
        "LAPOR!: No {number} tidak ada utk nomor HP ini, mungkin salah ketik. Periksa lagi angkanya, "
        "atau ketik STATUS saja utk semua laporan Anda",
    ),
    _S.STATUS_WEB: (
        "LAPOR!: {number} adalah nomor dari lapor.go.id/aplikasi, cek di lapor.go.id. "
        "Laporan lewat SMS bernomor 8 angka. Ketik STATUS utk semua laporan Anda",
    ),
    _S.ADDED: (
        "LAPOR!: Info tambahan masuk ke No {number} dan diteruskan ke {agency}. Terima kasih",
        "LAPOR!: Info tambahan masuk ke No {number}. Terima kasih",
    ),
    _S.ADD_WHICH: (
        "LAPOR!: Info utk laporan yang mana? {list}. Kirim lagi dgn nomornya, contoh: TAMBAH {number} isi",
    ),
    _S.ADD_EMPTY: (
        "LAPOR!: Isi infonya belum ada. Tulis dlm satu SMS: TAMBAH {number} isi",
        "LAPOR!: Isi infonya belum ada. Tulis dlm satu SMS: TAMBAH, nomor laporan, isi",
    ),
    _S.CANCEL_ASK: (
        "LAPOR!: Batalkan No {number}[ ({problem})]? Balas YA dalam {hours} jam. "
        "Tanpa balasan, laporan tetap diproses",
    ),
    _S.CANCELLED: (
        "LAPOR!: No {number} dibatalkan atas permintaan Anda. Mau melapor lagi? Kirim SMS baru ke 1708",
    ),
    _S.CANCEL_REFUSED_ANSWERED: (
        "LAPOR!: No {number} sudah dijawab instansi jadi tidak bisa dibatalkan. "
        "Ingin menutup? Balas angka 1-5 utk nilai jawabannya",
    ),
    _S.CANCEL_KEPT: (
        "LAPOR!: Baik, No {number}[ ({problem})] tidak jadi dibatalkan dan tetap diproses. "
        "Cek: STATUS {number}",
    ),
    _S.CANCEL_WHICH: (
        "LAPOR!: Batalkan laporan yang mana? {list}. Balas dgn nomornya, contoh: BATAL {number}",
    ),
    _S.CANCEL_NONE: (
        "LAPOR!: Tidak ada laporan berjalan dari nomor HP ini, jadi tidak ada yang dibatalkan. "
        "Ketik STATUS utk semua laporan Anda",
    ),
    _S.REPEAT: (
        "LAPOR!: Pesan ini sama dgn laporan Anda No {number}[ ({state})], jadi tidak dibuat baru. "
        "Cek: STATUS {number}",
    ),
    _S.REPEAT_OR_NEW: (
        "LAPOR!: Pesan ini sama dgn laporan Anda No {number}[ ({state})], jadi tidak dibuat baru. "
        "Kejadian lain? Balas BARU",
    ),
    _S.SEPARATED: (
        "LAPOR!: No {number} dipisah jadi laporan sendiri. Verifikasi maks {days} hari kerja. "
        "Cek: STATUS {number}",
    ),
    _S.NOW_ANONYMOUS: (
        "LAPOR!: No {number} kini ANONIM, nomor HP Anda disembunyikan dari instansi. "
        "Yang sudah terbaca petugas sebelumnya tidak dapat ditarik kembali",
    ),
    _S.NOW_CONFIDENTIAL: (
        "LAPOR!: No {number} kini RAHASIA: hanya dibaca admin dan instansi tujuan, tidak dipublikasikan. "
        "Mau identitas disembunyikan juga? Balas ANONIM {number}",
    ),
    _S.HELP: (
        "LAPOR! 1708: tulis masalah + lokasi + kapan. Perintah: STATUS no, TAMBAH no isi, BATAL no, "
        "ANONIM isi, BERHENTI. Tarif SMS biasa. Darurat: 112",
    ),
    _S.STOP: (
        "LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses. "
        "Cek kapan saja: STATUS no. Aktifkan lagi: MULAI",
    ),
    _S.STOP_ONE: (
        "LAPOR!: Anda tidak akan dikirimi SMS kabar No {number} lagi. Laporan tetap diproses. "
        "Cek kapan saja: STATUS {number}. Aktifkan lagi: MULAI",
    ),
    _S.START: (
        "LAPOR!: SMS kabar aktif lagi. Tidak ada laporan berjalan dari nomor HP ini. "
        "Mau melapor? Tulis masalah, lokasi, kapan",
    ),
    _S.START_ONE: (
        "LAPOR!: SMS kabar aktif lagi. Anda punya 1 laporan berjalan: {number} ({state}[, batas {due}])",
    ),
    _S.START_SEVERAL: (
        "LAPOR!: SMS kabar aktif lagi. Anda punya {total} laporan berjalan. Ketik STATUS utk daftarnya",
    ),
    _S.UNCLEAR: (
        "LAPOR!: Pesan Anda kami terima[ (ref P-{ref})] tetapi belum jelas, petugas akan membacanya. "
        "Boleh kirim ulang: masalah, lokasi, kapan",
    ),
    _S.BY_HAND: (
        "LAPOR!: Pesan Anda kami terima[ (ref P-{ref})] dan dikerjakan petugas. "
        "Ketik STATUS utk laporan Anda, BANTUAN utk daftar perintah",
    ),
    _S.GREETING: (
        "LAPOR!: Ada yang ingin dilaporkan? Tulis masalah, lokasi, kapan. "
        "Contoh: lampu jalan mati di Jl Melati Garut sejak Senin. Bantuan: BANTUAN",
    ),
    _S.SIM_REGISTRATION: (
        "LAPOR!: Itu format registrasi kartu (kirim ke 4444, bukan 1708). "
        "Nomor NIK/KK Anda sudah kami hapus dan tidak disimpan",
    ),
    _S.ABUSE: (
        "LAPOR!: Pesan belum berisi aduan layanan publik. Tulis masalah, lokasi, waktu. "
        "Pesan kasar atau iseng berulang tidak kami balas",
    ),
    _S.TOO_MANY: (
        "LAPOR!: Terlalu banyak pesan dari nomor Anda, balasan dihentikan {hours} jam. "
        "Semua pesan tetap tersimpan dan diperiksa petugas",
    ),
    _S.INCOMPLETE_PARTS: (
        "LAPOR!: SMS panjang Anda tiba tidak lengkap ({arrived} dari {total} bagian), dicatat No {number}. "
        "Lengkapi: TAMBAH {number} isi yang kurang",
    ),
    _S.MMS: (
        "LAPOR!: Foto tidak terbaca lewat SMS. Tulis uraian dan lokasinya, "
        "atau unggah foto di lapor.go.id[ dengan No {number}]",
    ),
    _S.PRIVATE_MATTER: (
        "LAPOR!: No {number} dicatat. Urusan pribadi atau perkara hukum umumnya di luar layanan publik; "
        "petugas memeriksa dan mengabari arah yang tepat",
    ),
    _S.PLACE_ASK: (
        "LAPOR!: No {number} dicatat[ ({problem})]. Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota. "
        "Contoh: Sukamaju, Jonggol, Kab Bogor",
    ),
    _S.PLACE_ASK_LAST: (
        "LAPOR!: No {number} dicatat[ ({problem})]. Di mana lokasinya? {place} lagi? Balas YA. "
        "Bukan? Balas desa/kel, kecamatan, kab/kota",
    ),
    _S.PLACE_CHOICE: (
        "LAPOR!: No {number} dicatat. {name} yang mana? Balas angka: {list} {other} lainnya (ketik kab/kota)",
    ),
    _S.PLACE_TYPE: (
        "LAPOR!: Baik, di mana lokasi No {number}[ ({problem})]? Ketik desa/kel, kecamatan, kab/kota. "
        "Contoh: Sukamaju, Jonggol, Kab Bogor",
    ),
    _S.PLACE_SILENCE: (
        "LAPOR!: No {number} tetap kami periksa walau lokasi belum ada. "
        "Agar lebih cepat, balas LOKASI {number} lalu desa, kecamatan, kab/kota",
    ),
    _S.PLACED: (
        "LAPOR!: Terima kasih. Lokasi No {number}: {place}. Keliru? Balas LOKASI {number} lokasi benar"
        "[. Verifikasi maks {days} hari kerja]",
    ),
    _S.PLACED_CHOSEN: (
        "LAPOR!: No {number}: {problem}, {place}. Verifikasi maks {days} hari kerja. Cek: STATUS {number}",
        "LAPOR!: No {number}: {place}. Verifikasi maks {days} hari kerja. Cek: STATUS {number}",
    ),
    _S.PLACE_UNREAD: (
        "LAPOR!: Lokasi No {number} belum terbaca, petugas memeriksanya. "
        "Agar lebih cepat, balas LOKASI {number} lalu desa, kecamatan, kab/kota",
    ),
    _S.LOCATION_EMPTY: (
        "LAPOR!: Lokasinya belum ada. Tulis dlm satu SMS: LOKASI {number} desa, kecamatan, kab/kota",
        "LAPOR!: Lokasinya belum ada. Tulis dlm satu SMS: LOKASI, nomor laporan, desa, kecamatan, kab/kota",
    ),
    _S.WHICH_TICKET: (
        "LAPOR!: Utk laporan yang mana? {list}. Kirim lagi dgn nomornya, contoh: {command} {number} isi",
    ),
    _S.NUMBER_MEANT: (
        "LAPOR!: Angka {digits} utk apa? Tidak ada pertanyaan yang menunggu angka itu. "
        "Lihat laporan: STATUS. Melapor: tulis masalah, lokasi, kapan",
    ),
    _S.RATED: (
        "LAPOR!: Terima kasih, nilai {stars} utk No {number} dicatat dan laporan selesai. "
        "Terjadi lagi dlm {days} hari? Balas BUKA {number}",
    ),
    _S.DISPUTED: (
        "LAPOR!: No {number} dibuka lagi (sanggahan {count} dari {most}) dan dikirim ke {agency}. "
        "Batas jawab {due}. Kami kabari lewat SMS",
        "LAPOR!: No {number} dibuka lagi (sanggahan {count} dari {most}). "
        "Batas jawab {due}. Kami kabari lewat SMS",
    ),
    _S.DISPUTED_AGAIN: (
        "LAPOR!: No {number} sudah {most}x disanggah. Kali ini petugas admin nasional yang memeriksa "
        "dan memutuskan. Kami kabari lewat SMS",
    ),
    _S.REOPENED: (
        "LAPOR!: No {number}[ ({problem})] dibuka lagi. Verifikasi maks {days} hari kerja. "
        "Cek: STATUS {number}",
    ),
    _S.REOPEN_LATE: (
        "LAPOR!: No {number} sudah lama ditutup (lebih dari {days} hari) jadi tidak bisa dibuka lagi. "
        "Masih terjadi? Tulis laporan baru: masalah, lokasi, kapan",
    ),
    _S.HIDE_NEXT: (
        "LAPOR!: Baik, laporan Anda berikutnya {flag}. Tulis masalah, lokasi, kapan. "
        "Utk laporan yang sudah ada: {command} lalu nomornya",
    ),
    _S.NOTHING_PENDING: (
        "LAPOR!: Tidak ada pertanyaan yang menunggu balasan Anda. Mau melapor? Tulis masalah, lokasi, kapan. "
        "Daftar perintah: BANTUAN",
    ),
    _S.ERASE_ASK: (
        "LAPOR!: Hapus nomor HP dan identitas Anda dari sistem? Isi laporan disimpan tanpa identitas "
        "dan Anda tidak dikabari lagi. Balas HAPUS {code}",
    ),
    _S.ERASE_ACCEPTED: (
        "LAPOR!: Permintaan hapus data diterima (ref H-{code}), dikerjakan maks 3x24 jam. "
        "Ini SMS terakhir dari kami ke nomor Anda",
    ),
    _S.ERASE_WRONG: (
        "LAPOR!: Kode hapus data tidak cocok, tidak ada yang dihapus. Periksa angkanya, "
        "atau ketik HAPUS DATA utk kode baru",
    ),
    _S.PLACE_ASK_PROTECTED: (
        "LAPOR!: No {number} diterima {flag}. Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota",
    ),
    _S.PLACE_ASK_LAST_PROTECTED: (
        "LAPOR!: No {number} diterima {flag}. Di mana lokasinya? {place} lagi? Balas YA. "
        "Bukan? Balas desa/kel, kecamatan, kab/kota",
    ),
    _S.PLACE_CHOICE_PROTECTED: (
        "LAPOR!: No {number} diterima {flag}. {name} yang mana? Balas angka: {list} "
        "{other} lainnya (ketik kab/kota)",
    ),
    _S.DIGITS_UNREAD: (
        "LAPOR!: Nomor laporan Anda tidak terbaca. Ketik {command} lalu nomornya dgn angka 0 sampai 9. "
        "Lupa nomornya? Ketik STATUS saja",
    ),
}

STATUS_SENTENCES: Final = {state: Sentence(f"status_{state.value}") for state in CaseState}

STATE_WORDS: Final = {
    CaseState.UNVERIFIED: "verifikasi",
    CaseState.ASKING: "menunggu info",
    CaseState.ROUTED: "diteruskan",
    CaseState.WORKING: "diproses",
    CaseState.ANSWERED: "dijawab",
    CaseState.DONE: "selesai",
    CaseState.DELAYED: "tertunda",
    CaseState.ARCHIVED: "diarsipkan",
    CaseState.CANCELLED: "dibatalkan",
}

ARCHIVE_WORDS: Final = {
    ArchiveCode.UNCLEAR: "kurang jelas",
    ArchiveCode.NOT_PUBLIC: "bukan layanan publik",
    ArchiveCode.DUPLICATE: "laporan ganda",
    ArchiveCode.IN_COURT: "dalam proses hukum",
    ArchiveCode.HOAX: "isinya iseng/SARA",
}

# By (anonymous, confidential): with what it means, and where there is no room for that.
PROTECTION_WORDS: Final = {
    (True, False): ("ANONIM (instansi tidak melihat nama dan nomor HP Anda)", "ANONIM"),
    (False, True): ("RAHASIA (hanya dibaca admin dan instansi tujuan)", "RAHASIA"),
    (True, True): ("ANONIM dan RAHASIA (instansi tidak melihat identitas Anda)", "ANONIM dan RAHASIA"),
}
