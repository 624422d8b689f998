"""The words of citizens' commands: the verbs as people type them, what may stand around them."""

import re

from parsers.complaint import Verb
from parsers.wordlist import wordset

VERBS: dict[str, Verb] = {
    **dict.fromkeys(
        wordset("status stts sts stat statu setatus cek check cekstatus progres progress"), Verb.STATUS
    ),
    **dict.fromkeys(wordset("tambah tmbh tmbah tambahan tambahkan nambah"), Verb.ADD),
    **dict.fromkeys(wordset("lokasi lok loks alamat tempat lokasinya"), Verb.LOCATION),
    **dict.fromkeys(wordset("batal btl btal batalkan cancel batalin dibatalkan cabut"), Verb.CANCEL),
    **dict.fromkeys(
        wordset("ya y iya iy yaa yes ok oke okay okey betul benar setuju siap yoi yup nggih inggih"), Verb.YES
    ),
    **dict.fromkeys(
        wordset("tidak tdk tida gak ga gk nggak ngga enggak no bukan jangan jgn ndak mboten tak t n"), Verb.NO
    ),
    **dict.fromkeys(wordset("baru lain"), Verb.NEW),
    **dict.fromkeys(wordset("beda bda pisah berbeda bedakan"), Verb.SEPARATE),
    **dict.fromkeys(wordset("belum blm blum belom"), Verb.DISPUTE),
    **dict.fromkeys(wordset("buka bukalagi bka"), Verb.REOPEN),
    **dict.fromkeys(wordset("anonim anonym anonymous anonimkan anonimus annonim"), Verb.ANONYMOUS),
    **dict.fromkeys(wordset("rahasia rahasiakan rhs rahsia"), Verb.CONFIDENTIAL),
    **dict.fromkeys(wordset("bantuan help info menu bantu petunjuk panduan"), Verb.HELP),
    **dict.fromkeys(wordset("stop berhenti unreg unsubscribe stp setop henti"), Verb.STOP),
    **dict.fromkeys(wordset("mulai start mulaikan aktifkan aktif"), Verb.START),
    **dict.fromkeys(wordset("hapus hps delete hapuskan"), Verb.ERASE),
}
BEHIND_NUMBER = frozenset(
    {
        Verb.STATUS, Verb.ADD, Verb.LOCATION, Verb.CANCEL, Verb.SEPARATE, Verb.DISPUTE, Verb.REOPEN,
        Verb.ANONYMOUS, Verb.CONFIDENTIAL, Verb.STOP,
    }
)  # fmt: skip
NUMBER_WORDS = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7",
    "delapan": "8", "sembilan": "9", "pertama": "1", "kedua": "2", "ketiga": "3", "keempat": "4",
    "kelima": "5",
}  # fmt: skip
PLACE_OPENERS = wordset(
    "jl jln jalan ds desa dusun dsn kp kampung kel kelurahan kec kecamatan rt rw gg gang dpn depan dekat",
    "dkt belakang blkg samping sebelah seberang perum perumahan komplek kompleks blok perempatan",
    "pertigaan simpang pasar kab kota kabupaten banjar lorong nagari gampong kantor sd smp sma masjid",
    "lapangan terminal stasiun di",
)
TROUBLE = wordset(
    "rusak hancur bolong berlubang lubang mati padam macet banjir sampah tidak tdk ga gak belum blm bau",
    "kotor roboh ambruk mampet bocor gelap liar kebakaran longsor rawan pungli minta mohon tolong lapor",
    "mau parah becek jebol putus terbakar tumbang miring longsoran genangan kecelakaan begal",
)
UNDONE = wordset("beres tuntas puas")
MESSAGES = wordset("kirim kirimi dikirimi sms notif notifikasi")
FILLER = wordset(
    "ya y iya pak bapak bpk pa bu ibu buk mas mbak kak min admin gan bang om kakak tolong tlg mohon mhn",
    "dong donk deh nya makasih mksh makasi trims trima terima kasih thx thanks tq suwun nuhun please pls",
    "plis saja aja dulu dl lagi lg sih kok nih ini itu untuk utk yg yang saya sy sya aku laporan lapor",
    "laporannya aduan pengaduan aduannya tiket keluhan semua no nomor nomer nmr kami sms pesan kabar lah",
    "kah dan segera cek status sudah sdh gimana gmn bagaimana sekarang skrg mau ingin kirim dari 1708",
    "info kabarnya bos boss halo hallo selamat pagi siang sore malam atas nama hormat kata langganan",
    "berlangganan notif notifikasi batalkan batal maaf mf sori sorry banyak bnyk bgt banget",
)
LEAD = wordset(
    "tolong tlg mohon mhn mau ingin minta coba maaf pak bapak bpk bu ibu buk mas mbak kak min admin bang",
    "gan saya sy aku kami ini yang yg laporan lap laporanku aduan pengaduan tiket selamat pagi siang sore",
    "malam halo hallo tanya yth info kejadian kasus masalah",
)
LED_ALONE = frozenset({Verb.STATUS, Verb.CANCEL, Verb.STOP, Verb.START, Verb.ERASE, Verb.NEW})
TAILS: dict[Verb, frozenset[str]] = {
    Verb.DISPUTE: wordset(
        "beres selesai tuntas puas ada perbaikan diperbaiki dikerjakan tanggapan juga sama sekali"
    ),
    Verb.YES: wordset("setuju benar betul lanjut lanjutkan jadi sudah batal batalkan"),
    Verb.NO: wordset("jadi usah perlu puas batal setuju ada benar bukan"),
    Verb.CHOICE: wordset(
        "puas sangat bagus baik memuaskan bintang nilai pilih pilihan jawaban angka kurang cukup",
        "tidak sekali",
    ),
    Verb.ERASE: wordset("data nomor hp identitas akun semua pribadi nama"),
    Verb.NEW: wordset("kejadian lain laporan beda"),
    Verb.REOPEN: wordset("kembali laporan"),
    Verb.SEPARATE: wordset("lokasi tempat kejadian kasus masalah laporan"),
    Verb.HELP: wordset("cara lapor melapor perintah format pakai menggunakan"),
}
MARKER = wordset("no nomor nomer nmr tiket laporan aduan ticket id #")
CHOOSING = wordset(
    "no nomor nmr pilih pilihan nilai angka jawab bintang skor yang yg saya sy aku kasih beri nilainya",
    "jawaban jawabannya balas pilihannya puas ok oke ya pak bu",
)
HOW_WORDS = FILLER | wordset(
    "cara caranya melapor lapornya format formatnya smsnya lewat via pakai pake bisa bs kalau kalo klo ke di",
    "sini disini hp apa isi isinya tulis nulis ketik diketik ditulis masalah warga masyarakat benar bener",
    "tahu tau tanya nanya mengadu ngadu adu formatnya contoh contohnya seperti kayak sesuatu hal",
)
NEVER = wordset(
    "tambak tambal bantuin mulia harus halus lapis baris stasiun bantal",
)  # other words, one slip away from a verb
OF_OTHERS = wordset(  # "rahasia umum": a secret that is spoken of, not asked for
    "umum umumnya publik negara dagang bank perusahaan dapur pribadi keluarga jabatan dokter medis pasien",
    "nasabah alam sukses besar data dokumen bocor terbongkar",
)
REPORT_WORDS = frozenset({"laporan", "aduan", "pengaduan", "laporannya", "keluhan"})
CARRYING = frozenset({Verb.ADD, Verb.LOCATION, Verb.DISPUTE, Verb.REOPEN})
HOW = re.compile(
    r"\b(?:cara(?:nya)? (?:me)?lapor"
    r"|cara(?:nya)? (?:kirim|ngirim|mengirim|buat|bikin|membuat) (?:laporan|aduan|sms)"
    r"|(?:bagaimana|gimana|gmn) (?:cara(?:nya)? )?(?:me)?lapor"
    r"|mau (?:me)?lapor (?:caranya|gimana|bagaimana|gmn)|format(?:nya)? (?:sms|pesan|lapor|laporan|aduan)"
    r"|(?:sms|lapor|laporan)(?:nya)? format(?:nya)?)\b"
)
OWN_REPORT = re.compile(
    r"\b(?:laporan|lap|laporannya|aduan|pengaduan|keluhan|tiket|lapor|aduannya)(?:ku)?(?: (?:saya|"
    r"sy|sya|kami|aku|ku|q|no|nomor|yang|yg|kemarin|kmrn|kmarin|dulu|tadi|#?[0-9]{5,9}))*\b"
)
ASKS = re.compile(
    r"\b(?:gimana|gmn|gmna|bagaimana|bgmn|piye|pripun|kapan|kpn|lama|sampai mana|sampe mana|smp "
    r"mana|sampai dimana|sampe dimana|kabar|kabarnya|kelanjutan|kelanjutannya|perkembangan|"
    r"perkembangannya|progres|progress|status|statusnya"
    r"|(?:belum|blm|blum|tidak|tdk|ga|gak|kok) (?:juga |jg )?(?:ada )?(?:tanggapan|respon|respons|"
    r"jawaban|balasan|tindak|tindakan|kabar|ditanggapi|direspon|dijawab|dibalas|diproses|ditindak|"
    r"ditindaklanjuti|progres)|sudah diproses|sdh diproses|udah diproses|mana tindak)\b"
)
