"""Spans as plain values, and the moments they are made of; without a tracer no moment is taken."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, Self

Moment = Callable[[], int]  # nanoseconds since 1970
_NOTHING: Final = nullcontext()


class Kind(StrEnum):
    """What a span is to the process it was taken in."""

    SERVER = "server"
    CONSUMER = "consumer"
    CLIENT = "client"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of work on one SMS. *what* holds ids and codes; *follows*: the (trace, span) that led to it."""

    name: str
    trace_id: int
    span_id: int
    parent_id: int | None
    began: int
    ended: int
    kind: Kind = Kind.INTERNAL
    what: Mapping[str, str | int | bool] = field(default_factory=dict)
    follows: tuple[int, int] | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Lap:
    """One step of a piece of work."""

    name: str
    began: int
    ended: int


class Laps:
    """The steps of one piece of work as they are taken, and the uuid of the row it is *about*, once known."""

    on = True

    def __init__(self, now: Moment) -> None:
        self._now = now
        self.began = now()
        self.taken: list[Lap] = []
        self.about: str | None = None

    def lap(self, name: str) -> AbstractContextManager[None]:
        """A step that lasts as long as the block."""
        return self._lap(name)

    @contextmanager
    def _lap(self, name: str) -> Iterator[None]:
        began = self._now()
        try:
            yield
        finally:
            self.taken.append(Lap(name, began, self._now()))

    def of(self, uuid: str | None) -> None:
        """Say what it is about, if that is known."""
        self.about = uuid

    def fork(self) -> "Laps":
        """The same so far, for one of several that begin alike."""
        forked = Laps(self._now)
        forked.began, forked.taken = self.began, list(self.taken)
        return forked

    @property
    def ended(self) -> int:
        """Now."""
        return self._now()


class _NoLaps(Laps):
    on = False

    def __init__(self) -> None:
        super().__init__(lambda: 0)

    def lap(self, name: str) -> AbstractContextManager[None]:
        return _NOTHING

    def of(self, uuid: str | None) -> None:
        return

    def fork(self) -> Self:
        return self


class Tracer(Protocol):
    """Who collects spans. Nothing here ever raises or waits, but `close`, which waits a moment."""

    @property
    def on(self) -> bool:
        """Whether anybody collects; when nobody does, nothing is looked up for it either."""

    def laps(self) -> Laps:
        """Begin a piece of work."""

    def keep(self, spans: Iterable[Span]) -> None:
        """Collect what has ended."""

    def close(self) -> None:
        """Hand over what is left, within two seconds or not at all."""


class _NoTracer:
    on = False

    def laps(self) -> Laps:
        return NO_LAPS

    def keep(self, spans: Iterable[Span]) -> None:
        return

    def close(self) -> None:
        return


NO_LAPS: Final[Laps] = _NoLaps()
NO_TRACER: Final[Tracer] = _NoTracer()
