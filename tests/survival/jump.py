"""Run under libfaketime: a schedule of a real gateway, whose whole host's clock jumps between two rounds.

python -m tests.survival.jump CONFIG DATA CLOCK JUMP: CLOCK is the file libfaketime reads. Prints, as JSON,
how many SMS there are after a first round, after the jump, and after it was taken back.
"""

import json
import select
import sys
from pathlib import Path

from sms_gateway import bootstrap, settings
from sms_gateway.bootstrap import Gateway
from sms_gateway.storage.invariants import outbox_counts

ALONE = ("reconcile", "sweep")  # what rings others


def main(config: str, data: str, clock: str, jump: str) -> None:
    gateway = bootstrap.build(settings.load(Path(config), Path(data)), "schedule")
    counts = [_round(gateway)]
    for offset in (jump, "+0"):
        Path(clock).write_text(offset)
        select.select([], [], [], 1.2)  # so long libfaketime keeps what it has read; it breaks time.sleep
        counts.append(_round(gateway))
    gateway.close()
    sys.stdout.write(json.dumps(counts))


def _round(gateway: Gateway) -> int:
    for task in gateway.upkeep:
        if task.name not in ALONE:
            task.run()
    with gateway.office.sessions.read() as session:
        return sum(outbox_counts(session).values())


if __name__ == "__main__":
    main(*sys.argv[1:])
