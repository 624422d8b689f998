"""Made-up phones: their numbers begin with a country code nobody has, and nobody can be texted."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sms_gateway.domain.msisdn import SenderKind
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import erasures, senders
from sms_gateway.storage.seeding import Rows

_PER_SENDER: Final = 3  # tickets
_NOWHERE: Final = "+999"  # ITU-T E.164 keeps it for later
_ERASED_EVERY, _STOPPED_EVERY = 500, 90
_SENDER: Final = ("id", "uuid", "blind_index", "msisdn_enc", "data_key_enc", "kind", "role", "replyable",
                  "stopped_at", "created_at", "erased_at")  # fmt: skip
_WISH: Final = ("id", "reference", "sender_id", "asked_at", "due_at", "done_at", "asked_by", "reason")


def uuid(chance: Random) -> str:
    """Drawn, so that the same seed draws the same."""
    drawn = f"{chance.getrandbits(128):032x}"
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


class People:
    """Those who write, three tickets each; officers' phones stand behind them."""

    def __init__(self, count: int, chance: Random, office: Office) -> None:
        self._chance, self._vault, self._now = chance, office.vault, office.now()
        self.key, _ = office.vault.new_data_key("")  # one for all: what it seals is made up
        self.known = (count - 1) // _PER_SENDER + 1

    def sender_of(self, number: int) -> int:
        """Who files the ticket *number*."""
        return (number - 1) // _PER_SENDER + 1

    def batch(self, first: int, count: int, at: Callable[[int], datetime]) -> Iterator[Rows]:
        """Who is new with the tickets *first*+1 to *first*+*count*, and who of them asked to be forgotten."""
        new = [each for each in range(first + 1, first + count + 1) if each % _PER_SENDER == 1]
        rows = [self.row(self.sender_of(each), at(each)) for each in new]
        yield Rows(senders, _SENDER, rows)
        gone = [row for row in rows if row[-1] is not None]
        yield Rows(erasures, _WISH, [self._wish(row) for row in gone])

    def row(self, number: int, at: datetime, role: str = "citizen") -> tuple[Any, ...]:
        """The phone *number* of all."""
        row, phone = uuid(self._chance), f"{_NOWHERE}{number:010d}"
        if role == "citizen" and number % _ERASED_EVERY == 0:
            return (number, row, None, None, None, SenderKind.OTHER, role, False, None, at, self._later(at))
        stopped = self._later(at) if number % _STOPPED_EVERY == 0 else None
        sealed = self._vault.seal(row, phone), self._vault.seal(row, self.key.secret.decode("ascii"))
        return (
            number,
            row,
            self._vault.blind(phone),
            *sealed,
            SenderKind.OTHER,
            role,
            False,
            stopped,
            at,
            None,
        )

    def _wish(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        number, done = row[0], row[-1]
        wish = number // _ERASED_EVERY
        return (
            wish,
            f"{wish:06d}",
            number,
            done - timedelta(days=1),
            done + timedelta(days=1),
            done,
            None,
            None,
        )

    def _later(self, at: datetime) -> datetime:
        return min(at + timedelta(days=40), self._now)
