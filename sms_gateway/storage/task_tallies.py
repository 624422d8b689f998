"""What officers did in a span of work, counted: tasks, orders and answers, and what must never be found."""

from typing import Final

from sqlalchemy import String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from sms_gateway.domain.officers import OfficerState, OrderKind, OrderState, TaskState
from sms_gateway.storage.schema import events, officers, orders, tasks, tickets

# The event a proven order leaves on the timeline of the case.
_LEAVES: Final = {
    "answered": OrderKind.ANSWER,
    "asked": OrderKind.ASK,
    "forwarded": OrderKind.FORWARD,
    "returned": OrderKind.RETURN,
    "archived": OrderKind.REJECT,
    "finished": OrderKind.DONE,
    "extended": OrderKind.EXTEND,
}
_BY_OFFICERS: Final = events.c.actor.like("officer:%")


def officers_by_state(session: Session) -> dict[str, int]:
    """How many officers are in each state."""
    query = select(officers.c.state, func.count()).group_by(officers.c.state).order_by(officers.c.state)
    return {str(OfficerState(row[0])): int(row[1]) for row in session.execute(query)}


def by_state(session: Session) -> dict[str, int]:
    """How many tasks are in each state."""
    query = select(tasks.c.state, func.count()).group_by(tasks.c.state).order_by(tasks.c.state)
    return {str(TaskState(row[0])): int(row[1]) for row in session.execute(query)}


def reminded(session: Session) -> int:
    """How many tasks their officers were reminded of before the limit."""
    return session.scalar(select(func.count()).where(tasks.c.reminded_at.is_not(None))) or 0


def missed(session: Session) -> int:
    """How many tasks were escalated, because their limit passed."""
    return session.scalar(select(func.count()).where(tasks.c.escalated_at.is_not(None))) or 0


def orders_by_state(session: Session) -> dict[str, dict[str, int]]:
    """How many orders of each kind are in each state."""
    query = select(orders.c.kind, orders.c.state, func.count()).group_by(orders.c.kind, orders.c.state)
    found: dict[str, dict[str, int]] = {}
    for kind, state, count in session.execute(query.order_by(orders.c.kind, orders.c.state)):
        found.setdefault(str(OrderKind(kind)), {})[str(OrderState(state))] = int(count)
    return found


def answers(session: Session) -> int:
    """How many answers came from officers."""
    query = select(func.count()).select_from(events).where(events.c.kind == "answered", _BY_OFFICERS)
    return session.scalar(query) or 0


def unproven(session: Session) -> int:
    """Moves of officers without an order of theirs that was proven by a later SMS and carried out then."""
    proven = exists().where(
        orders.c.task_id == tasks.c.id,
        tasks.c.case_id == events.c.case_id,
        (literal("officer:") + cast(orders.c.officer_id, String)) == events.c.actor,
        orders.c.state == OrderState.DONE,
        orders.c.confirmed_at > orders.c.asked_at,
        orders.c.ended_at == events.c.at,
        or_(*(and_(events.c.kind == left, orders.c.kind == kind) for left, kind in _LEAVES.items())),
    )
    query = select(func.count()).select_from(events)
    return session.scalar(query.where(_BY_OFFICERS, events.c.kind.in_(_LEAVES), ~proven)) or 0


def reporting(session: Session, case_id: int) -> set[int | None]:
    """The phones that report a case."""
    return set(session.scalars(select(tickets.c.sender_id).where(tickets.c.case_id == case_id)))
