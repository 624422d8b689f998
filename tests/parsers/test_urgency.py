"""An emergency is somebody in danger now; news, memories and paperwork about one are not."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Urgency, hint
from parsers.complaint import DISTRESS
from parsers.normalize import clean
from parsers.urgency import find_urgency

EMERGENCIES = (
    "TOLONG kebakaran di pasar minggu banyak orang terjebak",
    "kebakaran besar di gang kelinci api sudah merembet ke rumah warga",
    "pak tolong rumah tetangga terbakar butuh damkar di jl melati",
    "ada kecelakaan di tol km 12 korban tergeletak belum ada petugas",
    "kecelakaan truk sama motor di tikungan sekarang, banyak korban",
    "banjir bandang datang di desa sukamaju warga di atap",
    "air sudah sedada kami terjebak banjir di perumahan griya asri",
    "longsor barusan di cisarua ada warga tertimbun",
    "tolong ada orang tenggelam di sungai dekat jembatan merah",
    "anak hanyut di kali belum ketemu cepat kirim bantuan",
    "ada begal sedang beraksi di jl raya sekarang",
    "tawuran lagi ada di depan stasiun skrg bawa celurit",
    "istri saya melahirkan di jalan tolong ambulans",
    "ketuban pecah di mobil macet total tolong",
    "bapak saya serangan jantung butuh ambulan di jl kenanga 5",
    "warga kesetrum kabel listrik tolong sekarang tidak sadar",
    "gas meledak di warung ada korban luka bakar",
    "rumah roboh karena gempa ada orang tertimpa",
    "saya disekap di rumah kosong tolong cepat",
    "ada bom di terminal",
    "penumpang terjebak di dalam lift lantai 3",
    "perampokan di minimarket sedang berlangsung sekarang",
    "tanah longsor di jalan raya puncak menimpa mobil",
    "orang mau bunuh diri di jembatan layang cepat pak",
    "kebakaran di jl mawar tolong damkar",
    "keracunan massal di sekolah, 20 anak pingsan butuh ambulans",
    "kapal tenggelam di perairan muara penumpang hanyut",
    "darurat kebakaran pabrik plastik di cikupa",
    "imah tatangga kahuruan enggal kirim pemadam",
    "omahe pak rt kobong tulung",
    "kapal karam dekat pulau penumpang terapung",
    "truk terbalik sopir kejepit",
    "mobil masuk jurang ada suara minta tolong",
    "tembok roboh menimpa anak sekolah",
    "pekerja gorong gorong pingsan di dalam",
    "lift rumah sakit macet 5 orang di dalam",
    "odgj mengamuk bawa golok kejar warga",
    "buaya gigit orang mandi di sungai",
    "budak kabawa caah di walungan",
    "jembatan ambruk ada motor jatuh",
    "tolonggg kebakaraan di gang buntu",
    "rumahku tabakar pak tolong",
    "budak titeuleum di situ, tulungan",
    "anak hanyuik di batang aia, tolong pak",
    "ada ibu melahirkan di angkot",
    "pelaku nusuk orang di terminal barusan",
    "rampok masuk toko emas bawa pistol",
    "tenglam di kolam, anak kecil, belum sadar",
    "rumah roboh tetangga masih di dalam, dulu sudah kami lapor",
    "rumah ketutup longsor di kp cibeureum masih ada orang di dalam",
    "kios terbakar masih ada orang di dalam",
    "ayah saya kejang dari tadi malam sekarang tidak sadar jangan sampai mati tolong",
    "kapal tenggelam 3 orang hilang dari kemarin",
    "anak tenggelam di kolam bekas tambang, belum muncul",
    "tawuran di lapangan yg jadi tempat nongkrong, ada yg kena bacok sekarang",
    "banjir setinggi dada, kabel listrik masih nyala, kami di dalam rumah",
    "lampu merah mati, barusan tabrakan 2 motor korban luka parah",
    "kebakaran di pasar ikan, api membesar",
    "istri mau lahiran di mobil, terjebak macet, tolong",
    "perahu bocor di tengah laut, minta tolong",
    "klorin kolam renang bocor, dua anak les pingsan",
    "massa membakar toko sekarang, kami terkepung",
    "kakek masih tertimbun tembok dapur, dulu sudah lapor retak, tolong cepat",
    "pohon tumbang nimpa mobil ada orang didalem jl veteran semarang",
    "pohon roboh nimpa angkot, sopire ijik dijero",
    "bapak tukang becak meninggal di jalan ga ada yg nolong di jl pahlawan smg cepetan",
    "ada orang mati di pinggir jalan skrg blm ada yg nolong",
    "ibu2 pingsan di trotoar jl pemuda gak ada yang nolong",
    "kakek jatuh dari motor belum ditolong, jl merdeka bandung",
    "anakku ilang wis 2 dina, umur 5 taun, demak",
    "anak saya hilang sejak tadi pagi umur 7 tahun",
    "budak abdi leungit ti kamari umur 4 taun",
    "anak perempuan saya umur 7 tahun hilang sejak kemarin sore pakai baju merah di lapangan, tolong dicari",
    "balita hilang di pasar barusan tolong pak",
)
OTHERS = (
    "korban kebakaran bulan lalu belum dapat bantuan",
    "minta hidran kebakaran untuk kampung kami",
    "mohon sosialisasi pencegahan kebakaran di rt kami",
    "jalan ini sering kecelakaan mohon dipasang rambu",
    "jalan berlubang rawan kecelakaan di jl kelud",
    "kecelakaan tahun lalu belum dapat santunan jasa raharja",
    "banjir setiap hujan di perumahan kami",
    "got mampet takutnya banjir kalau hujan",
    "rumah korban longsor kemarin belum diperbaiki",
    "kasus begal di daerah kami belum ditangkap pelakunya, sejak 2 bulan lalu",
    "tawuran pelajar setiap minggu di jl raya mohon ditertibkan",
    "biaya melahirkan di puskesmas diminta 500 ribu",
    "bpjs saya tidak aktif padahal mau melahirkan bulan depan",
    "ambulans puskesmas rusak sudah 3 bulan",
    "harga gas naik pangkalan habis",
    "jembatan hampir ambruk mohon segera diperbaiki",
    "lampu jalan mati gelap rawan begal",
    "kabel listrik menjuntai membahayakan pejalan kaki",
    "pohon tumbang kemarin belum diangkat",
    "mobil pemadam kebakaran di kecamatan kami sudah tua",
    "kapan bantuan korban gempa cair",
    "bansos saya hilang padahal warga miskin",
    "tolong perbaiki jalan di desa kami sekarang juga",
    "air pdam mati sudah 4 hari tolong pak",
    "anak saya pernah tenggelam di kolam itu mohon diberi pagar",
    "pelayanan igd lambat sekali pak",
    "sekarang harga beras mahal tolong pak",
    "mohon bangun pos damkar di kecamatan kami karena jauh kalau ada kebakaran",
    "pembakaran sampah bikin sesak",
    "saya terjebak pinjol ilegal",
    "terjebak macet 3 jam di simpang lima tiap sore",
    "tetangga saya tenggelam dalam hutang rentenir",
    "korban kebakaran butuh selimut dan baju",
    "kasus pembunuhan adik saya belum ada kelanjutan",
    "kolam renang tidak ada penjaga, minggu lalu anak tenggelam",
    "lift kantor bupati mati sudah seminggu",
    "mohon tambah personil sar di pantai",
    "darurat narkoba di kampung kami",
    "dompet kebakaran tiap tanggal tua",
    "jangan sampai ada korban tenggelam lagi",
    "jalur evakuasi tsunami tertutup ilalang",
    "hoax penculikan anak beredar di wa",
    "api sudah padam, kapan bantuan datang",
    "petugas kebakaran minta uang rokok",
    "tawaran kredit terbaik di bandung",
    "debu masuk rumah di atas atap semua",
    "minta lampu di tikungan, bapak saya tabrakan karena gelap",
    "jalan gelap tidak ada lampu, tetangga saya nabrak pembatas",
    "sudah 7 kali kecelakaan di simpang itu, minta zebra cross",
    "kambing kami hanyut, minta ganti",
    "jalan putus kena longsor, anak sekolah memutar 10 km",
    "rumah warga tertimbun longsor bulan lalu sampai sekarang belum ada bantuan",
    "lapangan jadi tempat tawuran anak sekolah",
    "tiap hujan rumah kami tenggelam sedada",
    "banjir sudah surut, sisa lumpur sedada, minta alat berat",
    "desa kelem rong minggu, wong numpak gethek",
    "kompor baru meledak, garansi ditolak toko",
    "kabel wifi menggantung setinggi leher",
    "perahu lain menabrak jaring kami, syahbandar cuma menyuruh sabar",
    "kapal wisata terbalik lagi, syahbandar tidak pernah periksa",
    "obat warung bikin paman saya stroke, cabut izinnya",
    "tukang pasang antena naik atap rumah tanpa izin, genteng pecah dan tidak diganti",
    "domba melahirkan sungsang mati, mantri hewan tidak datang",
    "ijazah hilang waktu kebakaran, urusnya bagaimana",
    "di pantai ini banyak orang hanyut, tolong pasang papan peringatan",
    "dulu dua tukang tertimbun di galian ini, sekarang digali lagi pas musim hujan",
    "minggu lalu pohon tumbang menimpa mobil, korban sudah dibawa",
    "pohon tumbang minggu lalu menimpa mobil, waktu itu ada orang didalam, minta ganti rugi",
    "bulan lalu tukang becak meninggal di jalan, tidak ada yang nolong",
    "bapak saya meninggal, urus akta ga ada yang nolong",
    "kami kena tipu pinjol ga ada yang nolong",
    "anak saya hilang hp nya di sekolah kemarin",
    "akta anak saya hilang sejak kemarin",
    "bpjs anak saya hilang dari data umur 5 tahun",
    "motor anak saya hilang tadi malam di parkiran",
    "laporan anak hilang di polsek tidak ditindak",
    "anak hilang minggu lalu sudah ketemu, terima kasih",
    "trawl nyapu pinggir, jaring nelayan ilang",
    "",
)
URGENT = (
    "kabel listrik menjuntai membahayakan pejalan kaki",
    "jembatan gantung putus anak sekolah menyeberang sungai",
    "ibu saya ditolak rumah sakit karena bpjs",
    "tetangga dianiaya suaminya tolong ditindak",
    "tiang listrik miring hampir roboh",
    "gardu keluar percikan api tiap hujan",
    "adik saya disiksa majikan di malaysia minta dipulangkan",
)


@pytest.mark.parametrize("text", EMERGENCIES)
def test_somebody_in_danger_now_is_an_emergency(text: str) -> None:
    assert hint(text) is Urgency.EMERGENCY


@pytest.mark.parametrize("text", OTHERS)
def test_news_memories_and_paperwork_are_no_emergency(text: str) -> None:
    assert hint(text) is not Urgency.EMERGENCY


@pytest.mark.parametrize("text", URGENT)
def test_danger_without_a_victim_yet_is_urgent(text: str) -> None:
    assert hint(text) is Urgency.URGENT


def test_an_ordinary_complaint_is_normal() -> None:
    assert hint("ktp saya belum jadi sudah 6 bulan") is Urgency.NORMAL


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("saya mau bunuh diri, capek", True),
        ("pengen mati aja capek hidup", True),
        ("mending mati aja daripada hidup begini", True),
        ("saya ingin mengakhiri hidup saya, sudah tidak kuat", True),
        ("orang mau bunuh diri di jembatan layang cepat pak", False),
        ("tetangga saya mau bunuh diri tolong", False),
        ("anak saya mau loncat dari gedung tolong", False),
        ("kebakaran di jl mawar tolong damkar", False),
        ("lampu jalan mati aja terus pak", False),
    ],
)
def test_who_wants_to_die_is_told_from_who_tells_of_another(text: str, own: bool) -> None:
    assert any(told.rule == DISTRESS for told in find_urgency(clean(text)).evidence) is own


@given(st.text(max_size=300))
def test_any_text_has_an_urgency(text: str) -> None:
    assert hint(text) in Urgency


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert hint("a " * 800 + "kebakaran banyak orang terjebak sekarang") is Urgency.NORMAL


def test_repeated_words_cost_no_more_than_others() -> None:
    text = "kabel putus tiang miring orang jatuh " * 40
    taken = min(timeit.repeat(lambda: hint(text), number=20, repeat=5)) / 20
    assert taken < 0.01
