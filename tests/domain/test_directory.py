"""The directory: every region has its government and usual offices, by names that fit an SMS."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge
from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.domain import replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.offices import (
    DESK_CODE,
    LONG_UNITS,
    NATIONAL,
    SHORT_UNITS,
    Agency,
    Deviation,
    Entry,
    Government,
)
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.sentences import STATUS_SENTENCES
from sms_gateway.domain.topics import LABELS
from sms_gateway.services import agencies
from sms_gateway.services.regions import regions_with_a_government
from tests.conftest import NOW, WORDING

OFFICES = packaged_offices()
NAMES = {
    "33": Name("Jawa Tengah", "Jateng"),
    "31": Name("DKI Jakarta", "DKI"),
    "31.71": Name("Kota Jakarta Pusat", "Kota Jakpus"),
    "33.74": Name("Kota Semarang", "Kota Semarang"),
    "33.22": Name("Kab Semarang", "Kab Semarang"),
    "34": Name("DI Yogyakarta", "DIY"),
}
USUAL = [
    "pupr",
    "dishub",
    "dinsos",
    "disdik",
    "dinkes",
    "disdukcapil",
    "dlh",
    "satpolpp",
    "pdam",
    "damkar",
    "bpbd",
    "inspektorat",
    "bkpsdm",
    "bapenda",
    "disnaker",
    "distan",
    "dkp",
    "diskop",
    "disdag",
    "dpmptsp",
    "disperkim",
    "dispar",
    "dispora",
    "dp3a",
    "setda",
    "rsud",
    "diskominfo",
]
BRANCHES = ["pln", "bpjs-kesehatan", "bpjs-ketenagakerjaan", "bpn", "samsat", "polres", "kemenag"]
OF_A_PROVINCE = [
    "pemprov",
    "pupr",
    "dishub",
    "dinsos",
    "disdik",
    "dinkes",
    "dlh",
    "satpolpp",
    "bpbd",
    "inspektorat",
    "esdm",
    "bapenda",
    "dkp",
    "disnaker",
    "polda",
]


def directory(*deviations: Deviation, revision: int = 0) -> AgencyDirectory:
    return AgencyDirectory(OFFICES, NAMES.get, {each.code: each for each in deviations}, revision)


@pytest.fixture(scope="module")
def everywhere(knowledge: Knowledge) -> AgencyDirectory:
    return agencies.packaged(knowledge)


@pytest.fixture(scope="module")
def regions(knowledge: Knowledge) -> tuple[str, ...]:
    return regions_with_a_government(knowledge)


@pytest.fixture(scope="module")
def entries(everywhere: AgencyDirectory, regions: tuple[str, ...]) -> list[Entry]:
    return [entry for region in (NATIONAL, *regions) for entry in everywhere.in_region(region)]


def missing(wanted: list[str], found: AgencyDirectory, regions: list[str]) -> list[str]:
    codes = [f"{office}@{region}" for region in regions for office in wanted]
    return [code for code in codes if (entry := found.entry(code)) is None or not entry.acting]


def test_there_are_38_provinces_and_514_regencies_and_cities(regions: tuple[str, ...]) -> None:
    assert len([region for region in regions if "." not in region]) == 38
    assert len([region for region in regions if "." in region]) == 514


def test_every_province_has_its_government_and_offices(
    everywhere: AgencyDirectory, regions: tuple[str, ...]
) -> None:
    provinces = [region for region in regions if "." not in region]
    assert missing(OF_A_PROVINCE, everywhere, provinces) == []


def test_every_regency_and_city_has_its_government_and_branches(
    everywhere: AgencyDirectory, regions: tuple[str, ...]
) -> None:
    lower = [region for region in regions if "." in region]
    cities = [region for region in lower if Government.of(region) is Government.KOTA]
    assert missing(["pemkot"], everywhere, cities) == []
    assert missing(["pemkab"], everywhere, sorted(set(lower) - set(cities))) == []
    assert missing(BRANCHES, everywhere, lower) == []


def test_every_regency_and_city_has_the_usual_offices_or_a_province_that_governs_alone(
    everywhere: AgencyDirectory, regions: tuple[str, ...]
) -> None:
    lower = [region for region in regions if "." in region]
    own = [region for region in lower if not everywhere.alone(region[:2])]
    assert len(own) == 508
    assert missing(USUAL, everywhere, own) == []
    assert missing(USUAL, everywhere, sorted({region[:2] for region in lower} - {r[:2] for r in own})) == []
    regencies = [region for region in own if Government.of(region) is Government.KABUPATEN]
    assert missing(["dpmd"], everywhere, regencies) == []


def test_every_agency_has_a_name_that_fits_and_a_parent_that_exists(
    everywhere: AgencyDirectory, entries: list[Entry]
) -> None:
    assert len(entries) > 20_000
    for entry in entries:
        name = entry.agency.name
        assert is_gsm7(name.long + name.short), entry
        assert measure(name.long).units <= LONG_UNITS, entry
        assert measure(name.short).units <= min(SHORT_UNITS, len(name.long)), entry
        assert entry.owner
        assert entry.agency.code == DESK_CODE or everywhere.find(entry.parent), entry


def test_no_agency_is_twice_and_every_line_of_parents_ends_at_the_desk(
    everywhere: AgencyDirectory, entries: list[Entry]
) -> None:
    codes = [entry.agency.code for entry in entries]
    assert len(codes) == len(set(codes))
    for entry in entries:
        above, steps = entry, 0
        while above.parent:
            above, steps = everywhere.entry(above.parent), steps + 1  # type: ignore[assignment]
            assert steps < 6, entry


def test_what_is_switched_off_in_the_package_has_somebody_who_acts_for_it(
    everywhere: AgencyDirectory, entries: list[Entry]
) -> None:
    off = [entry.agency.code for entry in entries if not entry.acting]
    assert off
    assert [code for code in off if everywhere.acting(code) is None] == []


LABEL = max((label.sms for label in LABELS.values()), key=len)
NUMBER = "24183567"


def _status(state: CaseState, name: Name) -> Rendered:
    return replies.status_one(WORDING, NUMBER, LABEL, state, name, NOW, NOW)


SAYING: list[Callable[[Name], Rendered]] = [
    lambda name: replies.forwarded(WORDING, NUMBER, name, 60, NOW),
    lambda name: replies.added(WORDING, NUMBER, name),
    lambda name: replies.status_overdue(WORDING, NUMBER, name),
    *(
        partial(_status, state)
        for state in CaseState
        if "{agency}" in WORDING.sentences[STATUS_SENTENCES[state]][0]
    ),
]


def test_every_sentence_with_every_agency_is_one_segment_and_names_it(entries: list[Entry]) -> None:
    """What fits depends on the two lengths alone, so one agency of each pair speaks for all."""
    pairs = {(len(e.agency.name.long), len(e.agency.name.short)): e.agency.name for e in entries}
    for name in pairs.values():
        for say in SAYING:
            rendered = say(name)
            assert is_gsm7(rendered.text)
            assert rendered.segments == measure(rendered.text).segments == 1
            assert name.long in rendered.text or name.short in rendered.text


@pytest.mark.parametrize("say", SAYING)
def test_the_longest_names_a_person_may_give_are_still_named(say: Callable[[Name], Rendered]) -> None:
    name = Name("x" * LONG_UNITS, "y" * SHORT_UNITS)
    rendered = say(name)
    assert rendered.segments == 1
    assert name.long in rendered.text or name.short in rendered.text


@pytest.mark.parametrize(
    ("code", "long", "short", "parent"),
    [
        ("pupr@33.74", "Dinas PU Kota Semarang", "DPU Kota Semarang", "pemkot@33.74"),
        ("pemkot@33.74", "Pemerintah Kota Semarang", "Pemkot Semarang", DESK_CODE),
        ("pemkab@33.22", "Pemerintah Kab Semarang", "Pemkab Semarang", DESK_CODE),
        ("pemprov@33", "Pemerintah Provinsi Jawa Tengah", "Pemprov Jateng", DESK_CODE),
        ("pemprov@34", "Pemerintah Daerah DI Yogyakarta", "Pemda DIY", DESK_CODE),
        ("dishub@33", "Dinas Perhubungan Jawa Tengah", "Dishub Jateng", "pemprov@33"),
        ("inspektorat@33.74", "Inspektorat Kota Semarang", "Inspektorat Kota Semarang", "inspektorat@33"),
        ("inspektorat@33", "Inspektorat Jawa Tengah", "Inspektorat Jateng", DESK_CODE),
        ("pln@33.74", "PLN Kota Semarang", "PLN Kota Semarang", "pln@id"),
        ("bpn@33.74", "Kantor Pertanahan Kota Semarang", "BPN Kota Semarang", "atr-bpn@id"),
        ("samsat@33.74", "Samsat Kota Semarang", "Samsat Kota Semarang", "bapenda@33"),
        ("polres@31.71", "Polres Kota Jakarta Pusat", "Polres Kota Jakpus", "polda@31"),
        ("pemkot@31.71", "Pemerintah Kota Jakarta Pusat", "Pemkot Jakpus", "pemprov@31"),
        ("pupr@31", "Dinas Bina Marga DKI Jakarta", "DBM Jakarta", "pemprov@31"),
        ("transjakarta@31", "Transjakarta", "Transjakarta", "dishub@31"),
        ("esdm@33", "Dinas ESDM Jawa Tengah", "ESDM Jateng", "pemprov@33"),
        ("esdm@id", "Kementerian ESDM", "KemenESDM", DESK_CODE),
        ("djp@id", "Ditjen Pajak", "DJP", "kemenkeu@id"),
    ],
)
def test_a_template_and_a_region_make_an_agency(code: str, long: str, short: str, parent: str) -> None:
    entry = directory().entry(code)
    assert entry is not None
    assert (entry.agency, entry.parent) == (Agency(code, Name(long, short)), parent)


@pytest.mark.parametrize(
    "code",
    [
        "dpmd@33.74",  # a city has no villages
        "pemkot@33.22",
        "pemkab@33.74",
        "pupr@31.71",  # Jakarta's cities have no offices of their own
        "pupr@id",
        "kai@33",
        "pupr@99",
        "pupr@33.74.05",
        "nobody@33.74",
        "transjakarta@33",
        "pupr",
        "",
        "@",
    ],
)
def test_what_no_template_makes_is_not_there(code: str) -> None:
    assert directory().entry(code) is None


def test_a_deviation_says_what_is_different_and_the_rest_stays() -> None:
    found = directory(Deviation("pupr@33.74", short="DPUPR Semarang", owner="Pemkot Semarang"))
    assert found.entry("pupr@33.74") == Entry(
        Agency("pupr@33.74", Name("Dinas PU Kota Semarang", "DPUPR Semarang")),
        "pemkot@33.74",
        "Pemkot Semarang",
    )
    assert found.entry("pupr@33.22") == directory().entry("pupr@33.22")


def test_a_new_name_is_the_short_one_too_where_none_is_given() -> None:
    renamed = directory(Deviation("pupr@33.74", long="DPUPR Kota Semarang")).find("pupr@33.74")
    assert renamed is not None
    assert renamed.name == Name("DPUPR Kota Semarang", "DPUPR Kota Semarang")


def test_a_deviation_may_make_an_agency_where_there_is_a_region_and_a_name() -> None:
    made = Deviation("rsud-wongso@33.74", long="RSUD Wongsonegoro")
    assert directory(made).find("rsud-wongso@33.74") is not None
    assert directory(Deviation("rsud-wongso@33.74")).find("rsud-wongso@33.74") is None
    assert directory(Deviation("rsud-wongso@99.74", long="RSUD")).find("rsud-wongso@99.74") is None
    assert "rsud-wongso@33.74" in {each.agency.code for each in directory(made).in_region("33.74")}


OFF = Deviation("pupr@33.74", acting=False)


@pytest.mark.parametrize(
    ("deviations", "acting"),
    [
        ([], "pupr@33.74"),
        ([OFF], "pemkot@33.74"),
        ([OFF, Deviation("pemkot@33.74", acting=False)], None),
        ([Deviation("pupr@33.74", acting=False, parent="disperkim@33.74")], "disperkim@33.74"),
        ([Deviation("pupr@33.74", acting=False, parent=DESK_CODE)], None),
        ([Deviation("pupr@33.74", acting=False, parent="gone@33.74")], None),
        ([Deviation("pemkot@33.74", acting=False)], "pupr@33.74"),
    ],
)
def test_a_switched_off_agency_gives_way_to_its_parent_or_the_desk(
    deviations: list[Deviation], acting: str | None
) -> None:
    found = directory(*deviations).acting("pupr@33.74")
    assert (found.code if found else None) == acting


def test_a_switched_off_agency_keeps_its_name() -> None:
    assert directory(OFF).find("pupr@33.74") == directory().find("pupr@33.74")


def test_one_that_is_switched_off_in_the_package_can_be_switched_on() -> None:
    assert directory().acting("polres@31") == directory().find("polda@31")
    found = directory(Deviation("polres@31", acting=True))
    assert found.acting("polres@31") == found.find("polres@31")


def test_the_version_tells_templates_and_changes_apart() -> None:
    assert directory().version == f"{OFFICES.version}+0"
    assert directory(OFF, revision=3).version == f"{OFFICES.version}+3"


CODES = st.sampled_from(["pupr@33.74", "pemkot@33.74", "dlh@33.22", "pln@id", "new@33.74", "", "@", "x@31"])
TEXT = st.none() | st.sampled_from(["", "DPU", "Dinas Baru"])


@given(st.lists(st.builds(Deviation, CODES, TEXT, TEXT, st.none() | CODES, st.none() | st.booleans())))
def test_whatever_deviates_nobody_switched_off_ever_acts(deviations: list[Deviation]) -> None:
    found = directory(*deviations)
    for code in ("pupr@33.74", "new@33.74", "pln@id", DESK_CODE):
        acting = found.acting(code)
        assert acting is None or found.entry(acting.code).acting  # type: ignore[union-attr]
