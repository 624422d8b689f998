"""Does what time brings only by a clock that may be believed: ours by a counter, and by the database's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sms_gateway import logs
from sms_gateway.domain.clock_jumps import JUMP, Watch, look
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine
from sms_gateway.storage import operations

_NOTED: Final = "clock-jumped"
log = logs.get("clock")


ByTurn = Callable[[Office, Mine], object]


def always_believed(work: ByTurn) -> ByTurn:
    """For a clock that is set by hand."""
    return work


class Belief:
    """What one process knows of its clock since it was started."""

    def __init__(self, office: Office, counter: Callable[[], float]) -> None:
        self._office = office
        self._counter = counter
        self._started = office.now().timestamp() - counter()
        self._watch: Watch | None = None

    def __call__(self) -> bool:
        """Whether the clock may be believed now. Raises StoreUnavailable."""
        now, counted = self._office.now(), self._counter()
        apart = now.timestamp() - counted
        before = self._watch or self._first(counted)
        self._watch = look(before, apart, counted, self._office.settings.limits.clock_settle_seconds)
        if self._watch.jumped_at != before.jumped_at:
            self._tell(self._watch, now)
        return self._watch.believed and abs(skew(self._office)) <= JUMP

    def _first(self, counted: float) -> Watch:
        """What a part that was only just started may believe: a jump somebody else saw is not over yet."""
        jumped_at = counted if jumped_lately(self._office) else None
        return Watch(self._started, self._started, jumped_at)

    def by_time(self, work: ByTurn) -> ByTurn:
        """*work*, begun and gone on with only while the clock may be believed."""

        def worked(office: Office, mine: Mine) -> None:
            if self():
                work(office, lambda: mine() and self())

        return worked

    def _tell(self, watch: Watch, now: datetime) -> None:
        if watch.believed:
            log.warning("clock believed again")
            return
        log.error("clock jumped", seconds=round(watch.jump))
        with self._office.sessions.begin() as session:
            operations.set_position(session, _NOTED, now)


def skew(office: Office) -> float:
    """Seconds this host's clock is ahead of the database's. Raises StoreUnavailable."""
    with office.sessions.read() as session:
        return office.now().timestamp() - operations.database_epoch(session)


def jumped_lately(office: Office) -> datetime | None:
    """When a clock jumped, by its own new time, if what time brings may still wait for that."""
    now, settle = office.now(), timedelta(seconds=office.settings.limits.clock_settle_seconds)
    with office.sessions.read() as session:
        at = operations.position(session, _NOTED)
    return at if at is not None and at <= now < at + settle else None


def ahead(office: Office) -> float:
    """Seconds by which a part of this gateway has been alive later than now: the clock was set back."""
    with office.sessions.read() as session:
        newest = max(operations.beats(session).values(), default=None)
    return max(0.0, (newest - office.now()).total_seconds()) if newest else 0.0
