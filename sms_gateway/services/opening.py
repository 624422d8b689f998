"""Opens a ticket on a case of its own, routed, with a number that exists once."""

from dataclasses import dataclass, field
from functools import partial

from parsers import Kind, Parsed, parse
from sms_gateway.domain import routing, ticket
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.place_questions import must_ask
from sms_gateway.domain.private_matters import is_private
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.understood import understand
from sms_gateway.services import duplicates
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases

PRIVATE = routing.Route(None, "desk.private", 0.0, ())


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket as its acknowledgement names it."""

    id: int
    number: str
    problem: str
    region: Name | None
    street: str | None = None
    reporters: int | None = None  # of the case it was put on, when another had reported it
    case_id: int = 0
    parsed: Parsed = field(default_factory=lambda: Parsed(Kind.REPORT))  # the report read by itself
    text: str = ""  # what it was read from
    private: bool = False  # no matter of a public service
    unplaced: bool = False  # its place is not known and decides who answers for it


def open_ticket(decision: OpenTicket, turn: Turn) -> Opened:
    """Case, ticket and timeline of a new report, in the transaction of its message."""
    parsed, text = _report(decision, turn)
    place = parsed.place
    private = is_private(text, parsed, turn.office.knowledge())
    route = PRIVATE if private else route_of(parsed, text, turn)
    case_id = _open_case(parsed, route, decision, turn)
    number, ticket_id = _open_ticket(case_id, decision, turn)
    turn.past.reported = True
    turn.record("opened", case_id=case_id, ticket_id=ticket_id, rule=route.rule)
    reporters = duplicates.attach(ticket_id, case_id, text, parsed, decision, turn)
    region = turn.region(place.regency or place.province)
    unplaced = not private and must_ask(parsed, route)
    return Opened(
        ticket_id,
        number,
        parsed.problem,
        region,
        place.street,
        reporters,
        case_id,
        parsed,
        text,
        private,
        unplaced,
    )


def _open_case(parsed: Parsed, route: routing.Route, decision: OpenTicket, turn: Turn) -> int:
    region = parsed.place.code
    return cases.open_case(
        turn.session,
        {
            "agency": route.agency.code if route.agency else None,
            "topic": parsed.topics[0][0] if parsed.topics else None,
            "problem": parsed.problem[:32],
            "region": region,
            "report_type": parsed.type,
            "urgency": decision.urgency,
            "state": CaseState.UNVERIFIED,
            **decided(route),
            "opened_at": turn.now,
            "state_since": turn.now,
            "due_at": turn.working_days(turn.office.settings.limits.verify_working_days, region),
        },
    )


def _open_ticket(case_id: int, decision: OpenTicket, turn: Turn) -> tuple[str, int]:
    """Its number and its id."""
    return cases.open_ticket(
        turn.session,
        partial(ticket.draw, turn.office.rand),
        {
            "case_id": case_id,
            "sender_id": turn.sender.id,
            "message_id": turn.message.id,
            "anonymous": decision.anonymous,
            "confidential": decision.confidential,
            "created_at": turn.now,
        },
    )


def _report(decision: OpenTicket, turn: Turn) -> tuple[Parsed, str]:
    """What is reported and its text: behind ANONIM or RAHASIA the report is read by itself."""
    if turn.parsed.kind is not Kind.COMMAND:
        return turn.parsed, turn.text
    return parse(decision.text, now=turn.now, knowledge=turn.office.knowledge()), decision.text


def route_of(parsed: Parsed, text: str, turn: Turn) -> routing.Route:
    """Where the rules in force send *parsed*, which was read from *text*."""
    return routing.route(
        understand(text, parsed, turn.office.knowledge()),
        turn.office.rules(),
        turn.office.agencies(),
        turn.office.settings.routing.threshold,
    )


def decided(route: routing.Route) -> dict[str, object]:
    """The decision as a case keeps it."""
    return {
        "route_rule": route.rule[:64],
        "route_confidence": route.confidence,
        "route_reason": list(route.reason),
        "route_candidates": [
            {name: getattr(each, name) for name in routing.Candidate.__dataclass_fields__}
            for each in route.candidates
        ],
        "rules_version": route.version,
    }
