"""What the gateway stands on: the disk, the clock, the certificate, a database that takes what is written."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sms_gateway.domain.clock_jumps import JUMP
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.metrics import Ground
from sms_gateway.services import believed, certificates
from sms_gateway.services.certificates import Certificate
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage import refusals

CLOCK = "Set the clocks of this host and of the database's host by NTP; see docs/runbooks/clock.md."
CERTIFICATE = "See docs/runbooks/certificate.md."


def measured(office: Office) -> Ground:
    """What can be measured without a database. Waits up to two seconds for who serves the certificate."""
    now = office.now()
    return Ground(
        disk_free={name: float(shutil.disk_usage(folder).free) for name, folder in _folders(office.settings)},
        certificate={
            each.place: (each.until - now).total_seconds()
            for each in certificates.found(office.settings)
            if each.until is not None
        },
    )


def writable(office: Office) -> Finding:
    """The database, which answers. Raises StoreUnavailable."""
    name = office.sessions.engine.dialect.name
    with office.sessions.read() as session:
        if refusals.read_only(session):
            return Finding("database", False, f"{name}, and it may only be read", refusals.READ_ONLY.remedy)
    return Finding("database", True, name)


def clock(office: Office) -> Finding:
    """Ours against the database's, against itself a while ago, and against what was written by it."""
    skew = believed.skew(office)
    if abs(skew) > office.settings.limits.max_clock_skew_seconds:
        return Finding("clock", False, f"{skew:+.1f} s from the database's clock", CLOCK)
    ahead = believed.ahead(office)
    if ahead > JUMP:
        return Finding("clock", False, f"was set back: a part was alive {ahead:.0f} s later than now", CLOCK)
    jumped = believed.jumped_lately(office)
    if jumped is not None:
        ends = jumped + timedelta(seconds=office.settings.limits.clock_settle_seconds)
        told = f"jumped; reminders and limits wait until {ends.astimezone(JAKARTA):%d/%m %H.%M} WIB"
        return Finding("clock", False, told, CLOCK)
    return Finding("clock", True, f"{abs(skew):.1f} s from the database's clock")


def certificate(office: Office) -> Iterator[Finding]:
    """One finding for each certificate; nobody at this host who serves one is no fault."""
    for each in certificates.found(office.settings):
        check = f"certificate {each.place}"
        if each.until is None:
            ok = False if each.place == "file" else None
            yield Finding(check, ok, f"cannot be read ({each.fault})", CERTIFICATE)
        else:
            yield _dated(check, each, office)


def _dated(check: str, each: Certificate, office: Office) -> Finding:
    assert each.until is not None  # noqa: S101 - the caller looked
    left = each.until - office.now()
    told = f"until {each.until.astimezone(JAKARTA):%d/%m/%Y %H.%M} WIB"
    if left > timedelta(days=office.settings.limits.certificate_days):
        return Finding(check, True, told)
    word = "expired" if left <= timedelta(0) else f"expires in {left.days} days"
    return Finding(check, False, f"{word}: {told}", CERTIFICATE)


def disk(office: Office) -> Finding:
    """The least of what is free where data and database lie."""
    free, place = min(
        (shutil.disk_usage(folder).free // 2**20, name) for name, folder in _folders(office.settings)
    )
    well = free >= office.settings.limits.min_free_disk_mb
    remedy = "" if well else f"Free space at {office.settings.data_dir}; see docs/runbooks/disk.md."
    return Finding("disk", well, f"{free} MB free at {place}", remedy)


def _folders(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Where this process knows of a disk; that of a PostgreSQL is watched where it runs."""
    yield "data", _existing(settings.data_dir)
    url = settings.database.url or ""
    if url.startswith("sqlite:///"):
        yield "database", _existing(Path(url.removeprefix("sqlite:///")).parent)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
