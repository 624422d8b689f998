"""Fetches what a carrier received for us but never delivered: webhooks are not at-least-once."""

from datetime import datetime, timedelta

from sms_gateway import logs
from sms_gateway.carriers.base import Carrier
from sms_gateway.domain.messages import InboundSms
from sms_gateway.errors import GatewayError
from sms_gateway.services import intake
from sms_gateway.services.office import Office
from sms_gateway.storage import operations

BATCH = 100
log = logs.get("reconcile")


def reconcile(office: Office, carrier_name: str, since: datetime | None = None) -> int:
    """Accept every inbound SMS of the carrier's own record since *since*; returns how many were missing.

    Without *since* it reads on from where it read last, less an overlap, because such lists lag. Raises
    GatewayError when the list broke off; what was read until then is stored, and is read again.
    """
    carrier = office.carriers[carrier_name]
    started = office.now()
    start = since or _start(office, carrier_name, started)
    missing = 0
    listed, fault = _read(carrier, start)
    for first in range(0, len(listed), BATCH):
        missing += intake.accept(listed[first : first + BATCH], office)
    if fault is not None:
        raise fault
    with office.sessions.begin() as session:
        read_to = operations.position(session, _cursor(carrier_name))
        if read_to is None or start <= read_to:  # a later start leaves a gap that is still to be read
            operations.set_position(session, _cursor(carrier_name), started)
    log.info("reconciled", carrier=carrier_name, missing=missing)
    return missing


def _read(carrier: Carrier, start: datetime) -> tuple[list[InboundSms], GatewayError | None]:
    """The record in the order of arrival, and why it broke off; carriers list the newest first."""
    listed: list[InboundSms] = []
    fault: GatewayError | None = None
    try:
        listed.extend(carrier.list_inbound(start))
    except GatewayError as error:
        fault = error
    return sorted(reversed(listed), key=lambda sms: sms.received_at), fault


def _start(office: Office, carrier_name: str, now: datetime) -> datetime:
    overlap = timedelta(seconds=office.settings.limits.reconcile_overlap_seconds)
    with office.sessions.read() as session:
        read_to = operations.position(session, _cursor(carrier_name))
    return min(read_to or now, now) - overlap  # a clock that was ahead must leave no gap


def _cursor(carrier_name: str) -> str:
    return f"reconcile:{carrier_name}"
