"""CUTI and HADIR: an officer's leave with a stand-in of the same agency, proven like any other order."""

from datetime import date

from sms_gateway.domain import order_replies
from sms_gateway.domain.officer_decisions import Back, TakeLeave
from sms_gateway.domain.officers import OfficerState, OrderKind, OrderState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services.officer_desk import Desk, Taken
from sms_gateway.services.order_codes import ask
from sms_gateway.storage import leaves, officers, orders
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.orders import OrderRow


def propose(decision: TakeLeave, desk: Desk) -> Taken:
    """Read the days and the stand-in back with a code."""
    colleague = _stand_in(decision.stand_in, desk)
    if colleague is None and decision.stand_in:
        desk.tell(order_replies.nobody_called(desk.wording, decision.stand_in))
        return Taken("TakeLeave", reason="no-stand-in")
    first, last, name = decision.first, decision.last, colleague.name if colleague else None
    detail = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "stand_in": colleague.id if colleague else None,
    }
    ask(
        desk,
        OrderKind.LEAVE,
        None,
        detail,
        "",
        lambda code: order_replies.leave_asked(desk.wording, first, last, name, code),
    )
    return Taken("TakeLeave")


def note(order: OrderRow, desk: Desk) -> Taken:
    """The proven leave counts from now on, in the place of any other."""
    session, now, officer = desk.turn.session, desk.turn.now, desk.officer
    first, last = (date.fromisoformat(order.detail[day]) for day in ("first", "last"))
    named = order.detail["stand_in"]
    found = officers.get(session, named) if named is not None else None
    colleague = found if found is not None and _can_stand_in(found, desk) else None
    leaves.add(session, officer.id, first, last, colleague.id if colleague else None, now)
    orders.confirm(session, order.id, now, now)
    orders.end(session, [order.id], OrderState.DONE, now)
    name, agency = colleague.name if colleague else None, desk.agency
    there = officers.on_duty(session, officer.agency, first)
    others = any(each.id != officer.id for each in there)
    desk.tell(order_replies.leave_noted(desk.wording, first, last, name, agency, others=others))
    days = {"first": first.isoformat(), "last": last.isoformat()}
    desk.note("leave-noted", order=order.id, stand_in=colleague.id if colleague else None, **days)
    return Taken("Confirm")


def back(_: Back, desk: Desk) -> Taken:
    """HADIR: no leave counts any more. It needs no code: it takes nothing from anybody."""
    session, now, officer = desk.turn.session, desk.turn.now, desk.officer
    officers.lock(session, officer.id)
    ended = leaves.end(session, officer.id, now)
    desk.say(Sentence.LEAVE_ENDED if ended else Sentence.LEAVE_NONE)
    if ended:
        desk.note("leave-ended")
    return Taken("Back", reason=None if ended else "no-leave")


def _stand_in(name: str, desk: Desk) -> OfficerRow | None:
    """The one colleague that *name* means; without a name the one who usually stands in."""
    session, officer = desk.turn.session, desk.officer
    if not name:
        usual = officers.get(session, officer.stand_in_id) if officer.stand_in_id is not None else None
        return usual if usual is not None and _can_stand_in(usual, desk) else None
    colleagues = [each for each in officers.listed(session, officer.agency) if _can_stand_in(each, desk)]
    called = [each for each in colleagues if _means(name, each.name)]
    exact = [each for each in called if each.name.lower() == " ".join(name.lower().split())]
    fitting = exact or called
    return fitting[0] if len(fitting) == 1 else None


def _can_stand_in(colleague: OfficerRow, desk: Desk) -> bool:
    mine = colleague.agency == desk.officer.agency and colleague.id != desk.officer.id
    return mine and colleague.state is OfficerState.ACTIVE


def _means(written: str, name: str) -> bool:
    """Whether every word that was written begins a word of the name."""
    named = name.lower().split()
    words = written.lower().split()
    return bool(words) and all(any(each.startswith(word) for each in named) for word in words)
