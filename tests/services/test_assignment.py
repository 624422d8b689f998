"""Whatever happens to cases and officers, settling gives each served case one task and nobody a wrong one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from sms_gateway.domain.officers import TaskState
from sms_gateway.services import audit, moves
from sms_gateway.services.assignment import note_unserved, settle
from sms_gateway.services.office import Office
from sms_gateway.storage import leaves
from sms_gateway.storage.schema import audit as chain
from sms_gateway.storage.schema import cases, events, outbox, tasks, tickets
from sms_gateway.storage.schema import officers as schema_officers
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, Chance, enrol, opened, rows, sql, store, work
from tests.conftest import NOW, HandClock, OfficeMaker

ONE, TWO, THREE = "24183567", "24183617", "24183625"
STAFF = "staff:budi"
BUDI, ANI = "+6281200003333", "+6281200004444"
ROADS, TRAFFIC = "pupr@33.74", "dishub@33.74"
TODAY = date(2026, 11, 10)


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    """One report is with the roads of Semarang, which have nobody yet."""
    office = make_office(rand=Chance(ONE, TWO, THREE))
    store(office, ROAD)
    work(office)
    moves.forward(ONE, STAFF, office, ROADS)
    return office


def held(office: Office) -> list[tuple[int, int, int]]:
    """Case, officer and number of every open task."""
    return [(row.case_id, row.officer_id, row.number) for row in rows(office, tasks) if row.ended_at is None]


def more(office: Office, *bodies: str, sender: str = OTHER_CITIZEN) -> None:
    """More reports of another phone, all with the roads of Semarang."""
    store(office, *bodies, sender=sender)
    work(office)
    sql(office, "UPDATE cases SET state = 'routed', agency = :agency", agency=ROADS)


def test_a_case_of_a_served_agency_becomes_a_task(office: Office) -> None:
    assert settle(office) == 0
    budi = enrol(office, BUDI)
    assert (settle(office), settle(office)) == (1, 0)
    assert held(office) == [(1, budi, 1)]
    event = rows(office, events)[-1]
    assert (event.kind, event.actor, event.detail) == ("assigned", "clock", {"officer": budi, "task": 1})
    assert rows(office, tasks)[0].heard_event_id == event.id
    assert [row.action for row in rows(office, chain)] == ["task-opened"]
    assert audit.verify(office).broken is None


def test_tasks_go_round_and_numbers_count_for_each_phone(office: Office, clock: HandClock) -> None:
    budi, ani = enrol(office, BUDI), enrol(office, ANI, name="Ani R")
    settle(office)
    clock.forward(minutes=1)
    more(office, "lampu jalan mati di jl pemuda semarang", "pohon tumbang di jl gajah mada semarang")
    settle(office)
    assert held(office) == [(1, budi, 1), (2, ani, 1), (3, budi, 2)]


def test_nobody_gets_what_he_reported_himself(office: Office) -> None:
    budi = enrol(office, CITIZEN)
    assert settle(office) == 0
    ani = enrol(office, ANI, name="Ani R")
    settle(office)
    assert held(office) == [(1, ani, 1)]
    assert budi != ani


END: dict[str, tuple[Callable[[Office], object], TaskState, str]] = {
    "forwarded": (
        lambda o: moves.forward(ONE, STAFF, o, TRAFFIC),
        TaskState.GONE,
        "1708 TUGAS 1: No 24183567 kini ditangani Dinas Perhubungan Kota Semarang. Tugas Anda selesai",
    ),
    "returned": (
        lambda o: moves.return_to_desk(ONE, "jalan nasional", STAFF, o),
        TaskState.GONE,
        "1708 TUGAS 1: No 24183567 kembali ke admin nasional. Tugas Anda selesai",
    ),
    "cancelled": (
        lambda o: sql(o, "UPDATE cases SET state = 'cancelled'"),
        TaskState.ENDED,
        "1708 TUGAS 1: No 24183567 dibatalkan pelapor. Tugas Anda selesai",
    ),
    "done": (
        lambda o: sql(o, "UPDATE cases SET state = 'done'"),
        TaskState.ENDED,
        "1708 TUGAS 1: No 24183567 selesai dan ditutup. Tugas Anda selesai",
    ),
    "archived": (
        lambda o: sql(o, "UPDATE cases SET state = 'archived'"),
        TaskState.ENDED,
        "1708 TUGAS 1: No 24183567 diarsipkan. Tugas Anda selesai",
    ),
    "on hold": (
        lambda o: sql(o, "UPDATE officers SET state = 'on_hold'"),
        TaskState.PASSED,
        "1708 TUGAS 1: nomor ini ditahan, No 24183567 ke petugas lain atau admin instansi. "
        "Belum ditangani saat nomor dibuka: kembali ke Anda",
    ),
}


@pytest.mark.parametrize("what", END)
def test_a_task_ends_and_its_officer_is_told_why(office: Office, what: str) -> None:
    happens, state, text = END[what]
    enrol(office, BUDI)
    settle(office)
    sql(office, "UPDATE tasks SET told_at = opened_at")
    happens(office)
    assert (settle(office), settle(office)) == (1, 0)
    row = rows(office, tasks)[0]
    assert (row.state, row.ended_at) == (state, NOW)
    assert [opened(office, sms) for sms in rows(office, outbox, kind="task-end")] == [text]


def test_an_end_is_not_told_to_who_never_knew_or_is_no_officer_any_more(office: Office) -> None:
    enrol(office, BUDI)
    settle(office)
    moves.forward(ONE, STAFF, office, TRAFFIC)
    settle(office)
    moves.forward(ONE, STAFF, office, ROADS)
    settle(office)
    sql(office, "UPDATE tasks SET told_at = opened_at")
    sql(office, "UPDATE officers SET state = 'disabled'")
    settle(office)
    assert [row.state for row in rows(office, tasks)] == [TaskState.GONE, TaskState.PASSED]
    assert rows(office, outbox, kind="task-end") == []


def test_an_end_at_night_is_told_in_the_morning(office: Office, clock: HandClock) -> None:
    enrol(office, BUDI)
    settle(office)
    sql(office, "UPDATE tasks SET told_at = opened_at")
    clock.forward(hours=14)
    moves.return_to_desk(ONE, "jalan nasional", STAFF, office)
    settle(office)
    assert rows(office, outbox, kind="task-end")[0].due_at == NOW + timedelta(hours=21)


HOLD = "UPDATE officers SET state = 'on_hold' WHERE name = 'Budi S'"
RELEASE = "UPDATE officers SET state = 'active' WHERE name = 'Budi S'"


def reasons(office: Office) -> list[tuple[str, str | None]]:
    """What the chain says was done with tasks, and why."""
    return [(row.action, row.detail.get("reason")) for row in rows(office, chain) if "task" in row.detail]


def test_who_is_released_goes_on_with_his_tasks_under_their_numbers(office: Office, clock: HandClock) -> None:
    budi = enrol(office, BUDI)
    settle(office)
    sql(office, "UPDATE tasks SET told_at = opened_at")
    sql(office, HOLD)
    settle(office)
    clock.forward(days=6)
    sql(office, RELEASE)
    assert (settle(office), settle(office)) == (1, 0)
    assert held(office) == [(1, budi, 1)]
    assert len(rows(office, tasks)) == 1
    assert rows(office, tasks)[0].told_at is None
    assert reasons(office) == [
        ("task-opened", None),
        ("task-ended", "officer-on-hold"),
        ("task-resumed", None),
    ]
    assert audit.verify(office).broken is None


def test_what_a_colleague_got_meanwhile_stays_with_the_colleague(office: Office) -> None:
    enrol(office, BUDI)
    settle(office)
    ani = enrol(office, ANI, name="Ani R")
    sql(office, HOLD)
    settle(office)
    sql(office, RELEASE)
    assert settle(office) == 0
    assert held(office) == [(1, ani, 1)]


@pytest.mark.parametrize("what", ["away", "reporter", "elsewhere", "late"])
def test_a_task_comes_back_only_to_who_may_have_it(office: Office, clock: HandClock, what: str) -> None:
    budi = enrol(office, BUDI)
    settle(office)
    sql(office, HOLD)
    settle(office)
    ani = enrol(office, ANI, name="Ani R")
    sql(office, RELEASE)
    sql(office, "UPDATE officers SET assigned_at = NULL WHERE name = 'Ani R'")
    if what == "away":
        leave(office, budi, TODAY, TODAY)
    elif what == "reporter":
        sql(office, "UPDATE tickets SET sender_id = (SELECT sender_id FROM officers WHERE id = :b)", b=budi)
    elif what == "elsewhere":
        sql(office, "UPDATE officers SET agency = :agency WHERE id = :b", agency=TRAFFIC, b=budi)
    else:
        clock.forward(days=7)
    settle(office)
    assert held(office) == [(1, ani, 1)]


@pytest.mark.parametrize(("days", "number"), [(6, 2), (8, 1)])
def test_a_number_comes_again_after_a_week(office: Office, clock: HandClock, days: int, number: int) -> None:
    budi = enrol(office, BUDI)
    settle(office)
    moves.return_to_desk(ONE, "jalan nasional", STAFF, office)
    settle(office)
    clock.forward(days=days)
    moves.forward(ONE, STAFF, office, ROADS)
    settle(office)
    assert held(office) == [(1, budi, number)]


def leave(office: Office, officer: int, first: date, last: date, stand_in: int | None = None) -> None:
    with office.sessions.begin() as session:
        leaves.add(session, officer, first, last, stand_in, office.now())


def test_on_leave_one_gets_no_new_task_and_keeps_the_old(office: Office) -> None:
    budi = enrol(office, BUDI)
    settle(office)
    ani = enrol(office, ANI, name="Ani R")
    leave(office, budi, TODAY, TODAY)
    leave(office, ani, TODAY, TODAY)
    more(office, "lampu jalan mati di jl pemuda semarang")
    assert settle(office) == 0
    assert held(office) == [(1, budi, 1)]
    with office.sessions.begin() as session:
        leaves.end(session, ani, NOW)
    settle(office)
    assert held(office) == [(1, budi, 1), (2, ani, 1)]


def test_a_named_stand_in_takes_over_when_the_leave_begins(office: Office, clock: HandClock) -> None:
    budi, ani = enrol(office, BUDI), enrol(office, ANI, name="Ani R")
    settle(office)
    leave(office, budi, TODAY + timedelta(days=1), TODAY + timedelta(days=2), ani)
    assert settle(office) == 0
    clock.forward(hours=15)  # midnight in Jakarta
    assert (settle(office), settle(office)) == (1, 0)
    assert held(office) == [(1, ani, 1)]
    assert [row.state for row in rows(office, tasks)] == [TaskState.PASSED, TaskState.OPEN]
    clock.forward(days=3)
    assert settle(office) == 0


def test_a_stand_in_who_reported_the_case_does_not_take_it_over(office: Office) -> None:
    budi, ani = enrol(office, BUDI), enrol(office, CITIZEN, name="Ani R")
    settle(office)
    leave(office, budi, TODAY, TODAY, ani)
    assert settle(office) == 0
    assert held(office) == [(1, budi, 1)]


def test_a_case_nobody_can_take_is_noted_once_and_holds_up_no_other(office: Office) -> None:
    assert (note_unserved(office), note_unserved(office)) == (1, 0)
    event = rows(office, events)[-1]
    assert (event.kind, event.detail) == ("no-officer", {"agency": ROADS})
    budi = enrol(office, BUDI, agency=TRAFFIC)
    more(office, "lampu jalan mati di jl pemuda semarang")
    sql(office, "UPDATE cases SET agency = :agency WHERE id = 2", agency=TRAFFIC)
    settle(office)
    assert held(office) == [(2, budi, 1)]
    assert note_unserved(office) == 0


def test_two_schedules_at_once_give_a_case_once(office: Office) -> None:
    enrol(office, BUDI)
    enrol(office, ANI, name="Ani R")
    more(office, "lampu jalan mati di jl pemuda semarang", "pohon tumbang di jl gajah mada semarang")
    with ThreadPoolExecutor(4) as pool:
        given = sum(pool.map(settle, [office] * 4))
    assert given == 3
    assert sorted(case for case, _, _ in held(office)) == [1, 2, 3]
    assert len(rows(office, tasks)) == 3
    assert audit.verify(office).broken is None


_AGENCIES = (ROADS, TRAFFIC)
_STATES = (
    "unverified",
    "routed",
    "working",
    "asking",
    "delayed",
    "answered",
    "done",
    "archived",
    "cancelled",
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("case"), st.integers(1, 4), st.sampled_from(_STATES)),
        st.tuples(st.just("route"), st.integers(1, 4), st.sampled_from(_AGENCIES)),
        st.tuples(st.just("merge"), st.integers(1, 4), st.integers(1, 4)),
        st.tuples(st.just("report"), st.integers(1, 4), st.integers(1, 4)),
        st.tuples(
            st.just("officer"),
            st.integers(1, 4),
            st.sampled_from(("active", "active", "on_hold", "disabled")),
        ),
        st.tuples(st.just("move"), st.integers(1, 4), st.sampled_from(_AGENCIES)),
        st.tuples(st.just("leave"), st.integers(1, 4), st.integers(0, 4)),
        st.tuples(st.just("back"), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("time"), st.integers(1, 40), st.just(0)),
        st.tuples(st.just("settle"), st.just(0), st.just(0)),
    ),
    max_size=12,
)
_SQL = {
    "case": "UPDATE cases SET state = :b WHERE id = :a",
    "route": "UPDATE cases SET agency = :b WHERE id = :a",
    "merge": "UPDATE tickets SET case_id = :b WHERE case_id = :a",
    "report": "UPDATE tickets SET sender_id = (SELECT sender_id FROM officers WHERE id = :b) WHERE id = :a",
    "officer": "UPDATE officers SET state = :b WHERE id = :a",
    "move": "UPDATE officers SET agency = :b WHERE id = :a",
}


def _act(office: Office, clock: HandClock, what: str, a: int, b: int | str) -> None:
    if what in _SQL:
        sql(office, _SQL[what], a=a, b=b)
    elif what == "leave":
        today = office.now().date()
        leave(office, a, today, today + timedelta(days=a), int(b) or None)
    elif what == "back":
        with office.sessions.begin() as session:
            leaves.end(session, a, office.now())
    elif what == "time":
        clock.forward(hours=6 * a)
    else:
        settle(office)


def _served(office: Office) -> set[int]:
    """Cases that must be a task, found without the code that is proven here."""
    today = (office.now() + timedelta(hours=7)).date().isoformat()
    query = """
        SELECT DISTINCT c.id FROM cases c JOIN officers o ON o.agency = c.agency WHERE o.state = 'active'
        AND c.state IN ('routed', 'working', 'delayed', 'answered')
        AND EXISTS (SELECT 1 FROM tickets t WHERE t.case_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.case_id = c.id AND t.sender_id = o.sender_id)
        AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.officer_id = o.id AND l.ended_at IS NULL
                        AND l.first_day <= :today AND l.last_day >= :today)
    """
    with office.sessions.read() as session:
        return set(session.scalars(text(query), {"today": today}))


def _sound(office: Office) -> None:
    """Every rule about tasks, read from the rows."""
    case, officer = ({row.id: row for row in rows(office, table)} for table in (cases, schema_officers))
    own = {(row.case_id, row.sender_id) for row in rows(office, tickets)}
    there = rows(office, tasks)
    running = [row for row in there if row.ended_at is None]
    assert len({row.case_id for row in running}) == len(running)
    assert _served(office) <= {row.case_id for row in running}
    for row in running:
        assert officer[row.officer_id].state == "active"
        assert case[row.case_id].agency == officer[row.officer_id].agency
        assert (row.case_id, officer[row.officer_id].sender_id) not in own
    for row in there:
        for other in there:
            if row.id < other.id and (row.officer_id, row.number) == (other.officer_id, other.number):
                assert row.ended_at is not None
                assert other.opened_at - row.ended_at >= timedelta(days=7)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_happens_settling_makes_tasks_fit(
    steps: list[tuple[str, int, int | str]], make_office: OfficeMaker, clock: HandClock
) -> None:
    office = make_office(rand=Random(1708).randrange)
    if not rows(office, schema_officers):
        for number in range(1, 5):
            store(
                office,
                f"lampu jalan mati di jl pemuda no {number} semarang",
                sender=f"+62812000055{number:02}",
            )
            enrol(office, f"+62812000066{number:02}", agency=_AGENCIES[number % 2], name=f"Petugas {number}")
        work(office)
    clock.forward(days=30)
    sql(office, "DELETE FROM tasks")
    sql(office, "DELETE FROM leaves")
    sql(office, "UPDATE cases SET state = 'routed', before_asking = NULL, agency = :agency", agency=ROADS)
    sql(office, "UPDATE tickets SET case_id = id, sender_id = (SELECT min(id) FROM senders)")
    sql(office, "UPDATE officers SET state = 'active', agency = :agency", agency=ROADS)
    settle(office)
    for step in steps:
        _act(office, clock, *step)
    settle(office)
    _sound(office)
    assert settle(office) == 0
