"""What is proven happens once, whoever is killed, fails or works at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sms_gateway.services import audit, moves, orders, triage
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.storage.schema import audit as audit_rows
from sms_gateway.storage.schema import cases
from sms_gateway.storage.schema import orders as orders_table
from tests.builders import (
    OTHER_CITIZEN,
    RUBBISH,
    give_task,
    rows,
    sql,
    store,
    work,
)
from tests.services.order_desk import ANI, ANSWER, BUDI, ONE, STAFF, TWO, Desk


class Killed(BaseException):
    """The process is gone: nothing behind it runs."""


@pytest.mark.parametrize("step", ["triage.committed", "orders.locked", "orders.committing"])
def test_a_process_that_is_killed_between_code_and_deed_does_it_once(
    step: str, make_desk: Callable[..., Desk]
) -> None:
    armed = [False]

    def steps(reached: str) -> None:
        if armed[0] and reached == step:
            armed[0] = False
            raise Killed

    desk = make_desk(steps=steps)
    code = desk.code("3 bukan jalan nasional")
    store(desk.office, f"ok {code}", sender=BUDI)
    armed[0] = True
    with pytest.raises(Killed):
        triage.drain(desk.office, 60)
    assert rows(desk.office, cases)[0].agency == "pupr@33.74"
    triage.drain(desk.office, 60)
    assert (desk.later(), desk.later(minutes=5)) == (1, 0)
    assert desk.states() == [("return", "done", None)]
    assert sum("dicatat BUKAN" in text for text in desk.to(BUDI)) == 1
    assert audit.verify(desk.office).broken is None


def _attempts(desk: Desk) -> list[tuple[str, int]]:
    return [(row.state, row.attempts) for row in rows(desk.office, orders_table)]


def test_an_order_that_keeps_failing_is_tried_later_and_later_then_given_up_and_told(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    sql(desk.office, "UPDATE orders SET body = 'cannot be opened'")
    assert desk.later(minutes=2) == 0
    assert _attempts(desk) == [("confirmed", 1)]
    assert desk.later(seconds=1) == 0
    assert _attempts(desk) == [("confirmed", 1)]
    told = len(desk.to(BUDI))
    seen = [desk.later(seconds=wait) for wait in (2, 10, 60, 300)]
    assert (seen, _attempts(desk)) == ([0, 0, 0, 0], [("confirmed", 5)])
    finding = next(each for each in diagnose(desk.office, None) if each.check == "orders of officers")
    assert (finding.ok, finding.detail) == (None, "0 given up in the last day, 1 failed and tried again")
    assert desk.later(minutes=15) == 1
    assert desk.states() == [("answer", "failed", "gave-up")]
    assert desk.to(BUDI)[told:] == [
        f"1708 TUGAS 3: JAWAB No {ONE} gagal dijalankan karena gangguan, tidak ada yang terkirim. "
        "Coba ulangi, atau hubungi admin instansi"
    ]
    finding = next(each for each in diagnose(desk.office, None) if each.check == "orders of officers")
    assert (finding.ok, "officers.md" in finding.remedy) == (False, True)
    assert rows(desk.office, audit_rows)[-1].action == "order-failed"
    assert (desk.later(days=1, minutes=1), desk.answers()) == (0, [])
    assert all(each.ok for each in diagnose(desk.office, None) if each.check == "orders of officers")


def test_an_order_that_fails_keeps_no_other_waiting_and_can_be_taken_back(desk: Desk) -> None:
    store(desk.office, RUBBISH, sender=OTHER_CITIZEN)
    work(desk.office)
    moves.forward(TWO, STAFF, desk.office, "pupr@33.74")
    give_task(desk.office, desk.budi, TWO, 4)
    desk.says(f"ok {desk.code('3 jawab rusak')}")
    sql(desk.office, "UPDATE orders SET body = 'cannot be opened'")
    desk.says(f"ok {desk.code(f'4 jawab {ANSWER}')}")
    assert desk.later(minutes=2) == 1
    assert _attempts(desk) == [("confirmed", 1), ("done", 0)]
    assert "JAWAB No 24183567 diurungkan" in desk.says("batal 3")[0]
    assert desk.later(hours=1) == 0
    assert _attempts(desk) == [("undone", 1), ("done", 0)]


def test_one_fault_that_passes_is_no_failure(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    body = rows(desk.office, orders_table)[0].body
    sql(desk.office, "UPDATE orders SET body = 'cannot be opened'")
    desk.later(minutes=2)
    sql(desk.office, "UPDATE orders SET body = :body", body=body)
    assert (desk.later(seconds=2), len(desk.answers())) == (1, 1)


def test_many_schedules_at_once_carry_an_order_out_once(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    desk.clock.forward(minutes=2)
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(orders.carry_out_due, desk.office) for _ in range(4)]
        assert sum(each.result(60) for each in done) == 1
    assert len(desk.answers()) == 1


def test_taken_back_and_due_at_once_it_is_one_or_the_other(desk: Desk) -> None:
    desk.says(f"ok {desk.code(f'3 jawab {ANSWER}')}")
    desk.clock.forward(minutes=2)
    store(desk.office, "batal 3", sender=BUDI)
    with ThreadPoolExecutor(2) as pool:
        due = pool.submit(orders.carry_out_due, desk.office)
        pool.submit(triage.drain, desk.office, 60).result(60)
        due.result(60)
    state = desk.states()[0][1]
    assert (state, len(desk.answers())) in [("done", 1), ("undone", 0)]
    undone = f"1708 TUGAS 3: JAWAB No {ONE} diurungkan" in desk.to(BUDI)[-1]
    assert undone is (state == "undone")


def test_two_officers_with_codes_at_once_get_each_their_own(desk: Desk) -> None:
    store(desk.office, RUBBISH, sender=OTHER_CITIZEN)
    work(desk.office)
    moves.forward(TWO, STAFF, desk.office, "pupr@33.74")
    give_task(desk.office, desk.ani, TWO, 3)
    codes = {BUDI: desk.code("3 jawab dari budi"), ANI: desk.code("3 jawab dari ani", ANI)}
    for phone, code in codes.items():
        store(desk.office, f"ok {code}", sender=phone)
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(triage.drain, desk.office, 60) for _ in range(2)]:
            each.result(60)
    desk.later(minutes=2)
    assert ["dari budi" in text for text in desk.answers()] == [True]
    assert ["dari ani" in text for text in desk.to(OTHER_CITIZEN) if "dijawab" in text] == [True]
