"""The words of citizens' commands: the verbs as people type them, what may stand around them."""

import re

from parsers.complaint import Verb
from parsers.wordlist import wordset

VERBS: dict[str, Verb] = {
    **dict.fromkeys(
        wordset(
            "status stts sts stat statu setatus statusnya cek ngecek mengecek dicek check cekstatus",
            "progres progress lacak pantau",
        ),
        Verb.STATUS,
    ),
    **dict.fromkeys(
        wordset(
            "tambah tmbh tmbah tbh tbah tambahan tambahkan nambah nambahin nambahkan menambah menambahkan",
            "tambahin tambahi nambahan susulan lengkapi melengkapi tambahinfo",
        ),
        Verb.ADD,
    ),
    **dict.fromkeys(
        wordset("lokasi lok loks lksi alamat tempat lokasinya alamatnya tempatnya"), Verb.LOCATION
    ),
    **dict.fromkeys(
        wordset(
            "batal btl batalkan membatalkan mbatalkan cancel batalin batalno batalaken dibatalkan",
            "dibatalin cabut mencabut dicabut wurung wurungkan bolay",
        ),
        Verb.CANCEL,
    ),
    **dict.fromkeys(
        wordset(
            "ya y yo iya iy iyo iyah iyap iyes yaa yes yep yap yup ok oke okay okey okeh okee oce okd",
            "betul benar bener setuju siap yoi nggih enggih inggih njih injih inggeh nggeh muhun sumuhun",
            "leres mangga baik baiklah sip siip sepakat hooh ho'oh lanjut lanjutkan",
        ),
        Verb.YES,
    ),
    **dict.fromkeys(
        wordset(
            "tidak tdk tida gak ga gk g nggak ngga nggk enggak engga gamau no nope bukan bkn jangan jgn",
            "ndak nda nde ndk mboten boten tak t n henteu heunteu teu ora orak ojo emoh ogah ulah sanes",
            "gajadi gakjadi ngajadi gausah",
        ),
        Verb.NO,
    ),
    **dict.fromkeys(wordset("baru lain anyar"), Verb.NEW),
    **dict.fromkeys(
        wordset("beda bda pisah berbeda bedakan pisahkan dipisah dipisahkan benten"), Verb.SEPARATE
    ),
    **dict.fromkeys(
        wordset("belum blm blum belom blom bloom lom lum durung dereng acan tacan teuacan"), Verb.DISPUTE
    ),
    **dict.fromkeys(wordset("buka bukalagi bka membuka dibuka bukakan bukak"), Verb.REOPEN),
    **dict.fromkeys(
        wordset("anonim anonym anonymous anonimkan anonimus annonim dianonimkan anonimous"), Verb.ANONYMOUS
    ),
    **dict.fromkeys(wordset("rahasia rahasiakan dirahasiakan merahasiakan rhs rahsia"), Verb.CONFIDENTIAL),
    **dict.fromkeys(
        wordset(
            "bantuan bntuan bantuannya help info menu bantu petunjuk panduan perintah tutorial",
        ),
        Verb.HELP,
    ),
    **dict.fromkeys(
        wordset(
            "stop berhenti berenti brenti unreg unsubscribe unsub stp setop henti hentikan mandeg mandheg",
            "eureun liren",
        ),
        Verb.STOP,
    ),
    **dict.fromkeys(wordset("mulai start mulaikan aktifkan aktif aktivkan aktifin wiwit mimiti"), Verb.START),
    **dict.fromkeys(
        wordset("hapus hps delete hapuskan menghapus dihapus hapusin apus hapusen busak"), Verb.ERASE
    ),
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
SLIPPED = {  # what is recognised with a slip of the finger, from the words that are typed most
    word: VERBS[word]
    for word in (
        "status", "cek", "progres", "tambah", "tambahkan", "tambahan", "lokasi", "batal", "batalkan",
        "cancel", "setuju", "tidak", "nggak", "enggak", "bukan", "jangan", "baru", "beda", "berbeda",
        "pisahkan", "belum", "belom", "buka", "anonim", "anonimkan", "anonymous", "rahasia",
        "rahasiakan", "bantuan", "panduan", "petunjuk", "stop", "berhenti", "unreg", "unsubscribe",
        "hentikan", "mulai", "start", "aktifkan", "hapus", "hapuskan", "delete", "help", "inggih",
        "nggih", "mboten", "henteu", "membatalkan",
    )
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
UNDONE = wordset("beres tuntas puas selesai rampung")
GOES_ON = wordset(
    "cuma hanya masih malah juga jg tetap tapi tp karena krn sama baru kok pak bu min mas mbak",
)
MESSAGES = wordset("kirim kirimi dikirimi sms notif notifikasi")
FILLER = wordset(
    "ya y iya yaa pak pa bapak bpk pk bu ibu buk ibuk mas mbak mba mbk kak ka min admin gan bang om kakak",
    "kang teh teteh akang bro sis bos boss bosku pakde kakek tante dek adik lae ito tolong tlg tulung",
    "tulungan mohon mhn dong donk dnk deh nya makasih mksh makasi mkasih trims trms trm trima terima",
    "terimakasih trimakasih trmksh kasih ksh thx thanks thank you tq tks ty tengkyu suwun nuwun nuhun",
    "hatur matur please pls plis plz plisss saja aja ae wae dulu dl dlu lagi lg sih kok nih ini itu untuk",
    "utk yg yang saya sy sya aku ak kula abdi laporan lapor laporannya laporanku aduan pengaduan aduannya",
    "aduanku tiket tiketku keluhan semua no nomor nomer nmr kami sms pesan kabar lah kah dan segera",
    "secepatnya cepat cpt cek status sudah sdh udah udh gimana gmn bagaimana sekarang skrg skrang mau",
    "ingin kirim dari 1708 info kabarnya halo hallo hai hi selamat slmt met pagi siang sore malam",
    "assalamualaikum salam wassalam permisi punten atas nama hormat kata langganan berlangganan notif",
    "notifikasi batalkan batal maaf mf sori sorry banyak bnyk bgt banget wkwk wkwkwk hehe hehehe hihi",
    "amin aamiin ok oke sip siap baik kemarin kmrn kmarin tadi td barusan sebelumnya minta coba cs",
    "operator petugas tadinya mawon we atuh mah euy ah eh lho loh toh to yo yah bantuannya infonya",
    "ditunggu tunggu sangat sekali",
)
LEAD = wordset(
    "tolong tlg tulung mohon mhn mau ingin pengen pengin pingin pgn minta coba cobain maaf mf pak pa",
    "bapak bpk bu ibu buk mas mbak mba kak min admin bang gan kang teh bro sis om saya sy sya aku ak kami",
    "kita kula abdi ini itu yang yg laporan lap laporanku aduan pengaduan tiket selamat slmt pagi siang",
    "sore malam halo hallo hai hi tanya nanya bertanya yth info kejadian kasus masalah tau tahu lihat",
    "liat utk untuk buat jadikan jadiin dijadikan bikin ubah ganti kalau klo kalo permisi punten",
    "assalamualaikum ass wr wb salam izin ijin bisa boleh bs dong ya tetap masih balas jawab perintah",
    "ketik hoyong badhe nyuwun nyungkeun arep jadi dan lalu terus trs juga jg sekalian segera no nomor",
    "nmr 1708",
)
LED_ALONE = frozenset(
    {
        Verb.STATUS, Verb.CANCEL, Verb.STOP, Verb.START, Verb.ERASE, Verb.NEW, Verb.ANONYMOUS,
        Verb.CONFIDENTIAL, Verb.SEPARATE,
    }
)  # fmt: skip
TAILS: dict[Verb, frozenset[str]] = {
    Verb.STATUS: wordset(
        "lama belum blm blum ada kabar tanggapan jawaban respon respons diproses ditindak dijawab selesai",
        "sampai sampe smp mana perkembangan kelanjutan kelanjutannya hasil hasilnya kenapa kapan nyampe",
        "soal ditindaklanjuti progres progresnya jawabannya dimana apa tentang terkini terakhir juga jg",
        "tau tahu terbaru perkembangannya bisa boleh",
    ),
    Verb.ADD: wordset("ke pada info informasi keterangan dengan nomor"),
    Verb.LOCATION: wordset("benar bener sebenarnya tepat tepatnya betul"),
    Verb.CANCEL: wordset(
        "salah keliru kirim ketik beres selesai diperbaiki dibetulkan dikerjakan ditangani tidak tdk ga",
        "gak jadi dobel double ganda terlanjur kepencet nyala lancar normal diangkut ditambal aman kelar",
        "rampung karena krn soalnya teratasi kembali",
    ),
    Verb.DISPUTE: wordset(
        "beres selesai tuntas puas ada perbaikan diperbaiki dikerjakan tanggapan juga jg sama sekali",
        "rampung masih apa apa2 apa-apa ditangani tindakan ditindak",
    ),
    Verb.YES: wordset(
        "setuju benar bener betul lanjut lanjutkan jadi sudah batal batalkan dibatalkan sesuai pas tepat",
        "silakan silahkan boleh mangga begitu tutup",
    ),
    Verb.NO: wordset(
        "jadi usah perlu puas batal batalkan dibatalkan setuju ada benar bukan sesuai boleh",
    ),
    Verb.CHOICE: wordset(
        "puas sangat bagus baik memuaskan bintang nilai pilih pilihan jawaban jawabannya angka kurang",
        "cukup tidak tdk ga gak sekali lumayan biasa kecewa mengecewakan jelek buruk mantap mantab top",
        "keren good nice dpt dapat",
    ),
    Verb.ERASE: wordset(
        "data datanya nomor hp identitas akun semua seluruh pribadi nama kode ref",
    ),
    Verb.NEW: wordset("kejadian lain laporan beda kasus masalah bukan sama"),
    Verb.REOPEN: wordset("kembali laporan"),
    Verb.SEPARATE: wordset(
        "lokasi tempat kejadian kasus masalah laporan lokasinya tempatnya jalan baru",
    ),
    Verb.HELP: wordset(
        "cara caranya carane carana lapor melapor perintah format formatnya pakai menggunakan me apa saja",
        "caranipun layanan",
    ),
    Verb.STOP: wordset(
        "usah perlu mau ingin terima menerima dikirim dikirimi kirimi kirimin ngirim mengirim masuk dulu",
        "semua kabar layanan informasi smsnya pesannya promo saja sms2 sms-sms",
    ),
    Verb.START: wordset("kembali terima layanan kabar sms"),
    Verb.ANONYMOUS: wordset("jadi dijadikan identitas"),
    Verb.CONFIDENTIAL: wordset("jadi dijadikan identitas"),
}
MARKER = wordset("no nomor nomer nmr tiket laporan aduan ticket id kode #")
CHOOSING = wordset(
    "no nomor nmr nomer pilih pilihan nilai angka jawab bintang skor rating yang yg saya sy aku kasih",
    "beri nilainya jawaban jawabannya balas pilihannya puas ok oke ya pak bu ke kami milih memilih opsi",
    "kategori ngasih memberi poin sangat",
)
HOW_WORDS = FILLER | wordset(
    "cara caranya carane carana caranipun kumaha piye pripun kepriye kados pundi melapor lapornya format",
    "formatnya smsnya lewat via pakai pake menggunakan bisa bs kalau kalo klo ke di sini disini hp apa",
    "isi isinya tulis nulis ketik diketik ditulis masalah warga masyarakat benar bener tahu tau tanya",
    "nanya mengadu ngadu adu contoh contohnya seperti kayak sesuatu hal perintah perintahnya bantuan",
    "petunjuk panduan layanan gunakan menu help me bingung ga tidak gimana ngelapor ngelaporin nglapor",
    "melaporkan mengirim ngirim buat bikin membuat pengaduan aduan",
)
NEVER = wordset(
    "tambak tambal bantuin mulia harus halus lapis baris stasiun bantal batas kusta stater rapus kapus",
    "bapus bangun bangku batak batang belut bahan bedah bunda tidar lokal loket lomba hapal mulas mulut",
    "batako pulai bukit bakar batur haus muai hulu stom",
)  # other words, one slip away from a verb
OF_OTHERS = wordset(  # "rahasia umum": a secret that is spoken of, not asked for
    "umum umumnya publik negara dagang bank perusahaan dapur pribadi keluarga jabatan dokter medis pasien",
    "nasabah alam sukses besar data dokumen bocor terbongkar bahwa",
)
REPORT_WORDS = frozenset({"laporan", "aduan", "pengaduan", "laporannya", "keluhan"})
HOW = re.compile(
    r"\b(?:cara|caranya|carane|carana|caranipun|tata cara)\b"
    r"|\b(?:bagaimana|gimana|gmn|kumaha|piye|pripun) (?:me)?lapor\b"
    r"|\bformat(?:nya)?\b|\bperintah(?:nya)? apa\b|\bapa (?:saja |aja )?(?:perintah|menu)(?:nya)?\b"
    r"|\bhelp me\b"
)
OWN_REPORT = re.compile(
    r"\b(?:laporan|lap|laporannya|aduan|pengaduan|keluhan|tiket|lapor|aduannya)(?:ku|ne|na)?(?: (?:saya|"
    r"sy|sya|kami|aku|ku|q|kula|abdi|no|nomor|yang|yg|kemarin|kmrn|kmarin|dulu|tadi|#?[0-9]{5,9}))*\b"
)
ASKS = re.compile(
    r"\b(?:gimana|gmn|gmna|bagaimana|bgmn|piye|pripun|kumaha|kepriye|kapan|kpn|iraha|lama"
    r"|(?:sampai|sampe|smp|sejauh|tekan) ?(?:di ?)?mana|kabar|kabarnya|kabare|kelanjutan|kelanjutannya"
    r"|perkembangan|perkembangannya|nasib|nasibnya|progres|progress|progresnya|status|statusnya|hasilnya"
    r"|(?:direspon|dijawab|dibalas|diproses|ditanggapi|ditindak|ditindaklanjuti)"
    r" (?:belum|blm|apa belum|ga|gak)"
    r"|(?:belum|blm|blum|tidak|tdk|ga|gak|kok|durung|dereng|teu acan) (?:juga |jg )?(?:ada |di )?"
    r"(?:tanggapan|respon|respons|jawaban|balasan|tindak|tindakan|kabar|ditanggapi|direspon|dijawab"
    r"|dibalas|diproses|ditindak|ditindaklanjuti|progres)"
    r"|(?:sudah|sdh|udah|udh|dah|wis|wes|tos|apa|apakah) (?:di)?"
    r"(?:proses|tanggapi|respon|jawab|balas|tindak|tindaklanjuti|tangani|kerjakan|baca|cek|terima|teruskan)"
    r"|mana tindak|mana (?:jawaban|tanggapan|hasil|respon)(?:nya)?)\b"
)
MOVES = wordset(  # what is asked of a report that has no other name
    "kelanjutan kelanjutannya perkembangan perkembangannya progres progresnya ditindaklanjuti diproses",
    "prosesnya tanggapan tanggapannya jawaban jawabannya respon responnya tindaklanjut tindaklanjutnya",
)
ASKING = (
    FILLER
    | MOVES
    | TAILS[Verb.STATUS]
    | wordset(
        "kumaha piye pripun kpn lanjut tindak lanjutnya",
    )
)
QUESTION = wordset("gimana gmn gmna bagaimana kumaha piye pripun kapan kpn kok kenapa mana")
