"""Shows where past tickets would go under other rules; reads a batch at a time and writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from parsers import Kind, parse
from sms_gateway.crypto import SealBroken
from sms_gateway.domain.offices import DESK
from sms_gateway.domain.routing import route
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.domain.understood import Understood, understand
from sms_gateway.services.office import Office
from sms_gateway.storage import past
from sms_gateway.storage.past import PastTicket

BATCH = 200
SHOWN = 50
_FLAGS = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that would go elsewhere. *words* are masked; *today*: the rules in force would move it too."""

    ticket_id: int
    before: str
    after: str
    rule: str
    words: str
    today: bool


@dataclass(slots=True)
class Replayed:
    """The outcome: *moves* counts (from, to), *first* holds the first SHOWN, *unreadable* were erased."""

    read: int = 0
    unreadable: int = 0
    moved: int = 0
    by_rules: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[Moved] = field(default_factory=list)


def how_many(office: Office, since: datetime, until: datetime) -> int:
    """How many tickets a replay of [since, until) reads. Raises StoreUnavailable."""
    with office.sessions.read() as session:
        return past.count(session, since, until)


def replay(
    office: Office,
    rules: RuleBook,
    since: datetime,
    until: datetime,
    tell: Callable[[int], object],
    size: int = BATCH,
) -> Replayed:
    """Route the tickets opened in [since, until) by *rules*; *tell* hears how many more were read.

    Raises StoreUnavailable. Memory is bounded by a batch of *size* and the number of different moves.
    """
    found = Replayed()
    for batch in _batches(office, since, until, size):
        for ticket in batch:
            _weigh(ticket, rules, office, found)
        tell(len(batch))
    return found


def _batches(office: Office, since: datetime, until: datetime, size: int) -> Iterator[list[PastTicket]]:
    after = 0
    while True:
        with office.sessions.read() as session:
            batch = list(past.batch(session, since, until, after, size))
        if not batch:
            return
        yield batch
        after = batch[-1].ticket_id


def _weigh(ticket: PastTicket, rules: RuleBook, office: Office, found: Replayed) -> None:
    found.read += 1
    said = _said(ticket, office)
    if said is None:
        found.unreadable += 1
        return
    agencies, threshold = office.agencies(), office.settings.routing.threshold
    new = route(said, rules, agencies, threshold)
    before, after = ticket.agency or DESK, new.agency.code if new.agency else DESK
    if before == after:
        return
    now = route(said, office.rules(), agencies, threshold)
    today = (now.agency.code if now.agency else DESK) == after
    found.moved += 1
    found.by_rules += not today
    found.moves[before, after] += 1
    if len(found.first) < SHOWN:
        found.first.append(Moved(ticket.ticket_id, before, after, new.rule, ticket.body_masked, today))


def _said(ticket: PastTicket, office: Office) -> Understood | None:
    """What was reported, read again as it would be today; None when the text is gone."""
    if ticket.body_raw is None or ticket.data_key_enc is None:
        return None
    try:
        key = office.vault.data_key(ticket.sender_uuid, ticket.data_key_enc)
        text = key.open(ticket.message_uuid, ticket.body_raw)
    except SealBroken:
        return None
    text, knowledge = text[: office.settings.limits.text_characters], office.knowledge()
    parsed = parse(text, now=ticket.received_at, knowledge=knowledge)
    for _ in range(_FLAGS):  # the report may stand behind ANONIM and RAHASIA
        if parsed.kind is Kind.COMMAND:
            text = parsed.text
            parsed = parse(text, now=ticket.received_at, knowledge=knowledge)
    return understand(text, parsed, knowledge)
