"""What is asked to change becomes a plan that names every difference, or a refusal with the line."""

import pytest

from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.domain.amendments import Amendment, Kind, Plan, plan
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import Deviation
from sms_gateway.domain.rendering import Name

NAMES = {"33": Name("Jawa Tengah", "Jateng"), "33.74": Name("Kota Semarang", "Semarang")}
EMPTY = AgencyDirectory(packaged_offices(), NAMES.get)
LONG = "Dinas Pekerjaan Umum dan Penataan Ruang Kota Semarang"


def asked(code: str = "pupr@33.74", line: int = 2, **fields: str | None) -> Amendment:
    return Amendment(code, line, fields)


def after(found: Plan, revision: int = 1) -> AgencyDirectory:
    deviations = {change.code: change.now for change in found.changes if change.now is not None}
    return AgencyDirectory(EMPTY.offices, EMPTY.names, deviations, revision)


def kinds(found: Plan) -> dict[str, tuple[Kind, ...]]:
    return {change.code: change.kinds for change in found.changes}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (asked(long="DPUPR Kota Semarang"), (Kind.RENAMED,)),
        (asked(short="DPUPR Semarang"), (Kind.RENAMED,)),
        (asked(acting="off"), (Kind.SWITCHED_OFF,)),
        (asked(parent="dlh@33.74"), (Kind.PARENT,)),
        (asked(owner="Pemkot Semarang"), (Kind.OWNER,)),
        (asked(acting="off", parent="dlh@33.74"), (Kind.SWITCHED_OFF, Kind.PARENT)),
        (asked("rsud-b@33.74", long="RSUD B"), (Kind.ADDED,)),
        (asked("rsud-b@33.74", long="RSUD B", acting="off"), (Kind.ADDED, Kind.SWITCHED_OFF)),
        (asked("dishut@33", acting="off"), (Kind.SWITCHED_OFF,)),
        (asked("desk@id", long="Admin LAPOR"), (Kind.RENAMED,)),
    ],
)
def test_a_difference_has_a_name(wanted: Amendment, expected: tuple[Kind, ...]) -> None:
    assert kinds(plan(EMPTY, [wanted])) == {wanted.code: expected}


@pytest.mark.parametrize(
    "wanted",
    [
        asked(),
        asked(acting="on"),
        asked(long="Dinas PU Kota Semarang", short="DPU Semarang"),
        asked(parent="pemkot@33.74", owner="admin nasional"),
        asked(long=None, short=None, parent=None, acting=None, owner=None),
    ],
)
def test_what_the_template_says_already_is_no_difference(wanted: Amendment) -> None:
    assert plan(EMPTY, [wanted]).changes == ()


def test_the_second_time_nothing_changes() -> None:
    wanted = [
        asked(long="DPUPR", acting="off"),
        asked("rsud-b@33.74", 3, long="RSUD B", parent="dinkes@33.74"),
    ]
    assert plan(after(plan(EMPTY, wanted)), wanted).changes == ()


def test_a_field_that_is_not_told_stays_and_an_empty_one_is_as_the_template() -> None:
    named = after(plan(EMPTY, [asked(long="DPUPR Semarang")]))
    off = plan(named, [asked(acting="off")])
    assert off.changes[0].now == Deviation("pupr@33.74", "DPUPR Semarang", acting=False)
    undone = plan(named, [asked(long=None)])
    assert undone.changes[0].now is None
    assert kinds(undone) == {"pupr@33.74": (Kind.RENAMED,)}


def test_a_whole_file_undoes_what_it_does_not_name_but_never_loses_an_agency() -> None:
    first = after(plan(EMPTY, [asked(acting="off"), asked("rsud-b@33.74", long="RSUD B")]))
    found = plan(first, [], whole=True)
    assert kinds(found) == {"pupr@33.74": (Kind.SWITCHED_ON,), "rsud-b@33.74": (Kind.SWITCHED_OFF,)}
    assert found.changes[0].now is None
    assert plan(after(found), [], whole=True).changes == ()


def test_an_agency_may_be_made_together_with_its_parent() -> None:
    wanted = [
        asked("rsud-b@33.74", 2, long="RSUD B", parent="yayasan@33.74"),
        asked("yayasan@33.74", 3, long="Y"),
    ]
    assert plan(EMPTY, wanted).refusals == ()


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (asked("pupr@99.99", acting="off"), "there is no such region"),
        (asked("pupr@33.74.05", acting="off"), "there is no such region"),
        (asked("nobody@33.74", acting="off"), "no template makes this agency"),
        (asked("desk@id", acting="off"), "the owner of last resort"),
        (asked("desk@id", acting="on"), "the owner of last resort"),
        (asked("desk@id", parent="pln@id"), "the owner of last resort"),
        (asked(parent="nobody@33.74"), "there is no parent nobody@33.74"),
        (asked(parent="pupr@33.74"), "its parents lead back to pupr@33.74"),
        (asked("pemkot@33.74", parent="pupr@33.74"), "its parents lead back to pemkot@33.74"),
        (asked(long=LONG), "`short` is missing"),
        (asked(long="PU", short="DPU Semarang"), "`short` is longer than `long`"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(wanted: Amendment, reason: str) -> None:
    found = plan(EMPTY, [asked("dlh@33.74", 7, acting="off"), wanted])
    assert found.changes == ()
    assert [refusal.line for refusal in found.refusals] == [2]
    assert reason in found.refusals[0].reason
    assert found.refusals[0].remedy


def test_every_refusal_is_told_in_the_order_of_the_lines() -> None:
    wanted = [
        asked("a@33.74", 9, acting="off"),
        asked("b@99", 4, acting="off"),
        asked("desk@id", 5, acting="off"),
    ]
    assert [refusal.line for refusal in plan(EMPTY, wanted).refusals] == [4, 5, 9]
