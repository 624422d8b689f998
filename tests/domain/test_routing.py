"""Routing: the first rule that fits and the best topic lead to an agency; the unsure goes to the desk."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.offices import Agency, Deviation, Government, Level
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.routing import ACCUSES, Candidate, Route, route, weigh
from sms_gateway.domain.rulebook import Group, Rule, Target, compile_rules
from sms_gateway.domain.understood import Understood

NAMES = {
    "33": Name("Jawa Tengah", "Jateng"),
    "31": Name("DKI Jakarta", "DKI"),
    "31.71": Name("Kota Jakarta Pusat", "Jakpus"),
    "33.74": Name("Kota Semarang", "Semarang"),
    "33.22": Name("Kab Semarang", "Kab Semarang"),
}
OFFICES = packaged_offices()
TABLE = AgencyDirectory(OFFICES, NAMES.get)


def to(office: str, level: Level = Level.REGENCY) -> Target:
    return Target(office, level)


def rule(identifier: str, target: Target, *topics: str, group: str = "rest", **parts: object) -> Rule:
    told: dict[str, object] = {"reason": "Karena begitu.", "confidence": 0.9, "topics": frozenset(topics)}
    return Rule(identifier, group, target, **{**told, **parts})  # type: ignore[arg-type]


def needs(*phrases: str) -> tuple[frozenset[str], ...]:
    return (frozenset(phrases),)


RULES = (
    rule("pungli", to("inspektorat"), group="first", needs=needs("pungli", "oknum & minta")),
    rule("tol", to("bpjt", Level.NATIONAL), "jalan_jembatan", needs=needs("jalan tol")),
    rule("provinsi", to("pupr", Level.PROVINCE), "jalan_jembatan", needs=needs("jalan provinsi")),
    rule("desa", to("dpmd"), "desa_kelurahan", government=Government.KABUPATEN),
    rule("jalan", to("pupr"), "jalan_jembatan"),
    rule("air", to("pdam"), "air_bersih", never=frozenset({"sungai"})),
    rule("listrik", to("pln"), "listrik", otherwise=to("pln", Level.NATIONAL)),
    rule("jateng", to("dlh"), "sampah", regions=("33",)),
    rule("haji", to("kemenhaj", Level.NATIONAL), needs=needs("haji")),
    rule("meja", to("desk", Level.NATIONAL), "lainnya", needs=needs("bingung")),
    rule("nama-pln", to("pln"), agencies=frozenset({"pln"})),
)
BOOK = compile_rules("rules-test", "test", [Group("first", "", True), Group("rest", "", False)], RULES)


def said(
    topic: str = "jalan_jembatan",
    score: float = 0.9,
    words: str = "",
    region: str | None = "33.74.05",
    agencies: Sequence[str] = (),
    second: tuple[str, float] = ("lainnya", 0.05),
) -> Understood:
    return Understood(((topic, score), second), tuple(words.split()), region, tuple(agencies))


def routed(understood: Understood, threshold: float = 0.5) -> Route:
    return route(understood, BOOK, TABLE, threshold)


def code(found: Route) -> str | None:
    return found.agency.code if found.agency else None


@pytest.mark.parametrize(
    ("understood", "expected", "by"),
    [
        (said(), "pupr@33.74", "jalan"),
        (said(region="33.74.05.1001"), "pupr@33.74", "jalan"),
        (said(region="31.71.02"), "pupr@31", "jalan"),  # a city of Jakarta has no offices of its own
        (said(region="31"), "pupr@31", "jalan"),
        (said(words="jalan tol rusak", region=None), "bpjt@id", "tol"),
        (said(words="jalan provinsi rusak"), "pupr@33", "provinsi"),
        (said(words="jln propinsi rusak"), "pupr@33", "provinsi"),  # the same words, spelled otherwise
        (said(words="jalan provinsi rusak", region="33"), "pupr@33", "provinsi"),
        (said(words="jalan tolitoli rusak"), "pupr@33.74", "jalan"),  # whole words only
        (said(words="jalan  tol"), "bpjt@id", "tol"),
        (said("desa_kelurahan", region="33.22"), "dpmd@33.22", "desa"),
        (said("listrik"), "pln@33.74", "listrik"),
        (said("listrik", region=None), "pln@id", "listrik"),
        (said("sampah", region="33.22.01"), "dlh@33.22", "jateng"),
        (said("sampah", words="haji"), "kemenhaj@id", "haji"),  # deciding words outweigh a topic
        (said("jalan_jembatan", 0.5, words="daftar haji"), "kemenhaj@id", "haji"),  # the words save it
        (said("jalan_jembatan", 0.2, agencies=["pln"]), "pln@33.74", "nama-pln"),
        (said(agencies=["pln"]), "pupr@33.74", "jalan"),  # a name does not overrule a sure topic
    ],
)
def test_a_report_goes_to(understood: Understood, expected: str, by: str) -> None:
    found = routed(understood)
    assert (code(found), found.rule) == (expected, by)


@pytest.mark.parametrize(
    ("understood", "why"),
    [
        (said(region=None), "desk.no-region"),
        (said(region="33"), "desk.no-region"),
        (said(score=0.4), "desk.low-confidence"),
        (said(region="99.01"), "desk.no-agency"),
        (said("unheard_of"), "desk.no-rule"),
        (said("air_bersih", words="sungai kering"), "desk.no-rule"),
        (said("sampah", region="31.71"), "desk.no-rule"),
        (said("desa_kelurahan", region="33.74"), "desk.no-rule"),
        (said("desa_kelurahan", region=None), "desk.no-rule"),
        (said("lainnya", words="saya bingung"), "meja"),  # a rule may mean the desk
        (Understood(()), "desk.no-rule"),
    ],
)
def test_what_is_not_sure_goes_to_the_desk(understood: Understood, why: str) -> None:
    found = routed(understood)
    assert found.agency is None
    assert found.rule == why


@pytest.mark.parametrize("words", ["pungli di jalan tol", "oknum dinas minta uang", "pungli naik haji"])
def test_an_accusation_is_weighed_before_any_topic(words: str) -> None:
    assert code(routed(said(words=words, score=0.99, agencies=["pln"]))) == "inspektorat@33.74"


def test_words_apart_are_no_phrase_but_may_be_a_pair() -> None:
    assert not {"jalan tol"} & BOOK.hear(["jalan", "", "tol"]).keys()
    assert BOOK.hear(["minta", "x", "oknum"]) == {"oknum & minta": 0, "oknum": 2, "minta": 0}


def test_the_candidates_are_the_best_three_that_differ() -> None:
    found = routed(said(words="jalan tol dan daftar haji", second=("listrik", 0.2), region=None), 0.99)
    assert found.candidates == (
        Candidate("kemenhaj@national", "kemenhaj@id", "haji", 0.873),
        Candidate("bpjt@national", "bpjt@id", "tol", 0.8685),
        Candidate("pupr@regency", None, "jalan", 0.405),
    )
    assert found.rule == "desk.low-confidence"


def test_a_report_without_a_region_still_has_candidates() -> None:
    found = routed(said(region=None, second=("air_bersih", 0.3)))
    assert [(c.to, c.agency) for c in found.candidates] == [("pupr@regency", None), ("pdam@regency", None)]


def test_the_reasons_name_rules_and_codes_but_never_the_text() -> None:
    found = routed(said(words="rahasia negara jalan provinsi rusak", agencies=("pdam",)))
    assert found.reason == (
        "topic jalan_jembatan 0.90",
        "region 33.74.05",
        "words jalan provinsi",
        "named pdam",
    )


def test_a_decision_carries_the_version_of_its_rules() -> None:
    assert {routed(said()).version, routed(Understood(())).version} == {"rules-test"}


def test_a_switched_off_agency_is_replaced_by_who_acts_for_it() -> None:
    class Acting:
        def find(self, code: str) -> Agency | None:
            return TABLE.find(code)

        def acting(self, code: str) -> Agency | None:
            return {"pupr@33.74": Agency("setda@33.74", NAMES["33"])}.get(code)

        def alone(self, province: str) -> bool:
            return TABLE.alone(province)

    assert code(route(said(), BOOK, Acting())) == "setda@33.74"
    assert route(said(region="33.22"), BOOK, Acting()).rule == "desk.switched-off"


def test_the_reason_says_who_is_off_and_who_acts() -> None:
    off = AgencyDirectory(OFFICES, NAMES.get, {"pupr@33.74": Deviation("pupr@33.74", acting=False)})
    found = route(said(), BOOK, off)
    assert (code(found), found.rule) == ("pemkot@33.74", "jalan")
    assert found.reason[-2:] == ("off pupr@33.74", "acting pemkot@33.74")
    assert found.candidates[0].agency == "pemkot@33.74"


def test_an_accusation_never_falls_to_an_office_that_watches_nobody() -> None:
    watched = replace(RULES[0], watchers=frozenset({"inspektorat"}))
    book = compile_rules("x", "x", [Group("first", "", True)], [watched])
    accused = said(words="pungli")
    deviations = [Deviation("inspektorat@33.74", acting=False)]
    up = AgencyDirectory(OFFICES, NAMES.get, {each.code: each for each in deviations})
    assert code(route(accused, book, up)) == "inspektorat@33"
    deviations = [Deviation("inspektorat@33.74", parent="dishub@33.74", acting=False)]
    down = AgencyDirectory(OFFICES, NAMES.get, {each.code: each for each in deviations})
    assert (code(route(accused, book, down)), route(accused, book, down).rule) == (None, "desk.switched-off")


@pytest.mark.parametrize(
    ("score", "expected"), [(ACCUSES, "inspektorat@33.74"), (ACCUSES - 0.01, "dishub@33.74")]
)
def test_what_reads_like_bribery_goes_to_a_watcher_even_without_its_words(
    score: float, expected: str
) -> None:
    watching = rule("pungli-topik", to("inspektorat"), "pungli_korupsi", watchers=frozenset({"inspektorat"}))
    traffic = rule("parkir", to("dishub"), "perhubungan", needs=needs("parkir"))
    book = compile_rules("x", "x", [Group("rest", "", False)], [watching, traffic])
    told = said("pungli_korupsi", score, "parkir", second=("perhubungan", 0.4))
    assert code(route(told, book, TABLE, 0.3)) == expected


@pytest.mark.parametrize(
    ("agency", "name"),
    [
        ("pupr@33.74", Name("Dinas PU Kota Semarang", "DPU Semarang")),
        ("pln@id", Name("PLN", "PLN")),
        ("pupr@99.99", None),
        ("nobody@33.74", None),
        ("pupr", None),
    ],
)
def test_a_stored_code_is_named_again(agency: str, name: Name | None) -> None:
    found = TABLE.find(agency)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("agency", "there"),
    [
        ("dpmd@33.22", True),
        ("dpmd@33.74", False),  # a city has no villages
        ("pupr@31", True),
        ("polres@31", True),
        ("pupr@31.71", False),
        ("polres@33", False),
        ("kai@33.74", False),
        ("pupr@id", False),
    ],
)
def test_an_office_stands_where_its_levels_say(agency: str, there: bool) -> None:
    assert (TABLE.find(agency) is not None) is there


@pytest.mark.parametrize("office", OFFICES.offices)
def test_an_office_has_a_name_a_sentence_can_hold(office: str) -> None:
    name = OFFICES.offices[office].name
    long, short = (told.partition(" {")[0] for told in (name.long, name.short))
    assert is_gsm7(long + short)
    assert measure(short).units <= 12
    assert len(short) <= len(long)


REGIONS = st.none() | st.sampled_from(["", "33", "33.74", "33.22.01", "33.74.05.1001", "31.71", "99"])
TOPICS = st.sampled_from(["jalan_jembatan", "air_bersih", "listrik", "sampah", "lainnya", "unheard_of"])
WORDS = st.lists(
    st.sampled_from(["jalan", "tol", "pungli", "oknum", "minta", "haji", ""]) | st.text(max_size=8)
)


@given(
    st.lists(st.tuples(TOPICS, st.floats(0, 1)), max_size=4),
    WORDS,
    REGIONS,
    st.lists(st.sampled_from(["pln", "kpk"]), max_size=2),
)
def test_an_agency_is_only_chosen_when_it_exists_and_at_or_over_the_threshold(
    topics: list[tuple[str, float]], words: list[str], region: str | None, agencies: list[str]
) -> None:
    understood = Understood(tuple(topics), tuple(words), region, tuple(agencies))
    found = routed(understood)
    assert 0 <= found.confidence <= 1
    assert len(found.candidates) <= 3
    if found.agency is None:
        assert found.rule.startswith("desk.") or found.rule == "meja"
    else:
        assert found.confidence >= 0.5
        assert TABLE.find(found.agency.code) == found.agency
    accused = [fit.rule.id for fit in weigh(understood, BOOK) if fit.rule.group == "first"]
    assert not accused or found.rule in ("pungli", "desk.no-region", "desk.no-agency")
