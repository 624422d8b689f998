"""The worker process: builds the gateway once, then works a queue or the schedule until told to stop."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from sms_gateway import logs
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.queue.embedded import queue_url
from sms_gateway.queue.lifeline import StopSign, exit_with_parent
from sms_gateway.settings import Settings, load
from workers import jobs
from workers.drain import SteadyDrain
from workers.rings import Rings
from workers.schedule import HEARTBEAT, Timetable, run_schedule

SCHEDULE = "schedule"
PARTS = (*(queue.value for queue in Queue), SCHEDULE)
_NUMBERED = re.compile(f"(?P<queue>{'|'.join(Queue)})(-[1-9][0-9]?)?|{SCHEDULE}")
# Seconds between the signal and the end, ready or not. An SMS cut off while it is sent becomes "unknown",
# so the outbox may wait for a carrier's time-out (10 s); anything else is rolled back and repeated.
GRACE = {Queue.INBOX.value: 4.5, Queue.OUTBOX.value: 12.0, SCHEDULE: 0.9}


class Gateway(jobs.Drains, Protocol):
    """What a worker needs of the gateway."""

    def beat(self) -> None:
        """Say in the database that this part lives."""


class Kind(click.ParamType[str]):
    """A part; of the queues' there may be several on a host, told apart by a number: inbox, inbox-2."""

    name = "part"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """What kind of part *value* names."""
        found = _NUMBERED.fullmatch(value)
        if found is None:
            self.fail(f"{value!r} is not one of {', '.join(PARTS)}; a second one is inbox-2.", param, ctx)
        return found["queue"] or value

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """As the help shows it."""
        return f"{{{'|'.join(PARTS)}}}"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The task every part runs beside its work."""

    run: Callable[[], object]
    name: str = "heartbeat"
    every: float = HEARTBEAT
    apart: bool = False


@click.command()
@click.argument("part", type=Kind())
@click.option(
    "--config", type=click.Path(path_type=Path), help="config.yaml to read (default: ./config.yaml)"
)
@click.option("--data-dir", type=click.Path(path_type=Path), help="wins over data_dir of the configuration")
@click.option("--parent-pid", type=int, hidden=True, help="end when this process is not the parent any more")
def main(part: str, config: Path | None, data_dir: Path | None, parent_pid: int | None) -> None:
    """Work the inbox, the outbox or the schedule until SIGTERM; exit code 0 then."""
    stop = StopSign().install(GRACE[part])
    if parent_pid is not None:
        exit_with_parent(parent_pid)
    try:
        settings = load(config, data_dir)
        logs.configure(settings.log_level, part)
        _run(settings, part, stop)
    except GatewayError as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)


def run_worker(gateway: Gateway, queue: Queue, redis_url: str, stop: StopSign) -> None:
    """Work *queue* until *stop*: at every doorbell, and every second without one or without Redis."""
    steady = SteadyDrain(gateway)
    jobs.install(steady)
    rings = Rings(redis_url, queue)
    heartbeat = Timetable([Heartbeat(gateway.beat)])
    while not stop.requested:
        heartbeat.run_due()
        if not steady.patience:
            steady.drain(queue, jobs.BUDGET)
        elif not rings.answer():
            stop.wait(steady.patience)
    rings.close()


def _run(settings: Settings, part: str, stop: StopSign) -> None:
    from sms_gateway import bootstrap  # after the signals are in place: it imports everything

    gateway = bootstrap.build(settings, part)
    try:
        if part == SCHEDULE:
            run_schedule([Heartbeat(gateway.beat), *gateway.upkeep], stop)
        else:
            run_worker(gateway, Queue(part), queue_url(settings), stop)
    finally:
        gateway.close()


if __name__ == "__main__":
    main()
