"""The directory is changed whole or not at all, live without a restart, and every change says by whom."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from parsers import Knowledge
from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.domain.amendments import Amendment
from sms_gateway.services import agencies as directory
from sms_gateway.services import moves, triage
from sms_gateway.services.agencies import LOOK_SECONDS, AgencyBook, Proposal
from sms_gateway.services.office import Office
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.schema import agencies, agency_changes, cases, outbox, tickets
from tests.builders import ROAD, opened, rows, store, work
from tests.conftest import NOW, OfficeMaker

ROADS = "pupr@33.74"


class Ticks:
    """Seconds that pass when told to."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def change(office: Office, code: str = ROADS, actor: str = "ani", **fields: str | None) -> Proposal:
    """Propose and do one change."""
    proposal = directory.propose([Amendment(code, 1, fields)], "test", office)
    assert directory.carry_out(proposal, actor, office)
    return proposal


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def live(make_office: OfficeMaker, sessions: Sessions, knowledge: Knowledge, ticks: Ticks) -> Office:
    """An office whose book looks when the ticks say so."""
    return make_office(agencies=AgencyBook(sessions, lambda: knowledge, ticks))


def test_only_deviations_are_stored_and_by_whom(office: Office) -> None:
    change(office, long="DPUPR Kota Semarang", short="DPUPR Semarang", acting="on", owner="Pemkot Semarang")
    [row] = rows(office, agencies)
    told = (row.code, row.long, row.short, row.parent, row.acting, row.owner, row.changed_by, row.changed_at)
    expected = (ROADS, "DPUPR Kota Semarang", "DPUPR Semarang", None, None, "Pemkot Semarang", "ani", NOW)
    assert told == expected


def test_a_second_import_changes_nothing(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text("code,long,short,acting\npupr@33.74,DPUPR,DPUPR,\ndlh@33.10,,,off\n", encoding="utf-8")
    wanted = directory.read_amendments(file)
    assert directory.carry_out(directory.propose(wanted, str(file), office), "ani", office)
    assert directory.propose(directory.read_amendments(file), str(file), office).changes == ()
    assert len(rows(office, agency_changes)) == 2


def test_what_is_as_the_template_again_leaves_no_row_but_a_history(office: Office) -> None:
    change(office, acting="off")
    change(office, actor="budi", acting="on")
    assert rows(office, agencies) == []
    newest, oldest = directory.history(ROADS, office)
    assert (oldest.before, oldest.after, oldest.actor, oldest.at) == (None, {"acting": False}, "ani", NOW)
    assert (newest.before, newest.after, newest.actor) == ({"acting": False}, None, "budi")


def test_an_export_brings_an_earlier_state_back(office: Office) -> None:
    change(office, long="DPUPR", short="DPUPR")
    before = directory.in_force(office.sessions, office.knowledge())
    change(office, acting="off")
    change(office, "rsud-b@33.74", long="RSUD B")
    kept = [Amendment(ROADS, 2, {"long": "DPUPR", "short": "DPUPR", "acting": None})]
    proposal = directory.propose(kept, "export", office, whole=True)
    assert directory.carry_out(proposal, "ani", office)
    after = directory.in_force(office.sessions, office.knowledge())
    assert after.deviations[ROADS] == before.deviations[ROADS]
    assert after.deviations["rsud-b@33.74"].acting is False  # a case may bear its name
    assert directory.propose(kept, "export", office, whole=True).changes == ()


def test_what_cannot_be_done_is_told_by_line_and_nothing_is_done(office: Office) -> None:
    wanted = [Amendment(ROADS, 2, {"acting": "off"}), Amendment("pupr@99.99", 3, {"acting": "off"})]
    with pytest.raises(CatalogFault, match=r"f\.csv:3: pupr@99\.99: there is no such region"):
        directory.propose(wanted, "f.csv", office)
    assert rows(office, agencies) == []


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CatalogFault, match="cannot be read: No such file"):
        directory.read_amendments(tmp_path / "gone.csv")


def test_a_proposal_that_somebody_overtook_does_nothing(office: Office) -> None:
    mine = directory.propose([Amendment(ROADS, 1, {"acting": "off"})], "test", office)
    change(office, actor="budi", owner="Pemkot Semarang")
    assert directory.carry_out(mine, "ani", office) is False
    assert [row.owner for row in rows(office, agencies)] == ["Pemkot Semarang"]


def test_of_many_at_once_one_is_done(office: Office) -> None:
    wanted = [[Amendment(f"pupr@33.{number}", 1, {"acting": "off"})] for number in range(10, 18)]
    proposals = [directory.propose(each, "test", office) for each in wanted]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda each: directory.carry_out(each, "ani", office), proposals))
    assert sorted(done) == [False] * 7 + [True]
    assert len(rows(office, agencies)) == len(rows(office, agency_changes)) == 1


@pytest.mark.parametrize("forged", [update(agency_changes).values(actor="x"), delete(agency_changes)])
def test_the_history_cannot_be_rewritten(office: Office, forged: object) -> None:
    change(office, acting="off")
    with pytest.raises(DBAPIError, match="append-only"), office.sessions.begin() as session:
        session.execute(forged)  # type: ignore[call-overload]


def test_a_change_is_taken_over_between_batches_without_a_restart(live: Office, ticks: Ticks) -> None:
    before = live.agencies()
    change(live, acting="off")
    live.agencies.look()
    assert live.agencies() is before  # it looks only every LOOK_SECONDS
    ticks.at = LOOK_SECONDS
    assert live.agencies() is before  # and never by itself
    live.agencies.look()
    assert live.agencies().version == f"{before.offices.version}+1"


def test_what_did_not_change_is_not_read_again(live: Office, ticks: Ticks) -> None:
    before = live.agencies()
    ticks.at = 10 * LOOK_SECONDS
    live.agencies.look()
    assert live.agencies() is before


def test_without_a_database_the_directory_stays(knowledge: Knowledge, live: Office, tmp_path: Path) -> None:
    ticks, gone = Ticks(), open_sessions(f"sqlite:///{tmp_path}/none.db")
    book = AgencyBook(live.sessions, lambda: knowledge, ticks)
    known = book()
    book._sessions = gone
    ticks.at = LOOK_SECONDS
    book.look()
    assert book() is known
    gone.close()


def test_a_switched_off_agency_gets_no_new_case_and_the_reason_says_so(live: Office, ticks: Ticks) -> None:
    live.agencies()
    change(live, acting="off")
    ticks.at = LOOK_SECONDS
    store(live, ROAD)
    triage.drain(live, 60)
    [case] = rows(live, cases)
    assert (case.agency, case.route_rule) == ("pemkot@33.74", "jalan")
    assert case.route_reason[-2:] == ["off pupr@33.74", "acting pemkot@33.74"]


def test_without_a_parent_that_acts_the_national_desk_decides(live: Office) -> None:
    change(live, acting="off")
    change(live, "pemkot@33.74", acting="off")
    store(live, ROAD)
    triage.drain(live, 60)
    [case] = rows(live, cases)
    assert (case.agency, case.route_rule) == (None, "desk.switched-off")
    assert case.route_reason[-2:] == ["off pupr@33.74", "acting desk@id"]


def told(office: Office) -> str:
    """The newest SMS of ours."""
    return opened(office, rows(office, outbox)[-1])


def test_a_case_keeps_the_name_of_an_agency_that_was_switched_off(live: Office, ticks: Ticks) -> None:
    store(live, ROAD)
    work(live)
    moves.forward(rows(live, tickets)[0].number, "staff:budi", live)
    change(live, acting="off")
    ticks.at = LOOK_SECONDS
    store(live, f"TAMBAH {rows(live, tickets)[0].number} tadi pagi ada motor jatuh lagi")
    work(live)
    assert [case.agency for case in rows(live, cases)] == [ROADS]
    assert "diteruskan ke Dinas PU Kota Semarang" in told(live)


def test_a_renamed_agency_is_called_by_its_new_name(live: Office, ticks: Ticks) -> None:
    store(live, ROAD)
    work(live)
    moves.forward(rows(live, tickets)[0].number, "staff:budi", live)
    change(live, long="DPUPR Kota Semarang", short="DPUPR Semarang")
    ticks.at = LOOK_SECONDS
    store(live, f"TAMBAH {rows(live, tickets)[0].number} tadi pagi ada motor jatuh lagi")
    work(live)
    assert "diteruskan ke DPUPR Kota Semarang" in told(live)
