"""Everyday words that stand where a name of a place could stand, and what tells them from that name."""

from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Sense:
    """The words that show the everyday sense of a name: directly *before* it, directly *after* it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    def shown(self, before: str | None, after: str | None) -> bool:
        return before in self.before or after in self.after


# Towns and regencies whose name is also a word, with the neighbours that show the word is meant.
SENSES: dict[str, Sense] = {
    "malang": Sense(
        _words("nasib nasibnya yang yg sungguh si makin hidup"),
        _words("sekali sekli skali skl nasib melintang benar bener nian betul nasibku nasibnya"),
    ),
    "medan": Sense(
        _words(
            "paham kondisi karena krn faktor kuasai menguasai sulitnya beratnya "
            "segala mengenal di2 ganja duren"
        ),
        _words(
            "berat sulit curam terjal perang magnet jalan jalannya jalanan yang "
            "yg nya tempur laga jalur ekstrim "
            "ekstrem pegunungan licin menanjak susah tugas parah berlumpur berbatu"
        ),
    ),
    "padang": Sense(
        _words("nasi rm masakan rendang sate satay makanan bumbu orang urang"),
        _words(
            "rumput pasir ilalang lamun gembala golf savana lapang luas pengembalaan penggembalaan mahsyar"
        ),
    ),
    "pati": Sense(
        _words("tepung sari intel perwira si kolonel se"), _words("polri tni singkong geni jagung")
    ),
    "kuningan": Sense(
        _words("patung bahan warna kabel besi tembaga logam kerajinan rasuna ukiran kran keran"),
        _words("jakarta jaksel jkt tembaga bekas barat timur city"),
    ),
    "serang": Sense(
        _words("ikut saling yang yg suka mulai jangan"), _words("balik petugas warga kami orang rumah")
    ),
    "sampang": Sense(_words("jl tali"), frozenset()),
    "solo": Sense(
        _words("karir motor lagu tampil"), _words("karir karier vokal gitar travelling traveling tour")
    ),
    "batang": Sense(
        _words("se 1 2 3 4 5 6 7 8 9 10 satu dua tiga empat lima beberapa ada potong tebang tumbang"),
        _words(
            "pohon kayu rokok bambu pisang air sungai pinang besi kabel tubuh hari aek korek sabun pipa tiang"
        ),
    ),
    "banjar": Sense(
        _words("adat br kelian ketua orang suku bahasa warga krama"), _words("adat dinas banjir")
    ),
    "metro": Sense(_words("polda jaya"), _words("tv jaya mini")),
    "manggarai": Sense(_words("stasiun terminal pintu flyover"), _words("jaksel jakarta tebet")),
    "palu": Sense(_words("pakai dgn dengan ketok hakim martil"), _words("hakim arit godam sidang")),
    "sorong": Sense(_words("dorong tarik gerobak di2 pintu"), _words("dorong balik")),
    "tegal": Sense(_words("warteg"), frozenset()),
    "kupang": Sense(_words("lontong kerang cafe"), _words("lontong")),
    "bogor": Sense(_words("asinan"), frozenset()),
    "karo": Sense(),
}

# Words that no village is meant by unless "desa" or "kec" stands before them.
NOT_VILLAGES = _words(
    "pemenang harian minta bulan berkas jawa tangah bila tarima bilang "
    "tolong tulung tulungan atuh jalan rawa baru turi obor rata "
    "wisata arah suara mulai cerita sendiri kalau rasa cukup masuk keluar kembali hasil antara beras makan "
    "kerja rumah usaha bunga tanah batas air laut hutan kebun pohon "
    "buah beringin lebak tanggul kolam parit "
    "sekolah masjid kampus kapal motor karang nangka kelapa singkong pisang kopi karet sawit padi jagung"
)

# Short forms of towns that stand for nothing else as the last word of a text ("plg" may be "pulang").
CLOSING = _words("smg smrg mdn bks grt dps sdj sdrj pwt ptk gsk smdg cjr slmn bppn mjkt ngjk")

# The verbs that look like a preposition and a town written together.
GLUED_VERBS = _words("diserang")

# What a town's own places are called: "pasar X sampang", "simpang X medan".
SPOTS = _words(
    "pasar psar pasr psr simpang terminal stasiun rsud rs rsu pelabuhan bandara "
    "alun2 alun taman tugu bundaran jembatan "
    "perempatan pertigaan kawasan pusat mall mal plaza sma smk smp sd sdn smpn sman smkn kampus univ "
    "universitas kantor polres polresta kejari kejaksaan pengadilan "
    "pantai pdam pln dinas capil disdukcapil "
    "dukcapil samsat lapas rutan gor stadion tpa tpi lorong lr kompleks perumnas pbb umk umr ump pt pabrik "
    "pkl parkir kitb agama negeri tinggi tata usaha bpjs imigrasi dprd pemda dpc lpk"
)

# Of those, what a capital has rather than its province.
URBAN_SPOTS = _words(
    "pasar psar pasr psr simpang terminal alun2 taman tugu bundaran perempatan "
    "pertigaan mall mal plaza lorong jl jln "
    "jalan gg gang kel kelurahan perumnas pantai kecamatan kec walikota pemkot pdam"
)

# What goes somewhere: "bus ke solo" says nothing of where it happens.
TRAVEL = _words(
    "bus bis kereta ka travel kapal feri ferry pesawat angkot angkutan "
    "rute trayek jurusan tiket tujuan jalur "
    "arah tol mudik kirim kiriman paket ekspedisi ongkir lintas antar "
    "naik sopir supir truk truck kendaraan mobil"
)

# What is called after towns it goes to, or comes from: a firm and a dish say nothing, a bus little.
LINES = _words("po argo empek pempek bakpia brem")
VEHICLES = _words("bus bis kereta")

# Everyday words no street, alley or landmark is called by, and before which their names end.
NOT_NAMES = _words(
    "tetap habis beli belikan terbuka keluarnya ngancam mahal langsung "
    "bus bis jual kasian kasihan lbang msk murid "
    "namanya ngadep pakai pake pasang pun saja aja sepi su teduh tembus "
    "trus terus wae gara gara2 dulu jatah "
    "mau sama pulang bilang gigit buka tutup naik turun dikasih malah bikin balik ternyata arogan meledak "
    "mulus tugas tugasnya boleh bawa buang roboh uruk kesini tempat "
    "main dapat kena maksa narik miring hampir "
    "ambrol mampet bayar gorengan kompor laptop kelas kamar karaoke warga petugas pejabat antrian antri "
    "antre ngisi busa jeblug kah ham perang koleksinya selesai lalu "
    "jumlahnya mati hidup enak susah gampang "
    "parkir jualan lewat lwt lari pernah kayak kaya kyk biar buat bwt utk punya sampe sore sdg lagi lg "
    "laporan lapor datang dtg pergi minum makan tidur duduk berdiri mobilnya motornya orangnya rumahnya "
    "suaranya airnya jalannya lampunya ukurannya temboknya ditinggal begitu begini gini gitu kemana mana "
    "siapa apa berapa brp gelap2 teriak teriak2 mabuk mabok judi nongkrong dagang jaga tagih debt hauling "
    "jerigen drum cewek cowok preman polisi dishub satpol pkl angkot truk truck kendaraan sekalian sambil "
    "serah langganan asal asalan seenaknya cuman rame ramai sesak sesuai resmi liar ilegal gratis mulai "
    "kaki becak pelan kencang ngebut kebut balapan balap putar mutar nyebrang tabrak nabrak jeblok njeblug "
    "seupot that tulong bacut taruih dugi ka ti coma neng kebanjiran "
    "keruh kering hilang kehilangan pecah bocor "
    "gatal sakit tewas meninggal muncrat meluap meluber kejepit nyangkut ambyar bosok mambu peteng nemen "
    "tiba roda sapi kerbau anjing kucing tikus nyamuk lalat asap api "
    "kebakaran kobaran sisa bekas tempatnya "
    "kebal tuli diam nunggu tunggu jadwal buruh kerja upah gaji bulanan tarif harga karcis tiket bon "
    "ditagih koperasi lumpur sawit tambang produksi sunyi sana2 lancar2 "
    "anak2 ibu2 bapak2 lintas2 malam2 pelan2 "
    "setelah sesudah sebelum sblm setlh sampai smpai ampe malam siang pagi hujan panas musim kemarau oleng "
    "semua smua segera sgr cepat cepet stop cukup pasti mungkin barangkali kayaknya katanya kata sering2 "
    "jelek jlek gak2 keras kenceng terang trang redup kedip remang "
    "silau rindang gersang macet2 padat merayap "
    "jatuh2 kecelakaan celaka tabrakan korban ditabrak penuh kosong "
    "melompong nganggur mangkrak terbengkalai "
    "kelar beres rampung dibiarkan dibiarin biarin pake2 ngga nggak enggak wong iku kuwi ning nang wae ae"
)

# What a landmark can be without a name of its own, and the words that may follow such a kind.
KINDS = _words(
    "pasar masjid mesjid mushola musholla musala langgar surau gereja "
    "pura vihara klenteng kelenteng sekolah sd sdn smp smpn "
    "sma sman smk smkn mi mts man tk paud sdit mtsn min kampus "
    "universitas univ kantor kelurahan kecamatan balai "
    "puskesmas posyandu pustu rsud rs rsu klinik apotek apotik terminal "
    "stasiun halte bandara pelabuhan dermaga "
    "jembatan flyover fly underpass pertigaan perempatan simpang "
    "bundaran tugu gapura monumen alun2 alun taman lapangan stadion gor "
    "pabrik gudang spbu pom pertamina bank atm pegadaian pos polsek "
    "polres koramil kodim pln pdam telkom indomaret "
    "alfamart alfamidi supermarket minimarket mall mal plaza toko ruko "
    "warung rumah hotel makam kuburan pemakaman "
    "tpu tps tpa sungai kali tanggul bendungan embung waduk danau "
    "pantai rel perlintasan pos2 poskamling pesantren ponpes "
    "perum perumahan komplek kompleks jl jln jalan gg gang kebun sawah "
    "hutan pemukiman permukiman talang cafe kafe bengkel studio "
    "gedung samsat kejaksaan pengadilan lapas rutan dinas museum "
    "swalayan carrefour superindo bri bni bca mandiri btn"
)
