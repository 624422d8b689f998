"""What the desk changes about an officer: name, stand-in, recap; and a leave, which the phone is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sms_gateway.domain import order_replies
from sms_gateway.domain.enrolment import shown_name
from sms_gateway.domain.leave_days import in_order
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.rendering import Rendered
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.zones import day_of_agency, zone_of_agency
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import Held, OfficerRefused, hold, needs, stand_in
from sms_gateway.storage import leaves, officers
from sms_gateway.storage.officers import OfficerRow

_REPLY = "officer-reply"


@dataclass(frozen=True, slots=True)
class Details:
    """How an officer is to be: *stand_in* is a number or phone, None or "" for nobody."""

    name: str
    stand_in: str | None
    admin: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave, both days included; *stand_in* gets the tasks, without one the colleagues do."""

    first: date
    last: date
    stand_in: str | None


def alter(which: str, wanted: Details, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """The officer is as *wanted* from now on. Raises OfficerRefused, and then nothing is changed."""
    return hold(which, by, office, lambda held: _alter(wanted, held), scope)


def send_on_leave(
    which: str, wanted: Absence, by: str, office: Office, scope: Scope = NATIONWIDE
) -> OfficerRow:
    """Note a leave in the place of any other, and tell the phone. Raises OfficerRefused."""
    return hold(which, by, office, lambda held: _leave(wanted, held), scope)


def call_back(which: str, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """At work again: no leave counts any more, and the phone is told. Raises OfficerRefused."""
    return hold(which, by, office, _back, scope)


def _alter(wanted: Details, held: Held) -> None:
    name = shown_name(wanted.name)
    if name is None:
        raise OfficerRefused(
            "bad-name", "The name cannot be shown.", 'Use at most 40 letters, like "Budi S".'
        )
    instead = _other(wanted.stand_in, held)
    officers.change(held.session, held.officer.id, name=name, admin=wanted.admin, stand_in_id=instead)
    held.note("officer-changed", admin=wanted.admin, stand_in=instead, renamed=name != held.officer.name)


def _leave(wanted: Absence, held: Held) -> None:
    needs(held, (OfficerState.ACTIVE,), "Only an officer at work can be sent on leave.")
    officer, session = held.officer, held.session
    today = day_of_agency(officer.agency, held.now)
    if not in_order(wanted.first, wanted.last, today):
        raise OfficerRefused(
            "leave-days", "These days are no leave.", "Name days that are not over, the first one first."
        )
    instead = _other(wanted.stand_in, held)
    colleague = officers.get(session, instead) if instead is not None else None
    if colleague is not None and colleague.state is not OfficerState.ACTIVE:
        raise OfficerRefused("stand-in", f"Officer {colleague.id} is not at work.", "Name another.")
    leaves.add(session, officer.id, wanted.first, wanted.last, instead, held.now)
    others = any(each.id != officer.id for each in officers.on_duty(session, officer.agency, wanted.first))
    held.note("leave-noted", stand_in=instead, first=wanted.first.isoformat(), last=wanted.last.isoformat())
    name = colleague.name if colleague else None
    _tell(
        order_replies.leave_noted(
            held.office.wording(), wanted.first, wanted.last, name, held.agency, others=others
        ),
        held,
    )


def _back(held: Held) -> None:
    if not leaves.end(held.session, held.officer.id, held.now):
        raise OfficerRefused("no-leave", "No leave is noted.", "Nothing needs to be done.")
    held.note("leave-ended")
    _tell(order_replies.plain(held.office.wording(), Sentence.LEAVE_ENDED), held)


def _other(which: str | None, held: Held) -> int | None:
    """The number of a colleague. Raises OfficerRefused for the officer himself, or one of another agency."""
    found = stand_in(which, held.officer.agency, held.session, held.office)
    if found is not None and found == held.officer.id:
        raise OfficerRefused("stand-in", "Nobody stands in for himself.", "Name another.")
    return found


def _tell(rendered: Rendered, held: Held) -> None:
    """Not during the quiet hours: nobody waits for this."""
    zone = zone_of_agency(held.officer.agency)
    held.tell(_REPLY, rendered, leaves_at(held.now, zone, held.office.settings.quiet.hours))


def colleagues(officer: OfficerRow, all_of_agency: Sequence[OfficerRow]) -> tuple[OfficerRow, ...]:
    """Who could stand in for *officer*."""
    fits = (each for each in all_of_agency if each.id != officer.id and each.agency == officer.agency)
    return tuple(each for each in fits if each.state is not OfficerState.DISABLED)
