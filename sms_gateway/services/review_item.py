"""One message of the review queue as a person sees it: why each field, where it would go, what is like it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from parsers import Evidence, Knowledge, Parsed
from sms_gateway.domain import news_replies, reviewing, routing
from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.domain.place_search import Found, PlaceIndex
from sms_gateway.domain.private_matters import is_private
from sms_gateway.domain.reviewing import Fix, Piece, Reason
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.understood import understand
from sms_gateway.services import review_acts, review_texts, review_tickets
from sms_gateway.services.duplicates import find, hashed_keys, print_report
from sms_gateway.services.office import Office
from sms_gateway.services.review_texts import Read
from sms_gateway.services.story import shown
from sms_gateway.storage import cases, inbox, reviews, senders
from sms_gateway.storage.cases import TicketRow
from sms_gateway.storage.reviews import ReviewRow

_TICKETS = 5  # of one sender, or of others about the same
_PLACES = 8
_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic with a key; *agency*: who would get it, None for the national desk; *chosen* now."""

    topic: str
    agency: str | None
    rule: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What the message says, opened: *choices* are the best topics, *goes_to* what accepting leads to."""

    kind: str
    confidence: float
    urgency: str
    topic: str | None
    place: Found | None
    read_place: str | None
    street: str | None
    choices: tuple[Choice, ...]
    goes_to: Choice
    anonymous: bool
    confidential: bool
    version: str
    rules: tuple[tuple[str, str], ...]  # field and rule, for those who want to know


@dataclass(frozen=True, slots=True)
class Alike:
    """Another open item that says the same."""

    id: int
    reference: str
    text: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Item:
    """*words* is None once they are erased. *own*: open tickets of the sender; *others*: about the same."""

    row: ReviewRow
    pieces: tuple[Piece, ...]
    words: Words | None
    own: tuple[TicketRow, ...]
    others: tuple[TicketRow, ...]
    alike: tuple[Alike, ...]
    withheld: bool = False  # no words: a secret report, and not for who asked


class Places:
    """The index over the gazetteer in force; it is built when it is first asked for."""

    def __init__(self) -> None:
        self._of: Knowledge | None = None
        self._index: PlaceIndex | None = None

    def __call__(self, knowledge: Knowledge) -> PlaceIndex:
        """That of *knowledge*."""
        if self._index is None or self._of is None or self._of.gazetteer is not knowledge.gazetteer:
            self._index, self._of = PlaceIndex(knowledge.gazetteer), knowledge
        return self._index


places = Places()


def search(typed: str, office: Office) -> list[Found]:
    """Regions whose name begins as *typed*."""
    return places(office.knowledge()).search(typed, _PLACES)


def known_place(code: str, office: Office) -> str | None:
    """*code* when there is such a region."""
    return code if code in places(office.knowledge()) else None


def look(review_id: int, fix: Fix, office: Office, scope: Scope = NATIONWIDE) -> Item | None:
    """The item *review_id* as *scope* may read it, with *fix* as it would be saved; None: there is none."""
    office.agencies.look()
    with office.sessions.read() as session:
        row = reviews.get(session, review_id)
        if row is None:
            return None
        if not scope.secret and review_texts.is_secret(row):
            return Item(row, (), None, (), (), (), withheld=True)
        if row.ticket_id is not None:
            fix = review_tickets.as_filed(fix, cases.get(session, row.ticket_id))
        read = _read(row, fix, session, office)
        own = [
            each
            for each in cases.of_sender(session, row.sender_id)
            if each.state in OPEN and each.id != row.ticket_id
        ]
        others = _others(read, fix, row, session, office) if read else []
        return Item(
            row,
            _pieces(row, read),
            _words(read, fix, office) if read else None,
            tuple(own[:_TICKETS]),
            tuple(others),
            tuple(_alike(row, session, office, scope)) if row.closed_at is None else (),
        )


def archived(row: ReviewRow, reason: Reason, office: Office) -> str | None:
    """The SMS the reporter of a ticket would get that is no report; None when it stays as it is."""
    code = review_tickets.ARCHIVED_AS.get(reason)
    if code is None or row.number is None:
        return None
    days = office.settings.limits.close_working_days
    return news_replies.archived(office.wording(), row.number, code, days).text


def answer(sentence: Sentence, reference: str, office: Office) -> str:
    """The SMS whoever sent what is no report would get."""
    return review_acts.answer(sentence, reference, office.wording()).text


def report(read: Read, fix: Fix) -> Parsed:
    """What accepting it would take it for."""
    return reviewing.corrected(read.report, fix)


def _read(row: ReviewRow, fix: Fix, session: Session, office: Office) -> Read | None:
    """None once its words are erased."""
    message = inbox.stored(session, row.message_id)
    sender = senders.get(session, [row.sender_id])[row.sender_id]
    found = review_texts.opened(message, sender, office)
    if found is None:
        return None
    promised = review_texts.promised(row, session, office)
    return review_texts.read(found[1], row.received_at, office, fix.place, promised)


def _pieces(row: ReviewRow, read: Read | None) -> tuple[Piece, ...]:
    hidden = shown(row.body_masked)
    if read is None:
        return (Piece(hidden),)
    told = [
        Evidence(each.field, each.start + read.offset, each.end + read.offset, each.rule)
        for each in read.report.evidence
    ]
    return reviewing.pieces(read.text, hidden, told)


def _words(read: Read, fix: Fix, office: Office) -> Words:
    chosen = report(read, fix)
    index = places(office.knowledge())
    code = chosen.place.code
    topic = chosen.topics[0][0] if chosen.topics else None
    goes_to = _choice(read, fix, topic or "", office, True)
    return Words(
        kind=reviewing.kind_of(read.first),
        confidence=read.first.confidence,
        urgency=str(chosen.urgency),
        topic=topic,
        place=index.found(code) if code else None,
        read_place=read.report.place.code,
        street=chosen.place.street,
        choices=tuple(
            _choice(read, replace(fix, topic=each), each, office, each == topic)
            for each in _offered(read, topic)
        ),
        goes_to=goes_to,
        anonymous=read.anonymous,
        confidential=read.confidential,
        version=read.first.knowledge_version,
        rules=tuple(dict.fromkeys((told.field, told.rule) for told in read.report.evidence)),
    )


def _offered(read: Read, topic: str | None) -> tuple[str, ...]:
    """The best topics as the parser ranked them; one that is chosen from all others stands behind them."""
    best = reviewing.best_topics(read.report)
    return best if topic is None or topic in best else (*best, topic)


def _choice(read: Read, fix: Fix, topic: str, office: Office, chosen: bool) -> Choice:
    parsed = report(read, fix)
    if is_private(read.body, parsed, office.knowledge()):
        return Choice(topic, None, "desk.private", chosen)
    route = routing.route(
        understand(read.body, parsed, office.knowledge()),
        office.rules(),
        office.agencies(),
        office.settings.routing.threshold,
    )
    return Choice(topic, route.agency.name.long if route.agency else None, route.rule, chosen)


def _others(read: Read, fix: Fix, row: ReviewRow, session: Session, office: Office) -> list[TicketRow]:
    """Open tickets of other phones that may be about the same, the likeliest first."""
    printed = print_report(read.body, report(read, fix), office)
    found = find(printed, hashed_keys(printed, office.vault), session, office.now(), _BACK)
    theirs = [each for each in found if each.row.sender_id != row.sender_id]
    return [cases.get(session, each.row.ticket_id) for each in theirs[:_TICKETS]]


def _alike(row: ReviewRow, session: Session, office: Office, scope: Scope) -> Sequence[Alike]:
    mine = shown(row.body_masked)
    found = []
    for other in reviews.queue(session, None, office.settings.console.review_similar):
        if other.id == row.id or other.claimed_by is not None or other.reason != row.reason:
            continue
        if not scope.secret and review_texts.is_secret(other):
            continue
        text = shown(other.body_masked) if reviewing.may_be_alike(row.body_masked, other.body_masked) else ""
        if text and reviewing.alike(mine, text):
            found.append(Alike(other.id, other.reference, text, other.message_id))
    return found
