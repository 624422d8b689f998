"""The moves of the desk on a case, by the number of any ticket on it: one transaction each.

A text with personal data is refused before anything is written; the rest is `services/moving.py`.
"""

from collections.abc import Callable
from dataclasses import replace

from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services import moving, said
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.moving import By, Done, MoveRefused
from sms_gateway.services.office import Office
from sms_gateway.storage import officers, reporters

__all__ = ["Done", "MoveRefused", "hand_over"]


def forward(number: str, actor: str, office: Office, agency: str | None = None) -> Done:
    """Verified: hand the case to *agency*, by default the one it was routed to, and tell who has it now."""

    return _on(number, lambda held: hand_over(number, agency, By(actor), held), office)


def hand_over(number: str, agency: str | None, by: By, held: Hold) -> Done:
    """`forward` with the case in hand: to an agency that acts, with a remark when nobody there is on duty."""
    code = agency or held.case.agency
    acting = held.office.agencies().acting(code) if code else None
    if acting is None:
        what = f"There is no agency {code} that acts." if code else f"{number} was routed to no agency."
        raise MoveRefused("no-agency", what, "Name one by its code, like pupr@33.74.")
    done = moving.forward(number, acting.code, by, held)
    here = officers.on_duty(held.session, acting.code, day_of_agency(acting.code, held.now))
    return done if here else replace(done, unattended=acting.code)


def accept(number: str, actor: str, office: Office) -> Done:
    """The agency works on it."""
    return _on(number, lambda held: moving.accept(number, By(actor), held), office)


def resume(number: str, actor: str, office: Office) -> Done:
    """It goes on after a delay, with the working days that were left."""
    return _on(number, lambda held: moving.resume(number, By(actor), held), office)


def answer(number: str, text: str, actor: str, office: Office) -> Done:
    """The agency's answer, quoted to every reporter, who may rate or dispute it. Raises TextRefused."""
    shown = said.checked(text)
    return _on(number, lambda held: moving.answer(number, shown, By(actor), held), office)


def ask(number: str, text: str, actor: str, office: Office) -> Done:
    """Ask the reporter of ticket *number*, and nobody else on the case. Raises TextRefused."""
    shown = said.checked(text)
    return _on(number, lambda held: moving.ask(number, shown, By(actor), held), office)


def delay(number: str, actor: str, office: Office, text: str = "") -> Done:
    """The agency cannot go on for now: the clock stops. *text*, the reason, is for staff only."""
    reason = said.checked(text) if text else ""
    return _on(number, lambda held: moving.delay(number, reason, By(actor), held), office)


def extend(number: str, text: str, actor: str, office: Office) -> Done:
    """More working days, once; the reporters are told the new date. *text*, the reason, is for staff."""
    reason = said.checked(text)
    return _on(number, lambda held: moving.extend(number, reason, By(actor), held), office)


def return_to_desk(number: str, text: str, actor: str, office: Office) -> Done:
    """Not this agency's: back to the national desk with the clock running on. *text* is for staff."""
    reason = said.checked(text)
    return _on(number, lambda held: moving.give_back(number, reason, By(actor), held), office)


def archive(number: str, code: ArchiveCode, actor: str, office: Office) -> Done:
    """Set aside for the reason *code*; the reporters are told it and may go on with TAMBAH."""
    return _on(number, lambda held: moving.archive(number, code, By(actor), held), office)


def finish(number: str, actor: str, office: Office) -> Done:
    """Done, after an answer; the reporters are told and may still object."""
    return _on(number, lambda held: moving.finish(number, By(actor), held), office)


def reopen(number: str, actor: str, office: Office) -> Done:
    """It came back after it was closed: verified anew."""
    return _on(number, lambda held: moving.reopen(number, By(actor), held), office)


def _on(number: str, act: Callable[[Hold], Done], office: Office) -> Done:
    return no_such(number, hold(lambda session: reporters.case_of(session, number), act, office))


def no_such(number: str, done: Done | None) -> Done:
    """*done*, unless there was no ticket *number*. Raises NoSuchTicket."""
    if done is None:
        raise NoSuchTicket(f"There is no ticket {number}.")
    return done
