"""Ends what waited so long that it says nothing worth saying any more, with its reason."""

from datetime import datetime, timedelta

from sms_gateway import logs
from sms_gateway.domain import expiry
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import outbox_expiry

log = logs.get("outbox")


def expires_at(kind: str, leaves_at: datetime, office: Office) -> datetime | None:
    """From when on an SMS of *kind* is pointless, by the limits as configured; None: never."""
    limits = office.settings.limits
    return expiry.expires_at(
        kind,
        leaves_at,
        expiry.Limits(
            order=timedelta(minutes=limits.order_minutes),
            enrolment=timedelta(hours=limits.enrol_hours),
            question=timedelta(hours=limits.question_hours),
            cancel=timedelta(hours=limits.cancel_hours),
            silence=timedelta(hours=limits.silence_hours),
        ),
    )


def end_pointless(office: Office, _: Mine = always) -> int:
    """End what is pointless and surely did not leave; returns how many. Claims leave it out at once."""
    with office.sessions.begin() as session:
        ended = outbox_expiry.end_pointless(session, office.now())
    if ended:
        log.info("pointless SMS ended", count=ended)
    return ended
