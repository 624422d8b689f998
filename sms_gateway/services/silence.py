"""What becomes of a report whose reporter did not answer: it is never dropped, a person goes on without."""

from datetime import datetime, timedelta
from functools import partial

from sms_gateway.domain import place_replies
from sms_gateway.domain.lifecycle import Move, Mover, Refused
from sms_gateway.domain.place_questions import REGENCY
from sms_gateway.domain.reviewing import Opened
from sms_gateway.services import news, review_tickets
from sms_gateway.services.deadlines import ACTOR, each_case
from sms_gateway.services.holding import Hold
from sms_gateway.services.news import News
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import due_cases


def give_up_waiting(office: Office, mine: Mine = always) -> int:
    """Move on every case that waited `limits.question_hours` for its reporter; returns how many.

    Each reporter is told once for each time the case was asked about.
    """
    past = office.now() - timedelta(hours=office.settings.limits.question_hours)
    return each_case(
        lambda session, most: due_cases.asking_since(session, past, most),
        partial(_give_up, past),
        office,
        mine,
    )


def _give_up(past: datetime, held: Hold) -> bool:
    there = held.after(Move.SILENCE, Mover.CLOCK)
    if isinstance(there, Refused) or held.case.state_since > past:
        return False
    held.store(there)
    event = held.record("silence", ACTOR)
    if held.case.region is None or len(held.case.region) < REGENCY:
        _to_a_person(held)
        news.tell(News(news.SILENCE, event, partial(place_replies.place_silence, held.wording)), held)
    return True


def _to_a_person(held: Hold) -> None:
    """The first ticket of the case comes to the review queue."""
    for reporter in sorted(held.reporters, key=lambda each: each.ticket_id)[:1]:
        review_tickets.open_item(reporter.ticket_id, Opened.SILENCE, held.session, held.office)
