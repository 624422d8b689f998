"""Clock, certificate, disk and a database that takes nothing: each is found, and says what to do."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sms_gateway.domain.messages import OutboxState, SendOutcome
from sms_gateway.services import believed, console_sessions, ground
from sms_gateway.services.believed import Belief
from sms_gateway.services.diagnosis import diagnose, unready
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage import operations
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import outbox
from tests.builders import ROAD, FakeCarrier, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker
from tests.postgres import Cluster

DAY = timedelta(days=1)


@pytest.fixture
def real_time(office: Office, clock: HandClock) -> Office:
    """The hand-set clock shows what the database's does."""
    with office.sessions.read() as session:
        clock.at = datetime.fromtimestamp(operations.database_epoch(session), UTC)
    return office


# --- the clock -----------------------------------------------------------------------------------------


class Counter:
    """Nobody can set it; it goes on with the hand-set clock only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_what_time_brings_waits_for_a_clock_that_jumped(make_office: OfficeMaker, clock: HandClock) -> None:
    office = make_office(settings=Settings(limits={"clock_settle_seconds": 900}))
    with office.sessions.read() as session:
        clock.at = datetime.fromtimestamp(operations.database_epoch(session), UTC)
    counter, done = Counter(), list[datetime]()
    belief = Belief(office, counter)
    by_time = belief.by_time(lambda office, mine: done.append(office.now()) if mine() else None)
    by_time(office, lambda: True)
    assert len(done) == 1
    clock.forward(hours=6)
    by_time(office, lambda: True)
    assert len(done) == 1
    assert "jumped" in ground.clock(_beside(office, clock)).detail
    clock.forward(hours=-6)
    by_time(office, lambda: True)
    assert len(done) == 2


def _beside(office: Office, clock: HandClock) -> Office:
    """The same host, were the database on it: its clock jumped as well."""
    return replace(office, settings=Settings(limits={"max_clock_skew_seconds": 10**6}))


def test_nothing_time_brings_is_done_while_the_database_says_another_time(
    real_time: Office, clock: HandClock
) -> None:
    clock.forward(minutes=10)
    belief = Belief(real_time, Counter())
    assert not belief()
    assert ground.clock(real_time).ok is False
    assert ground.clock(real_time).detail.startswith("+600.")


def test_a_clock_that_was_set_back_is_seen_by_who_was_alive_later(
    real_time: Office, clock: HandClock
) -> None:
    with real_time.sessions.begin() as session:
        operations.beat(session, "web@host:1", clock.at + timedelta(hours=2))
    finding = ground.clock(real_time)
    assert (finding.ok, finding.remedy) == (False, ground.CLOCK)
    assert "set back" in finding.detail
    assert believed.ahead(real_time) == pytest.approx(7200, abs=1)


@pytest.mark.parametrize("state", [OutboxState.RETRY, OutboxState.UNKNOWN])
def test_an_sms_put_off_by_a_clock_that_was_ahead_leaves_once_it_is_right(
    make_office: OfficeMaker, clock: HandClock, state: OutboxState
) -> None:
    outcome = SendOutcome.retry("503") if state is OutboxState.RETRY else SendOutcome.unknown("503")
    carrier = FakeCarrier(outcome)
    office = make_office(carriers={"simulator": carrier})
    clock.forward(hours=6)
    store(office, ROAD)
    work(office)
    found = rows(office, outbox)[0]
    assert found.state == state
    clock.forward(hours=-6)
    work(office)
    assert (len(carrier.sent), len(carrier.looked)) == ((2, 0) if state is OutboxState.RETRY else (1, 1))


def test_a_lease_given_by_a_clock_that_was_ahead_keeps_nobody_waiting(
    office: Office, clock: HandClock
) -> None:
    store(office, ROAD)
    sql(office, "UPDATE messages SET lease = 'gone', lease_until = 9999999999.0")
    work(office)
    assert [row.state for row in rows(office, outbox)] == [OutboxState.ACCEPTED]


# --- the certificate -----------------------------------------------------------------------------------


def make_certificate(folder: Path, until: datetime) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sms.example.go.id")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(until - 90 * DAY)
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "fullchain.pem", folder / "key.pem"
    pem.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    return pem, secret


@contextmanager
def tls_server(pem: Path, key: Path) -> Iterator[int]:
    """Shows the certificate to whoever calls; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            plain, _ = listening.accept()
            with context.wrap_socket(plain, server_side=True):
                pass

        threading.Thread(target=answer, daemon=True).start()
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize(
    ("left", "ok", "word"),
    [(90 * DAY, True, "until"), (13 * DAY, False, "expires in 1"), (-DAY, False, "expired")],
)
def test_a_certificate_is_looked_at_as_a_file_and_as_it_is_served(
    left: timedelta, ok: bool, word: str, make_office: OfficeMaker, clock: HandClock, tmp_path: Path
) -> None:
    pem, key = make_certificate(tmp_path, clock.at + left)
    with tls_server(pem, key) as port:
        settings = Settings(public_url=f"https://sms.example.go.id:{port}", web={"certificate": pem})
        findings = list(ground.certificate(make_office(settings=settings)))
    assert [(each.check, each.ok) for each in findings] == [
        ("certificate file", ok),
        ("certificate served", ok),
    ]
    assert all(each.detail.startswith(word) for each in findings)
    assert all(bool(each.remedy) is not ok for each in findings)


def test_its_days_are_measured(make_office: OfficeMaker, clock: HandClock, tmp_path: Path) -> None:
    pem, _ = make_certificate(tmp_path, clock.at + 3 * DAY)
    found = ground.measured(make_office(settings=Settings(data_dir=tmp_path, web={"certificate": pem})))
    assert found.certificate == {"file": pytest.approx(3 * 86400, abs=2)}
    assert found.disk_free["data"] > 0


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_certificate_that_cannot_be_read_is_a_fault_and_one_nobody_serves_is_none(
    content: bytes | None, make_office: OfficeMaker, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "some.pem").write_bytes(content)
    settings = Settings(public_url="https://127.0.0.1:1", web={"certificate": tmp_path / "some.pem"})
    findings = list(ground.certificate(make_office(settings=settings)))
    assert [each.ok for each in findings] == [False, None]


# --- the database that may only be read ----------------------------------------------------------------


def test_a_database_that_may_only_be_read_is_a_fault_and_takes_no_sms(
    make_office: OfficeMaker, cluster: Cluster
) -> None:
    with cluster.database() as url:
        cluster.sql(f"ALTER DATABASE {url.rsplit('/', 1)[1]} SET default_transaction_read_only = on")
        sessions = open_sessions(url)
        office = make_office(sessions=sessions)
        finding = next(each for each in diagnose(office, None) if each.check == "database")
        reason = unready(office)
        sessions.close()
    assert (finding.ok, "read-only.md" in finding.remedy) == (False, True)
    assert reason is not None
    assert reason.what == "The database may only be read."


# --- the credentials -----------------------------------------------------------------------------------


def test_refused_credentials_are_a_finding_for_every_carrier(make_office: OfficeMaker) -> None:
    carrier = FakeCarrier(SendOutcome.retry("generic-credentials", 60))
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD)
    work(office)
    found = next(each for each in diagnose(office, None) if each.check == "credentials simulator")
    assert (found.ok, "credentials.md" in found.remedy) == (False, True)


# --- the console ---------------------------------------------------------------------------------------


def test_a_sign_in_seen_by_a_clock_that_was_set_back_is_over(clock: HandClock) -> None:
    seen = console_sessions.SessionRow.__new__(console_sessions.SessionRow)
    object.__setattr__(seen, "seen_at", clock.at + timedelta(hours=1))
    object.__setattr__(seen, "until", clock.at + timedelta(hours=9))
    assert not console_sessions._runs(seen, clock.at, timedelta(minutes=30))
    assert console_sessions._runs(seen, clock.at + timedelta(hours=1), timedelta(minutes=30))
