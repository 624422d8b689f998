"""What comes after its long SMS was released belongs to what that became; it is no report of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import Urgency
from sms_gateway.domain import replies
from sms_gateway.domain.answers import named
from sms_gateway.domain.cases import HANDED_ON
from sms_gateway.domain.context import TicketView
from sms_gateway.domain.decisions import Decision, Ignore, LatePart, Review
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.parts import filled
from sms_gateway.domain.private_matters import is_private
from sms_gateway.services import duplicates, place_reading, placing
from sms_gateway.services.opening import decided, route_of
from sms_gateway.services.place_reading import Placed
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, parts

LATE_PART: Final = "late-part"
READS_DIFFERENTLY: Final = "late-part-differs"


@dataclass(frozen=True, slots=True)
class Whole:
    """A report as it reads with its late parts, and as it read *before*."""

    report: Placed
    before: Placed


def meant(
    text: str, message: Any, session: Session, view: Callable[[cases.TicketRow], TicketView]
) -> Decision:
    """What the late part *message* means: more of a report, else for whoever reads the rest, or nobody."""
    first = parts.completed_by(session, message.id)
    ticket_id = parts.ticket_of(session, message.sender_id, first.id) if first else None
    if ticket_id is not None:
        return LatePart(view(cases.get(session, ticket_id)), text)
    ignored = first is not None and first.state == MessageState.IGNORED
    return Ignore(LATE_PART) if ignored else Review(LATE_PART, sentence=None)


def whole(row: cases.TicketRow, turn: Turn) -> Whole | None:
    """The report of *row* with what came late, when that names another topic, agency or place; else None."""
    first = parts.completed_by(turn.session, turn.message.id)
    if first is None or row.message_id != first.id:
        return None  # it told more of a report that others opened
    words = place_reading.original(row, turn)
    late = [turn.key.open(uuid, body) for uuid, body in parts.late_of(turn.session, turn.message.id) if body]
    if not words:
        return None
    most = turn.office.settings.limits.text_characters
    read = Whole(place_reading.report(filled(words, late)[:most], turn), place_reading.report(words, turn))
    return read if _differs(read, turn) else None


def may_place_anew(row: cases.TicketRow, read: Whole, turn: Turn) -> bool:
    """Whether nobody has acted on the case: not forwarded, its place not told since, no private matter."""
    if row.state in HANDED_ON or row.region != read.before.place.code:
        return False
    knowledge = turn.office.knowledge()
    return not any(is_private(each.text, each.parsed, knowledge) for each in (read.report, read.before))


def place_anew(row: cases.TicketRow, read: Whole, turn: Turn) -> MessageState | None:
    """The case becomes what the whole report says: topic, urgency, agency, and place as LOKASI would."""
    parsed = read.report.parsed
    topic = parsed.topics[0][0] if parsed.topics else row.topic
    case_id = row.case_id
    if topic != row.topic:
        case_id = duplicates.own_case(row.id, case_id, turn)  # the others reported something else
        if case_id != row.case_id:
            cases.go_on_as(turn.session, case_id, row.case_id)
    values: dict[str, object] = {"topic": topic, "problem": parsed.problem[:32]}
    if parsed.urgency is Urgency.EMERGENCY:
        values["urgency"] = parsed.urgency
    if not named(read.report.place):
        route = route_of(parsed, read.report.text, turn)
        values |= {"agency": route.agency.code if route.agency else None, **decided(route)}
    cases.change(turn.session, case_id, values)
    turn.record("added", case_id=case_id, ticket_id=row.id)
    if not named(read.report.place):
        turn.answer("added", replies.added(turn.wording, row.number, None), ticket_id=row.id)
        return None
    turn.close_questions(*placing.ASKS_WHERE, ticket_id=row.id)
    return placing.take(cases.get(turn.session, row.id), read.report, turn, chosen=False)


def _differs(read: Whole, turn: Turn) -> bool:
    now, before = read.report, read.before
    elsewhere = named(now.place) and now.place.code != before.place.code
    topic, first = [each.parsed.topics[0][0] if each.parsed.topics else None for each in (now, before)]
    agencies = [route_of(each.parsed, each.text, turn).agency for each in (now, before)]
    return elsewhere or (topic is not None and topic != first) or agencies[0] != agencies[1]
