"""The whole story of a ticket for staff: what was said both ways, what was decided, by whom, in which order.

Personal data are masked here, names behind a label too: whatever shows a story shows none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from parsers import Personal, mask, personal_data
from sms_gateway.crypto import DataKey, SealBroken
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.services.actors import names_of
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.storage import stories
from sms_gateway.storage.stories import Listed, Rows

GONE = "(erased)"
UNREADABLE = "(sealed under another key)"
_LOST = {GONE: "erased", UNREADABLE: "sealed"}
_HIDDEN = {Personal.NAME: "[NAMA]", Personal.PLATE: "[PLAT]"}


class Way(StrEnum):
    """Where an entry of the story comes from."""

    IN = "in"  # an SMS of the reporter
    OUT = "out"  # an SMS to the reporter
    DONE = "done"  # something happened to the case
    SAID = "said"  # words of staff


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. *who*: an actor of ours, "reporter" or "1708"; *state* of an SMS.

    *leaves_at*: not before then; *reason*: a code that says why an SMS of ours ended or waits; *codes*: what
    *text* holds of something done, one by one.
    """

    at: datetime
    way: Way
    who: str
    what: str
    text: str = ""
    state: str = ""
    leaves_at: datetime | None = None
    reason: str = ""
    codes: tuple[str, ...] = ()

    @property
    def lost(self) -> str:
        """Why there are no words any more: "erased", "sealed", or "" when *text* is what was said."""
        return _LOST.get(self.text, "") if self.way in (Way.OUT, Way.SAID) else ""


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket, where it stands, and everything that happened to it, the oldest first."""

    number: str
    state: CaseState
    problem: str
    region: str | None
    place: str | None
    agency: str | None
    agency_name: str | None
    rule: str
    confidence: float
    reasons: tuple[str, ...]
    opened_at: datetime
    since: datetime
    due_at: datetime | None
    other_due_at: datetime | None
    late: bool
    others: int
    linked: tuple[str, ...]
    flags: tuple[str, ...]
    entries: tuple[Entry, ...]
    names: Mapping[str, str]  # of the accounts and officers among *who*
    withheld: bool = False  # no words: the report is secret, and not for who asked


def tell(number: str, office: Office, scope: Scope = NATIONWIDE) -> Story:
    """The story of ticket *number* as *scope* may read it. Raises NoSuchTicket."""
    with office.sessions.read() as session:
        rows = stories.of_ticket(session, number)
        if rows is None:
            raise NoSuchTicket(f"There is no ticket {number}.")
        names = names_of((row.actor for row in (*rows.events, *rows.statements)), session)
    case, now = rows.case, office.now()
    withheld = rows.ticket.confidential and not scope.secret
    entries = map(_wordless, _entries(rows, office)) if withheld else _entries(rows, office)
    place = region_names(office.knowledge())(case.region) if case.region else None
    agency = office.agencies().find(case.agency) if case.agency else None
    clocks = [moment for moment in (case.due_at, case.other_due_at) if moment is not None]
    return Story(
        number=number,
        state=CaseState(case.state),
        problem=case.problem,
        region=case.region,
        place=place.long if place else None,
        agency=case.agency,
        agency_name=agency.name.long if agency else None,
        rule=case.route_rule,
        confidence=case.route_confidence,
        reasons=tuple(case.route_reason),
        opened_at=case.opened_at,
        since=case.state_since,
        due_at=case.due_at,
        other_due_at=case.other_due_at,
        late=case.state in OPEN and case.due_at is not None and min(clocks) < now,
        others=rows.others,
        linked=tuple(f"{source} {ref}" for source, ref in rows.linked),
        flags=tuple(_flags(rows)),
        entries=tuple(sorted(entries, key=lambda entry: (entry.at, _ORDER[entry.way]))),
        names=names,
        withheld=withheld,
    )


def open_cases(office: Office, states: list[CaseState], limit: int) -> list[Listed]:
    """What waits for somebody, the most urgent first; all open states when none is named."""
    with office.sessions.read() as session:
        return stories.open_cases(session, states or sorted(OPEN), limit)


# What came in is told before what was done about it, and that before what was answered.
_ORDER = {Way.IN: 0, Way.SAID: 1, Way.DONE: 2, Way.OUT: 3}


def _flags(rows: Rows) -> Iterator[str]:
    if rows.ticket.anonymous:
        yield "anonymous"
    if rows.ticket.confidential:
        yield "confidential"
    if rows.ticket.stopped or (rows.sender is not None and rows.sender.stopped_at is not None):
        yield "wants no news"
    if rows.sender is not None and rows.sender.erased_at is not None:
        yield "erased"
    if rows.ticket.rating is not None:
        yield f"rated {rows.ticket.rating}"


def _entries(rows: Rows, office: Office) -> Iterator[Entry]:
    for row in rows.messages:
        yield Entry(row.received_at, Way.IN, "reporter", "sms", shown(row.body_masked), row.state)
    key = _key(rows.sender, office)
    for row in rows.outbox:
        text, due, why = _sent(row, key), row.due_at, row.reason or ""
        yield Entry(row.created_at, Way.OUT, "1708", row.kind, text, row.state, due, why)
    for row in rows.statements:
        yield Entry(row.at, Way.SAID, row.actor, row.kind, _stated(row, office))
    for row in rows.events:
        codes = _codes(row.detail)
        yield Entry(row.at, Way.DONE, _who(row.actor), row.kind, ", ".join(codes), codes=codes)


def _wordless(entry: Entry) -> Entry:
    """That it was said, and when; of what was done the codes are no words of anybody."""
    return entry if entry.way is Way.DONE else replace(entry, text="")


def shown(text: str) -> str:
    """*text* without numbers, addresses, plates, and names that are called so."""
    masked = mask(text)
    pieces, done = [], 0
    for span in personal_data(masked):
        if span.type in _HIDDEN and span.start >= done:
            pieces += [masked[done : span.start], _HIDDEN[span.type]]
            done = span.end
    return "".join([*pieces, masked[done:]])


def _key(sender: Any, office: Office) -> DataKey | None:
    if sender is None or sender.data_key_enc is None:
        return None
    try:
        return office.vault.data_key(sender.uuid, sender.data_key_enc)
    except SealBroken:
        return None


def _sent(row: Any, key: DataKey | None) -> str:
    if key is None or row.body is None:
        return GONE
    try:
        return shown(key.open(row.uuid, row.body))
    except SealBroken:
        return UNREADABLE


def _stated(row: Any, office: Office) -> str:
    try:
        return shown(office.vault.open(row.uuid, row.body))
    except SealBroken:
        return UNREADABLE


def _who(actor: str) -> str:
    return "reporter" if actor.startswith("sender:") else actor


def _codes(detail: dict[str, Any]) -> tuple[str, ...]:
    told = {name: value for name, value in detail.items() if name != "statement" and value not in (None, "")}
    return tuple(f"{name} {value}" for name, value in told.items())
