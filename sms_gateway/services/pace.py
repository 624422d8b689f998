"""Feeds no carrier faster than it was agreed, however many workers there are: asked with each claim."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy.orm import Session

from sms_gateway.domain.failover import NOTHING_SHUT, Shut, Ways, by_their_ways
from sms_gateway.domain.pace import Candidate, choose, filled
from sms_gateway.services.office import Office
from sms_gateway.settings.carriers import KNOWN_CARRIERS
from sms_gateway.storage import operations
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.outbox_claims import Claim

_ONE_AT_A_TIME: Final = -1709  # no report has a negative key; taken after the breaker's


class _Take(Protocol):
    """`outbox.claim`, with all but the choice given."""

    def __call__(self, choose: "_Chooser", *, shut: Shut = NOTHING_SHUT) -> list[Claim]: ...


class _Chooser(Protocol):
    def __call__(self, candidates: Iterable[Candidate], /) -> Collection[Candidate]: ...


class Pace:
    """What may leave by each carrier, until the transaction ends: workers claim one after another."""

    def __init__(self, session: Session, office: Office) -> None:
        self._session = session
        self._per_second = office.settings.carriers.per_second
        if self._per_second:
            lock_keys(session, [_ONE_AT_A_TIME])

    def claimed(self, take: _Take, segments: float, ways: Ways, now: datetime) -> list[Claim]:
        """What *take* claims within *segments*, pace and *ways*; *now* was read after this was made.

        A carrier that must wait is left out of a second look, so that it hides nothing of the others.
        """
        known = operations.buckets_of(self._session, self._per_second)
        before = {name: filled(known.get(name), most, now) for name, most in self._per_second.items()}
        waiting: frozenset[str] = frozenset()

        def chosen(candidates: Iterable[Candidate]) -> Collection[Candidate]:
            nonlocal waiting
            choice = choose(by_their_ways(candidates, ways), segments, before, self._per_second)
            waiting = choice.waiting
            for name, bucket in choice.buckets.items():
                if bucket is not before[name]:  # what nobody took from fills from when it was stored
                    operations.set_bucket(self._session, name, bucket)
            return choice.chosen

        full = frozenset[str]()
        found = take(chosen, shut=ways.shut(full, KNOWN_CARRIERS))
        while not found and waiting - full:
            full |= waiting
            found = take(chosen, shut=ways.shut(full, KNOWN_CARRIERS))
        return found
