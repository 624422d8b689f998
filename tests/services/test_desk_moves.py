"""What the desk is shown is what leaves; for ten seconds a move can be taken back, and then it never was."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sms_gateway.domain.accounts import AccountState
from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.domain.permissions import NATIONWIDE, AccountRole, Scope
from sms_gateway.services import accounts, audit, delivery, desk_moves
from sms_gateway.services.desk_moves import Act, Desk, MoveRefused, Order
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.services.said import TextRefused
from sms_gateway.storage.schema import cases, events, outbox, questions, undos
from tests.builders import ROAD, Chance, opened, rows, store, work
from tests.conftest import HandClock, OfficeMaker

ONE = "24183567"
FORWARD = Order(Act.FORWARD, ONE)
COLUMNS = ("agency", "state", "state_since", "due_at", "before_asking", "returns", "extended_at", "closed_at")


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(rand=Chance(ONE, *range(200)))
    store(office, ROAD)
    work(office)
    return office


@pytest.fixture
def desk(office: Office) -> Desk:
    invited = accounts.add("ani", AccountRole.NATIONAL_ADMIN, None, "cli:test", office)
    assert invited.account.state is AccountState.INVITED
    return Desk(invited.account.id, NATIONWIDE)


def _stands(office: Office) -> tuple[object, ...]:
    row = rows(office, cases)[0]
    return tuple(getattr(row, name) for name in COLUMNS)


def _waiting(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, outbox, state="queued")]


def test_a_rehearsal_shows_the_very_sms_and_writes_nothing(office: Office, desk: Desk) -> None:
    before = (_stands(office), rows(office, outbox), rows(office, events), audit.listed(office))
    shown = desk_moves.rehearse(FORWARD, desk, office)
    assert (shown.done.told, shown.segments) == (1, 1)
    assert (_stands(office), rows(office, outbox), rows(office, events), audit.listed(office)) == before
    desk_moves.carry_out(replace(FORWARD, seen=shown.seen), desk, office)
    assert _waiting(office) == [shown.done.text]


def test_the_sms_waits_for_the_undo_window_and_then_leaves(
    office: Office, desk: Desk, clock: HandClock
) -> None:
    desk_moves.carry_out(FORWARD, desk, office)
    clock.forward(seconds=9)
    assert delivery.drain(office, 5) == 0
    clock.forward(seconds=1)
    assert delivery.drain(office, 5) == 1


def test_every_move_is_in_the_audit_chain(office: Office, desk: Desk) -> None:
    desk_moves.carry_out(FORWARD, desk, office)
    last = audit.listed(office)[-1].entry
    assert (last.actor, last.action) == (f"account:{desk.account_id}", "case-forward")
    assert audit.verify(office).broken is None


UNDONE: dict[str, tuple[list[Order], Order]] = {
    "forward": ([], FORWARD),
    "answer": ([FORWARD], Order(Act.ANSWER, ONE, text="sudah ditambal")),
    "ask": ([FORWARD], Order(Act.ASK, ONE, text="di depan nomor berapa")),
    "archive": ([], Order(Act.ARCHIVE, ONE, code=ArchiveCode.UNCLEAR)),
    "return": ([FORWARD], Order(Act.RETURN, ONE, text="jalan nasional")),
    "extend": ([FORWARD], Order(Act.EXTEND, ONE, text="menunggu alat")),
    "delay": ([FORWARD], Order(Act.DELAY, ONE)),
    "accept": ([FORWARD], Order(Act.ACCEPT, ONE)),
}


@pytest.mark.parametrize("name", UNDONE)
def test_taken_back_the_case_stands_as_before_and_nobody_hears_of_it(
    name: str, office: Office, desk: Desk, clock: HandClock
) -> None:
    earlier, order = UNDONE[name]
    for each in earlier:
        desk_moves.carry_out(each, desk, office)
        clock.forward(seconds=60)
        work(office)
    before = (_stands(office), _waiting(office), rows(office, questions, closed_at=None))
    done = desk_moves.carry_out(order, desk, office)
    assert _stands(office) != before[0]
    clock.forward(seconds=8)
    assert desk_moves.take_back(done.undo, desk.account_id, office) == ONE
    assert (_stands(office), _waiting(office), rows(office, questions, closed_at=None)) == before
    assert [row.kind for row in rows(office, events)][-1] == "undone"
    assert desk_moves.take_back(done.undo, desk.account_id, office) is None


def test_news_of_the_night_that_was_dropped_for_it_waits_again(
    office: Office, desk: Desk, clock: HandClock
) -> None:
    clock.forward(hours=14)  # 23.00 in Semarang
    desk_moves.carry_out(FORWARD, desk, office)
    clock.forward(seconds=30)
    before = _waiting(office)
    done = desk_moves.carry_out(Order(Act.ARCHIVE, ONE, code=ArchiveCode.HOAX), desk, office)
    assert _waiting(office) != before
    desk_moves.take_back(done.undo, desk.account_id, office)
    assert _waiting(office) == before != []


LATE: dict[str, Callable[[Office, Desk, HandClock], object]] = {
    "ten seconds passed": lambda office, desk, clock: clock.forward(seconds=10),
    "somebody moved it": lambda office, desk, clock: desk_moves.carry_out(
        Order(Act.ACCEPT, ONE), desk, office
    ),
}


@pytest.mark.parametrize("why", LATE)
def test_too_late_nothing_is_taken_back(why: str, office: Office, desk: Desk, clock: HandClock) -> None:
    done = desk_moves.carry_out(FORWARD, desk, office)
    LATE[why](office, desk, clock)
    before = _stands(office)
    assert desk_moves.take_back(done.undo, desk.account_id, office) is None
    assert _stands(office) == before


def test_nobody_takes_back_what_another_account_did(office: Office, desk: Desk) -> None:
    done = desk_moves.carry_out(FORWARD, desk, office)
    assert desk_moves.take_back(done.undo, desk.account_id + 1, office) is None
    assert desk_moves.take_back(done.undo + 99, desk.account_id, office) is None
    assert rows(office, undos)[0].used_at is None


def test_what_changed_since_it_was_seen_is_not_done(office: Office, desk: Desk, clock: HandClock) -> None:
    shown = desk_moves.rehearse(FORWARD, desk, office)
    clock.forward(seconds=1)
    desk_moves.carry_out(Order(Act.FORWARD, ONE, agency="dishub@33.74"), desk, office)
    with pytest.raises(MoveRefused) as refused:
        desk_moves.carry_out(replace(FORWARD, seen=shown.seen), desk, office)
    assert refused.value.code == "changed"


def test_an_agency_moves_its_own_cases_only_and_not_before_they_are_handed_over(
    office: Office, desk: Desk
) -> None:
    mine, other = Desk(desk.account_id, Scope("pupr@33.74")), Desk(desk.account_id, Scope("dishub@33.74"))
    order = Order(Act.ANSWER, ONE, text="sudah ditambal")
    with pytest.raises(NoSuchTicket):
        desk_moves.rehearse(order, mine, office)
    desk_moves.carry_out(FORWARD, desk, office)
    with pytest.raises(NoSuchTicket):
        desk_moves.carry_out(order, other, office)
    assert desk_moves.carry_out(order, mine, office).done.told == 1
    with pytest.raises(MoveRefused):
        desk_moves.carry_out(Order(Act.LINK, ONE, reference="LMW-1"), mine, office)


def test_personal_data_is_refused_before_anything_is_written(office: Office, desk: Desk) -> None:
    before = _stands(office)
    with pytest.raises(TextRefused):
        desk_moves.carry_out(Order(Act.ANSWER, ONE, text="hubungi 081234567890"), desk, office)
    assert (_stands(office), rows(office, undos)) == (before, [])


def test_a_number_nobody_has_is_no_ticket(office: Office, desk: Desk) -> None:
    for act in (desk_moves.rehearse, desk_moves.carry_out):
        with pytest.raises(NoSuchTicket):
            act(Order(Act.FORWARD, "99999999"), desk, office)
