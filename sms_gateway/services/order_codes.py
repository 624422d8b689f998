"""Orders before they are carried out: read back with a code, proven by it once, or taken back.

A sender number can be forged: the code goes to the registered phone, and nothing happens before it is back.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sms_gateway.domain import order_replies
from sms_gateway.domain.officer_decisions import TaskView
from sms_gateway.domain.officers import UNDOABLE, OfficerState, OrderKind, OrderState
from sms_gateway.domain.rendering import Rendered
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services.news import waits_from
from sms_gateway.services.officer_desk import ECHO, Desk, Taken, view
from sms_gateway.services.officer_sms import promise
from sms_gateway.storage import officers, orders, senders, tasks
from sms_gateway.storage.orders import WRONG_CODE, OrderRow

_CODES: Final = 10_000
_MOST_WAITING: Final = 3  # each code that waits is one more a guess may hit
_DAY: Final = timedelta(days=1)
Echo = Callable[[str], Rendered]  # the order as it is read back with its code


def ask(
    desk: Desk,
    kind: OrderKind,
    task: TaskView | None,
    detail: Mapping[str, Any],
    text: str,
    echo: Echo,
) -> int:
    """Note the order and read it back with a code, in the place of an older one for the same task."""
    officers.lock(desk.turn.session, desk.officer.id)
    code, uuid = _new_code(desk, task), str(uuid4())
    order_id = _add(desk, uuid, kind, task, detail, text, digest=_digest(desk, uuid, code))
    desk.tell(echo(code), ECHO, once=f"{ECHO}:{order_id}")
    desk.note("order-asked", order=order_id, task=task.id if task else None, kind=str(kind))
    return order_id


def offer(desk: Desk, task: TaskView, codes: Sequence[str]) -> None:
    """Remember which agencies the digits of TERUS mean."""
    officers.lock(desk.turn.session, desk.officer.id)
    _replace(desk, task)
    _add(desk, str(uuid4()), OrderKind.FORWARD, task, {"offered": list(codes)}, "")


def offered(waiting: Sequence[OrderRow]) -> dict[int, tuple[str, ...]]:
    """The agencies that were offered, by task."""
    choices = [each for each in waiting if each.task_id is not None and "offered" in each.detail]
    return {each.task_id: tuple(each.detail["offered"]) for each in choices if each.task_id is not None}


def at_once(desk: Desk, kind: OrderKind, task: TaskView) -> Taken:
    """Note an order that needs no code; a second one of its kind is the same order."""
    turn = desk.turn
    officers.lock(turn.session, desk.officer.id)
    known = [row for row in orders.pending(turn.session, desk.officer.id, task.id) if row.kind is kind]
    if known:
        return Taken(str(kind), order_id=known[0].id)
    order_id = _add(desk, str(uuid4()), kind, task, {}, "")
    orders.confirm(turn.session, order_id, turn.now, turn.now)
    desk.note("order-confirmed", order=order_id, task=task.id, kind=str(kind))
    return Taken(str(kind), order_id=order_id)


def prove(desk: Desk, code: str) -> OrderRow | Taken:
    """The order whose code this is, which is used up now; else what became of a code that fits none."""
    session, officer = desk.turn.session, desk.officer
    officers.lock(session, officer.id)
    waiting = [row for row in orders.waiting(session, officer.id, desk.turn.now) if row.code_digest]
    if not waiting:
        desk.say(Sentence.CODE_NONE, minutes=desk.turn.office.settings.limits.order_minutes)
        return Taken("Confirm", reason="no-order")
    fitting = [row for row in waiting if _fits(desk, row, code)]
    return fitting[0] if fitting else _wrong(desk, waiting)


def confirmed(desk: Desk, order: OrderRow) -> Taken:
    """The proven *order* for a task is due: at once, or when it can no more be taken back."""
    session, now, limits = desk.turn.session, desk.turn.now, desk.turn.office.settings.limits
    row = tasks.get(session, order.task_id) if order.task_id is not None else None
    if row is None or row.ended_at is not None:
        orders.end(session, [order.id], OrderState.REFUSED, now, "task-ended")
        if row is not None:
            desk.tell(order_replies.ended(desk.wording, view(row)))
        desk.note("order-refused", order=order.id, reason="task-ended")
        return Taken("Confirm", reason="task-ended")
    older = [each.id for each in orders.pending(session, desk.officer.id, row.id) if each.kind is order.kind]
    orders.end(session, older, OrderState.REPLACED, now)
    undoable = order.kind in UNDOABLE
    due = now + timedelta(seconds=limits.undo_seconds) if undoable else now
    orders.confirm(session, order.id, now, due)
    if undoable:
        minutes = max(1, round(limits.undo_seconds / 60))
        days, at = limits.close_working_days, waits_from(due, row.urgency, row.region, desk.turn.office)
        desk.tell(order_replies.taken(desk.wording, view(row), order.kind, minutes, days, at))
    desk.note("order-confirmed", order=order.id, task=row.id, kind=str(order.kind))
    return Taken("Confirm", order_id=None if undoable else order.id)


def undo(desk: Desk, task: TaskView) -> Taken:
    """Take back what was ordered for *task* and has not been carried out."""
    session, now, officer = desk.turn.session, desk.turn.now, desk.officer
    officers.lock(session, officer.id)
    found = [row for row in orders.waiting(session, officer.id, now) if row.task_id == task.id]
    found += orders.pending(session, officer.id, task.id)
    orders.end(session, [row.id for row in found], OrderState.UNDONE, now)
    desk.tell(order_replies.undone(desk.wording, task, found[-1].kind if found else None))
    for row in found:
        desk.note("order-undone", order=row.id, task=task.id, kind=str(row.kind))
    return Taken("Undo", reason=None if found else "nothing-to-undo")


def _new_code(desk: Desk, task: TaskView | None) -> str:
    """Four digits that no waiting order has; what the new order replaces is over."""
    _replace(desk, task)
    turn = desk.turn
    waiting = [row for row in orders.waiting(turn.session, desk.officer.id, turn.now) if row.code_digest]
    while True:
        code = f"{turn.office.rand(_CODES):04d}"
        if not any(_fits(desk, row, code) for row in waiting):
            return code


def _replace(desk: Desk, task: TaskView | None) -> None:
    """An older order for the same task is over, and the oldest of too many that wait."""
    session, now = desk.turn.session, desk.turn.now
    waiting = orders.waiting(session, desk.officer.id, now)
    same = [row.id for row in waiting if row.task_id == (task.id if task else None)]
    others = [row.id for row in waiting if row.id not in same and row.code_digest]
    orders.end(session, [*same, *others[: -(_MOST_WAITING - 1)]], OrderState.REPLACED, now)


def _add(
    desk: Desk,
    uuid: str,
    kind: OrderKind,
    task: TaskView | None,
    detail: Mapping[str, Any],
    text: str,
    digest: str | None = None,
) -> int:
    turn = desk.turn
    minutes = turn.office.settings.limits.order_minutes
    return orders.add(
        turn.session,
        {
            "uuid": uuid,
            "officer_id": desk.officer.id,
            "task_id": task.id if task else None,
            "message_id": turn.message.id,
            "kind": kind,
            "body": turn.office.vault.seal(uuid, text) if text else None,
            "detail": dict(detail),
            "code_digest": digest,
            "asked_at": turn.now,
            "expires_at": turn.now + timedelta(minutes=minutes),
        },
    )


def _digest(desk: Desk, uuid: str, code: str) -> str:
    return desk.turn.office.vault.digest(f"order|{uuid}|{code}")


def _fits(desk: Desk, row: OrderRow, code: str) -> bool:
    return row.code_digest is not None and hmac.compare_digest(row.code_digest, _digest(desk, row.uuid, code))


def _wrong(desk: Desk, waiting: Sequence[OrderRow]) -> Taken:
    """Other digits: every code that waits was tried once more, and the phone has failed once more."""
    session, now, limits = desk.turn.session, desk.turn.now, desk.turn.office.settings.limits
    orders.count_try(session, [row.id for row in waiting])
    spent = [row.id for row in waiting if row.tries + 1 >= limits.order_tries]
    orders.end(session, spent, OrderState.FAILED, now, WRONG_CODE)
    since = max(now - _DAY, desk.officer.state_since)
    failures = orders.failures(session, desk.turn.sender.id, since) + 1
    if failures >= limits.order_failures:
        _hold(desk, waiting, now)
    elif len(spent) == len(waiting):
        desk.say(Sentence.CODE_SPENT, most=limits.order_tries)
    else:
        left = min(limits.order_tries - row.tries - 1 for row in waiting if row.id not in spent)
        desk.say(Sentence.CODE_WRONG, left=left)
    desk.note("code-wrong", orders=[row.id for row in waiting], failures=failures)
    return Taken("Confirm", reason=WRONG_CODE)


def _hold(desk: Desk, waiting: Sequence[OrderRow], now: datetime) -> None:
    """No command of this phone counts until somebody releases it; the admins of the agency are told."""
    turn, officer = desk.turn, desk.officer
    most = turn.office.settings.limits.order_failures
    orders.end(turn.session, [row.id for row in waiting], OrderState.FAILED, now, "on-hold")
    officers.set_state(turn.session, officer.id, OfficerState.ON_HOLD, now)
    desk.say(Sentence.OFFICER_HELD, once=f"officer-held:{turn.message.id}", most=most)
    alert = order_replies.plain(desk.wording, Sentence.HOLD_ALERT, most=most, officer=officer.name)
    admins = officers.admins(turn.session, officer.agency)
    phones = senders.get(turn.session, [each.sender_id for each in admins])
    for phone in phones.values():
        once = f"officer-alert:{turn.message.id}:{phone.id}"
        promise(turn.session, turn.office, phone, "officer-alert", once, alert, now)
    desk.note("officer-held", failures=most)
