"""What a handset of the simulator carrier has received; nothing of any other carrier is shown."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sms_gateway.carriers.simulator import Simulator
from sms_gateway.domain.budget import HOUR, idle_in_a_row, is_silenced
from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.handset import HandsetSms, Silence
from sms_gateway.domain.msisdn import SenderKind, may_reply, normalise
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox, senders

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACES: Final = 1000  # a browser's numbers are exact to 2^53: milliseconds leave room for three digits
_MILLISECOND: Final = timedelta(milliseconds=1)


def received(number: str, after: int, office: Office) -> list[HandsetSms]:
    """The SMS sent to *number* with an id above *after*, oldest first.

    An id tells when an SMS left: one that waited for the morning follows what was promised later and did not.
    """
    blind = office.vault.blind(normalise(number).e164)
    since = _EPOCH + min(after // _PLACES, 10**14) * _MILLISECOND
    with office.sessions.read() as session:
        row = senders.by_blind(session, blind)
        found = outbox.sent_since(session, row.id, Simulator.name, since) if row else []
    if row is None or row.data_key_enc is None:
        return []
    key = office.vault.data_key(row.uuid, row.data_key_enc)
    return [
        HandsetSms(_id(sms), key.open(sms.uuid, sms.body), sms.state_since)
        for sms in found
        if _id(sms) > after
    ]


def silence(number: str, office: Office) -> Silence | None:
    """Why *number* is not answered now; None when nothing of what it is speaks against it."""
    sender, limits, now = normalise(number), office.settings.limits, office.now()
    if sender.kind is not SenderKind.OTHER and not may_reply(sender, office.settings.replies.countries):
        return Silence.COUNTRY
    with office.sessions.read() as session:
        row = senders.by_blind(session, office.vault.blind(sender.e164))
        if row is None:
            return None
        if is_silenced(row.unanswered_until, now):
            return Silence.TOO_MANY
        answers = outbox.answers_between(
            session, row.id, now - HOUR, now + CLOCKS_APART, limits.replies_per_day
        )
    idle = idle_in_a_row([kind for kind, _ in answers]) >= limits.idle_replies
    return Silence.IDLE if idle else None


def _id(sms: Any) -> int:
    """Grows with the time it left, within one millisecond with the row."""
    return int((sms.first_tried_at - _EPOCH) // _MILLISECOND) * _PLACES + int(sms.id) % _PLACES
