"""Puts the gateway together once per process: settings in, the parts that work together out."""

import gc
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from parsers import Knowledge, load_knowledge
from sms_gateway import logs
from sms_gateway.carriers.building import build_carriers
from sms_gateway.clock import counter, nanoseconds, utc_now
from sms_gateway.crypto import open_vault
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.metrics import Metrics
from sms_gateway.queue.doorbell import Doorbell
from sms_gateway.queue.embedded import queue_url
from sms_gateway.services import (
    agencies,
    breaker,
    delivery,
    diagnosis,
    lineage,
    triage,
)
from sms_gateway.services.believed import Belief, always_believed
from sms_gateway.services.finding import Finding
from sms_gateway.services.identity import check_keys, tie_keys
from sms_gateway.services.office import Office, Steps, no_steps
from sms_gateway.services.rounds import UpkeepTask, rounds
from sms_gateway.services.rules import RulesFile, packaged
from sms_gateway.services.schema import check_schema
from sms_gateway.services.spoken import WordingBook
from sms_gateway.services.taught import KnowledgeBook
from sms_gateway.services.turns import always
from sms_gateway.services.wording import open_wording
from sms_gateway.services.working_days import calendar_of
from sms_gateway.settings import Settings
from sms_gateway.storage import migrations, operations
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations import Tell, quiet
from sms_gateway.tracing import NO_TRACER, Tracer

T = TypeVar("T")

SQLITE_FILE = "gateway.db"
OPERATOR = "cli"  # a command by hand: doctor must work on any database
TRACED = ("web", *Queue)  # the parts an SMS goes through
log = logs.get("bootstrap")


@dataclass(frozen=True, slots=True)
class Gateway:
    """One process's view of the whole."""

    settings: Settings
    office: Office
    doorbell: Doorbell
    metrics: Metrics
    part: str
    rooms: breaker.Rooms
    guard: lineage.Guard
    belief: Belief | None = None  # without it the clock is set by hand

    @property
    def waker(self) -> Doorbell:
        """Who announces work."""
        return self.doorbell

    def drain(self, queue: Queue, budget: float) -> int:
        """Work *queue* until nothing is due or *budget* seconds have passed; returns how many rows."""
        if queue is Queue.INBOX:
            return triage.drain(self.office, budget)
        with self.guard.watching():
            return delivery.drain(self.office, budget, rooms=self.rooms, believed=self.belief or always)

    @property
    def upkeep(self) -> tuple[UpkeepTask, ...]:
        """What the schedule does, and how often."""
        by_time = self.belief.by_time if self.belief else always_believed
        return rounds(self.office, self.part, self.doorbell.ring, by_time)

    def beat(self) -> None:
        """Note that this part is alive. Raises StoreUnavailable."""
        with self.office.sessions.begin() as session:
            fingerprints = ",".join(self.office.vault.fingerprints)
            operations.beat(session, self.part, self.office.now(), fingerprints[:256])

    def diagnose(self, *, whole: bool = False) -> list[Finding]:
        """Every finding of doctor; *whole*: from every row there is."""
        return diagnosis.diagnose(self.office, self.doorbell.ping(), whole=whole)

    def close(self) -> None:
        """Give back connections and threads."""
        self.guard.end()
        self.doorbell.close()
        self.office.sessions.close()
        self.office.tracer.close()


def build(settings: Settings, part: str) -> Gateway:
    """The gateway for *part*: web, inbox, outbox, schedule or cli. Raises GatewayError."""
    logs.configure(settings.log_level, part)
    doorbell = Doorbell(queue_url(settings))
    rules = open_rules(settings)
    file_wording = open_wording(settings, time.monotonic)
    if part == Queue.INBOX:
        rules()
        file_wording()
    # What the inbox does follows from rows that are durable, and leaves only after a COMMIT that waits.
    sessions, vault = open_database(settings, soon=part == Queue.INBOX), open_vault(settings)
    if part != OPERATOR:
        check_schema(sessions)
    check_keys(sessions, vault)
    knowledge = KnowledgeBook(sessions, _load_for_good, time.monotonic)
    wording = WordingBook(sessions, file_wording, settings.limits.quote_segments, time.monotonic)
    book = agencies.AgencyBook(sessions, knowledge, time.monotonic)
    name = f"{part}@{socket.gethostname()[:32]}:{os.getpid()}"
    office = Office(
        settings=settings,
        sessions=sessions,
        vault=vault,
        carriers=build_carriers(settings),
        waker=doorbell,
        knowledge=knowledge,
        rules=rules,
        agencies=book,
        wording=wording,
        file_wording=file_wording,
        clock=utc_now,
        rand=secrets.randbelow,
        steps=_steps(settings),
        learn=partial(_take_over, knowledge, wording),
        tracer=open_tracer(settings, part, name),
    )
    if part == Queue.INBOX:
        calendar_of(None, utc_now(), office)  # whose first use imports the holidays of all countries
        wording()
        knowledge()  # half a second that only who reads texts has to spend, and before the first of them
        book()
    rooms = breaker.Rooms(office, counter)
    guard = lineage.Guard(partial(_look, sessions, settings.data_dir), counter)
    belief = Belief(office, counter)
    return Gateway(settings, office, doorbell, Metrics(), name, rooms, guard, belief)


def open_tracer(settings: Settings, part: str, name: str) -> Tracer:
    """Who collects the spans of *part*; nobody where no collector is configured, and then nothing is loaded.

    A collector without the extra stops nobody: what citizens text is worth more than its traces.
    """
    if settings.tracing.endpoint is None or part not in TRACED:
        return NO_TRACER
    try:
        from sms_gateway.tracing import otlp
    except ImportError:
        log.error("tracing is not installed")
        return NO_TRACER
    about = {
        "service.name": "sms-gateway",
        "service.instance.id": name,
        "deployment.environment.name": settings.env,
    }
    return otlp.open_tracer(settings.tracing.endpoint, about, settings.tracing.ratio, nanoseconds, counter)


@cache
def _load_for_good() -> Knowledge:
    """The packaged knowledge, which is never garbage: to look through it stops every request for 0.2 s."""
    found = load_knowledge()
    gc.collect()
    gc.freeze()
    return found


def _look(sessions: Sessions, data_dir: Path) -> bool:
    return lineage.look(sessions, data_dir, new_epoch, utc_now())


def _take_over(knowledge: KnowledgeBook, wording: WordingBook) -> None:
    """Between batches: what people taught, and how they worded it."""
    knowledge.look()
    wording.look()


def open_database(settings: Settings, *, soon: bool = False) -> Sessions:
    """The configured database, or SQLite in the data directory. Raises GatewayError without that file.

    *soon*: a COMMIT does not wait for the disk.
    """
    if settings.database.url is not None:
        return open_sessions(settings.database.url, settings.database.pool_size, soon=soon)
    file = settings.data_dir / SQLITE_FILE
    if not file.is_file():
        raise GatewayError(
            f"There is no gateway in {settings.data_dir}.",
            "Start one with `sms-gateway up`, or name the right folder with --data-dir.",
        )
    return open_sessions(f"sqlite:///{file}", settings.database.pool_size, soon=soon)


def database_file(settings: Settings) -> Path | None:
    """The file of the configured SQLite database, whether it is there or not; None for PostgreSQL."""
    if settings.database.url is None:
        return settings.data_dir / SQLITE_FILE
    if settings.database.url.startswith("sqlite:///"):
        return Path(settings.database.url.removeprefix("sqlite:///"))
    return None


def require_schema(settings: Settings) -> None:
    """Raises GatewayError when the database is not one this program can work on."""
    with_database(settings, check_schema)


def with_database(settings: Settings, work: Callable[[Sessions], T]) -> T:
    """What *work* returns for the database of *settings*. Raises GatewayError."""
    sessions = open_database(settings)
    try:
        return work(sessions)
    finally:
        sessions.close()


def new_epoch() -> str:
    """A name for the life of a database."""
    return secrets.token_hex(16)


def open_rules(settings: Settings) -> Callable[[], RuleBook]:
    """The routing rules in force, read at the first call: the packaged ones or those of `routing.rules`."""
    if settings.routing.rules is None:
        return cache(packaged)
    return RulesFile(settings.routing.rules, time.monotonic)


def has_database(settings: Settings) -> bool:
    """Whether there is a gateway of *settings*: a database that is named, or one in its data directory."""
    return settings.database.url is not None or (settings.data_dir / SQLITE_FILE).is_file()


def directory_in_force(settings: Settings, knowledge: Knowledge) -> AgencyDirectory:
    """The agencies as the gateway of *settings* has them; as packaged where there is no gateway yet."""
    if not has_database(settings):
        return agencies.packaged(knowledge)
    sessions = open_database(settings)
    try:
        return agencies.in_force(sessions, knowledge)
    finally:
        sessions.close()


def migrate(settings: Settings, tell: Tell = quiet) -> None:
    """Bring the database to the newest schema and tie it to its keys; embedded ones are made here."""
    if settings.database.url is None:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (settings.data_dir / SQLITE_FILE).touch(mode=0o600)  # SQLite gives its WAL the same rights
    sessions = open_database(settings)
    try:
        migrations.migrate(sessions, tell)
        tie_keys(sessions, open_vault(settings), utc_now())
        lineage.begin(sessions, settings.data_dir, new_epoch(), utc_now())
    finally:
        sessions.close()


def migrate_new(settings: Settings) -> None:
    """`migrate`, for a database nobody has used. Raises GatewayError for any other, which stays as it is."""
    if settings.database.url is not None:
        sessions = open_database(settings)
        try:
            used, _ = migrations.pending(sessions)
        finally:
            sessions.close()
        if used is not None:
            raise GatewayError("There is a gateway in that database.", "Name one that was just created.")
    migrate(settings)


def _steps(settings: Settings) -> Steps:
    """Outside tests nothing; in a crash test this process kills itself once at the named step."""
    wanted = settings.testing.crash_at
    return no_steps if wanted is None else partial(_crash_once, wanted, settings.data_dir)


def _crash_once(wanted: str, data_dir: Path, step: str) -> None:
    if step != wanted:
        return
    try:
        os.close(os.open(data_dir / f"crashed-{step}", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
