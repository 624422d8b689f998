"""The figures of a dashboard for somebody's cases and a span of time, from the counts of every hour."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain.hourly import EVERYBODY, HOUR, KEPT, MISSED, Measure
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.provinces import TILES
from sms_gateway.domain.spans import Span, steps
from sms_gateway.services.hourly import CURSOR
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.storage import hourly, operations

WORST: Final = 20
_SUMMED: Final = tuple(each for each in Measure if each is not Measure.BACKLOG)
Bars = Sequence[tuple[datetime, int]]
Line = tuple[datetime, str, str, int]


@dataclass(frozen=True, slots=True)
class AgencyLimits:
    """How often an agency answered in time, and how often its limit ran out."""

    code: str
    name: str
    kept: int
    missed: int

    @property
    def share(self) -> float:
        """Of what was due, how much was in time."""
        return self.kept / (self.kept + self.missed)


@dataclass(frozen=True, slots=True)
class Province:
    """A province and the tickets from it."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Spent:
    """The segments one carrier was handed, and their price where one is configured."""

    carrier: str
    segments: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """*until*: how far it was counted. *message_bars* is None where messages are not of anybody's cases."""

    until: datetime | None
    message_bars: Bars | None
    ticket_bars: Bars
    outcomes: Mapping[str, int]
    tickets: int
    merged: int
    confidence: Mapping[str, int]
    backlog: Mapping[str, int]
    backlog_at: datetime | None
    limits: Sequence[AgencyLimits]
    kept: int
    missed: int
    provinces: Sequence[Province]
    no_place: int
    spent: Sequence[Spent]
    currency: str


def figures(span: Span, scope: Scope, office: Office) -> Figures:
    """The figures of *span* for the cases of *scope*. Raises StoreUnavailable."""
    agency = scope.agency or EVERYBODY
    with office.sessions.read() as session:
        sums = hourly.sums(session, agency, _SUMMED, span.since, span.until)
        bars = {
            measure: steps(hourly.series(session, agency, measure, span.since, span.until), span)
            for measure in (Measure.MESSAGES, Measure.TICKETS)
        }
        backlog_at = hourly.newest(session, EVERYBODY, Measure.BACKLOG, span.until)
        backlog = _of_hour(session, agency, backlog_at)
        limits = _limits(session, span, scope, office)
        until = operations.position(session, CURSOR)
    answers, found = sums[Measure.ANSWER], sums[Measure.PROVINCE]
    return Figures(
        until=until,
        message_bars=bars[Measure.MESSAGES] if scope.agency is None else None,
        ticket_bars=bars[Measure.TICKETS],
        outcomes=sums[Measure.MESSAGES],
        tickets=sums[Measure.TICKETS].get("", 0),
        merged=sums[Measure.MERGED].get("", 0),
        confidence=sums[Measure.CONFIDENCE],
        backlog=backlog,
        backlog_at=backlog_at,
        limits=limits,
        kept=answers.get(KEPT, 0),
        missed=answers.get(MISSED, 0),
        provinces=_provinces(found, office),
        no_place=found.get("", 0),
        spent=_spent(sums[Measure.SEGMENTS], office),
        currency=office.settings.carriers.currency,
    )


def lines(span: Span, scope: Scope, office: Office) -> Iterator[Line]:
    """Every count of *span* for *scope*, in its order; a day at a time, so that no reading lasts long."""
    since = span.since
    while since < span.until:
        until = min(since + timedelta(days=1), span.until)
        with office.sessions.read() as session:
            found = hourly.listed(session, scope.agency or EVERYBODY, since, until)
        yield from found
        since = until


def _of_hour(session: Session, agency: str, hour: datetime | None) -> Mapping[str, int]:
    if hour is None:
        return {}
    return hourly.sums(session, agency, (Measure.BACKLOG,), hour, hour + HOUR)[Measure.BACKLOG]


def _limits(session: Session, span: Span, scope: Scope, office: Office) -> list[AgencyLimits]:
    """Of the agencies that missed most; somebody of one agency learns of no other."""
    when = (span.since, span.until)
    codes = [scope.agency] if scope.agency else hourly.worst(session, Measure.ANSWER, MISSED, *when, WORST)
    directory, found = office.agencies(), []
    for code in codes:
        parts = hourly.sums(session, code, (Measure.ANSWER,), *when)[Measure.ANSWER]
        agency = directory.find(code)
        if parts:
            name = agency.name.long if agency else code
            found.append(AgencyLimits(code, name, parts.get(KEPT, 0), parts.get(MISSED, 0)))
    return found


def _provinces(counts: Mapping[str, int], office: Office) -> list[Province]:
    names = region_names(office.knowledge())
    found = []
    for tile in TILES:
        name = names(tile.code)
        found.append(Province(tile.code, name.long if name else tile.code, counts.get(tile.code, 0)))
    return found


def _spent(segments: Mapping[str, int], office: Office) -> list[Spent]:
    prices = office.settings.carriers.prices
    return [
        Spent(carrier, number, prices[carrier] * number if carrier in prices else None)
        for carrier, number in segments.items()
    ]
