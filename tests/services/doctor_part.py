"""How tests of doctor set up a gateway in use, and find one of its findings."""

from sms_gateway.services.diagnosis import PARTS, diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.storage import operations
from tests.builders import FakeCarrier


def beat(office: Office, *parts: str) -> None:
    with office.sessions.begin() as session:
        for part in parts or PARTS:
            operations.beat(session, f"{part}@host:1", office.now())


def find(office: Office, check: str, queue_fault: str | None = None) -> Finding:
    return next(finding for finding in diagnose(office, queue_fault) if finding.check == check)


def refused_carrier() -> FakeCarrier:
    carrier = FakeCarrier()
    carrier.fault = "The carrier refused our credentials: correct them."
    return carrier
