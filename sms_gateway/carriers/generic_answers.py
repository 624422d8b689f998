"""What an aggregator's answer means by rules that a person wrote: nothing fits, or two do, is unknown."""

from dataclasses import dataclass
from typing import Protocol

from sms_gateway.carriers.generic_fields import at, read_json
from sms_gateway.domain.messages import SendOutcome, SendState

TOO_FAST = 429
CREDENTIAL_WAIT = 60.0
MOST_CHARACTERS = 20_000  # of one answer; a longer one is read no further


class Pattern(Protocol):
    """A compiled expression of RE2: it takes linear time whatever the aggregator answers."""

    def search(self, text: str) -> "Match | None": ...


class Match(Protocol):
    def group(self, number: int) -> str | None: ...


def _refuses_us(status: int, held: list[SendState]) -> bool:
    """401 says by itself that nothing was taken; 403 is a no to us only where a person wrote so."""
    return (status == 401 and not held) or (status in (401, 403) and held == [SendState.RETRY])


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds when the status is listed and a *pattern*, if any, is found in *field*, or in the body."""

    statuses: frozenset[int] = frozenset()
    field: str | None = None
    pattern: Pattern | None = None

    def holds(self, status: int, body: str) -> bool:
        if status not in self.statuses:
            return False
        if self.pattern is None:
            return True
        where = body if self.field is None else at(read_json(body), self.field)
        return where is not None and self.pattern.search(where) is not None


@dataclass(frozen=True, slots=True)
class Answers:
    """The three rules, and where an accepted answer has the aggregator's id."""

    accepted: Rule
    refused: Rule
    retry: Rule
    id_field: str | None = None
    id_pattern: Pattern | None = None

    def outcome_of(self, status: int, body: str) -> SendOutcome:
        """The outcome for one answer; an accepted one without the id it should have is unknown."""
        body = body[:MOST_CHARACTERS]
        rules = (
            (SendState.ACCEPTED, self.accepted),
            (SendState.REFUSED, self.refused),
            (SendState.RETRY, self.retry),
        )
        held = [state for state, rule in rules if rule.holds(status, body)]
        code = f"generic-{status}"
        if _refuses_us(status, held):
            return SendOutcome.retry("generic-credentials", CREDENTIAL_WAIT)
        if len(held) != 1:
            return SendOutcome.unknown(code)
        if held == [SendState.ACCEPTED]:
            ref = self._ref(body)
            return SendOutcome.accepted(ref) if ref else SendOutcome.unknown("generic-no-id")
        if held == [SendState.REFUSED]:
            return SendOutcome.refused(code)
        return SendOutcome.retry(code, busy=status == TOO_FAST)

    def _ref(self, body: str) -> str | None:
        if self.id_field is not None:
            found = at(read_json(body), self.id_field)
        else:
            match = self.id_pattern.search(body) if self.id_pattern is not None else None
            found = match.group(1) if match is not None else None
        return found if found and len(found) <= 128 and found.isprintable() else None
