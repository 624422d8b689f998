"""The words around a place name, as tables: what marks it, what forbids it, where an address piece ends."""

from enum import StrEnum


class Marker(StrEnum):
    """What the word before a name says the name is."""

    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"
    DISTRICT = "district"
    VILLAGE = "village"
    KAMPUNG = "kampung"
    HAMLET = "hamlet"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKED = {
    Marker.PROVINCE: "prov provinsi propinsi prop pemprov gubernur prv",
    Marker.REGENCY: (
        "kab kabupaten kabupatn kabupten kbupaten kabu kb pemkab bupati wabup dikab dikabupaten"
    ),
    Marker.CITY: "kota kodya kotamadya kotamadia kotif pemkot walikota walkot wawali dikota",
    Marker.DISTRICT: (
        "kec kecamatan kcamatan kecmtn kecamatn camat distrik kapanewon dikec dikecamatan polsek"
    ),
    Marker.VILLAGE: (
        "kel kelurahan klurahan kelurhan lurah desa ds dsa kades pemdes nagari gampong pekon dides didesa "
        "dikel dikelurahan kalurahan"
    ),
    Marker.KAMPUNG: "kampung kp kmp kmpng kampong",
    Marker.HAMLET: "dusun dsn dukuh dkh lingkungan lingk jorong korong padukuhan",
}
MARKERS: dict[str, Marker] = {word: marker for marker, text in _MARKED.items() for word in text.split()}
RURAL = _words("desa ds dsa kades pemdes bupati pemkab dusun dsn didesa bumdes")
URBAN = _words("kel kelurahan klurahan lurah walikota pemkot dikel dikelurahan")

ABBREVIATIONS: dict[str, str] = {
    "tj": "tanjung",
    "tjg": "tanjung",
    "tg": "tanjung",
    "gn": "gunung",
    "gng": "gunung",
    "sei": "sungai",
    "sungei": "sungai",
    "pd": "pondok",
    "pdk": "pondok",
    "kr": "karang",
    "krg": "karang",
    "krang": "karang",
    "lb": "lubuk",
    "bdr": "bandar",
    "kp": "kampung",
    "kb": "kebon",
    "ma": "muara",
    "ps": "pasar",
    "psr": "pasar",
    "pl": "pulau",
    "pal": "pulau",
    "bt": "batu",
    "btu": "batu",
    "tlk": "teluk",
    "kt": "koto",
    "sel": "selatan",
    "slt": "selatan",
    "sltn": "selatan",
    "ut": "utara",
    "utr": "utara",
    "brt": "barat",
    "tim": "timur",
    "tmr": "timur",
    "tmur": "timur",
    "tgh": "tengah",
    "tngh": "tengah",
    "pst": "pusat",
    "kdl": "kidul",
    "kep": "kepulauan",
    "jkt": "jakarta",
    "bdg": "bandung",
    "smg": "semarang",
    "sby": "surabaya",
    "bks": "bekasi",
    "sbr": "sumber",
    "mlg": "malang",
    "satu": "1",
    "dua": "2",
    "tiga": "3",
    "empat": "4",
    "lima": "5",
    "enam": "6",
    "tujuh": "7",
    "delapan": "8",
    "sembilan": "9",
    "sepuluh": "10",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
}

LOCATIVE = _words(
    "di d didaerah diwilayah wilayah wil wilyah daerah drh warga wrga wargi domisili berdomisili kawasan "
    "sekitar tinggal bertempat asal area seluruh masyarakat masy penduduk lokasi alamat neng ing nang "
    "teng wonten ning rsud pdam polres polresta polrestabes dprd samsat kodim disdukcapil dispenduk "
    "dispendukcapil capil dukcapil disdik dinkes dishub disnaker dinsos dpu bpbd damkar kejari kejaksaan "
    "pengadilan imigrasi stasiun terminal bandara pelabuhan kantor kanwil lapas puskesmas pemda "
    "pemerintah pemkot pemkab pln telkom bulog bapenda dispenda distarcip bkd kpu kemenag depag"
)
AGENCY = _words("dinas badan kantor upt uptd kepala satpol pp dishub disdukcapil rsud pemerintah radio")
LIVING = _words("warga wrga domisili berdomisili tinggal penduduk bertempat asal")
SELF = _words("saya sy aku kami km kmi warga wrga asal orang org q gue berasal")
MOVES = _words("pindah pindahan datang pulang berangkat kiriman mutasi asli")
DIRECTION = _words("ke dari dr arah jurusan tujuan menuju mnuju jur rute trayek kearah ka lintas koridor via")
COMPARED = _words(
    "seperti spt sprti sperti kayak kyk kaya ky macam mirip beda dibanding dibandingkan layaknya"
)
COMPANY = _words(
    "pt cv ud tb pd fa bank koperasi koprasi yayasan hotel toko tk warung rm resto restoran kafe cafe "
    "apotek apotik klinik masjid mesjid musholla mushola gereja ponpes pesantren perum perumahan "
    "komplek kompleks villa cluster apartemen griya universitas univ sma smk smp sd mi mts ma sman smkn "
    "smpn sdn stm paud po bus bis kereta kapal tim persatuan majalah koran radio tv nasi soto sate sato "
    "bakso baso pecel tahu kopi jeruk salak apel ayam bebek kambing batik bika rawon gudeg masakan suku "
    "bahasa logat film lagu tol persib persija persebaya arema psis psm travel jembatan gunung gn "
    "sungai kali selat pondok salon bengkel dealer merk merek"
)
COMPASS = _words("utara selatan timur barat tengah pusat kidul lor wetan kulon utr sel tim brt tmr tgh ut")
PERSON = _words(
    "pak bpk bapak bu ibu sdr sdri saudara mas mbak mba bang kang teh cak pakde bude gus kyai ustad an"
)
COMPANY_TAIL = _words(
    "jaya indah permai abadi makmur sentosa mandiri perkasa regency residence plaza square trade ekspres "
    "express super mall grup group sejati lestari motor elektronik fc united"
)

STREET = _words("jl jln jalan jlan jlnn djl dijl dijln dijalan jlnraya jl2")
ALLEY = _words("gg gang gng digang")
ESTATE = _words(
    "perum perumahan prum perumnas komplek kompleks komplex komp kompl cluster klaster apartemen btn rusun"
)
BLOCK = _words("blok blk block")
NUMBER = _words("no nomor nmr nomer")
NUMBERING = NUMBER | BLOCK | _words("rt rw km gg gang")
LANDMARK = _words(
    "dpn depan dpan ddpn didepan dkt dekat deket dket didekat samping smpg smping disamping sebelah sblh "
    "disebelah seberang sebrang sbrg belakang blkg blakang dibelakang ngarep ngarepe cedhak cedak "
    "gigireun hareupeun deukeut"
)
# "minggu depan" is a time, "masa depan" is no place.
NOT_BEFORE = _words(
    "masa minggu mggu bulan bln tahun thn hari senin selasa rabu kamis jumat sabtu periode kedepan"
)
STREET_TITLES = _words(
    "raya jend jendral jenderal prof dr kh kapt kapten letjen mayjen brigjen mayor kolonel kol sersan ir "
    "sultan sunan ki nyi pangeran raden r h hj gunung gn sungai teuku tgk tengku cut imam wr mt dewi "
    "lingkar lintas poros pulau danau teluk pasar ahmad achmad urip yos gatot haji kiai kyai untung "
    "tentara bukit taman telaga putri desa kampung kebon lettu letkol mgr drs panglima laksamana marsekal "
    "abdul muhammad moh abd stasiun"
)
TIME_UNITS = _words(
    "hari hr minggu mggu mgg bulan bln tahun thn th jam menit mnt kali x orang org km meter m cm titik "
    "rumah kk buah ekor ton kg ribu rb juta jt siswa anak motor mobil"
)

_COMPLAINT = (
    "rusak rsk rusaknya parah berlubang berlobang lubang lobang bolong jebol hancur becek licin gelap "
    "lampu mati padam macet banjir bnjir tergenang genangan longsor amblas ambles retak putus sampah "
    "menumpuk numpuk bau kotor aspal diaspal cor beton sempit tidak tdk tak ga gak gk nggak ngga belum "
    "blm blum masih msh sudah sdh udah dah udh telah ada byk banyak bnyk sering srg selalu sll jadi jd "
    "perlu harus hrs bisa bs mohon mhn tolong tlg tlong minta harap kapan kpn kenapa knp mengapa "
    "bagaimana gimana gmn pak bpk bapak bu ibu saya sy kami kmi kita karena krn krna untuk utk dengan dgn "
    "dg pada pd sejak setiap tiap malam mlm pagi siang sore kemarin tadi semalam besok sekarang skrg "
    "skrng hari ini itu tsb tersebut semakin makin sangat sgt sekali skl skali lagi terus trs terlalu "
    "tiap waktu wkt saat ketika kalau kalo kl jika apabila bila bahaya berbahaya membahayakan rawan "
    "kecelakaan jatuh korban kendaraan motor mobil truk tambal ditambal perbaikan diperbaiki diperbaik "
    "dibangun pembangunan proyek warga masyarakat butuh tanpa agar supaya dan atau atw serta juga jg "
    "hanya cuma air pdam listrik pln parkir pkl pedagang pengamen penerangan pju tiang pohon tumbang "
    "kabel got selokan drainase jembatan trotoar ditutup dibuka ditindak dipakai digunakan oleh menjadi "
    "mengganggu bermasalah maka namun tapi tp tetapi padahal pdhl sehingga shg hingga nya dong donk ya yg "
    "yang para semua seluruh terima makasih trims trima terimakasih tks thx suwun nuwun matur rek wis "
    "uwis ora ndak sampun teu tos atos butut peteng ruksak reksak jalur satu tergenang berdebu debu "
    "gersang lapor melaporkan laporan"
)
_EDGES = (
    "di d ke dari dr arah menuju mnuju sampai sampe smpe smp sd antara tepat tepatnya sekitar sepanjang "
    "spnjg tembusan pertigaan perempatan simpang rt rw kec kel kab kota prov provinsi wilayah daerah "
    "kawasan lokasi alamat dusun dsn desa ds kecamatan kelurahan kabupaten kp kampung lingkungan"
)
STOP = (
    _words(_COMPLAINT)
    | _words(_EDGES)
    | STREET
    | ALLEY
    | ESTATE
    | BLOCK
    | NUMBER
    | LANDMARK
    | frozenset(MARKERS)
)
NOT_A_STREET = STOP | _words(
    "utama tol nasional provinsi kabupaten kota lingkungan umum kaki keluar masuk penghubung setapak "
    "alternatif terobosan buntu santai sehat terjal menanjak menurun tanjakan turunan rata mulus bagus "
    "baik biasa lain sendiri pintas potong lancar lambat cepat keliling protokol pantura usaha tanah "
    "berbatu berpasir batu sini situ sana tengah pinggir ditempat tempat bareng dua tiga searah arteri "
    "inpres paving makadam akses produksi tani kampus cerita nafkah napas terbaik tikus raya2 rayanya nya "
    "lurus berliku poros2 lintas2 mana kehidupan kembali kebenaran"
)
PROPER_DI = ("dipo", "dipati", "dirgantara", "dinoyo", "diklat", "dinar", "digoel", "digul", "dieng", "dirut")
NO_LANDMARK = (STOP - ESTATE - STREET - ALLEY) - _words(
    "pdam pln pasar jembatan pertigaan perempatan simpang kampung desa polsek lapor"
)
NO_LANDMARK |= _words(
    "rumah rmh rumahku rumahnya mata umum orang pintu sana sini situ matanya teman kos kosan halaman"
)

# Districts whose names an SMS uses as everyday words far more often.
GENERIC = _words(
    "taman pasar kota simpang kali lapang bola balai gudang sawah kebun jaya baru tengah utara selatan "
    "barat timur pusat raya rawan tetap juli butuh kasihan ayah ibu mau kamu luas licin besar selesai "
    "tambang sumber jembatan tarik tempel semen paku ujung sumur bina mulia makmur damai setia salam "
    "natal payung bayan waris lembur gunung muara tanjung bukit pulau terminal stasiun tugu negara "
    "merdeka teras subur tambak padang lirik lembar teriak suruh saling merek jangka guna bareng"
)
