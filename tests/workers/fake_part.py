"""A worker process whose gateway is a directory: `fake_part.py PART REDIS_URL DIRECTORY [PARENT_PID]`."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sms_gateway.domain.work import Queue
from sms_gateway.queue.lifeline import StopSign, exit_with_parent
from workers.main import GRACE, Heartbeat, run_worker
from workers.schedule import run_schedule


@dataclass(frozen=True)
class Upkeep:
    name: str
    every: float
    directory: Path
    apart: bool = False

    def run(self) -> None:
        note(self.directory, self.name)
        if self.apart:
            sleep(self.directory, 30)
        if self.name == "broken":
            raise RuntimeError("words of a citizen")
        if self.name == "slow" and (self.directory / "stuck").exists():
            sleep(self.directory, 30)


class FakeGateway:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def drain(self, queue: Queue, budget: float) -> int:
        note(self.directory, "drain")
        if (self.directory / "down").exists():
            raise RuntimeError("words of a citizen")
        rows = list((self.directory / "due").iterdir())
        for row in rows:
            if (self.directory / "slow").exists():
                sleep(self.directory, 1)
            if (self.directory / "stuck").exists():
                sleep(self.directory, 60)
            row.unlink(missing_ok=True)
        return len(rows)

    def beat(self) -> None:
        note(self.directory, "beat")
        raise RuntimeError("words of a citizen")  # a beat may always fail


def note(directory: Path, what: str) -> None:
    with (directory / what).open("a") as file:
        file.write(".")


def sleep(directory: Path, seconds: float) -> None:
    note(directory, "sleeping")
    time.sleep(seconds)


def main(part: str, redis_url: str, directory: str, *parent: str) -> None:
    stop = StopSign().install(GRACE[part])
    for pid in parent:
        exit_with_parent(int(pid), poll=0.05)
    gateway = FakeGateway(Path(directory))
    print("started", flush=True)
    if part == "schedule":
        tasks = [Upkeep(name, 0.1, Path(directory)) for name in ("broken", "slow", "sweep")]
        apart = Upkeep("long", 0.1, Path(directory), apart=True)
        run_schedule([Heartbeat(gateway.beat), apart, *tasks], stop)
    else:
        run_worker(gateway, Queue(part), redis_url, stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
