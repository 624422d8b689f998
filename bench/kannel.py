"""MO a second through a real Kannel, into the gateway and into a trivial Flask function by turns."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import func, select

from bench.load import sayings
from bench.place import Place
from bench.series import Figures, Goal
from bench.servers import listens, running
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import inbound_parts
from tests.kannel.line import Line, running_line
from tests.kannel.texts import mo

GOALS = (Goal("MO/s through Kannel", "gateway MO", "trivial MO", 0.8),)
STEPS_A_ROUND = 2
PATIENCE = 120.0
WARM_UP = 20


def installed() -> bool:
    """Whether Debian's kannel is there."""
    return all(shutil.which(name, path="/usr/sbin:/usr/bin") for name in ("bearerbox", "smsbox"))


def measure(place: Place, figures: Figures) -> None:
    """One Kannel for all rounds; who answers its get-url on that port changes."""
    folder = place.folder / "kannel"
    folder.mkdir()
    with ExitStack() as stack:
        url = stack.enter_context(place.our_database("postgresql"))
        line = stack.enter_context(running_line(folder, url, {}))
        line.site.log_level = "WARNING"
        options = _migrated(line)
        books = stack.enter_context(line.site.books())
        for number in range(place.size.rounds):
            run, many = f"{place.run}k{number}", place.size.kannel
            place.step("Kannel, gateway")
            with _gateway(line, options, folder):
                figures.add("gateway MO", _carried(line, f"{run}g", many, partial(_stored, books)), "/s")
            place.step("Kannel, trivial")
            with _trivial(line, folder):
                figures.add("trivial MO", _carried(line, f"{run}t", many, partial(_counted, line)), "/s")


def _migrated(line: Line) -> tuple[str, ...]:
    config = line.site.config()
    code, said = line.site.finished("sms_gateway", "migrate", config=config)
    assert code == 0, said
    return "--config", str(config), "--data-dir", str(line.site.data)


@contextmanager
def _gateway(line: Line, options: tuple[str, ...], folder: Path) -> Iterator[None]:
    command = ("sms_gateway", "serve", "--port", str(line.site.port), *options)
    with running(command, folder / "serve.log", lambda: listens(line.site.port), **line.site.secrets()):
        yield


@contextmanager
def _trivial(line: Line, folder: Path) -> Iterator[None]:
    command = ("bench.peer.serve", str(line.site.port), "trivial")
    with running(command, folder / "trivial.log", lambda: listens(line.site.port)):
        yield


def _stored(books: Sessions) -> int:
    """How many parts the gateway has."""
    with books.read() as session:
        return int(session.scalar(select(func.count()).select_from(inbound_parts)) or 0)


def _counted(line: Line) -> int:
    """How many calls the trivial function has had."""
    connection = HTTPConnection("127.0.0.1", line.site.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/count")
        return int(connection.getresponse().read())
    finally:
        connection.close()


def _carried(line: Line, run: str, many: int, count: Callable[[], int]) -> float:
    """MO a second from the first deliver_sm until the last is where it belongs."""
    _deliver(line, f"{run}w", WARM_UP, count)
    return many / _deliver(line, run, many, count)


def _deliver(line: Line, run: str, many: int, count: Callable[[], int]) -> float:
    before = count()
    parts = [part for sms in sayings(run, many, many) for part in mo(sms.number, sms.text)]
    started = time.perf_counter()
    sent = [line.operator_a.start(part, PATIENCE) for part in parts]
    assert all(each.result(PATIENCE) for each in sent), "Kannel refused one"
    while count() - before < len(parts):
        assert time.perf_counter() - started < PATIENCE, "not all arrived"
        time.sleep(0.05)
    return time.perf_counter() - started
