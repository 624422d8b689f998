"""The packaged gazetteer is whole, nested, and its short names fit an SMS."""

from collections import Counter

import pytest

from parsers.build_gazetteer import TARGET, packed
from parsers.gazetteer import OPENING, Gazetteer, Named, Need, RegionKind, build, load_gazetteer, name_key

GAZETTEER = load_gazetteer()


def test_the_packaged_file_is_what_the_build_makes():
    assert TARGET.read_bytes() == packed()


def test_the_licence_notices_lie_beside_the_data():
    notice = (TARGET.parent / "gazetteer.LICENSE").read_text()
    assert notice.count("Permission is hereby granted") == 3


@pytest.mark.parametrize(("level", "count"), [(2, 38), (5, 514), (8, 7_285), (13, 83_762)])
def test_every_level_is_complete(level: int, count: int):
    assert Counter(len(code) for code in GAZETTEER.codes)[level] == count


def test_every_region_has_its_parent():
    orphans = [code for code in GAZETTEER.codes if len(code) > 2 and GAZETTEER.parent(code) not in GAZETTEER]
    assert orphans == []


def test_children_come_back_to_their_parent():
    assert len(GAZETTEER.children()) == 38
    for province in GAZETTEER.children():
        for regency in GAZETTEER.children(province):
            assert GAZETTEER.parent(regency) == province
            assert {GAZETTEER.parent(district) for district in GAZETTEER.children(regency)} == {regency}


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("31", "DKI Jakarta", RegionKind.PROVINCE),
        ("33", "Jawa Tengah", RegionKind.PROVINCE),
        ("33.74", "Kota Semarang", RegionKind.CITY),
        ("32.01", "Kab Bogor", RegionKind.REGENCY),
        ("31.74", "Kota Jakarta Selatan", RegionKind.CITY),
        ("33.74.09", "Gajahmungkur", RegionKind.DISTRICT),
        ("33.74.09.1005", "Gajahmungkur", RegionKind.URBAN_VILLAGE),
        ("32.01.06.2001", "Sukamaju", RegionKind.VILLAGE),
        ("91.03.01", "Sentani", RegionKind.DISTRIK),
    ],
)
def test_an_official_name_is_the_one_for_an_sms(code: str, name: str, kind: RegionKind):
    assert (GAZETTEER.region_name(code), GAZETTEER.kind(code)) == (name, kind)


def test_no_regency_says_kabupaten():
    names = [GAZETTEER.region_name(code) for code in GAZETTEER.codes if len(code) == 5]
    assert [name for name in names if "kabupaten" in name.lower()] == []


@pytest.mark.parametrize(
    ("code", "limit", "short"),
    [
        ("73.10", 40, "Kab Pangkajene dan Kepulauan"),
        ("73.10", 20, "Kab Pangkep"),
        ("16.08", 16, "Kab OKU Timur"),
        ("71.09", 20, "Kab Sitaro"),
        ("36.74", 12, "Kota Tangsel"),
        ("33.74", 13, "Kota Semarang"),
        ("33.74", 8, "Semarang"),
        ("32.01", 3, "Bog"),
        ("32", 8, "Jabar"),
    ],
)
def test_a_short_name_is_the_longest_that_fits(code: str, limit: int, short: str):
    assert GAZETTEER.region_short(code, limit) == short


@pytest.mark.parametrize("limit", [1, 8, 12, 16, 20, 24, 40])
def test_every_short_name_is_ascii_and_within_its_limit(limit: int):
    shorts = [GAZETTEER.region_short(code, limit) for code in GAZETTEER.codes]
    assert [short for short in shorts if not (short.isascii() and 0 < len(short) <= limit)] == []


def test_no_regency_is_cut_at_sixteen_characters():
    regencies = [code for code in GAZETTEER.codes if len(code) == 5]
    cut = [code for code in regencies if GAZETTEER.region_short(code, 16) not in GAZETTEER._spellings(code)]
    assert cut == []


def test_short_names_of_regencies_tell_them_apart():
    shorts = Counter(GAZETTEER.region_short(code, 16) for code in GAZETTEER.codes if len(code) == 5)
    assert [short for short, count in shorts.items() if count > 1] == []


@pytest.mark.parametrize("code", ["33", "33.74", "33.74.09", "33.74.09.1001"])
def test_names_inside_a_region_are_those_of_its_children(code: str):
    named = GAZETTEER.named_in(code)
    assert sorted(each for codes in named.values() for each in codes) == list(GAZETTEER.children(code))
    assert all(name_key(GAZETTEER.name(each)) == key for key, codes in named.items() for each in codes)


def test_names_inside_an_unknown_region_cannot_be_asked_for():
    with pytest.raises(KeyError):
        GAZETTEER.named_in("99.99")


def test_every_opening_knows_the_lengths_of_its_names():
    keys = (*GAZETTEER.upper, *GAZETTEER.lower)
    assert GAZETTEER.openings == GAZETTEER.lengths.keys()
    assert [key for key in keys if not GAZETTEER.lengths[key[:OPENING]] >> len(key) & 1] == []


def test_every_alias_names_regions_that_exist():
    missing = {
        name: code for name, named in GAZETTEER.upper.items() for code in named.codes if code not in GAZETTEER
    }
    assert missing == {}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Jaksel", ("31.74",)),
        ("semarang", ("33.74", "33.22")),
        ("gunung kidul", ("34.03",)),
        ("solo", ("33.72",)),
        ("OKU Timur", ("16.08",)),
        ("jogja", ("34.71", "34")),
    ],
)
def test_a_name_means_its_usual_region_first(name: str, codes: tuple[str, ...]):
    assert GAZETTEER.upper[name_key(name)].codes == codes


def test_smg_needs_a_word_of_place_before_it():
    assert GAZETTEER.upper["smg"].need is Need.LOCATIVE


def test_loading_twice_gives_the_same_value():
    assert load_gazetteer() is GAZETTEER


def test_an_unknown_code_is_a_key_error():
    with pytest.raises(KeyError):
        GAZETTEER.region_name("99.99")


@pytest.fixture(name="small")
def _small() -> Gazetteer:
    table = "01\tUtara\tp\n01.01\tTimur\tr\n01.01.01\tPasar Baru\tk\n01.01.01.2001\tPasar Baru\tv\n"
    return build(table, "01.01\tTim\n", "# note\nt mr\t01.01\tmarker\n", "pasar\nbaru\n")


def test_a_gazetteer_can_be_built_from_texts(small: Gazetteer):
    assert small.upper["tmr"] == Named(("01.01",), Need.MARKER)
    assert small.lower["pasarbaru"] == ("01.01.01", "01.01.01.2001")
    assert small.ordinary(["pasar", "baru"])
    assert not small.ordinary(["kelud"])


def test_its_mappings_cannot_be_written(small: Gazetteer):
    with pytest.raises(TypeError):
        small.shorts["01"] = "x"  # type: ignore[index]
