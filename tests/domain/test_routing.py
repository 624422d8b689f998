"""Routing: a table from topic and region to an agency, and the desk for everything that is not sure."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.offices import NAMED, OFFICES, REFINEMENTS, RULES, Level
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.routing import Route, agency_name, route
from sms_gateway.domain.topics import Topic

NAMES = {
    "33": Name("Jawa Tengah", "Jateng"),
    "31": Name("DKI Jakarta", "DKI"),
    "33.74": Name("Kota Semarang", "Semarang"),
    "33.22": Name("Kab Semarang", "Kab Semarang"),
}
SEMARANG = "33.74.05"


def routed(
    topic: str,
    region: str | None = SEMARANG,
    score: float = 0.9,
    agencies: Sequence[str] = (),
    words: str = "",
    threshold: float = 0.5,
) -> Route:
    return route(
        [(topic, score), ("lainnya", 0.05)],
        region,
        agencies,
        names=NAMES.get,
        words=words,
        threshold=threshold,
    )


def code(found: Route) -> str | None:
    return found.agency.code if found.agency else None


@pytest.mark.parametrize(
    ("topic", "region", "expected"),
    [
        ("jalan_jembatan", "33.74.05", "pupr@33.74"),
        ("jalan_jembatan", "33.74.05.1001", "pupr@33.74"),
        ("penerangan_jalan", "33.74", "dishub@33.74"),
        ("air_bersih", "33.22", "pdam@33.22"),
        ("bansos", "33.22", "dinsos@33.22"),
        ("pungli_korupsi", "33.74", "inspektorat@33.74"),
        ("desa_kelurahan", "33.22", "dpmd@33.22"),
        ("desa_kelurahan", "33.74", "setda@33.74"),  # a city has no villages
        ("jalan_jembatan", "31.71", "pupr@31"),  # a city of Jakarta has no offices of its own
        ("listrik", None, "pln@id"),
        ("pajak_keuangan", "33.74", "djp@id"),
        ("bbm_lpg", None, "pertamina@id"),
    ],
)
def test_a_topic_in_a_region_goes_to(topic: str, region: str | None, expected: str) -> None:
    assert code(routed(topic, region)) == expected


@pytest.mark.parametrize(
    ("topic", "words", "expected"),
    [
        ("jalan_jembatan", "Jalan Tol macet rusak", "bpjt@id"),
        ("jalan_jembatan", "jln nasional berlubang", "bbpjn@id"),
        ("jalan_jembatan", "jalan provinsi, berlubang", "pupr@33"),
        ("pendidikan", "pungutan di sman 3", "disdik@33"),
        ("pendidikan", "pungutan di SDN 3", "disdik@33.74"),
        ("kesehatan", "kartu bpjs tdk aktif", "bpjs-kesehatan@id"),
        ("kesehatan", "antri puskesmas", "dinkes@33.74"),
        ("ketertiban", "pesta narkoba tiap malam", "polres@33.74"),
        ("usaha_perizinan", "izin usaha lama", "dpmptsp@33.74"),
        ("pajak_keuangan", "tagihan pbb salah", "bapenda@33.74"),
        ("jalan_jembatan", "jalan tolitoli rusak", "pupr@33.74"),  # whole words only
    ],
)
def test_a_phrase_refines_the_rule_of_its_topic(topic: str, words: str, expected: str) -> None:
    assert code(routed(topic, words=words)) == expected


@pytest.mark.parametrize(
    ("topic", "region", "score", "agencies", "rule"),
    [
        ("jalan_jembatan", None, 0.9, (), "desk.no-region"),
        ("jalan_jembatan", "33", 0.9, (), "desk.no-region"),
        ("jalan_jembatan", "33.74", 0.4, (), "desk.low-confidence"),
        ("jalan_jembatan", "99.01", 0.9, (), "desk.unknown-region"),
        ("lainnya", "33.74", 0.9, (), "desk.no-rule"),
        ("unheard_of", "33.74", 0.9, (), "desk.no-rule"),
        ("jalan_jembatan", "33.74", 0.4, ("pln", "pdam"), "desk.low-confidence"),  # two named
        ("jalan_jembatan", "33.74", 0.4, ("kpk",), "desk.low-confidence"),
        ("jalan_jembatan", None, 0.4, ("pdam",), "desk.no-region"),
        ("pungli_korupsi", "33.74", 0.9, ("imigrasi",), "desk.national-agency"),
    ],
)
def test_what_is_not_sure_goes_to_the_desk(
    topic: str, region: str | None, score: float, agencies: tuple[str, ...], rule: str
) -> None:
    found = routed(topic, region, score, agencies)
    assert found.agency is None
    assert found.rule == rule


def test_a_named_agency_decides_only_when_the_topic_does_not() -> None:
    unsure = routed("jalan_jembatan", "33.74", 0.3, ("pdam",))
    assert (code(unsure), unsure.rule) == ("pdam@33.74", "named.pdam")
    assert code(routed("jalan_jembatan", "33.74", 0.9, ("pdam",))) == "pupr@33.74"
    assert code(routed("lainnya", None, 0.9, ("pln",))) == "pln@id"


def test_a_strict_threshold_also_binds_a_named_agency() -> None:
    assert routed("jalan_jembatan", "33.74", 0.3, ("pdam",), threshold=0.8).agency is None


def test_the_reasons_name_rules_and_codes_but_never_the_text() -> None:
    found = routed("jalan_jembatan", words="rahasia negara jalan nasional rusak", agencies=("pdam",))
    assert found.reason == (
        "topic jalan_jembatan 0.90",
        "region 33.74.05",
        "named pdam",
        "words jalan nasional",
    )


def test_an_agency_is_called_by_office_and_region() -> None:
    found = routed("jalan_jembatan")
    assert found.agency is not None
    assert found.agency.name == Name("Dinas PU Kota Semarang", "DPU Semarang")


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
    assert agency_name(agency, NAMES.get) == name


def test_no_topic_at_all_goes_to_the_desk() -> None:
    assert route([], "33.74", names=NAMES.get) == Route(
        None, "desk.no-rule", 0.0, ("topic lainnya 0.00", "region 33.74")
    )


def test_every_topic_but_the_last_has_a_rule_and_every_rule_an_office() -> None:
    assert set(RULES) == set(Topic) - {Topic.LAINNYA}
    rules = [*RULES.values(), *NAMED.values(), *(refinement.rule for refinement in REFINEMENTS)]
    assert {rule.office for rule in rules} <= set(OFFICES)
    assert all(refinement.rule != RULES[refinement.topic] for refinement in REFINEMENTS)


@pytest.mark.parametrize("office", OFFICES)
def test_an_office_has_a_name_a_sentence_can_hold(office: str) -> None:
    name = OFFICES[office]
    assert is_gsm7(name.long + name.short)
    assert measure(name.short).units <= 12
    assert len(name.short) <= len(name.long)


REGIONS = st.none() | st.sampled_from(["", "33", "33.74", "33.22.01", "33.74.05.1001", "31.71", "99"])


@given(
    st.lists(st.tuples(st.sampled_from([*Topic, "unheard_of"]), st.floats(0, 1)), max_size=4),
    REGIONS,
    st.lists(st.sampled_from([*NAMED, "kpk"]), max_size=3),
    st.text(max_size=40),
)
def test_an_agency_is_only_chosen_at_or_over_the_threshold(
    topics: list[tuple[str, float]], region: str | None, agencies: list[str], words: str
) -> None:
    found = route(topics, region, agencies, names=NAMES.get, words=words)
    if found.agency is None:
        assert found.rule.startswith("desk.")
    else:
        assert found.confidence >= 0.5
        place = found.agency.code.partition("@")[2]
        assert place == "id" or (region is not None and region.startswith(place))
        assert agency_name(found.agency.code, NAMES.get) == found.agency.name


def test_levels_are_the_three_of_the_state() -> None:
    assert {rule.level for rule in NAMED.values()} == set(Level)
