"""One schedule works, however many run: who has the turn keeps it, another takes over when it is silent."""

from collections.abc import Callable
from typing import Final

from sms_gateway.clock import counter
from sms_gateway.services.office import Office
from sms_gateway.storage import turns

SECONDS: Final = 60.0  # a holder that is silent so long has lost its turn
RENEW: Final = 10.0

Mine = Callable[[], bool]
Monotonic = Callable[[], float]


def always() -> bool:
    """For a round nobody else can be in."""
    return True


def in_turn(
    name: str,
    holder: str,
    work: Callable[[Office, Mine], object],
    office: Office,
    monotonic: Monotonic = counter,
) -> bool:
    """Do *work* if it is *holder*'s turn; between its steps it asks its second argument whether it still is.

    Returns whether it was. A holder that lost its turn in the middle stops; each step is safe to repeat.
    """
    mine = _Turn(name, holder, office, monotonic)
    if not mine():
        return False
    work(office, mine)
    return True


class _Turn:
    """Keeps a turn by renewing it every RENEW seconds."""

    def __init__(self, name: str, holder: str, office: Office, monotonic: Monotonic) -> None:
        self._name, self._holder, self._office = name, holder, office
        self._monotonic = monotonic
        self._renew_at = monotonic()

    def __call__(self) -> bool:
        asked = self._monotonic()
        if asked < self._renew_at:
            return True
        with self._office.sessions.begin() as session:
            has_it = turns.take(session, self._name, self._holder, SECONDS)
        if has_it:
            self._renew_at = asked + RENEW
        return has_it
