"""When a report is asked where it is, and what the question offers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, Parsed, Place, Urgency, parse
from parsers.complaint import Kind
from sms_gateway.domain.place_questions import OFFERED, asked_name, must_ask, offers
from sms_gateway.domain.routing import Candidate, Route

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
FOUR = ("32.02", "73.22.06", "32.01", "32.76.08.1001")
NOWHERE = Parsed(Kind.REPORT, topics=(("air_bersih", 0.9),))
DESK = Route(None, "desk.no-region", 0.9, (), (Candidate("pdam@regency", None, "air", 0.9),))


class Djp:
    code = "djp@id"


TAX = Route(Djp(), "pajak-negara", 0.9, (), (Candidate("djp@national", "djp@id", "pajak-negara", 0.9),))  # type: ignore[arg-type]


def test_a_report_without_a_regency_is_asked() -> None:
    assert must_ask(NOWHERE, DESK)
    assert must_ask(replace(NOWHERE, place=Place(province="33", street="jl melati")), DESK)


def test_a_regency_is_enough() -> None:
    assert not must_ask(replace(NOWHERE, place=Place(province="33", regency="33.74")), DESK)


def test_rescue_is_not_kept_waiting() -> None:
    assert not must_ask(replace(NOWHERE, urgency=Urgency.EMERGENCY), DESK)


def test_what_happens_nowhere_in_particular_is_not_asked() -> None:
    assert not must_ask(replace(NOWHERE, topics=(("pajak_keuangan", 0.9),)), TAX)
    assert must_ask(replace(NOWHERE, topics=(("bbm_lpg", 0.9),)), TAX)


@pytest.mark.parametrize("office", ["bpjt", "ojk"])
def test_toll_roads_and_lenders_have_an_agency_wherever_they_are(office: str) -> None:
    sure = replace(TAX, candidates=(Candidate(f"{office}@national", f"{office}@id", "any", 0.9),))
    assert not must_ask(replace(NOWHERE, topics=(("jalan_jembatan", 0.9),)), sure)
    assert must_ask(NOWHERE, replace(sure, agency=None))


@pytest.mark.parametrize(
    ("candidates", "near", "offered"),
    [
        (("32.02", "73.22.06", "32.01", "32.03"), [], ("32.02", "73.22.06", "32.01")),
        (
            ("32.02", "73.22.06", "32.01", "32.76.08.1001"),
            ["32.76.02"],
            ("32.76.08.1001", "32.02", "73.22.06"),
        ),
        (("32.01.06.2001", "32.01.07.2003", "32.76.08.1001"), [], ("32.01", "32.76.08.1001")),
        (
            ("32.02", "73.22.06", "32.01", "32.76.08.1001"),
            ["32.76", "99", "32.01.06"],
            ("32.76.08.1001", "32.01", "32.02"),
        ),
        (("32",), [], ()),
    ],
)
def test_the_offers_lie_in_as_many_regencies(
    candidates: tuple[str, ...], near: list[str], offered: tuple[str, ...]
) -> None:
    assert offers(candidates, near) == offered


@given(st.lists(st.from_regex(r"[1-9][0-9](\.[0-9]{2}){0,2}", fullmatch=True), max_size=9))
def test_never_more_offers_than_fit_and_never_two_of_one_regency(codes: list[str]) -> None:
    offered = offers(codes, [])
    assert len(offered) <= OFFERED
    assert len({code[:5] for code in offered}) == len(offered)


@pytest.mark.parametrize(
    "text",
    ["jembatan di sukamaju rusak", "jembatan rusak di ds SUKAMAJU", "gampong sukamaju jembatan rusak"],
)
def test_the_name_is_the_citizens_without_its_marker(text: str, knowledge: Knowledge) -> None:
    parsed = parse(text, now=NOW, knowledge=knowledge)
    assert asked_name(text, parsed.evidence) == "Sukamaju"
