"""Reads where a report is: out of its own words, of an answer's, of a name that stands alone."""

from dataclasses import dataclass, replace

from parsers import Command, Failure, Kind, Parsed, Place, Verb, parse
from sms_gateway.domain.answers import named
from sms_gateway.domain.place_questions import REGENCY, asked_name
from sms_gateway.services.office import Office
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, inbox

_AS_A_PLACE = ("kec", "ds", "kab")  # how a bare name is read once a place is expected
_BARE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A report read with its place: *text* is what *parsed* was read from."""

    parsed: Parsed
    text: str
    name: str = ""  # what the place is called where only its regency is known

    @property
    def place(self) -> Place:
        return self.parsed.place


def reads_as_place(parsed: Parsed, text: str, office: Office) -> bool:
    """Whether a text that means nothing by itself is a place once one is expected: "jonggol"."""
    return parsed.failure is Failure.UNCLEAR and named(where(text, office).place)


def code_of(text: str, office: Office) -> str | None:
    """The code of the place that *text* names or is; None when it is none."""
    if text in office.knowledge().gazetteer:
        return text
    place = where(text, office).place
    return place.code or place.regency or place.province


def told(text: str, row: cases.TicketRow, turn: Turn) -> Placed:
    """The report and the words about its place read together; the place is what these words say."""
    before = report(original(row, turn), turn)
    said = where(text, turn.office, row.region)
    joined = f"{before.text}, {text}" if before.text else text
    parsed = read_in(joined, turn, said.place.code)
    deeper = (parsed.place.code or "").startswith(said.place.code or "")
    place = parsed.place if parsed.place.code and deeper else said.place
    return Placed(_with(place, before.parsed, parsed), joined, said.name)


def chosen(option: str, row: cases.TicketRow, turn: Turn) -> Placed:
    """The report at the place *option* (a region code), and deeper where its own words say so."""
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


def where(text: str, office: Office, region: str | None = None) -> Placed:
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
    parsed = read_in(text, turn, region)
    command: Command | None = parsed.command
    while parsed.kind is Kind.COMMAND and command and command.verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        if not command.rest.strip():
            break
        text = command.rest
        parsed = read_in(text, turn, region)
        command = parsed.command
    return Placed(parsed, text)


def read_in(text: str, turn: Turn, region: str | None = None) -> Parsed:
    """*text* as it reads when its sender may mean *region*."""
    return parse(text, now=turn.now, knowledge=turn.office.knowledge(), region=region)
