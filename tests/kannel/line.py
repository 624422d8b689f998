"""A whole line: two operators, a real Kannel, a gateway of real processes, and the books of both ends."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from sms_gateway.clock import utc_now
from sms_gateway.storage.invariants import violations
from sms_gateway.storage.schema import inbound_parts, messages, outbox, tickets
from tests.kannel.boxes import PATH_SECRET, SENDSMS_PASSWORD, Boxes, Ports
from tests.kannel.smsc import Smsc
from tests.kannel.texts import joined, mo, text_of
from tests.survival.ledger import SENT, UNFINISHED, UNSENT
from tests.survival.processes import until
from tests.survival.site import Premises, free_port
from tests.survival.texts import complaints

ACCESS_LOG = "access.log"
IN_FLIGHT = 4  # calls at the same time: what a killed smsbox may take with it
WATCHED = {
    # smsbox writes down what it was asked to send: so a text that was handed over twice shows.
    "mo-recode = false": f"mo-recode = false\naccess-log = {ACCESS_LOG}",
    "max-pending-requests = 32": f"max-pending-requests = {IN_FLIGHT}",
}
_HANDED_OVER = re.compile(r"send-SMS request added - .* target:(\S+) request: '(.*)'$")
_NUMBER = re.compile(r"No ([0-9]{8})")


@dataclass
class KannelSite(Premises):
    """Premises whose only carrier is Kannel."""

    boxes: Boxes = field(kw_only=True)

    def carriers(self) -> dict[str, object]:
        section = {
            "sendsms_url": self.boxes.sendsms_url,
            "callback_url": f"http://127.0.0.1:{self.port}",
            "timeout_seconds": 1.4,
        }
        chosen = {"enabled": ["kannel"], "default": "kannel", "kannel": section}
        return chosen | {"twilio": {"timeout_seconds": 1.0}}

    def secrets(self) -> dict[str, str]:
        return {"SMSGW_KANNEL_PASSWORD": SENDSMS_PASSWORD, "SMSGW_KANNEL_SECRET": PATH_SECRET}


@dataclass
class Line:
    """Everything between a handset and the database."""

    site: KannelSite
    operator_a: Smsc
    operator_b: Smsc
    said: dict[str, str] = field(default_factory=dict)  # text -> who said it

    @property
    def boxes(self) -> Boxes:
        return self.site.boxes

    def operator_of(self, number: str) -> Smsc:
        return self.operator_a if number.startswith("+62812") else self.operator_b

    def say(self, number: str, text: str) -> bool:
        """One SMS from a handset; True once the operator's SMSC was told that it was taken."""
        self.said[text] = number
        return all([self.operator_of(number).deliver(part) for part in mo(number, text)])

    def received(self, number: str) -> list[str]:
        """The whole SMS a handset was sent, in order."""
        parts = [each.sm for each in self.operator_of(number).taken if each.sm.destination == number]
        single = [text_of(part) for part in parts if not part.udh]
        references = dict.fromkeys(part.udh[3] for part in parts if part.udh)
        long = [joined([part for part in parts if part.udh and part.udh[3] == ref]) for ref in references]
        return single + long

    def taken(self) -> Counter[tuple[str, str]]:
        """How often each (number, text) was submitted."""
        numbers = {each.sm.destination for operator in self.operators for each in operator.taken}
        return Counter((number, text) for number in numbers for text in self.received(number))

    @property
    def operators(self) -> tuple[Smsc, Smsc]:
        return self.operator_a, self.operator_b

    def handed_over(self) -> Counter[tuple[str, str]]:
        """How often smsbox was given each (number, text)."""
        log = self.boxes.folder / ACCESS_LOG
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        found = (_HANDED_OVER.search(line) for line in lines)
        return Counter((match.group(1), match.group(2)) for match in found if match)

    def settle(self, seconds: float = 60) -> None:
        """Wait until a machine has nothing left to do."""
        until(lambda: self._left() == 0, seconds, "everything is worked")

    def stored(self) -> Counter[str]:
        """How often each text was stored; its numbers are masked, so a text here has none."""
        return Counter(self._column(select(messages.c.body_masked)))

    def parts(self) -> int:
        return self._column(select(func.count()).select_from(inbound_parts))[0]

    def ticketed(self) -> Counter[str]:
        """How many tickets each text has."""
        query = select(messages.c.body_masked).join(tickets, tickets.c.message_id == messages.c.id)
        return Counter(self._column(query))

    def outgoing(self) -> Counter[str]:
        """The outbox by its states; a held SMS with the reason."""
        with self.site.books() as books, books.read() as session:
            rows = session.execute(select(outbox.c.state, outbox.c.reason))
            return Counter(f"held:{reason}" if state == "held" else state for state, reason in rows)

    def promised(self) -> set[str]:
        """Ticket numbers whose acknowledgement the gateway believes to be with Kannel."""
        query = select(tickets.c.number).join(outbox, outbox.c.ticket_id == tickets.c.id)
        return set(self._column(query.where(outbox.c.kind == "ack", outbox.c.state.in_(SENT))))

    def told(self) -> set[str]:
        """Ticket numbers that reached a handset."""
        return {number for _, text in self.taken() for number in _NUMBER.findall(text)}

    def broken(self) -> Mapping[str, int]:
        """The gateway's own promises, counted where they are broken."""
        with self.site.books() as books, books.read() as session:
            return violations(session, utc_now())

    def _left(self) -> int:
        waiting = select(func.count()).where(messages.c.state.in_(UNFINISHED))
        leaving = select(func.count()).where(outbox.c.state.in_(UNSENT))
        return self._column(waiting)[0] + self._column(leaving)[0]

    def _column(self, query: object) -> list:
        with self.site.books() as books, books.read() as session:
            return list(session.scalars(query))


@contextmanager
def running_line(
    folder: Path, database_url: str | None = None, changes: Mapping[str, str] = WATCHED
) -> Iterator[Line]:
    """Operators and Kannel, bound; the gateway is for the caller to start. Ended whatever happens."""
    with ExitStack() as stack:
        ports = Ports(free_port())
        operators = [Smsc(port) for port in (ports.operator_a, ports.operator_b)]
        for operator in operators:
            stack.callback(operator.close)
        boxes = Boxes(folder, ports, changes)
        stack.callback(boxes.stop)
        boxes.start()
        until(lambda: all(operator.bound for operator in operators), 10, "both operators are bound")
        yield Line(KannelSite(folder, ports.web, database_url, boxes=boxes), *operators)


def citizens(many: int) -> list[str]:
    """*many* numbers, by turns of operator A and B."""
    return [f"+628{12 if number % 2 else 56}{17080000 + number}" for number in range(many)]


def reports(seed: int) -> Iterator[str]:
    return complaints(Random(seed))


def all_said(
    line: Line, callers: Sequence[str], words: Iterator[str], each: Callable[[int], None]
) -> list[str]:
    """Every caller says one thing, and *each* is told how many have; the texts.

    What the SMSC was not told of is said again, as an SMSC does.
    """
    texts = []
    for number, caller in enumerate(callers):
        text = next(words)
        texts.append(text)
        each(number)
        until(lambda text=text, caller=caller: line.say(caller, text), 30, "Kannel takes it")
    return texts
