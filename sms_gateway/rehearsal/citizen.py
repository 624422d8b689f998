"""A citizen with a phone: reports, asks, and does what the temperament is like."""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

from sms_gateway.rehearsal.holder import Holder
from sms_gateway.rehearsal.stage import Acts, Heard, Pause

NUMBER: Final = re.compile("[0-9]{8}")
QUESTION: Final = "?"
CODE: Final = re.compile("HAPUS ([0-9]{4})")


@dataclass(kw_only=True)
class Citizen(Holder):
    """*behaves*: as its temperament does; *asked*: whether its last report was answered with a question."""

    behaves: "Behaviour"
    asked: bool = False

    def acts(self) -> Acts:
        """Behave."""
        return self.behaves(self)

    def opens(self, words: str) -> Generator[Pause, None, str | None]:
        """Report; the number of the ticket, or None when it was understood as something else."""
        answer = yield from self.asks(words, "ack")
        self.asked = answer is not None and QUESTION in answer.text
        return number_in(answer) if answer is not None and answer.kind == "ack" else None


Behaviour = Callable[[Citizen], Acts]


def number_in(sms: Heard | None) -> str | None:
    """The first ticket number an SMS names."""
    found = NUMBER.search(sms.text) if sms is not None else None
    return found[0] if found else None
