"""The SMS that acknowledge a new report, the first of them with its number, at most two."""

from parsers import Role, Urgency
from sms_gateway.domain import place_replies, replies
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.services import placing
from sms_gateway.services.opening import Opened
from sms_gateway.services.regions import SHORT_NAME
from sms_gateway.services.turn import Turn


def of(opened: Opened, decision: OpenTicket, turn: Turn) -> list[Rendered]:
    """What the reporter is told, in this order; may open the question about the place."""
    if turn.incomplete:
        return _of_incomplete(opened, decision, turn)
    if decision.urgency is Urgency.EMERGENCY:
        return [_emergency(opened, decision, turn)]
    return _whole(opened, decision, turn)


def incomplete(ticket_id: int, number: str, turn: Turn) -> Rendered:
    """That parts of the long SMS are missing: noted in the timeline, and the SMS that says it."""
    arrived, total = turn.incomplete or (0, 0)
    turn.record("incomplete", ticket_id=ticket_id, arrived=arrived, total=total)
    return replies.incomplete_parts(turn.wording, number, arrived, total)


def _of_incomplete(opened: Opened, decision: OpenTicket, turn: Turn) -> list[Rendered]:
    """What is missing is asked for; the place is not, it may be in what is missing.

    A warning or a promise of protection goes ahead in an SMS of its own.
    """
    missing = incomplete(opened.id, opened.number, turn)
    if decision.urgency is Urgency.EMERGENCY:
        return [_emergency(opened, decision, turn), missing]
    if decision.anonymous or decision.confidential:
        return [_promise(opened, decision, turn), missing]
    return [missing]


def _emergency(opened: Opened, decision: OpenTicket, turn: Turn) -> Rendered:
    flags = {"anonymous": decision.anonymous, "confidential": decision.confidential}
    told = replies.distress if decision.distress else replies.emergency
    return told(turn.wording, opened.number, **flags)


def _promise(opened: Opened, decision: OpenTicket, turn: Turn) -> Rendered:
    flags = {"anonymous": decision.anonymous, "confidential": decision.confidential}
    return replies.ack(turn.wording, opened.number, opened.problem, opened.region, 0, **flags)


def _whole(opened: Opened, decision: OpenTicket, turn: Turn) -> list[Rendered]:
    """The acknowledgement, and behind it the question about the place when one SMS cannot hold both."""
    if opened.reporters is not None:
        joined = (opened.number, opened.problem, _place(opened), opened.reporters)
        return [replies.ack_joined(turn.wording, *joined)]
    if decision.anonymous or decision.confidential:
        return _protecting(opened, decision, turn)
    if opened.private:
        return [replies.private_matter(turn.wording, opened.number)]
    if opened.unplaced:
        return [placing.ask_where(opened, turn)[0]]
    days = turn.office.settings.limits.verify_working_days
    ack = replies.ack_officer if turn.sender.role == Role.OFFICER else replies.ack
    return [ack(turn.wording, opened.number, opened.problem, opened.region, days)]


def _protecting(opened: Opened, decision: OpenTicket, turn: Turn) -> list[Rendered]:
    flags = {"anonymous": decision.anonymous, "confidential": decision.confidential}
    promised = replies.ack(turn.wording, opened.number, opened.problem, opened.region, 0, **flags)
    if not opened.unplaced:
        return [promised]
    asked, says_both = placing.ask_where(opened, turn, place_replies.protection(turn.wording, **flags))
    return [asked] if says_both else [promised, asked]


def _place(opened: Opened) -> Name | None:
    """The street as the reporter wrote it, else the region."""
    return Name(opened.street.title(), opened.street.title()[:SHORT_NAME]) if opened.street else opened.region
