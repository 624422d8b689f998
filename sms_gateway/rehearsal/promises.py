"""What must be 0 at the end of a rehearsal: the promises, counted in the database and at the phones."""

from collections.abc import Sequence
from datetime import datetime

from sms_gateway.rehearsal.holder import Holder
from sms_gateway.rehearsal.observer import Arrived, Observer, answers_arrived, numbers_shown
from sms_gateway.rehearsal.officer import Officer
from sms_gateway.services.tallies import Tally
from sms_gateway.services.task_tallies import Staffed


def of_everybody(tally: Tally, seen: Observer, received: int, sent: int) -> dict[str, int]:
    """The promises about every SMS: *received* texts came in, *sent* SMS left."""
    return {
        **tally.invariants,
        "messages lost": abs(received - sum(tally.messages.values())),
        "sms that left and reached no phone": sent - len({sms.id for sms in seen.heard}),
        "sms that reached a phone twice": seen.heard_twice,
        "tickets without acknowledgement": tally.unacknowledged,
        "second acknowledgements": seen.second_acknowledgements,
        "news after STOP": seen.news_after_stop,
    }


def of_officers(
    staffed: Staffed, seen: Observer, arrived: Arrived, people: Sequence[Holder]
) -> dict[str, int]:
    """The promises about officers and what they say to citizens."""
    return {
        **staffed.promises,
        "answers at a phone without a proven code": arrived.unproven,
        "answers of officers that reached a phone twice": arrived.twice,
        "numbers of people shown to others": numbers_shown(seen.heard, [each.phone for each in people]),
    }


def arrived(officers: Sequence[Officer], seen: Observer) -> Arrived:
    """What became of the officers' answers at the phones."""
    said: dict[str, datetime | None] = {}
    for each in officers:
        said |= each.said
    return answers_arrived(seen.heard, said)
