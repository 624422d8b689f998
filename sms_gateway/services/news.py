"""Tells the reporters of a case what happened to it: each phone once per event, in the move's transaction.

Whoever stopped the news is not told; nor is anybody told what another reporter wrote or was asked. What can
wait leaves after the quiet hours of the case's region, and what waited is dropped for what is newer.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from parsers import Urgency
from sms_gateway.domain.context import QuestionKind
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.rendering import Rendered
from sms_gateway.domain.zones import zone_of
from sms_gateway.services.holding import Hold
from sms_gateway.services.office import Office
from sms_gateway.services.promising import Sms, promise
from sms_gateway.storage import questions, waiting_news
from sms_gateway.storage.reporters import Reporter

FORWARDED, ANSWERED, ASKED, CHANGED = "forwarded", "answered", "asked-by-agency", "changed"
ARCHIVED, LINKED = "archived", "linked"
OVERDUE, CLOSED, SILENCE = "overdue", "closed", "silence"
BY_CLOCK: Final = (OVERDUE, CLOSED, SILENCE)
KINDS: Final = (FORWARDED, ANSWERED, CHANGED, ARCHIVED, LINKED, *BY_CLOCK)
# What of a case waits for its hour is dropped when this is told: it says as much and later. Never an answer
# of the agency, never what stands for itself.
OVERTAKES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        FORWARDED: (FORWARDED, ASKED, CHANGED, *BY_CLOCK),
        ANSWERED: (FORWARDED, ASKED, CHANGED, ARCHIVED, *BY_CLOCK),
        ARCHIVED: (FORWARDED, ASKED, CHANGED, ARCHIVED, *BY_CLOCK),
        CHANGED: (FORWARDED, CHANGED, *BY_CLOCK),
        ASKED: (),
        LINKED: (),
        **dict.fromkeys(BY_CLOCK, BY_CLOCK),
    }
)
ONE_BY_CLOCK: Final = timedelta(hours=20)  # of what passed meanwhile a ticket hears once a day
SPREAD_SECONDS: Final = 900  # the morning's news leaves within a quarter of an hour, not in one second

Render = Callable[[str], Rendered]


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told: *render(number)* for each ticket, about the event *event_id*."""

    kind: str
    event_id: int
    render: Render

    @property
    def by_clock(self) -> bool:
        """Whether nobody did anything: only a time passed."""
        return self.kind in BY_CLOCK


def tell(news: News, hold: Hold) -> list[Reporter]:
    """Promise the news to every reporter of the case; returns who is told."""
    listening = list(_listening(hold))
    if news.by_clock:
        ids = [each.ticket_id for each in listening]
        lately = waiting_news.told_since(hold.session, ids, BY_CLOCK, hold.now - ONE_BY_CLOCK)
        listening = [each for each in listening if each.ticket_id not in lately]
    phones = {each.sender.id for each in listening}
    ids = [each.ticket_id for each in hold.reporters if each.sender.id in phones]
    waiting_news.drop(hold.session, ids, OVERTAKES[news.kind], hold.now)
    for reporter in listening:
        tell_one(news, reporter, hold)
    return listening


def can_wait(kind: str, priority: Priority) -> bool:
    """Whether an SMS of *kind* is nothing to wake its reader for."""
    if priority is Priority.EMERGENCY:
        return False
    return priority is Priority.BULK or kind in (*KINDS, ASKED)


def withdraw(kinds: Collection[str], hold: Hold) -> None:
    """Drop news of the case that waits for its hour and is not true any more."""
    ids = [each.ticket_id for each in hold.reporters]
    waiting_news.drop(hold.session, ids, kinds, hold.now)


def waits_until(hold: Hold) -> datetime | None:
    """The end of the quiet hours, in local time, that news of the case waits for; None when it leaves now."""
    return waits_from(hold.now, hold.case.urgency, hold.case.region, hold.office)


def waits_from(moment: datetime, urgency: str, region: str | None, office: Office) -> datetime | None:
    """The same for what is told at *moment* of a case of that *urgency* in *region*."""
    if urgency == Urgency.EMERGENCY:
        return None
    zone = zone_of(region)
    leaves = leaves_at(moment, zone, office.settings.quiet.hours)
    return leaves.astimezone(zone) if leaves else None


def tell_one(news: News, reporter: Reporter, hold: Hold) -> None:
    """Promise the news to one reporter who listens."""
    sender = reporter.sender
    if not listens(reporter) or sender.data_key_enc is None:
        return
    sms = Sms(
        sender.id,
        reporter.carrier or hold.office.settings.carriers.default,
        news.kind,
        f"{news.kind}:{news.event_id}:{reporter.ticket_id}",
        news.render(reporter.number),
        Priority.BULK if news.by_clock else Priority.NORMAL,
        due_at=_due(sender.id, hold),
        ticket_id=reporter.ticket_id,
    )
    key = hold.office.vault.data_key(sender.uuid, sender.data_key_enc)
    promise(sms, key, hold.session, hold.office, hold.now)


def ask_for_rating(told: list[Reporter], until: datetime, hold: Hold) -> None:
    """A digit from these phones rates the answer until *until*; what is open and stronger goes first."""
    for reporter in told:
        kind, ids = QuestionKind.RATING, [reporter.ticket_id]
        questions.ask(hold.session, reporter.sender.id, kind, ids, hold.now, until)


def listens(reporter: Reporter) -> bool:
    """Whether this reporter can and wants to be told."""
    sender = reporter.sender
    can = sender.replyable and sender.data_key_enc is not None
    return can and sender.stopped_at is None and not reporter.stopped


def _listening(hold: Hold) -> Iterator[Reporter]:
    """One ticket of each phone."""
    phones: set[int] = set()
    for reporter in hold.reporters:
        if listens(reporter) and reporter.sender.id not in phones:
            phones.add(reporter.sender.id)
            yield reporter


def _due(sender_id: int, hold: Hold) -> datetime | None:
    """When it may leave; None for now. Never before what waits for the same phone already."""
    if hold.case.urgency == Urgency.EMERGENCY:
        return None
    morning = waits_until(hold)
    waiting = waiting_news.latest_due(hold.session, sender_id, hold.now)
    spread = morning + timedelta(seconds=sender_id % SPREAD_SECONDS) if morning else None
    return max((moment for moment in (spread, waiting) if moment), default=None)
