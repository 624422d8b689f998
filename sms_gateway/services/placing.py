"""Where a report is: asked once when nobody said it, taken from the answer, corrected by LOKASI."""

from collections.abc import Iterator

from parsers import Place
from sms_gateway.domain import lifecycle, place_replies, replies
from sms_gateway.domain.answers import named
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import QuestionKind, TicketView
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.lifecycle import Move, Mover
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.place_decisions import LocationEmpty, PlaceAnswer, PlaceOther, Relocate
from sms_gateway.domain.place_questions import REGENCY, asked_name, offers, regencies_of
from sms_gateway.domain.questions import Rank, rank
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.services import duplicates, place_reading
from sms_gateway.services.opening import Opened, decided, route_of
from sms_gateway.services.place_reading import Placed
from sms_gateway.services.regions import SHORT_NAME
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, merges

ASKS_WHERE = frozenset({QuestionKind.PLACE, QuestionKind.PLACE_CHOICE})
_DISTRICT = 8  # characters of its code
_LONGEST_PLACE = 60


def ask_where(opened: Opened, turn: Turn, protected: Name | None = None) -> tuple[Rendered, bool]:
    """Put the case into ASKING and open the one question; returns the SMS that asks it.

    Whether it also says that the report is *protected* comes with it: that may leave too little room.
    """
    moved = lifecycle.after(CaseState.UNVERIFIED, Move.ASK, Mover.CLOCK)
    cases.change(turn.session, opened.case_id, {"state": moved.state, "before_asking": CaseState.UNVERIFIED})
    turn.record("asked", case_id=opened.case_id, ticket_id=opened.id, about="place")
    earlier = cases.earlier_regions(turn.session, turn.sender.id)
    last = earlier[0] if earlier else None
    hours = turn.office.settings.limits.question_hours
    codes = offers((*opened.parsed.place.candidates, *_nearby(opened, earlier, turn)), earlier)
    name = asked_name(opened.text, opened.parsed.evidence)
    if len(codes) > 1 and name:
        regions = [found for code in codes if (found := turn.region(code[:REGENCY]))]
        offered = (turn.wording, opened.number, name, regions)
        rendered = place_replies.place_choice(*offered)
        together = place_replies.place_choice(*offered, protected)
        fits = protected is not None and together.shown == rendered.shown
        turn.ask(QuestionKind.PLACE_CHOICE, [opened.id], hours, codes[: rendered.shown])
        return (together, True) if fits else (rendered, False)
    proposed = None if _confirming(turn) else _district(last, turn)
    turn.ask(QuestionKind.PLACE, [opened.id], hours, [last[:_DISTRICT]] if proposed and last else [])
    asked = place_replies.place_ask(turn.wording, opened.number, opened.problem, proposed, protected)
    return asked, protected is not None


def _nearby(opened: Opened, earlier: list[str], turn: Turn) -> Iterator[str]:
    """Places of that name in the regencies of earlier reports: the parse names only the likeliest of all."""
    candidates = opened.parsed.place.candidates
    for regency in regencies_of(earlier) if candidates else ():
        if not any(code.startswith(regency) for code in candidates):
            code = place_reading.read_in(opened.text, turn, regency).place.code or ""
            if code.startswith(regency):
                yield code


def answered(decision: PlaceAnswer, turn: Turn) -> MessageState | None:
    """The citizen said or chose where it is."""
    row = cases.get(turn.session, decision.ticket.id)
    turn.close_questions(*ASKS_WHERE, ticket_id=row.id)
    if not decision.option:
        return take(row, place_reading.told(decision.text, row, turn), turn, chosen=False)
    found = place_reading.chosen(decision.option, row, turn)
    return take(row, found, turn, chosen=bool(decision.ticket.region is None and found.name))


def other(decision: PlaceOther, turn: Turn) -> None:
    """None of what was offered: the same question, to be answered in words."""
    ticket = decision.ticket
    turn.close_questions(*ASKS_WHERE, ticket_id=ticket.id)
    turn.ask(QuestionKind.PLACE, [ticket.id], turn.office.settings.limits.question_hours)
    turn.answer(
        "asked", place_replies.place_type(turn.wording, ticket.number, ticket.problem), ticket_id=ticket.id
    )


def relocate(decision: Relocate, turn: Turn) -> MessageState | None:
    """LOKASI: what the citizen says now holds; words that name no place are for a person."""
    row = cases.get(turn.session, decision.ticket.id)
    found = place_reading.told(decision.text, row, turn)
    if not named(found.place):
        return _unread(row, turn)
    turn.close_questions(*ASKS_WHERE, ticket_id=row.id)
    return take(row, found, turn, chosen=False)


def location_empty(decision: LocationEmpty, turn: Turn) -> None:
    """LOKASI without a place."""
    ticket = decision.ticket
    turn.answer("placed", place_replies.location_empty(turn.wording, ticket.number if ticket else None))


def says_where(ticket: TicketView, text: str, turn: Turn) -> PlaceAnswer | None:
    """Words added to a report that waits for its place may say it."""
    row = cases.get(turn.session, ticket.id)
    waits = row.state is CaseState.ASKING and (row.region is None or len(row.region) < REGENCY)
    return PlaceAnswer(ticket, text) if waits and place_reading.where(text, turn.office).place.code else None


def _unread(row: cases.TicketRow, turn: Turn) -> MessageState:
    turn.record("added", case_id=row.case_id, ticket_id=row.id)
    open_review(turn.session, turn.office, turn.message, "place-unread", turn.now)
    turn.answer("placed", place_replies.place_unread(turn.wording, row.number), ticket_id=row.id)
    return MessageState.REVIEW


def take(row: cases.TicketRow, found: Placed, turn: Turn, *, chosen: bool) -> MessageState | None:
    """Keep the place; a case that nobody verified yet is routed and compared anew."""
    case_id = _case_of(row, found.place, turn)
    state = after_info(case_id, turn)
    route = route_of(found.parsed, found.text, turn)
    agency = route.agency.code if route.agency else None
    values: dict[str, object] = {"region": found.place.code or row.region, "state": state}
    if state is not row.state:
        values |= {"before_asking": None, "state_since": turn.now}
    fresh = state is CaseState.UNVERIFIED
    if fresh:
        due = turn.working_days(turn.office.settings.limits.verify_working_days, found.place.code)
        values |= {"agency": agency, **decided(route), "due_at": due}
    cases.change(turn.session, case_id, values)
    turn.record(
        "placed", case_id=case_id, ticket_id=row.id, region=found.place.code, rule=route.rule, agency=agency
    )
    count = _attach(row, case_id, found, turn) if fresh else None
    turn.answer("placed", _reply(row, found, turn, fresh, chosen, count), ticket_id=row.id)
    if fresh or agency in (None, row.agency):
        return None
    # It may be the wrong one.
    open_review(turn.session, turn.office, turn.message, "place-corrected", turn.now)
    return MessageState.REVIEW


def _case_of(row: cases.TicketRow, place: Place, turn: Turn) -> int:
    """The report's case; one that is elsewhere than the case it shares leaves it."""
    known, said = (row.region or "")[:REGENCY], (place.regency or "")[:REGENCY]
    if known and said and known != said:
        case_id = duplicates.own_case(row.id, row.case_id, turn)
        if case_id != row.case_id:
            cases.go_on_as(turn.session, case_id, row.case_id)
        return case_id
    return row.case_id


def after_info(case_id: int, turn: Turn) -> CaseState:
    """Where the case stands once its reporter told what was asked; it is locked."""
    case = merges.lock_case(turn.session, case_id)
    before = CaseState(case.before_asking) if case.before_asking else CaseState.UNVERIFIED
    return lifecycle.after(CaseState(case.state), Move.INFORM, Mover.CITIZEN, before).state


def _attach(row: cases.TicketRow, case_id: int, found: Placed, turn: Turn) -> int | None:
    urgency = found.parsed.urgency
    again = OpenTicket(found.text, row.anonymous, row.confidential, urgency)
    return duplicates.attach_again(row.id, case_id, found.text, found.parsed, again, turn)


def _reply(
    row: cases.TicketRow, found: Placed, turn: Turn, fresh: bool, chosen: bool, count: int | None
) -> Rendered:
    name = _name(found, turn, chosen)
    days = turn.office.settings.limits.verify_working_days
    if count is not None:
        street = (found.place.street or "").title()
        at = Name(street, street[:SHORT_NAME]) if street else name
        return replies.ack_joined(turn.wording, row.number, row.problem, at, count)
    if chosen and fresh:
        return place_replies.placed_chosen(turn.wording, row.number, row.problem, name, days)
    return place_replies.placed(turn.wording, row.number, name, days if fresh else None)


def _name(found: Placed, turn: Turn, chosen: bool) -> Name:
    """The place as a sentence names it: "Sukamaju, Jonggol, Kab Bogor"."""
    place = found.place
    levels = [place.regency, place.district, place.village]
    names = [name for code in levels if (name := turn.region(code))]
    if chosen and names:
        return Name(f"{found.name}, {names[0].long}", f"{found.name}, {names[0].short}")
    if not names:
        words = found.name or place.street or place.landmark or "sesuai balasan Anda"
        region = turn.region(place.province)
        said = [words.title() if words.islower() else words, *([region.long] if region else [])]
        return Name(", ".join(said), said[0])
    full = list(dict.fromkeys(name.long for name in reversed(names)))
    while len(", ".join(full)) > _LONGEST_PLACE and len(full) > 1:
        del full[-2]
    return Name(", ".join(full), names[0].short)


def _district(code: str | None, turn: Turn) -> Name | None:
    """The district or regency of an earlier report: "Kec Jonggol"."""
    if code is None:
        return None
    region = turn.region(code[:_DISTRICT])
    if region is None or len(code) < _DISTRICT:
        return region
    return Name(f"Kec {region.long}"[:_LONGEST_PLACE], f"Kec {region.short}"[:SHORT_NAME])


def _confirming(turn: Turn) -> bool:
    """Whether a YA of this phone means something else now."""
    return any(rank(each.kind) is Rank.CONFIRMATION for each in turn.unanswered())
