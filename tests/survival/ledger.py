"""Three books side by side: what was acknowledged, what the database holds, what the carrier took."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from sms_gateway.clock import utc_now
from sms_gateway.simulators.record import Message
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.invariants import violations
from sms_gateway.storage.schema import inbound_parts, messages, outbox, tickets

UNFINISHED = ("new", "retry")
UNSENT = ("queued", "sending", "retry", "unknown")
SENT = ("accepted", "delivered")
_ACK = re.compile(
    r"Laporan diterima, No ([0-9]{8})|No ([0-9]{8}) diterima ANONIM"
    r"|No ([0-9]{8}) RAHASIA:|kami catat No ([0-9]{8})"
)


@dataclass
class Posted:
    """What the carrier's side knows: every message it delivered, and the answer that ended each."""

    kinds: dict[str, str] = field(default_factory=dict)  # sid -> report, poison, other
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[int | None] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def note(self, sid: str, kind: str, status: int | None) -> None:
        with self.lock:
            self.kinds[sid] = kind
            self.answers[status] += 1
            if status == 200:
                self.acknowledged.add(sid)

    def copy(self) -> "Posted":
        """As it is now."""
        with self.lock:
            return Posted(dict(self.kinds), set(self.acknowledged), Counter(self.answers))


@dataclass(frozen=True)
class Ledger:
    """The books at one moment; `faults` is empty when every promise was kept."""

    posted: Posted
    parts: Counter[str]  # carrier_ref -> rows
    outcomes: Mapping[str, tuple[str, str | None]]  # carrier_ref -> state, reason
    numbers: Mapping[str, list[str]]  # carrier_ref -> ticket numbers
    sent: list[Any]  # rows of the outbox with the number of their ticket
    broken: Mapping[str, int]  # invariants
    taken: tuple[Message, ...]

    def faults(self) -> list[str]:
        return [*self._of_intake(), *self._of_outcomes(), *self._of_the_carrier(), *self._of_acks()]

    def summary(self) -> str:
        states = Counter(state for state, _ in self.outcomes.values())
        outgoing = Counter(row.state if row.state != "held" else f"held:{row.reason}" for row in self.sent)
        return (
            f"posted {len(self.posted.kinds)}, acknowledged {len(self.posted.acknowledged)}, "
            f"answers {dict(self.posted.answers)}, parts {sum(self.parts.values())}, "
            f"outcomes {dict(states)}, outbox {dict(outgoing)}, taken by the carrier {len(self.taken)}, "
            f"invariants {dict(self.broken)}"
        )

    def _of_intake(self) -> Iterable[str]:
        lost = [sid for sid in self.posted.acknowledged if self.parts[sid] != 1]
        if lost:
            yield f"acknowledged but not stored exactly once: {len(lost)} {lost[:5]}"
        strangers = set(self.parts) - set(self.posted.kinds)
        if strangers:
            yield f"stored but never posted: {len(strangers)}"
        yield from (f"invariant {name}: {count}" for name, count in self.broken.items() if count)

    def _of_outcomes(self) -> Iterable[str]:
        wanted = {"report": "ticket", "poison": "review"}
        for ref, (state, reason) in self.outcomes.items():
            kind = self.posted.kinds.get(ref, "")
            if state in UNFINISHED:
                yield f"{ref} ({kind}) is still {state}"
            elif wanted.get(kind, state) != state:
                yield f"{ref} ({kind}) became {state} ({reason})"
            if len(self.numbers.get(ref, [])) != (state == "ticket"):
                yield f"{ref} ({state}) has tickets {self.numbers.get(ref)}"

    def _of_the_carrier(self) -> Iterable[str]:
        """The callback names the row of the outbox, so the carrier's record says which one left twice."""
        times = Counter(_outbox_id(message) for message in self.taken)
        yield from (f"outbox {row} was taken {count} times" for row, count in times.items() if count > 1)
        for row in self.sent:
            if row.state in UNSENT or (row.state == "held" and not row.reason):
                yield f"outbox {row.id} is still {row.state} ({row.reason})"
            elif row.state in SENT and times[row.id] != 1:
                yield f"outbox {row.id} is {row.state} but was taken {times[row.id]} times"
            elif row.state not in (*SENT, "held"):
                yield f"outbox {row.id} ended as {row.state} ({row.reason})"

    def _of_acks(self) -> Iterable[str]:
        """One acknowledgement text per ticket: in the carrier's record, or with a person who knows why."""
        seen = Counter(
            (message.recipient, next(filter(None, found.groups())))
            for message in self.taken
            if (found := _ACK.search(message.body))
        )
        yield from (
            f"ticket {ticket} was acknowledged {count} times" for ticket, count in seen.items() if count > 1
        )
        told = Counter(number for _, number in seen.elements())
        held = {row.number for row in self.sent if row.kind == "ack" and row.state == "held"}
        for numbers in self.numbers.values():
            yield from (
                f"ticket {number} was never acknowledged"
                for number in numbers
                if told[number] == 0 and number not in held
            )


def _outbox_id(message: Message) -> int:
    return int(parse_qs(urlsplit(message.callback).query)["outbox"][0])


def read(posted: Posted, sessions: Sessions, taken: tuple[Message, ...]) -> Ledger:
    """All three books now."""
    parts, outcomes, numbers = Counter[str](), {}, {}
    query = (
        select(inbound_parts.c.carrier_ref, messages.c.state, messages.c.reason, tickets.c.number)
        .join_from(inbound_parts, messages, inbound_parts.c.message_id == messages.c.id, isouter=True)
        .join(tickets, tickets.c.message_id == messages.c.id, isouter=True)
    )
    sms = (
        select(outbox.c.id, outbox.c.kind, outbox.c.state, outbox.c.reason, tickets.c.number)
        .join_from(outbox, tickets, outbox.c.ticket_id == tickets.c.id, isouter=True)
        .order_by(outbox.c.id)
    )
    with sessions.read() as session:
        for ref, state, reason, number in session.execute(query):
            parts[ref] += 1
            outcomes[ref] = (state, reason)
            if number is not None:
                numbers.setdefault(ref, []).append(number)
        rows = list(session.execute(sms))
        broken = violations(session, utc_now())
    return Ledger(posted.copy(), parts, outcomes, numbers, rows, broken, taken)


def unfinished(sessions: Sessions) -> int:
    """How many rows a machine still has to work on."""
    waiting = select(func.count()).where(messages.c.state.in_(UNFINISHED))
    leaving = select(func.count()).where(outbox.c.state.in_(UNSENT))
    with sessions.read() as session:
        return (session.scalar(waiting) or 0) + (session.scalar(leaving) or 0)
