"""Where an SMS says it happens: tables of sentences with their codes, and of traps that name no place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.complaint import Place
from parsers.gazetteer import load_gazetteer
from parsers.normalize import clean
from parsers.place import PlaceFinding, find_place

GAZETTEER = load_gazetteer()


def find(text: str, region: str | None = None) -> PlaceFinding:
    return find_place(clean(text), GAZETTEER, region)


def place(text: str, region: str | None = None) -> Place:
    return find(text, region).place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # the finest region each sentence names
        ("jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang", "33.74.09"),
        ("kp cibogo ds sukamaju kec jonggol bogor", "32.01.06.2001"),
        ("Sukamaju, Jonggol, Kab Bogor", "32.01.06.2001"),
        ("minta uang gedung 500rb per siswa ds mekarsari kec cikajang garut", "32.05.22.2003"),
        ("lampu jalan mati di Jl Melati Garut sejak Senin", "32.05"),
        ("sampah numpuk di kel tandang kec tembalang kota semarang", "33.74.10.1008"),
        ("kel tj mas semarang utara banjir rob", "33.74.02.1008"),
        ("jaksel banjir lagi pak", "31.74"),
        ("banjir di jakbar sdh 2 hari", "31.73"),
        ("lampu merah mati di jaktim", "31.75"),
        ("parkir liar jakpus", "31.71"),
        ("rob jakut masuk rumah", "31.72"),
        ("jakarta macet terus", "31"),
        ("air mati di bdg sejak pagi", "32.73"),
        ("warga kab bdg minta jembatan", "32.04"),
        ("pju mati sby", "35.78"),
        ("sampah numpuk di smg", "33.74"),
        ("pungli di bekasi", "32.75"),
        ("jln rusak di kab bekasi", "32.16"),
        ("tangsel krisis air", "36.74"),
        ("warga tangkab lapor jalan rusak", "36.03"),
        ("ktp blm jadi di jogja", "34.71"),
        ("DIY kekeringan", "34"),
        ("dalan rusak neng solo", "33.72"),
        ("pekalongan banjir rob", "33.75"),
        ("bupati pekalongan mohon jembatan diperbaiki", "33.26"),
        ("jalan poros rusak kab. maros", "73.09"),
        ("lampu pju mks padam", "73.71"),
        ("kota palembang banyak begal", "16.71"),
        ("air keruh di balikpapan", "64.71"),
        ("pelabuhan di btm sepi", "21.71"),
        ("pontianak kabut asap", "61.71"),
        ("di bjm listrik byar pet", "63.71"),
        ("raskin telat di jombang", "35.17"),
        ("lumpur sidoarjo meluber", "35.15"),
        ("air bersih langka di gunung kidul", "34.03"),
        ("jembatan putus kab oku timur", "16.08"),
        ("jalan ambles di kab. pangkep", "73.10"),
        ("bansos tdk merata di kab kukar", "64.02"),
        ("ungaran macet tiap sore", "33.22"),
        ("cibinong bogor banjir", "32.01.01"),
        ("desa di kab semarang butuh jembatan", "33.22"),
        ("kec ungaran timur semarang pohon tumbang", "33.22.19"),
        ("kec depok sleman yogyakarta jalan berlubang", "34.04.07"),
        ("air mati di depok sleman", "34.04.07"),
        ("air mati di depok", "32.76"),
        ("jalan rusak kec lubuk sikaping", "13.08.05"),
        ("listrik padam di kota jambi", "15.71"),
        ("kabut asap di jambi", "15"),
        ("jembatan gantung putus prov jawa barat", "32"),
        ("sekolah roboh di ntt", "53"),
        ("jalan trans papua rusak di wamena", "95.01"),
        ("sentani banjir bandang", "91.03"),
        ("lhokseumawe listrik mati", "11.73"),
        ("tj pinang kekurangan air", "21.72"),
        ("bandar lampung macet", "18.71"),
        ("guru honorer kab lampung timur blm digaji", "18.07"),
        ("raja ampat butuh bbm", "96.03"),
        ("jalan berlubang di kuta selatan badung", "51.03.05"),
        ("kec gajahmungkr kota semarang jalan rusak", "33.74.09"),
        ("di kota surbaya banyak lubang", "35.78"),
        ("jalan disemarang rusak", "33.74"),
        ("pemkotsemarang tolong", "33.74"),
        ("jl majapahit semarang banyak pengamen", "33.74"),
        ("jl veteran no 5 bandung", "32.73"),
        ("saya dari kab garut mau lapor", "32.05"),
        ("dalane rusak nang kec kepanjen malang", "35.07.13"),
        ("jalan butut di kec cisarua bandung barat", "32.17.03"),
        ("dinas pu kota batu tolong", "35.79"),
        ("saya tinggal di malang, kerja di kediri", "35.73"),
        ("kec genuk semarang kebanjiran", "33.74.05"),
        ("warga ngaliyan semarang minta air", "33.74.15"),
        ("Pondok Labu, Cilandak, Jakarta Selatan", "31.74.06.1003"),
        ("sukamaju jonggol", "32.01.06.2001"),
        ("ungaran barat", "33.22.18"),
        ("jalan rusak di kota lama smg", "33.74"),
        ("sampah numpuk di psar pth smg", "33.74"),
        ("jalan rusak parah smg", "33.74"),
        ("lampu mati di kec tulung klaten", "33.10.19"),
        ("banjarmasin barat air mati", "63.71.03"),
        ("kampung melayu jaktim banjir", "31.75.03.1001"),
        ("depan pasar banjarsari pekalongan", "33.75"),
        ("kuningan jakarta selatan macet", "31.74"),
        ("kec kota sumenep lampu mati", "35.29.01"),
        ("puskesmas cibungbulang bogor tutup", "32.01.16"),
        ("punten pak di cianjur kidul seueur jalan ruksak", "32.03"),
        ("got mampet nang gg 3 wonokromo suroboyo", "35.78.04"),
        ("desa pagar dewa kec pagar dewa lampung barat", "18.04.20.2009"),
    ],
)
def test_a_sentence_names_its_finest_region(text: str, code: str):
    assert place(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "air pdam mati sudah 4 hari tolong pak",
        "jalan rusak parah banyak lubang",
        "jalan kediri rusak",
        "jl bandung no 12 gelap",
        "jl jend sudirman macet",
        "jl raya bogor macet total",
        "jalan raya semarang-boja berlubang",
        "jl raya jakarta - bogor km 30 ambles",
        "PT Semarang Jaya buang limbah ke kali",
        "CV Bandung Makmur tidak bayar upah",
        "SMA Diponegoro pungli uang gedung",
        "bank jatim antri lama",
        "nasib saya malang sekali",
        "batu besar jatuh ke jalan",
        "saya pindahan dari makassar ktp belum jadi",
        "bus arah surabaya ugal ugalan",
        "pak bima tidak pernah masuk kantor",
        "kenapa tidak ada bantuan seperti di jakarta",
        "warung soto lamongan buang sampah di got",
        "puncak kemacetan jam 5",
        "lampu mati, air mati, jalan rusak, makmur dari mana",
        "sama saja, baru sejahtera kalau maju",
        "kota kotor tidak bersih",
        "di tengah pasar banyak sampah",
        "pkl menumpuk di trotoar",
        "smg cepat diperbaiki",
        "jalan rusak, smg cepat diperbaiki",
        "listrik pareum ti peuting, tulung atuh pln",
        "sopir harus paham medan berat",
        "dusun bandung gelap",
        "tiap lima hari lampu padam",
        "palu hakim diketok",
        "jalan medan - binjai rusak",
        "kereta bandung surabaya telat",
        "nasi padang basi",
        "metro tv tidak tayang",
        "gunung merapi meletus",
        "jalan tol jakarta cikampek macet",
        "toko bandung tutup",
        "bpn lambat urus sertifikat",
        "tidak ada kemajuan di desa kami",
        "irigasi diserobot perumahan, petani hilir kering",
        "nomor bpom di kemasan ternyata milik produk lain",
        "",
        "...",
    ],
)
def test_ordinary_words_and_other_names_give_no_region(text: str):
    found = place(text)
    assert (found.code, found.candidates) == (None, ())


def test_a_village_of_many_regencies_gives_candidates():
    found = place("jembatan di sukamaju rusak")
    assert found.code is None
    assert 2 <= len(found.candidates) <= 8
    assert {"32.01", "32.76.08.1001", "73.22.06"} <= set(found.candidates)
    assert len({code[:5] for code in found.candidates}) == len(found.candidates)


def test_a_bare_answer_gives_the_district_before_villages_of_that_name():
    found = place("tembalang")
    assert (found.code, found.candidates[0]) == (None, "33.74.10")


def test_a_district_of_several_regencies_gives_candidates():
    found = place("kec sukorejo jalan rusak")
    assert found.code is None
    assert set(found.candidates) == {"33.24.03", "35.02.15", "35.14.09", "35.72.02"}


def test_a_village_of_one_regency_with_several_stays_at_the_regency():
    found = place("desa sukamaju bogor jalan rusak")
    assert (found.regency, found.village, len(found.candidates)) == ("32.01", None, 4)


def test_two_regencies_named_alike_stay_undecided():
    found = place("jembatan kab sukabumi dan kab cianjur putus")
    assert (found.province, found.regency, found.candidates) == ("32", None, ("32.02", "32.03"))


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("jembatan di sukamaju rusak", "32.76", "32.76.08.1001"),
        ("kec sukorejo jalan rusak", "33.24", "33.24.03"),
        ("semarang banjir", "33.22", "33.22"),
        ("warga genuk kebanjiran", "33.74", "33.74.05"),
        ("kota bandung gelap", "33.74", "32.73"),
        ("kec gajahmungkur kota semarang", "32.73", "33.74.09"),
        ("jalan rusak parah", "33.74", None),
        ("jalan rusak parah", "99.99", None),
    ],
)
def test_a_known_region_resolves_but_never_overrides(text: str, region: str, code: str | None):
    assert place(text, region).code == code


def test_the_interface_example_is_read_whole():
    text = "jalan berlubang di jl kelud raya no. 45 rt 3 rw 5 dpn pdam kec gajahmungkur kota semarang"
    assert place(text) == Place(
        province="33",
        regency="33.74",
        district="33.74.09",
        street="jl kelud raya",
        number="45",
        rt="03",
        rw="05",
        landmark="dpn pdam",
    )


def test_evidence_points_at_the_raw_words():
    text = "Tolong\u200b pak, KEC. Gajahmungkur\u200b SEMARANG jl Kelud"
    words = {each.field: text[each.start : each.end] for each in find(text).evidence}
    assert words["place.district"] == "KEC. Gajahmungkur\u200b"
    assert words["place.regency"] == "SEMARANG"
    assert words["place.street"] == "jl Kelud"


ADDRESS_WORDS = """
    kec kel desa kab kota di jl jalan raya bogor semarang sukamaju jonggol gajahmungkur depok sleman rt 03 /
    rw 05 no 45 dpn pdam , . - baru pasar bandung barat jakarta kp ds dari ke PT bupati malang jogja gg blok
"""
SOUP = st.lists(st.sampled_from(ADDRESS_WORDS.split()), max_size=25).map(" ".join)


def check(text: str, region: str | None) -> None:
    found = find(text, region)
    levels = [found.place.province, found.place.regency, found.place.district, found.place.village]
    known = [code for code in levels if code]
    assert levels[: len(known)] == known
    assert all(code in GAZETTEER for code in (*known, *found.place.candidates))
    assert all(GAZETTEER.parent(child) == parent for parent, child in pairwise(known))
    assert len(found.place.candidates) <= 8
    assert all(0 <= each.start < each.end <= len(text) for each in found.evidence)
    filled = {name for name in Place.__dataclass_fields__ if getattr(found.place, name)}
    assert {each.field.removeprefix("place.") for each in found.evidence} == filled


@given(SOUP, st.sampled_from([None, "32", "33.74", "32.01", "34.04.07"]))
def test_any_soup_of_address_words_gives_nested_codes(text: str, region: str | None):
    check(text, region)


@given(st.text(max_size=300))
def test_any_text_is_read_without_raising(text: str):
    check(text, None)


@pytest.mark.parametrize(
    "unit", ["sukamaju ", "kec ", "jl bandung ", "a", "di depok sleman, ", "kec sukorejx ", "-"]
)
def test_a_text_of_ten_thousand_characters_is_read(unit: str):
    check((unit * 10_000)[:10_000], None)
