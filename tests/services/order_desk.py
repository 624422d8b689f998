"""An agency with two officers, as the tests of orders set it up and talk to it."""

import re
from dataclasses import dataclass

from sms_gateway.services import orders, triage
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import orders as orders_table
from sms_gateway.storage.schema import outbox, senders
from tests.builders import (
    CITIZEN,
    opened,
    rows,
    store,
)
from tests.conftest import HandClock

ONE, TWO = "24183567", "24183617"
BUDI, ANI = "+6281200000079", "+6281200000080"
ANSWER = "lubang sudah ditambal oleh tim URC"
STAFF = "staff:test"


@dataclass
class Desk:
    """An agency with two officers; *budi* has task 3 for ONE."""

    office: Office
    clock: HandClock
    budi: int
    ani: int
    task: int

    def says(self, text: str, phone: str = BUDI) -> list[str]:
        """Text *text*; what the phone was promised since."""
        before = len(self.to(phone))
        store(self.office, text, sender=phone)
        triage.drain(self.office, 60)
        return self.to(phone)[before:]

    def code(self, text: str, phone: str = BUDI) -> str:
        """The code that *text* was read back with."""
        found = re.search(r"OK ([0-9]{4})", " ".join(self.says(text, phone)))
        assert found
        return found[1]

    def to(self, phone: str) -> list[str]:
        """Every SMS to a phone."""
        blind = self.office.vault.blind(phone)
        row = rows(self.office, senders, blind_index=blind)[0]
        return [opened(self.office, sms) for sms in rows(self.office, outbox, sender_id=row.id)]

    def later(self, **span: float) -> int:
        """Time passes, then the schedule carries out what is due."""
        self.clock.forward(**span)
        return orders.carry_out_due(self.office)

    def answers(self) -> list[str]:
        """What the citizen was told an agency said."""
        return [text for text in self.to(CITIZEN) if "dijawab" in text]

    def states(self) -> list[tuple[str, str, str | None]]:
        return [(row.kind, row.state, row.reason) for row in rows(self.office, orders_table)]


def wrong_code(code: str, turn: int = 1) -> str:
    return f"{(int(code) + turn) % 10_000:04d}"
