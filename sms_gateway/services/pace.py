"""Feeds no carrier faster than it was agreed, however many workers there are: asked with each claim."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy.orm import Session

from sms_gateway.domain.pace import Candidate, choose, filled
from sms_gateway.services.office import Office
from sms_gateway.storage import operations
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.outbox import Claim

_ONE_AT_A_TIME: Final = -1709  # no report has a negative key; taken after the breaker's


class _Take(Protocol):
    """`outbox.claim`, with all but the choice given."""

    def __call__(self, choose: "_Chooser", *, full: Collection[str] = ()) -> list[Claim]: ...


class _Chooser(Protocol):
    def __call__(self, candidates: Iterable[Candidate], /) -> Collection[int]: ...


class Pace:
    """What may leave by each carrier, until the transaction ends: workers claim one after another."""

    def __init__(self, session: Session, office: Office) -> None:
        self._session = session
        self._per_second = office.settings.carriers.per_second
        if self._per_second:
            lock_keys(session, [_ONE_AT_A_TIME])

    def claimed(self, take: _Take, segments: float, now: datetime) -> list[Claim]:
        """What *take* claims within *segments* and the pace; *now* was read after this was made.

        A carrier that must wait is left out of a second look, so that it hides nothing of the others.
        """
        known = operations.buckets_of(self._session, self._per_second)
        before = {name: filled(known.get(name), most, now) for name, most in self._per_second.items()}
        waiting: frozenset[str] = frozenset()

        def chosen(candidates: Iterable[Candidate]) -> Collection[int]:
            nonlocal waiting
            choice = choose(candidates, segments, before, self._per_second)
            waiting = choice.waiting
            for name, bucket in choice.buckets.items():
                if bucket is not before[name]:  # what nobody took from fills from when it was stored
                    operations.set_bucket(self._session, name, bucket)
            return choice.ids

        found, full = take(chosen), frozenset[str]()
        while not found and waiting - full:
            full |= waiting
            found = take(chosen, full=full)
        return found
