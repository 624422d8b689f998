"""Fills an empty database with made-up tickets and messages: the same for the same seed, and of nobody."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain.hourly import Measure, hour_of
from sms_gateway.errors import GatewayError
from sms_gateway.services import counted
from sms_gateway.services.hourly import CURSOR
from sms_gateway.services.office import Office
from sms_gateway.services.seeded_desk import Staff
from sms_gateway.services.seeded_people import People
from sms_gateway.services.seeded_talk import Talk
from sms_gateway.storage import hourly, operations, seeding
from sms_gateway.storage.seeding import Rows

BATCH: Final = 5_000


class SeedRefused(GatewayError):
    """Made-up tickets must never stand among real ones."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is made, from which seed."""

    tickets: int
    messages: int
    seed: int


class Stage(StrEnum):
    """What is being done, in this order."""

    TICKETS = "tickets"
    DESK = "desk"  # tables of whatever staff did
    INDEXES = "indexes"
    COUNTS = "counts"  # of old rows


Progress = Callable[[Stage, int, int], object]  # how many more of how many


def check(office: Office) -> None:
    """Whether `seed` may begin, asked before anything is shown. Raises SeedRefused."""
    with office.sessions.read() as session:
        _refuse(session, office)


def seed(amount: Amount, office: Office, progress: Progress) -> None:
    """Make it in one transaction, and tell *progress*. Raises SeedRefused."""
    with office.sessions.begin() as session:
        _refuse(session, office)
        taken = seeding.strip(session)
        with ThreadPoolExecutor(1) as writer:
            _fill(amount, office, progress, _Writer(session, writer))
        for statement in taken:
            seeding.build(session, statement)
            progress(Stage.INDEXES, 1, len(taken))
        if not taken:
            progress(Stage.INDEXES, 1, 1)
        seeding.count_on(session)
        hourly.replace(
            session, hour_of(office.now()), hourly.backlog(session, office.now()), (Measure.BACKLOG,)
        )
        operations.set_position(session, CURSOR, office.now())
    seeding.settle(office.sessions)
    counted.catch_up(office, lambda blocks: progress(Stage.COUNTS, 1, blocks))


def _refuse(session: Session, office: Office) -> None:
    if office.settings.env == "production":
        raise SeedRefused("This is production.", "Seed a database of its own, with env: development.")
    if not seeding.is_empty(session):
        raise SeedRefused(
            "The database holds tickets or messages.",
            "Make an empty one: `sms-gateway migrate --data-dir NEW`, and seed that.",
        )


class _Writer:
    """Stores rows in their order while the next ones are made."""

    def __init__(self, session: Session, thread: ThreadPoolExecutor) -> None:
        self.session, self._thread = session, thread
        self._last: Future[None] | None = None

    def put(self, rows: Iterable[Rows]) -> None:
        """Behind what was put before, which has ended then."""
        made = list(rows)
        self.wait()
        self._last = self._thread.submit(self._store, made)

    def wait(self) -> None:
        """Until all is stored. Raises what went wrong."""
        if self._last is not None:
            self._last.result()

    def _store(self, made: list[Rows]) -> None:
        for rows in made:
            seeding.add(self.session, rows)


def _fill(amount: Amount, office: Office, progress: Progress, writer: _Writer) -> None:
    chance, count = Random(amount.seed), amount.tickets
    people = People(count, chance, office)
    talk = Talk(count, amount.messages, chance, office, people)
    staff = Staff(count, amount.messages, chance, office)
    writer.put(staff.before())
    for first in range(0, count, BATCH):
        some = min(BATCH, count - first)
        writer.put(chain(people.batch(first, some, talk.at), talk.batch(first, some)))
        progress(Stage.TICKETS, some, count)
    for rows in staff.behind(talk, people):
        writer.put([rows])
    writer.wait()
    progress(Stage.DESK, 1, 1)
    seeding.chain_on(writer.session, staff.end)
