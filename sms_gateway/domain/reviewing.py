"""What a person who reads a message may decide: the words behind each field, corrections, likeness, undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import Indel, Opcode

from parsers.complaint import Evidence, Kind, Missing, Parsed, Place
from sms_gateway.domain.likeness import difference
from sms_gateway.domain.messages import OutboxState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.topics import Topic, label

KEYS: Final = 5  # topics that have a key
_LEVELS: Final = ("province", "regency", "district", "village")
FIELDS: Final = MappingProxyType(
    {
        "topics": "topic",
        "problem": "topic",
        "place": "place",
        "urgency": "urgency",
        "period": "period",
        "agencies": "agency",
        "failure": "failure",
        "command": "command",
    }
)
_SAID: Final = 0.99  # the score of what a person says
_NEAR: Final = 0.9


class Outcome(StrEnum):
    """What became of an item."""

    TICKET = "ticket"
    ATTACHED = "attached"  # its words belong to a ticket that is there
    DISMISSED = "dismissed"
    KEPT = "kept"  # the ticket that was there, corrected or as it was
    ARCHIVED = "archived"  # the ticket that was there is none of ours


class Opened(StrEnum):
    """Why a person looks at a ticket that is there."""

    SILENCE = "place-silence"  # nobody answered where it is
    PRIVATE = "private-matter"
    CONFIDENTIAL = "confidential"
    UNSURE = "unsure"


def why_looked_at(*, private: bool, confidential: bool, confidence: float, enough: float) -> Opened | None:
    """Why a new ticket comes to the review queue; *confidence*: how sure the parser is of all of it."""
    if private:
        return Opened.PRIVATE
    if confidential:
        return Opened.CONFIDENTIAL
    return Opened.UNSURE if confidence < enough else None


class Reason(StrEnum):
    """Why a message is no report."""

    UNREADABLE = "unreadable"
    GREETING = "greeting"
    TEST = "test"
    ABUSE = "abuse"
    WRONG_ADDRESS = "wrong_address"
    ADVERT = "advert"
    SPAM = "spam"
    FRAUD = "fraud"
    HANDLED = "handled"  # what it asks for was done elsewhere


# What the citizen is told; who advertises, deceives or was served otherwise is not told anything.
ANSWERS: Final = MappingProxyType(
    {
        Reason.UNREADABLE: Sentence.REVIEW_UNREAD,
        Reason.GREETING: Sentence.GREETING,
        Reason.TEST: Sentence.GREETING,
        Reason.ABUSE: Sentence.ABUSE,
        Reason.WRONG_ADDRESS: Sentence.GREETING,
        Reason.ADVERT: None,
        Reason.SPAM: None,
        Reason.FRAUD: None,
        Reason.HANDLED: None,
    }
)
# Items about words that stand in a ticket already: dismissed, they stay attached to it.
_IN_A_TICKET: Final = frozenset({"place-unread", "place-corrected", "disputed-again", "late-part-differs"})


class CorrectedField(StrEnum):
    KIND = "kind"
    TOPIC = "topic"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Fix:
    """What a person says it is about; None: as the parser read it."""

    topic: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A field that a person understood otherwise; "" stands for nothing."""

    field: CorrectedField
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the shown text, with the fields its words gave; () for none."""

    text: str
    fields: tuple[str, ...] = ()


def keeps_attached(review_reason: str) -> bool:
    """Whether an item dismissed without a ticket of its own is about words in a ticket."""
    return review_reason in _IN_A_TICKET


def pieces(raw: str, shown: str, evidence: Iterable[Evidence]) -> tuple[Piece, ...]:
    """*shown* cut where the words of *raw* that gave a field begin and end; joined they are *shown*.

    Only words that are shown as they were written are marked: never what hides something.
    """
    blocks = [(code.src_start, code.src_end, code.dest_start) for code in _equal(raw, shown)]
    marks: list[tuple[int, int, str]] = []
    for told in evidence:
        field = FIELDS.get(told.field)
        if field is not None and told.end > told.start:
            marks += [(start, end, field) for start, end in _moved(told.start, told.end, blocks)]
    return tuple(_cut(shown, marks))


def _equal(raw: str, shown: str) -> Iterable[Opcode]:
    return (code for code in Indel.opcodes(raw, shown) if code.tag == "equal")


def _moved(start: int, end: int, blocks: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Where the characters from *start* to *end* are shown."""
    found = []
    for first, last, there in blocks:
        low, high = max(start, first), min(end, last)
        if low < high:
            found.append((low - first + there, high - first + there))
    return found


def _cut(shown: str, marks: Sequence[tuple[int, int, str]]) -> Iterable[Piece]:
    edges = sorted({0, len(shown), *(edge for start, end, _ in marks for edge in (start, end))})
    for start, end in pairwise(edges):
        fields = dict.fromkeys(field for first, last, field in marks if first <= start and end <= last)
        yield Piece(shown[start:end], tuple(fields))


def place_of(code: str, found: Place) -> Place:
    """The place *code* with what *found* says below it: a finer code inside it, street, number, landmark."""
    finer = (found.code or "") == code or (found.code or "").startswith(f"{code}.")
    if finer:
        return replace(found, candidates=())
    parts = code.split(".")
    codes = {level: ".".join(parts[: at + 1]) for at, level in enumerate(_LEVELS[: len(parts)])}
    empty: dict[str, str | None] = dict.fromkeys(_LEVELS)
    return replace(found, **{**empty, **codes}, candidates=())


def corrected(read: Parsed, fix: Fix) -> Parsed:
    """*read*, which must be a report, as the person says it is."""
    missing = set(read.missing)
    if fix.place is not None:
        read = replace(read, place=place_of(fix.place, read.place))
        missing.discard(Missing.PLACE)
    if fix.topic is not None:
        same = bool(read.topics) and read.topics[0][0] == fix.topic
        rest = [(topic, min(score, 1 - _SAID)) for topic, score in read.topics if topic != fix.topic]
        problem = read.problem if same and read.problem else label(fix.topic).sms
        problem = "" if fix.topic == Topic.LAINNYA else problem
        read = replace(read, topics=((fix.topic, _SAID), *rest), problem=problem)
        missing.discard(Missing.PROBLEM)
    return replace(read, missing=tuple(each for each in read.missing if each in missing))


def kind_of(parsed: Parsed) -> str:
    """What the parser took a message for: "report", "command:status", "not_a_report:unclear"."""
    detail = parsed.failure or (parsed.command.verb if parsed.command else None)
    return f"{parsed.kind}:{detail}" if detail else str(parsed.kind)


def differences(first: Parsed, read: Parsed, after: Parsed) -> tuple[Correction, ...]:
    """How *after*, what a person accepted, differs from the *first* parse and from it *read* as a report."""
    told: list[Correction] = []
    if first.kind is not Kind.REPORT:
        told.append(Correction(CorrectedField.KIND, kind_of(first), Kind.REPORT))
    topics = (read.topics[0][0] if read.topics else "", after.topics[0][0] if after.topics else "")
    if topics[0] != topics[1]:
        told.append(Correction(CorrectedField.TOPIC, *topics))
    places = (read.place.code or "", after.place.code or "")
    if places[0] != places[1]:
        told.append(Correction(CorrectedField.PLACE, *places))
    return tuple(told)


def dismissed(first: Parsed, reason: Reason) -> tuple[Correction, ...]:
    """That it is no report, as a correction of the first parse; nothing when the parser said the same."""
    after = f"{Kind.NOT_A_REPORT}:{reason}"
    if reason in (Reason.HANDLED, Reason.UNREADABLE) or kind_of(first) == after:
        return ()
    return (Correction(CorrectedField.KIND, kind_of(first), after),)


def best_topics(read: Parsed) -> tuple[str, ...]:
    """The topics that have a key, the best first."""
    return tuple(topic for topic, _ in read.topics[:KEYS])


def alike(one: str, other: str) -> bool:
    """Whether two shown texts say the same: equal but for greetings, spelling and blanks; same figures."""
    left, right = one.casefold().split(), other.casefold().split()
    if left == right:
        return True
    a, b = " ".join(left), " ".join(right)
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return False
    if Indel.normalized_similarity(a, b, score_cutoff=0.7) == 0.0:
        return False
    differing = difference(left, right)
    return min(differing.near, differing.aligned) >= _NEAR and not differing.swapped


def may_be_alike(one: str, other: str) -> bool:
    """A quick look whether two texts are worth comparing: about as long, with about the same letters."""
    longest = max(len(one), len(other))
    if longest == 0 or min(len(one), len(other)) < 0.7 * longest:
        return longest == 0
    return Indel.normalized_similarity(one.casefold(), other.casefold(), score_cutoff=0.7) > 0.0


class Undo(StrEnum):
    """Whether a decision can be taken back."""

    POSSIBLE = "possible"
    DONE = "done"  # it was
    LEFT = "left"  # an SMS about it is on its way
    OVER = "over"  # nobody was told, and the time is up
    MOVED = "moved"  # others have gone on with it


def may_undo(
    states: Sequence[tuple[OutboxState, bool]],
    *,
    undone: bool,
    moved: bool,
    now: datetime,
    until: datetime,
) -> Undo:
    """*states*: of each SMS about it, and whether somebody tried to send it."""
    if undone:
        return Undo.DONE
    if any(tried or state not in (OutboxState.QUEUED, OutboxState.HELD) for state, tried in states):
        return Undo.LEFT
    if not states and now >= until:
        return Undo.OVER
    return Undo.MOVED if moved else Undo.POSSIBLE
