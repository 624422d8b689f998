"""A process that works whenever it is its turn, and writes its id where the test looks."""

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from sms_gateway.services.turns import in_turn
from sms_gateway.storage.engine import open_sessions

TRIES = 20


def main(url: str, worked: str, asked: str = "") -> None:
    office = SimpleNamespace(sessions=open_sessions(url))
    me = f"{os.getpid()}\n"

    def work(_: object, mine: object) -> None:
        with Path(worked).open("a") as file:
            file.write(me)

    tries = 0
    while True:
        in_turn("deadlines", me.strip(), work, office)  # type: ignore[arg-type]
        tries += 1
        if asked and tries == TRIES:
            Path(asked).write_text(me)
        time.sleep(0.01)


main(*sys.argv[1:])
