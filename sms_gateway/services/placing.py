"""Where a report is: asked once when nobody said it, taken from the answer, corrected by LOKASI."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers import Command, Failure, Kind, Parsed, Place, Verb, parse
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
from sms_gateway.services import duplicates
from sms_gateway.services.office import Office
from sms_gateway.services.opening import Opened, decided, route_of
from sms_gateway.services.regions import SHORT_NAME
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, inbox, merges

ASKS_WHERE = frozenset({QuestionKind.PLACE, QuestionKind.PLACE_CHOICE})
_AS_A_PLACE = ("kec", "ds", "kab")  # how a bare name is read once a place is expected
_BARE_WORDS = 3
_DISTRICT = 8  # characters of its code
_LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A report read with its place: *text* is what *parsed* was read from."""

    parsed: Parsed
    text: str
    name: str = ""  # what the place is called where only its regency is known

    @property
    def place(self) -> Place:
        return self.parsed.place


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
            code = _parse(opened.text, turn, regency).place.code or ""
            if code.startswith(regency):
                yield code


def reads_as_place(parsed: Parsed, text: str, office: Office) -> bool:
    """Whether a text that means nothing by itself is a place once one is expected: "jonggol"."""
    return parsed.failure is Failure.UNCLEAR and named(_where(text, office).place)


def code_of(text: str, office: Office) -> str | None:
    """The code of the place that *text* names or is; None when it is none."""
    if text in office.knowledge().gazetteer:
        return text
    place = _where(text, office).place
    return place.code or place.regency or place.province


def answered(decision: PlaceAnswer, turn: Turn) -> MessageState | None:
    """The citizen said or chose where it is."""
    row = cases.get(turn.session, decision.ticket.id)
    turn.close_questions(*ASKS_WHERE, ticket_id=row.id)
    found = _chosen(decision.option, row, turn) if decision.option else _told(decision.text, row, turn)
    chosen = decision.option is not None and bool(decision.ticket.region is None and found.name)
    return take(row, found, turn, chosen=chosen)


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
    found = _told(decision.text, row, turn)
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
    return PlaceAnswer(ticket, text) if waits and _where(text, turn.office).place.code else None


def _unread(row: cases.TicketRow, turn: Turn) -> MessageState:
    turn.record("added", case_id=row.case_id, ticket_id=row.id)
    open_review(turn.session, turn.office, turn.message, "place-unread", turn.now)
    turn.answer("placed", place_replies.place_unread(turn.wording, row.number), ticket_id=row.id)
    return MessageState.REVIEW


def take(row: cases.TicketRow, found: Placed, turn: Turn, *, chosen: bool) -> MessageState | None:
    """Keep the place; a case that nobody verified yet is routed and compared anew."""
    case_id = _case_of(row, found.place, turn)
    state = _after_info(case_id, turn)
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
    open_review(
        turn.session, turn.office, turn.message, "place-corrected", turn.now
    )  # it may be the wrong one
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


def _after_info(case_id: int, turn: Turn) -> CaseState:
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


def _told(text: str, row: cases.TicketRow, turn: Turn) -> Placed:
    """The report and the words about its place read together; the place is what these words say."""
    before = report(original(row, turn), turn)
    said = _where(text, turn.office, row.region)
    joined = f"{before.text}, {text}" if before.text else text
    parsed = _parse(joined, turn, said.place.code)
    deeper = (parsed.place.code or "").startswith(said.place.code or "")
    place = parsed.place if parsed.place.code and deeper else said.place
    return Placed(_with(place, before.parsed, parsed), joined, said.name)


def _chosen(option: str, row: cases.TicketRow, turn: Turn) -> Placed:
    words = original(row, turn)
    read = report(words, turn, option)
    place = read.place
    if not (place.code or "").startswith(option[:REGENCY]):
        parts = option.split(".")
        levels = ("province", "regency", "district", "village")
        codes = {level: ".".join(parts[: depth + 1]) for depth, level in enumerate(levels[: len(parts)])}
        place = replace(place, **codes, candidates=())
    name = asked_name(read.text, report(words, turn).parsed.evidence)
    return Placed(_with(place, read.parsed, read.parsed), read.text, name)


def _with(place: Place, report: Parsed, read: Parsed) -> Parsed:
    """*read* about what *report* is about, at *place* and its spots."""
    spots = {
        field: getattr(place, field) or getattr(report.place, field)
        for field in ("street", "number", "rt", "rw", "landmark")
    }
    return replace(
        read,
        topics=report.topics,
        problem=report.problem,
        missing=report.missing,
        urgency=report.urgency,
        place=replace(place, **spots),
    )


def _where(text: str, office: Office, region: str | None = None) -> Placed:
    """What *text* says of a place; a bare name is read as that of a district, a village or a regency."""
    tries = [text]
    if len(text.split()) <= _BARE_WORDS:
        tries += [f"{word} {text}" for word in _AS_A_PLACE]
    for each in tries:
        parsed = parse(each, now=office.now(), knowledge=office.knowledge(), region=region)
        if named(parsed.place):
            return Placed(parsed, each, asked_name(each, parsed.evidence))
    return Placed(Parsed(Kind.REPORT), text)


def original(row: cases.TicketRow, turn: Turn) -> str:
    """The words that opened the ticket; "" when they were not these of an SMS, or are erased."""
    sealed = inbox.sealed(turn.session, row.message_id) if row.message_id is not None else None
    if sealed is None or sealed[1] is None:
        return ""
    return turn.key.open(sealed[0], sealed[1])[: turn.office.settings.limits.text_characters]


def report(text: str, turn: Turn, region: str | None = None) -> Placed:
    """The report in *text*, behind ANONIM and RAHASIA."""
    parsed = _parse(text, turn, region)
    command: Command | None = parsed.command
    while parsed.kind is Kind.COMMAND and command and command.verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        if not command.rest.strip():
            break
        text = command.rest
        parsed = _parse(text, turn, region)
        command = parsed.command
    return Placed(parsed, text)


def _parse(text: str, turn: Turn, region: str | None = None) -> Parsed:
    return parse(text, now=turn.now, knowledge=turn.office.knowledge(), region=region)


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
