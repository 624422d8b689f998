"""The cast of a rehearsal: who the citizens are and when they begin, by a given chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sms_gateway.rehearsal.citizen import Behaviour, Citizen
from sms_gateway.rehearsal.dialogues import DIALOGUES
from sms_gateway.rehearsal.line import Line
from sms_gateway.rehearsal.stage import Clock
from sms_gateway.rehearsal.temperaments import SHARES
from sms_gateway.rehearsal.words import Words

EMERGENCY: Final = "emergency"
# When people write, by the hour in Jakarta: hardly at night, most in the morning and the evening.
HOURS: Final = (1, 1, 1, 1, 1, 3, 6, 9, 10, 9, 7, 6, 6, 6, 5, 5, 6, 7, 8, 9, 8, 6, 3, 2)
# The workers rest so long at these hours, so that a queue builds up: who is in danger must then go first.
RESTS: Final = (9, 13, 19)
REST: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Entrance:
    """One citizen and when it begins."""

    citizen: Citizen
    at: datetime


def company(
    citizens: int, days: int, start: datetime, random: Random, line: Line, words: Words, clock: Clock
) -> Iterator[Entrance]:
    """The dialogues once each, in the first day, while there are phones for them; then temperaments."""
    for index in range(citizens):
        name, behaves = _part(index, citizens, random)
        seed = random.getrandbits(64)
        own = Random(seed)
        phone = f"+62812{index:08d}"
        mine = Words(words.gazetteer, own)
        citizen = Citizen(
            temperament=name, phone=phone, behaves=behaves, line=line, words=mine, random=own, now=clock
        )
        yield Entrance(citizen, _entrance(name, days, start, random))


def _part(index: int, citizens: int, random: Random) -> tuple[str, Behaviour]:
    played = min(len(DIALOGUES), citizens * 2 // 3)
    if index < played:
        return list(DIALOGUES.items())[index]
    (name,) = random.choices(list(SHARES), [share for share, _ in SHARES.values()])
    return name, SHARES[name][1]


def _entrance(name: str, days: int, start: datetime, random: Random) -> datetime:
    """By the habits of the day; every other emergency, and a few others, while the workers rest."""
    day = start + timedelta(days=0 if name in DIALOGUES else random.randrange(days))
    if random.random() < (0.5 if name == EMERGENCY else 0.1):
        rest = day + timedelta(hours=random.choice(RESTS))
        return rest + REST * random.random()
    (hour,) = random.choices(range(24), HOURS)
    return day + timedelta(hours=hour, minutes=random.uniform(0, 60))
