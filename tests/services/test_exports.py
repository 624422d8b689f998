"""Files made in the background: whole, for who asked, never beyond what they see, and gone in time."""

import csv
import io
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sms_gateway.domain.accounts import AccountState
from sms_gateway.domain.exporting import ExportFault, ExportKind, ExportState
from sms_gateway.domain.permissions import NATIONWIDE, AccountRole, Scope
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import accounts, audit, export_lines, exports, hourly, moves, upkeep
from sms_gateway.services.export_lines import Batch
from sms_gateway.services.exports import Asker, ExportRow, NotExported
from sms_gateway.services.office import Office
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.storage import accounts as stored
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import audit as audit_rows
from sms_gateway.storage.schema import export_parts, views
from sms_gateway.storage.schema import exports as export_rows
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, WATER, Chance, rows, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO, THREE = "24183567", "24183617", "24183740"
PUPR = "pupr@33.74"
ALL = export_lines.ticket_filter(Wanted())


@pytest.fixture
def office(make_office: OfficeMaker, clock: HandClock) -> Office:
    office = make_office(rand=Chance(ONE, TWO, THREE, *range(300)))
    for body, sender in ((ROAD, CITIZEN), (RUBBISH, OTHER_CITIZEN), (WATER, CITIZEN)):
        store(office, body, sender=sender)
        work(office)
        clock.forward(days=1)
    return office


def account(office: Office, role: AccountRole = AccountRole.AUDITOR, name: str = "ani") -> Asker:
    bound = role is AccountRole.AGENCY_ADMIN
    made = accounts.add(name, role, PUPR if bound else None, "cli:test", office)

    with office.sessions.begin() as session:
        stored.change(session, made.account.id, state=AccountState.ACTIVE)
    return Asker(made.account.id, Scope(PUPR) if bound else NATIONWIDE)


@pytest.fixture
def ani(office: Office) -> Asker:
    return account(office)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_lines, "ROWS", 1)


def asked(office: Office, by: Asker, kind: ExportKind = ExportKind.TICKETS, **wanted: object) -> int:
    about = export_lines.ticket_filter(Wanted(**wanted))  # type: ignore[arg-type]
    number = exports.ask(kind, about, by, office)
    assert isinstance(number, int)
    assert not isinstance(number, bool)
    return number


def fetched(number: int, by: Asker, office: Office) -> list[list[str]]:
    found = exports.fetch(number, by, office)
    assert isinstance(found, Iterator), found
    return list(csv.reader(io.StringIO("".join(found), newline="")))


def state(number: int, by: Asker, office: Office) -> ExportState:
    found = exports.find(number, by, office)
    assert found is not None
    return found.state


def test_a_file_is_made_part_by_part_and_says_how_far_it_is(office: Office, ani: Asker, small: None) -> None:
    number = asked(office, ani)
    assert exports.fetch(number, ani, office) is NotExported.NOT_READY
    seen = []
    for _ in range(3):
        assert exports.work(office, seconds=0) == 1
        found = exports.find(number, ani, office)
        assert found is not None
        seen.append((found.written, found.state))
        assert 0 <= found.percent <= 100
    assert seen == [(1, "running"), (2, "running"), (3, "ready")]
    head, *lines = fetched(number, ani, office)
    assert head == list(export_lines.TICKETS_HEAD)
    assert [line[0] for line in lines] == [THREE, TWO, ONE]
    assert exports.work(office) == 0


def test_what_is_asked_narrows_it_and_newer_tickets_are_not_in_it(
    office: Office, ani: Asker, clock: HandClock
) -> None:
    number, later = asked(office, ani, region="33"), asked(office, ani, words="tidak ada")
    clock.forward(hours=1)
    store(office, ROAD, sender="081234567892")
    work(office)
    assert exports.work(office) == 2
    assert [line[0] for line in fetched(number, ani, office)[1:]] == [TWO, ONE]
    assert len(fetched(later, ani, office)) == 1


def test_it_holds_no_number_and_no_word_and_is_sealed(office: Office, ani: Asker) -> None:
    number = asked(office, ani, words="kelud")
    assert b"kelud" not in (rows(office, export_rows)[0].asked or b"")
    exports.work(office)
    text = str(fetched(number, ani, office))
    assert "kelud" not in text.lower()
    assert "812345" not in text
    [part] = rows(office, export_parts)
    assert ONE.encode() not in part.body
    assert rows(office, export_rows)[0].asked is None  # nor what was searched, once it is made


def test_who_is_handed_a_file_is_noted_with_every_ticket_in_it(
    office: Office, ani: Asker, small: None
) -> None:
    number = asked(office, ani)
    exports.work(office)
    assert rows(office, views) == []
    fetched(number, ani, office)
    assert [(each.account_id, each.page) for each in rows(office, views)] == [(ani.account_id, "export")] * 3


def test_only_who_asked_knows_of_it(office: Office, ani: Asker) -> None:
    budi, number = account(office, AccountRole.NATIONAL_ADMIN, "budi"), asked(office, ani)
    exports.work(office)
    assert exports.find(number, budi, office) is None
    assert exports.fetch(number, budi, office) is NotExported.NO_SUCH
    assert exports.cancel(number, budi, office) is NotExported.NO_SUCH
    assert exports.listed(budi, office) == []


def test_an_agency_gets_its_own_cases(office: Office) -> None:
    pupr = account(office, AccountRole.AGENCY_ADMIN)
    moves.forward(ONE, "operator", office)
    number = asked(office, pupr)
    exports.work(office)
    assert [line[0] for line in fetched(number, pupr, office)[1:]] == [ONE]


@pytest.mark.parametrize("when", ["made", "fetched", "halfway"])
@pytest.mark.parametrize("how", ["agency", "disabled"])
def test_another_role_ends_the_file_before_another_line_is_seen(
    office: Office, ani: Asker, small: None, when: str, how: str
) -> None:
    account(office, AccountRole.NATIONAL_ADMIN, "budi")
    number, lines = asked(office, ani), iter(())
    if when != "made":
        exports.work(office)
    if when == "halfway":
        found = exports.fetch(number, ani, office)
        assert isinstance(found, Iterator)
        next(found)
        lines = found
    if how == "agency":
        accounts.reset("ani", "cli:test", office, AccountRole.AGENCY_ADMIN, PUPR)
    else:
        accounts.disable("ani", "cli:test", office)
    if when == "halfway":
        with pytest.raises(exports.SealBroken):
            next(lines)
        return
    exports.work(office)
    refused = exports.fetch(number, ani, office)
    assert refused is (NotExported.OVER if when == "made" else NotExported.SCOPE)
    assert rows(office, export_parts) == []
    [row] = rows(office, export_rows)
    assert (row.state, row.why) == (ExportState.FAILED, ExportFault.SCOPE)


def test_it_expires_and_its_row_goes_a_month_later(office: Office, ani: Asker, clock: HandClock) -> None:
    number = asked(office, ani)
    exports.work(office)
    clock.forward(hours=25)
    assert exports.fetch(number, ani, office) is NotExported.OVER
    exports.work(office)
    assert state(number, ani, office) is ExportState.EXPIRED
    assert rows(office, export_parts) == []
    clock.forward(days=31)
    upkeep.forget(office)
    assert exports.listed(ani, office) == []


@pytest.mark.parametrize("made", [0, 1, 3])
def test_it_can_be_cancelled_at_any_time(office: Office, ani: Asker, small: None, made: int) -> None:
    number = asked(office, ani)
    for _ in range(made):
        exports.work(office, seconds=0)
    assert exports.cancel(number, ani, office) is None
    assert exports.cancel(number, ani, office) is NotExported.OVER
    assert exports.work(office) == 0
    assert rows(office, export_parts) == []
    assert state(number, ani, office) is ExportState.CANCELLED


def test_an_account_has_so_many_at_a_time(office: Office, ani: Asker) -> None:
    for _ in range(exports.MOST_LIVE):
        asked(office, ani)
    assert exports.ask(ExportKind.TICKETS, ALL, ani, office) is NotExported.MANY
    exports.work(office)
    asked(office, ani)


def test_a_file_that_reaches_its_limit_says_so(
    office: Office, make_office: OfficeMaker, ani: Asker, small: None
) -> None:
    console = office.settings.console.model_copy(update={"export_rows": 2})
    few = make_office(settings=office.settings.model_copy(update={"console": console}))
    number = asked(few, ani)
    exports.work(few)
    found = exports.find(number, ani, few)
    assert found is not None
    assert (found.state, found.why, found.written) == (ExportState.READY, ExportFault.CUT, 2)


def test_counts_of_a_long_time_are_made_a_week_at_a_time(
    office: Office, ani: Asker, clock: HandClock
) -> None:
    hourly.keep(office)
    span = {
        "since": clock().replace(month=1).isoformat(),
        "until": clock().replace(hour=23).isoformat(),
    }
    number = exports.ask(ExportKind.DASHBOARD, span, ani, office)
    assert isinstance(number, int)
    assert exports.work(office, seconds=60) > 40
    head, *lines = fetched(number, ani, office)
    assert head == list(export_lines.COUNTS_HEAD)
    assert sum(int(line[3]) for line in lines if line[1] == "tickets") == 3
    assert rows(office, views) == []


def test_who_is_killed_while_making_it_repeats_no_line_and_loses_none(
    make_office: OfficeMaker, office: Office, ani: Asker, small: None
) -> None:
    number, url = asked(office, ani), office.sessions.engine.url.render_as_string(hide_password=False)
    child = os.fork()
    if child == 0:
        done = []

        def die_at_the_second(step: str) -> None:
            done.append(step)
            if done == ["export-part"] * 2:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            exports.work(make_office(sessions=open_sessions(url), steps=die_at_the_second), seconds=60)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert state(number, ani, office) is ExportState.RUNNING
    exports.work(office)
    assert [line[0] for line in fetched(number, ani, office)[1:]] == [THREE, TWO, ONE]


def test_what_cannot_be_read_any_more_ends_and_does_not_hold_up_the_next(office: Office, ani: Asker) -> None:
    broken, good = exports.ask(ExportKind.TICKETS, {"since": "x"}, ani, office), asked(office, ani)
    assert isinstance(broken, int)
    exports.work(office)
    assert state(broken, ani, office) is ExportState.FAILED
    assert state(good, ani, office) is ExportState.READY


def test_each_step_is_in_the_audit_chain(office: Office, ani: Asker) -> None:
    before = audit.verify(office).rows
    number = asked(office, ani)
    exports.work(office)
    fetched(number, ani, office)
    exports.cancel(number, ani, office)
    verdict = audit.verify(office)
    assert (verdict.rows - before, verdict.broken) == (4, None)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The files whose questions the database does not answer in time."""
    numbers: set[int] = set()
    batch = export_lines.batch

    def late(session: Session, row: ExportRow, about: Mapping[str, Any], office: Office) -> Batch:
        if row.id in numbers:
            raise StoreUnavailable
        return batch(session, row, about, office)

    monkeypatch.setattr(export_lines, "batch", late)
    return numbers


def test_a_file_too_slow_for_the_database_lets_the_others_go_first(
    office: Office, ani: Asker, clock: HandClock, slow: set[int]
) -> None:
    first, second = asked(office, ani), asked(office, ani)
    slow.add(first)
    exports.work(office)
    assert (state(first, ani, office), state(second, ani, office)) == ("waiting", "ready")
    clock.forward(seconds=59)
    assert exports.work(office) == 0
    slow.clear()
    clock.forward(seconds=1)
    exports.work(office)
    assert len(fetched(first, ani, office)) == 4


def test_the_third_time_it_has_failed_and_its_account_may_go_on_where_it_was(
    office: Office, ani: Asker, clock: HandClock, small: None, slow: set[int]
) -> None:
    number = asked(office, ani)
    exports.work(office, seconds=0)
    slow.add(number)
    for minutes in (1, 5, 60):
        assert exports.work(office) == 1
        clock.forward(minutes=minutes)
    found = exports.find(number, ani, office)
    assert found is not None
    assert (found.state, found.why, found.written) == ("failed", "slow", 1)
    assert exports.work(office) == 0
    assert "export-failed" in [row.action for row in rows(office, audit_rows)]
    assert exports.resume(number, account(office, name="budi"), office) is NotExported.NO_SUCH
    slow.clear()
    assert exports.resume(number, ani, office) is None
    assert exports.resume(number, ani, office) is NotExported.OVER
    exports.work(office)
    assert len(fetched(number, ani, office)) == 4


def test_what_failed_is_deleted_in_time_or_when_its_account_says_so(
    office: Office, ani: Asker, clock: HandClock, small: None, slow: set[int]
) -> None:
    numbers = [asked(office, ani), asked(office, ani)]
    for _ in numbers:
        exports.work(office, seconds=0)
    slow |= set(numbers)
    for _ in range(3):
        exports.work(office)
        clock.forward(minutes=5)
    assert exports.cancel(numbers[0], ani, office) is None
    clock.forward(days=2)
    exports.work(office)
    assert [state(each, ani, office) for each in numbers] == ["cancelled", "expired"]
    assert rows(office, export_parts) == []
    assert exports.resume(numbers[1], ani, office) is NotExported.OVER


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What others do while a part is read, each once."""
    doings: list[Callable[[], object]] = []
    batch = export_lines.batch

    def read(session: Session, row: ExportRow, about: Mapping[str, Any], office: Office) -> Batch:
        found = batch(session, row, about, office)
        if doings:
            doings.pop()()
        return found

    monkeypatch.setattr(export_lines, "batch", read)
    return doings


def test_who_cancels_a_file_waits_for_no_part_of_it(
    office: Office, ani: Asker, meanwhile: list[Callable[[], object]]
) -> None:
    number = asked(office, ani)
    meanwhile.append(lambda: exports.cancel(number, ani, office))
    exports.work(office)
    assert (state(number, ani, office), rows(office, export_parts)) == (ExportState.CANCELLED, [])


def test_a_part_that_two_make_at_once_is_kept_once(
    office: Office, ani: Asker, small: None, meanwhile: list[Callable[[], object]]
) -> None:
    number = asked(office, ani)
    meanwhile.append(lambda: exports.work(office, seconds=0))
    exports.work(office)
    assert [line[0] for line in fetched(number, ani, office)[1:]] == [THREE, TWO, ONE]


def test_what_was_found_for_one_role_is_not_kept_for_another(
    office: Office, ani: Asker, meanwhile: list[Callable[[], object]]
) -> None:
    number = asked(office, ani)
    kept: list[int] = []

    def demote() -> None:
        with office.sessions.begin() as session:
            stored.change(session, ani.account_id, role=AccountRole.NATIONAL_ADMIN)

    meanwhile.extend([lambda: kept.append(len(rows(office, export_parts))), demote])
    exports.work(office)
    assert (kept, state(number, ani, office)) == ([0], ExportState.READY)


def test_a_database_that_is_away_counts_against_no_file(office: Office, ani: Asker) -> None:
    number = asked(office, ani)
    gone = replace(office, sessions=open_sessions("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailable):
        exports.work(gone)
    found = exports.find(number, ani, office)
    assert found is not None
    assert found.why is None
