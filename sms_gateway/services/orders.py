"""Carries out what officers ordered and proved: each order in one transaction, once, or refused for a reason.

The case is locked before the officer, so everything is looked at again: he may be disabled, his task passed
on, the case answered by another meanwhile.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain import order_replies
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.clock_jumps import is_due
from sms_gateway.domain.lifecycle import Mover
from sms_gateway.domain.officers import OfficerState, OrderKind, OrderState, TaskState
from sms_gateway.domain.order_replies import Order
from sms_gateway.domain.rendering import Rendered
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import audit, moving, news, order_faults
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.moving import By, Done, MoveRefused
from sms_gateway.services.office import Office
from sms_gateway.services.officer_desk import view
from sms_gateway.services.officer_sms import promise
from sms_gateway.services.said import TextRefused, checked
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import officers, orders, senders, tasks
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.orders import OrderRow
from sms_gateway.storage.tasks import TaskRow

BATCH = 100
TOLD = "order-told"
log = logs.get("orders")


def carry_out_due(office: Office, mine: Mine = always) -> int:
    """Carry out every confirmed order whose time has come, while it is *mine* to do; returns how many ended.

    One that fails is tried again later, and keeps no other from being carried out.
    """
    with office.sessions.begin() as session:
        orders.expire(session, office.now())
    ended, failed = 0, set[int]()
    while batch := _due(office, failed):
        for order_id, task_id in batch:
            if not mine():
                return ended
            if carry_out(order_id, task_id, office):
                ended += 1
            else:
                failed.add(order_id)
    return ended


def carry_out_now(order_id: int, office: Office) -> None:
    """Carry out the order of a message that has just been committed. Never raises: the schedule goes on."""
    try:
        with office.sessions.read() as session:
            order = orders.get(session, order_id)
        if order is not None and order.task_id is not None:
            carry_out(order_id, order.task_id, office)
    except StoreUnavailable as error:
        log.error("order left to the schedule", order_id=order_id, **logs.fault(error))


def carry_out(order_id: int, task_id: int, office: Office) -> bool:
    """Carry out one order, or refuse it; whether it has ended now."""
    try:
        return hold(partial(_case, task_id), partial(_carry_out, order_id), office) or False
    except StoreUnavailable:
        raise
    except Exception as error:
        log.error("order not carried out", order_id=order_id, **logs.fault(error))
        return order_faults.failed(order_id, office)


def _due(office: Office, failed: set[int]) -> list[tuple[int, int]]:
    with office.sessions.read() as session:
        found = orders.due(session, office.now(), BATCH + len(failed))
    return [each for each in found if each[0] not in failed]


def _case(task_id: int, session: Session) -> int | None:
    return tasks.case_of(session, task_id)


def _carry_out(order_id: int, held: Hold) -> bool:
    session = held.session
    asked = orders.get(session, order_id)
    if asked is None:
        return False
    officer = officers.lock(session, asked.officer_id)
    order = orders.get(session, order_id)  # under the lock: it may have been taken back just now
    task = tasks.get(session, asked.task_id) if asked.task_id is not None else None
    if order is None or task is None or order.state is not OrderState.CONFIRMED:
        return False
    if order.due_at is None or not is_due(order.due_at, held.now):
        return False
    held.office.steps("orders.locked")
    reason = _not_any_more(order, officer, task, held) or _done(order, officer, task, held)
    state = OrderState.REFUSED if reason else OrderState.DONE
    orders.end(session, [order.id], state, held.now, reason or "")
    _note("order-refused" if reason else "order-done", order, task, held, reason)
    held.office.steps("orders.committing")
    return True


def _note(action: Action, order: OrderRow, task: TaskRow, held: Hold, reason: str | None) -> None:
    audit.note(
        held.session,
        held.office,
        audit.officer(order.officer_id),
        action,
        held.now,
        order=order.id,
        task=task.id,
        case=held.case.id,
        kind=str(order.kind),
        reason=reason,
    )


def _not_any_more(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> str | None:
    """Why this officer cannot do it any more; told to him while he is one."""
    if officer.state is not OfficerState.ACTIVE:
        return f"officer-{officer.state}"
    if task.ended_at is None and held.case.agency == officer.agency and task.ticket:
        return None
    _tell(order_replies.gone(held.office.wording(), view(task), order.kind), order, officer, held)
    return "task-ended"


def _done(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> str | None:
    """Do it; returns the reason when the case refuses it, which is told to the officer."""
    wording, shown = held.office.wording(), view(task)
    try:
        told = _ACTS[order.kind](order, officer, task, held)
    except (MoveRefused, TextRefused) as refused:
        state = CaseState(held.case.state)
        _tell(order_replies.state_now(wording, shown, order.kind, state), order, officer, held)
        return refused.code
    if told is not None:
        _tell(told, order, officer, held)
    return None


def _tell(rendered: Rendered, order: OrderRow, officer: OfficerRow, held: Hold) -> None:
    phone = senders.get(held.session, [officer.sender_id])[officer.sender_id]
    promise(held.session, held.office, phone, TOLD, f"{TOLD}:{order.id}", rendered, held.now)


def _by(officer: OfficerRow) -> By:
    return By(audit.officer(officer.id), Mover.OFFICER)


def _words(order: OrderRow, held: Hold) -> str:
    """What the officer wrote, as it was read back to him. Raises TextRefused."""
    return checked(held.office.vault.open(order.uuid, order.body)) if order.body else ""


def _asked(order: OrderRow, task: TaskRow, held: Hold, due: datetime | None = None) -> Order:
    agency = held.agency(order.detail.get("agency"))
    text = _words(order, held)
    return Order(view(task), order.kind, text, agency=agency, due=held.local(due))


def _accept(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered:
    done = moving.accept(task.ticket, _by(officer), held)
    tasks.set_accepted(held.session, task.id, held.now)
    now, due = held.local(held.now) or held.now, held.shown(done.due_at)
    agency = held.agency(officer.agency)
    return order_replies.accepted(held.office.wording(), view(task), officer.name, agency, now, due)


def _answer(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> None:
    moving.answer(task.ticket, _words(order, held), _by(officer), held)


def _ask(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> None:
    """The newest reporter who listens is asked; without one the move says why not."""
    listening = [each.number for each in held.reporters if news.listens(each)]
    number = listening[-1] if listening else task.ticket
    moving.ask(number, _words(order, held), _by(officer), held)


def _forward(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered | None:
    acting = held.office.agencies().acting(str(order.detail["agency"]))
    if acting is None:
        raise MoveRefused("no-agency", "The agency is switched off.", "Name another one.")
    moving.forward(task.ticket, acting.code, _by(officer), held)
    return _left(TaskState.GONE, _asked(order, task, held), held)


def _return(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered | None:
    moving.give_back(task.ticket, _words(order, held), _by(officer), held)
    return _left(TaskState.GONE, _asked(order, task, held), held)


def _reject(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered | None:
    moving.archive(task.ticket, ArchiveCode(order.detail["code"]), _by(officer), held)
    return _left(TaskState.ENDED, _asked(order, task, held), held)


def _finish(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered | None:
    moving.finish(task.ticket, _by(officer), held)
    return _left(TaskState.ENDED, _asked(order, task, held), held)


def _extend(order: OrderRow, officer: OfficerRow, task: TaskRow, held: Hold) -> Rendered | None:
    done: Done = moving.extend(task.ticket, _words(order, held), _by(officer), held)
    segments = held.office.settings.limits.quote_segments
    return order_replies.done(held.office.wording(), _asked(order, task, held, done.due_at), segments)


def _left(state: TaskState, order: Order, held: Hold) -> Rendered | None:
    """The task ends with the order, so nobody tells its officer a second time."""
    tasks.end(held.session, order.task.id, state, held.now)
    return order_replies.done(held.office.wording(), order, held.office.settings.limits.quote_segments)


Act = Callable[[OrderRow, OfficerRow, TaskRow, Hold], Rendered | None]
_ACTS: Final[dict[OrderKind, Act]] = {
    OrderKind.ACCEPT: _accept,
    OrderKind.ANSWER: _answer,
    OrderKind.ASK: _ask,
    OrderKind.FORWARD: _forward,
    OrderKind.RETURN: _return,
    OrderKind.REJECT: _reject,
    OrderKind.DONE: _finish,
    OrderKind.EXTEND: _extend,
}
