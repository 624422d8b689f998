"""An order that failed while it was carried out is tried again later, a few times; then it is given up."""

from datetime import timedelta
from typing import Final

from sms_gateway import logs
from sms_gateway.domain import order_replies
from sms_gateway.domain.officers import OrderState, next_try
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.officer_desk import view
from sms_gateway.services.officer_sms import promise
from sms_gateway.storage import officers, orders, senders, tasks
from sms_gateway.storage.orders import GAVE_UP

TOLD: Final = "order-failed"
log = logs.get("orders")


def failed(order_id: int, office: Office) -> bool:
    """Note that it failed once more; whether it has ended by that. Raises StoreUnavailable.

    Should the SMS to the officer be what fails, it ends without.
    """
    for tell in (True, False):
        try:
            return _noted(order_id, office, tell=tell)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("failure not noted", order_id=order_id, told=tell, **logs.fault(error))
    return False


def _noted(order_id: int, office: Office, *, tell: bool) -> bool:
    now = office.now()
    with office.sessions.begin() as session:
        asked = orders.get(session, order_id)
        if asked is None:
            return False
        officer = officers.lock(session, asked.officer_id)
        order = orders.get(session, order_id)  # under the lock: it may have been taken back just now
        if order is None or order.state is not OrderState.CONFIRMED:
            return False
        wait = next_try(order.attempts + 1)
        if wait is not None:
            orders.try_later(session, order.id, order.attempts + 1, now + timedelta(seconds=wait))
            return False
        orders.end(session, [order.id], OrderState.FAILED, now, GAVE_UP)
        task = tasks.get(session, order.task_id) if order.task_id is not None else None
        if tell and task is not None:
            phone = senders.get(session, [officer.sender_id])[officer.sender_id]
            rendered = order_replies.broken(office.wording(), view(task), order.kind)
            promise(session, office, phone, TOLD, f"{TOLD}:{order.id}", rendered, now)
        detail = {"order": order.id, "task": order.task_id, "kind": str(order.kind), "reason": GAVE_UP}
        audit.note(session, office, audit.CLOCK, "order-failed", now, **detail)
    log.error("order given up", order_id=order_id)
    return True
