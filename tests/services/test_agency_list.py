"""The agencies as a list: found by words, page by page, with who serves them and what is open there."""

import pytest

from sms_gateway.catalog.agency_fields import amendment
from sms_gateway.domain.offices import Level
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.services import agencies as directory
from sms_gateway.services import agency_list, moves
from sms_gateway.services.agency_list import PAGE, Which
from sms_gateway.services.office import Office
from sms_gateway.storage import schema
from tests.builders import OTHER_CITIZEN, ROAD, RUBBISH, enrol, rows, store, work
from tests.conftest import HandClock, OfficeMaker

PUPR, DLH = "pupr@33.74", "dlh@33.19"


@pytest.fixture
def reported(office: Office) -> None:
    """A road in Semarang that was handed on, and rubbish in Kudus that was not."""
    store(office, ROAD)
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    moves.forward(rows(office, schema.tickets)[0].number, "operator", office)


def codes(typed: str, office: Office, which: Which = Which.ALL, scope: Scope = NATIONWIDE) -> list[str]:
    found, after = [], ""
    while True:
        page = agency_list.page(typed, which, after, scope, office)
        found += [line.entry.agency.code for line in page.rows]
        after = page.after
        if not after or len(found) > 4 * PAGE:
            return found


def test_every_word_must_be_there_and_pages_follow_one_another(office: Office) -> None:
    found = codes("kota semarang", office)
    assert PUPR in found
    assert len(found) == len(set(found)) > PAGE
    assert all(code.endswith("@33.74") for code in found)
    assert codes("PUPR@33.74", office) == [PUPR]
    assert codes("%", office) == codes("x" * 10_000, office) == codes("nowhere pupr", office) == []
    first = agency_list.page("", Which.ALL, "", NATIONWIDE, office)
    assert {line.level for line in first.rows} == {Level.NATIONAL}
    assert agency_list.page("", Which.ALL, "zz@99.99", NATIONWIDE, office).rows == ()


@pytest.mark.usefixtures("reported")
def test_a_line_says_who_is_there_and_what_is_open(office: Office, clock: HandClock) -> None:
    enrol(office, "+6281234567801", PUPR, "Budi S")
    line = agency_list.page(PUPR, Which.ALL, "", NATIONWIDE, office).rows[0]
    assert (line.on_duty, line.served, line.open, line.late) == (1, True, 1, 0)
    assert "jalan_jembatan" in line.topics
    assert line.region == "Kota Semarang"
    clock.forward(days=30)
    assert agency_list.page(PUPR, Which.ALL, "", NATIONWIDE, office).rows[0].late == 1
    # What nobody handed on is only proposed there.
    assert agency_list.page(DLH, Which.ALL, "", NATIONWIDE, office).rows[0].open == 0
    assert codes("", office, Which.SERVED) == [PUPR]


@pytest.mark.usefixtures("reported")
def test_what_nobody_serves_is_found(office: Office) -> None:
    assert PUPR in codes("", office, Which.UNSERVED)
    enrol(office, "+6281234567801", PUPR, "Budi S")
    assert PUPR not in codes("", office, Which.UNSERVED)


def test_an_agency_sees_itself_only(office: Office) -> None:
    own = Scope(PUPR)
    assert codes("", office, scope=own) == codes("", office, Which.UNSERVED, own) == [PUPR]
    assert codes("dlh", office, scope=own) == []
    assert agency_list.show(DLH, own, office) is None
    assert agency_list.show("nothing@33.74", NATIONWIDE, office) is None


def test_one_that_is_off_is_told_with_who_acts_for_it_and_who_did_it(make_office: OfficeMaker) -> None:
    office = make_office()
    wanted = amendment(PUPR, {"acting": "off"}, "test", 1, [])
    assert wanted is not None
    assert directory.carry_out(directory.propose([wanted], "test", office), "cli:ani", office)
    office = make_office()  # which reads the directory anew
    shown = agency_list.show(PUPR, NATIONWIDE, office)
    assert shown is not None
    assert not shown.line.entry.acting
    assert shown.line.differs
    assert [change.actor for change in shown.history] == ["cli:ani"]
    parent = agency_list.show(shown.line.entry.parent, NATIONWIDE, office)
    assert parent is not None
    assert PUPR in [each.agency.code for each in parent.acts_for]
    assert codes("", office, Which.DIFFERS) == [PUPR]


def test_the_rules_that_lead_there_fit_level_and_region(office: Office) -> None:
    shown = agency_list.show(PUPR, NATIONWIDE, office)
    assert shown is not None
    assert shown.rules
    assert all(rule.to.office == "pupr" or rule.otherwise for rule in shown.rules)
    province = agency_list.show("pupr@33", NATIONWIDE, office)
    assert province is not None
    assert {rule.id for rule in province.rules} != {rule.id for rule in shown.rules}
