"""The lines of a file in the background, a part at a time: no number of a phone and no word of a citizen."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from sms_gateway.domain import csv_cells
from sms_gateway.domain.exporting import ExportKind, share
from sms_gateway.domain.hourly import EVERYBODY
from sms_gateway.domain.permissions import Permission, may
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import ticket_search
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.storage import accounts, exports, hourly, search
from sms_gateway.storage.exports import ExportRow
from sms_gateway.storage.search import FoundTicket, Wanted

ROWS: Final = 500  # tickets of one part
DAYS: Final = timedelta(days=7)  # of counts in one part
TICKETS_HEAD: Final = ("number", "opened_wib", "state", "problem", "agency", "agency_name", "region",
                       "region_name", "due_wib")  # fmt: skip
COUNTS_HEAD: Final = ("hour_wib", "measure", "part", "count")


@dataclass(frozen=True, slots=True)
class Batch:
    """A part: its lines, how many, where the next begins, and whether there is none."""

    lines: str
    count: int
    place: str
    percent: int
    last: bool


def ticket_filter(wanted: Wanted) -> dict[str, Any]:
    """What is asked, as it is kept; never a sender: who looks for a number gives a reason each time."""
    since, until = (moment.isoformat() if moment else None for moment in (wanted.since, wanted.until))
    plain = {name: getattr(wanted, name) for name in ("number", "words", "region", "agency", "state")}
    return {**plain, "since": since, "until": until}


def batch(session: Session, row: ExportRow, asked: Mapping[str, Any], office: Office) -> Batch:
    """The part behind `row.place`. ValueError, KeyError when what was asked cannot be understood."""
    make = {ExportKind.TICKETS: _tickets, ExportKind.DASHBOARD: _counts}[row.kind]
    return make(session, row, asked, office)


def numbers(lines: str) -> list[str]:
    """The tickets in the lines of a part; the head is none."""
    cells = (cells[0] for cells in csv.reader(io.StringIO(lines, newline="")) if cells)
    return [number for number in cells if number != TICKETS_HEAD[0]]


def _tickets(session: Session, row: ExportRow, asked: Mapping[str, Any], office: Office) -> Batch:
    since, until = (datetime.fromisoformat(asked[name]) if asked[name] else None for name in _SPAN)
    plain = {name: asked[name] for name in ("number", "words", "region", "agency", "state")}
    newest = row.asked_at + timedelta(microseconds=1)  # what was opened then is in it
    until = min(until or newest, newest)
    wanted = replace(Wanted(**plain), since=since, until=until, handed_to=row.agency)
    wanted = replace(wanted, secret=_reads_secret(session, row))
    found = search.find(session, wanted, ticket_search.place_of(row.place), ROWS + 1)
    rows, last = found[:ROWS], len(found) <= ROWS
    head = csv_cells.line(TICKETS_HEAD) if not row.parts else ""
    named = _Names(office)
    lines = head + "".join(csv_cells.line(named.cells(each)) for each in rows)
    if not rows:
        return Batch(lines, 0, row.place, 99, last)
    reached = rows[-1].place.opened_at
    oldest = since or exports.first_opened(session) or reached
    percent = 99 - share(oldest, reached, until)
    return Batch(lines, len(rows), ticket_search.token(rows[-1].place), percent, last)


def _reads_secret(session: Session, row: ExportRow) -> bool:
    account = accounts.get(session, row.account_id)
    return account is not None and may(account.role, Permission.SEE_CONFIDENTIAL)


_SPAN: Final = ("since", "until")


class _Names:
    """Agencies and places by name."""

    def __init__(self, office: Office) -> None:
        self._agencies, self._regions = office.agencies(), region_names(office.knowledge())

    def cells(self, ticket: FoundTicket) -> tuple[str, ...]:
        """The cells of one line."""
        agency = self._agencies.find(ticket.agency) if ticket.agency else None
        region = self._regions(ticket.region) if ticket.region else None
        return (
            ticket.number,
            _wib(ticket.place.opened_at),
            ticket.state,
            ticket.problem or "",
            ticket.agency or "",
            agency.name.long if agency else "",
            ticket.region or "",
            region.long if region else "",
            _wib(ticket.due_at) if ticket.due_at else "",
        )


def _counts(session: Session, row: ExportRow, asked: Mapping[str, Any], office: Office) -> Batch:
    since, until = (datetime.fromisoformat(asked[name]) for name in _SPAN)
    begins = datetime.fromisoformat(row.place) if row.place else since
    ends = min(begins + DAYS, until)
    found = hourly.listed(session, row.agency or EVERYBODY, begins, ends)
    head = csv_cells.line(COUNTS_HEAD) if not row.parts else ""
    lines = head + "".join(
        csv_cells.line((_wib(hour), measure, part, count)) for hour, measure, part, count in found
    )
    return Batch(lines, len(found), ends.isoformat(), share(since, ends, until), ends >= until)


def _wib(moment: datetime) -> str:
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d %H:%M}"
