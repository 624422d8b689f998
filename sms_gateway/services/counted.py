"""Keeps counts of the rows that came to an end, so that a look at all of them reads only the newest."""

from collections.abc import Callable
from typing import Final

from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import counted
from sms_gateway.storage.counted import What

NEWEST: Final = 1  # block a round whose SMS may still get their receipt
STALEST: Final = 2  # blocks a round of all others
AT_ONCE: Final = 150  # blocks a round that were never counted: the other rounds wait meanwhile


def keep(office: Office, mine: Mine = always) -> int:
    """Count the blocks that became whole, and some again; returns how many. One transaction each."""
    done = 0
    for what in What:
        with office.sessions.read() as session:
            new = counted.uncounted(session, what)[:AT_ONCE]
            old = counted.again(session, what, NEWEST, STALEST)
        for block in (*new, *old):
            if not mine():
                return done
            with office.sessions.begin() as session:
                counted.replace(session, what, block, office.now())
            done += 1
    return done


def catch_up(office: Office, progress: Callable[[int], object]) -> None:
    """Count all blocks of a database that was filled; *progress* is told for each how many they are."""
    with office.sessions.read() as session:
        new = [(what, block) for what in What for block in counted.uncounted(session, what)]
    for what, block in new:
        with office.sessions.begin() as session:
            counted.replace(session, what, block, office.now())
        progress(len(new))
    if not new:
        progress(1)
