"""What is timed as a database grows: ways of an SMS, looks of people and metrics, rounds of the schedule."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sms_gateway.carriers.simulator import Simulator
from sms_gateway.domain.messages import InboundSms
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.spans import Chosen, last
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import counted as counting
from sms_gateway.services import dashboard, delivery, diagnosis, intake, review_queue, ticket_search, triage
from sms_gateway.services.office import Office
from sms_gateway.services.rounds import rounds
from sms_gateway.services.snapshot import snapshot
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.storage import counted, due_cases, invariants
from sms_gateway.storage.schema import senders, tickets

PHONES = 60  # whose tickets are the oldest there are
TIMES, SECONDS = 20, 4.0  # how often a path is timed, and how long at most
_REPORT = "jalan berlubang parah di jl kelud raya kec gajahmungkur semarang, sdh {} minggu byk motor jatuh"
_refs = count(int(time.time()) * 1000)


@dataclass
class Timed:
    """Milliseconds of each path."""

    found: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        self.found.setdefault(name, []).append(1000 * (time.perf_counter() - began))

    def repeat(self, name: str, work: Callable[[], object]) -> None:
        """As often as time allows, after one that warms up; a slow one less often."""
        began = time.perf_counter()
        try:
            work()
        except StoreUnavailable:  # the gateway lets no statement run longer
            self.found[name] = [math.inf]
            return
        first = time.perf_counter() - began
        if first > SECONDS:
            self.found[name] = [1000 * first]
            return
        for _ in range(TIMES if first < 1 else 2):
            self.time(name, work)
            if time.perf_counter() - began > SECONDS:
                return


def _phone(number: int) -> str:
    return f"+62812345678{number:02d}"


def _sms(office: Office, sender: str, words: str) -> InboundSms:
    return InboundSms("simulator", f"grow-{next(_refs)}", sender, "1708", words, office.now())


def say(office: Office, sender: str, words: str) -> None:
    intake.accept([_sms(office, sender, words)], office)


def count_old_rows(office: Office, timed: Timed) -> None:
    """As the schedule has done long ago."""
    began = time.perf_counter()
    while counting.keep(office) > counting.AT_ONCE:
        pass
    timed.found["counting old rows for the first time"] = [1000 * (time.perf_counter() - began)]


def settle(office: Office) -> None:
    """Nothing is due any more."""
    triage.drain(office, 60)
    delivery.drain(office, 60)


def oldest(office: Office) -> None:
    """The first tickets of the database, by the way of real SMS."""
    for number in range(PHONES):
        say(office, _phone(number), _REPORT.format(number % 7 + 2))
        settle(office)


def old_numbers(office: Office) -> list[tuple[str, str]]:
    """The oldest phones with the number of a ticket of each."""
    blinds = {office.vault.blind(_phone(number)): _phone(number) for number in range(PHONES)}
    query = select(senders.c.blind_index, tickets.c.number).join(senders, senders.c.id == tickets.c.sender_id)
    with office.sessions.read() as session:
        found = session.execute(query.where(senders.c.blind_index.in_(blinds)).order_by(tickets.c.id))
        return [(blinds[blind], number) for blind, number in dict(map(tuple, found)).items()]


def ways_of_an_sms(office: Office, timed: Timed, random: Random) -> None:
    """Answered to the carrier, made a ticket, acknowledged; then commands about the oldest tickets."""
    for each in range(TIMES):
        sms = _sms(office, f"+6281299{random.randrange(10**6):06d}", _REPORT.format(each % 7 + 2))
        timed.time("SMS: answered to the carrier", lambda sms=sms: intake.accept([sms], office))
        timed.time("SMS: a new report, triage", lambda: triage.drain(office, 60))
        timed.time("SMS: its acknowledgement leaves", lambda: delivery.drain(office, 60))
    for verb, each in (("STATUS {}", 0), ("TAMBAH {} lampunya juga mati", 1), ("BUKA {}", 2)):
        for sender, number in old_numbers(office)[each * 15 : each * 15 + 15]:
            say(office, sender, verb.format(number))
            timed.time(f"SMS: {verb.split()[0]} of the oldest tickets", lambda: triage.drain(office, 60))
            delivery.drain(office, 60)
    timed.repeat(
        "worker: a look that finds nothing", lambda: (triage.drain(office, 1), delivery.drain(office, 1))
    )


def looks(office: Office, timed: Timed, number: str) -> None:
    """What metrics, doctor and people of the console ask for."""
    now, everybody = office.now(), Scope()
    timed.repeat("look: /metrics", lambda: snapshot(office))
    timed.repeat("look: doctor", lambda: diagnosis.diagnose(office, None))
    timed.repeat("look: review queue", lambda: review_queue.listed(office, None))
    span = last(Chosen.MONTH, now, JAKARTA)
    timed.repeat("look: dashboard of 30 days", lambda: dashboard.figures(span, everybody, office))
    asked = {
        "newest": Wanted(),
        "by number": Wanted(number=number),
        "frequent word": Wanted(words="jalan"),
        "rare words": Wanted(words="kode17 lampu"),
        "open and late": Wanted(late_at=now),
        "of an agency": Wanted(agency="pupr@7"),
        "of a regency": Wanted(region="33.12"),
    }
    for name, wanted in asked.items():
        timed.repeat(
            f"search: {name}", lambda wanted=wanted: ticket_search.find(wanted, "", everybody, office)
        )


def parts_of_metrics(office: Office, timed: Timed) -> None:
    """Where the time of /metrics goes, and what it would be without the counts of old rows."""
    now = office.now()
    asked: dict[str, Callable[[Session], object]] = {
        "part of /metrics: what ended": lambda session: counted.totals(session, counted.known(session)),
        "part of /metrics: what has not ended": counted.moving,
        "part of /metrics: past a deadline": lambda session: invariants.past_deadline(session, now),
        "part of /metrics: oldest unfinished": invariants.oldest_unfinished,
        "part of /metrics: oldest unsent": lambda session: invariants.oldest_unsent(session, now),
        "part of /metrics: troubles": lambda session: invariants.troubles_since(
            session, now - timedelta(hours=1)
        ),
        "part of /metrics: sureness": lambda session: invariants.sureness_since(
            session, now - timedelta(days=1)
        ),
        "part of /metrics: late cases": lambda session: due_cases.counts(
            session, now, now - timedelta(days=60)
        ),
        "all rows read, as before: I1, I2, I4": lambda session: (
            invariants.of_messages(session, invariants.ALL),
            invariants.of_outbox(session, invariants.ALL),
        ),
        "all rows read, as before: by state": lambda session: (
            invariants.message_counts(session),
            invariants.outbox_counts(session),
        ),
        "all rows read piece by piece: doctor --all": counted.whole,
    }
    for name, ask in asked.items():

        def look(ask: Callable[[Session], object] = ask) -> None:
            with office.sessions.read() as session:
                ask(session)

        timed.repeat(name, look)


def schedule(office: Office, timed: Timed) -> None:
    """Every round, run to its end once before it is timed: what it finds to do first is no round."""
    for task in rounds(office, "bench", lambda _: True, lambda work: work):
        for timing in (False, True, True, True):
            began = time.perf_counter()
            with suppress(Exception):
                timed.time(f"round: {task.name}", task.run) if timing else task.run()
            if not timing:
                timed.found[f"first round: {task.name}"] = [1000 * (time.perf_counter() - began)]


def sizes(office: Office) -> Iterator[tuple[str, int, int]]:
    """(table, bytes of its rows, bytes of its indexes), the largest first; PostgreSQL only."""
    query = (
        "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r' AND "
        "relnamespace = 'public'::regnamespace AND relname NOT LIKE 'growth%' "
        "ORDER BY pg_total_relation_size(oid) DESC LIMIT 14"
    )
    with office.sessions.read() as session:
        yield from ((str(row[0]), int(row[1]), int(row[2])) for row in session.execute(text(query)))


def carrier() -> Simulator:
    return Simulator(lambda: f"sent-{next(_refs)}")
