"""Fills an empty database with made-up tickets and messages: the same for the same seed, and of nobody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from sms_gateway.domain import ticket
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.errors import GatewayError
from sms_gateway.services.office import Office
from sms_gateway.storage import seeding
from sms_gateway.storage.schema import cases, events, messages, senders, tickets

BATCH: Final = 10_000
_DAYS: Final = 730
_PER_SENDER: Final = 3
_PER_ADDITION: Final = 5  # one in so many tickets is added to
_MATTERS: Final = (
    ("jalan_jembatan", "pupr", "jalan rusak", "jalan berlubang parah di depan pasar, banyak motor jatuh"),
    ("penerangan_jalan", "dishub", "lampu jalan mati", "lampu jalan padam sudah seminggu, gelap sekali"),
    ("sampah", "dlh", "sampah menumpuk", "sampah menumpuk dan bau di tepi sungai, tidak diangkut"),
    ("air_bersih", "pdam", "air mati", "air pdam mati tiga hari, tolong segera diperbaiki"),
    ("drainase_banjir", "pupr", "got mampet", "got mampet, air meluap ke rumah warga tiap hujan"),
    ("kesehatan", "dinkes", "antrean puskesmas", "antrean puskesmas panjang, dokter sering tidak ada"),
    ("pendidikan", "disdik", "pungutan sekolah", "sekolah menarik pungutan untuk seragam, mohon dicek"),
)
_WORDS: Final = tuple(
    [
        "tolong",
        "mohon",
        "segera",
        "sudah",
        "lama",
        "warga",
        "kampung",
        "gang",
        "mawar",
        "melati",
        "anggrek",
        "kenanga",
    ]
)
_STATES: Final = (
    *((CaseState.DONE,) * 70),
    *((CaseState.ARCHIVED,) * 12),
    *((CaseState.WORKING,) * 7),
    *((CaseState.ROUTED,) * 5),
    *((CaseState.ANSWERED,) * 3),
    CaseState.DELAYED,
    CaseState.ASKING,
    CaseState.UNVERIFIED,
)


class SeedRefused(GatewayError):
    """Made-up tickets must never stand among real ones."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is made, from which seed."""

    tickets: int
    messages: int
    seed: int


def seed(amount: Amount, office: Office, progress: Callable[[int], object]) -> None:
    """Make it; *progress* is told how many tickets came on. Raises SeedRefused."""
    if office.settings.env == "production":
        raise SeedRefused("This is production.", "Seed a database of its own, with env: development.")
    with office.sessions.read() as session:
        if not seeding.is_empty(session):
            raise SeedRefused("The database holds tickets or messages.", "Choose an empty --data-dir.")
    maker = _Maker(amount, office)
    for first in range(0, amount.tickets, BATCH):
        count = min(BATCH, amount.tickets - first)
        with office.sessions.begin() as session:
            for table, rows in maker.batch(first, count):
                seeding.add(session, table, rows)
        progress(count)
    with office.sessions.begin() as session:
        seeding.settle(session)


class _Maker:
    """Rows by their place in the row: nothing is asked of the database."""

    def __init__(self, amount: Amount, office: Office) -> None:
        self._amount = amount
        self._random = Random(amount.seed)
        self._now = office.now()
        gazetteer = office.knowledge().gazetteer
        self._regions = sorted(gazetteer.regencies)
        self._names = {code: gazetteer.region_name(code) for code in self._regions}
        self._numbers: set[str] = set()
        self._said = 0

    def batch(self, first: int, count: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
        """The rows of tickets *first*+1 to *first*+*count*, in the order they may refer to each other."""
        drawn = [self._ticket(first + each + 1) for each in range(count)]
        yield senders, [self._sender(one) for one in drawn if one["id"] % _PER_SENDER == 1]
        yield messages, [row for one in drawn for row in self._messages(one)]
        yield cases, [self._case(one) for one in drawn]
        yield tickets, [self._row(one) for one in drawn]
        yield events, [self._event(one) for one in drawn]
        yield events, [self._addition(one) for one in drawn if one["added"]]

    def _ticket(self, number: int) -> dict[str, Any]:
        rand = self._random
        total = self._amount.tickets
        at = self._now - timedelta(days=_DAYS) * (1 - number / (total + 1))
        region = self._regions[min(int(rand.expovariate(4) * len(self._regions)), len(self._regions) - 1)]
        old = self._now - at > timedelta(days=30)
        state = rand.choice(_STATES[:82]) if old and rand.random() < 0.97 else rand.choice(_STATES)
        matter = rand.choice(_MATTERS)
        words = " ".join(rand.sample(_WORDS, 4))
        text = f"{matter[3]} {words} rt {rand.randint(1, 20)} {self._names[region]} kode{number % 50_000}"
        sender = (number - 1) // _PER_SENDER + 1
        shown = self._number()
        return {
            "id": number, "at": at, "region": region, "state": state, "matter": matter, "text": text,
            "sender": sender, "number": shown, "message": self._said + 1, "added": None,
        }  # fmt: skip

    def _number(self) -> str:
        while True:
            drawn = ticket.draw(self._random.randrange)
            if drawn not in self._numbers:
                self._numbers.add(drawn)
                return drawn

    def _sender(self, one: dict[str, Any]) -> dict[str, Any]:
        """Without a number or a key, like one that was erased: nobody can be called or texted."""
        return {
            "id": one["sender"], "uuid": self._uuid(), "kind": "mobile", "role": "citizen",
            "replyable": False, "created_at": one["at"], "erased_at": one["at"],
        }  # fmt: skip

    def _messages(self, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The one that opened the ticket, then what was said behind it."""
        share = self._amount.messages * one["id"] // self._amount.tickets
        one["message"] = self._said + 1
        for each in range(max(share - self._said, 1)):
            self._said += 1
            text, state = (one["text"], "ticket") if each == 0 else (f"STATUS {one['number']}", "command")
            if each == 1 and one["id"] % _PER_ADDITION == 0:
                words = " ".join(self._random.sample(_WORDS, 3))
                text, state, one["added"] = f"TAMBAH {one['number']} {words}", "attached", self._said
            yield {
                "id": self._said, "uuid": self._uuid(), "sender_id": one["sender"], "carrier": "simulator",
                "receiver": "1708", "body_masked": text, "text_digest": f"{self._said:064x}", "priority": 1,
                "state": state,
                "received_at": one["at"], "finished_at": one["at"],
            }  # fmt: skip

    def _case(self, one: dict[str, Any]) -> dict[str, Any]:
        topic, office, problem, _ = one["matter"]
        state: CaseState = one["state"]
        due = one["at"] + timedelta(days=7) if state in OPEN else None
        return {
            "id": one["id"], "agency": f"{office}@{one['region']}", "topic": topic, "problem": problem,
            "region": one["region"], "report_type": "complaint", "urgency": "normal", "state": str(state),
            "route_rule": f"{topic}.seed", "route_confidence": 0.8, "route_reason": [topic],
            "opened_at": one["at"], "state_since": one["at"], "due_at": due,
            "closed_at": None if state in OPEN else one["at"] + timedelta(days=6),
        }  # fmt: skip

    def _row(self, one: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": one["id"], "number": one["number"], "case_id": one["id"], "sender_id": one["sender"],
            "message_id": one["message"], "created_at": one["at"],
        }  # fmt: skip

    def _addition(self, one: dict[str, Any]) -> dict[str, Any]:
        added = {"id": self._amount.tickets + one["id"], "kind": "added", "detail": {}}
        return {**self._event(one), **added, "message_id": one["added"]}

    def _event(self, one: dict[str, Any]) -> dict[str, Any]:
        at: datetime = one["at"]
        return {
            "id": one["id"], "case_id": one["id"], "ticket_id": one["id"], "message_id": one["message"],
            "kind": "opened", "actor": f"sender:{one['sender']}", "detail": {"rule": "seed"}, "at": at,
        }  # fmt: skip

    def _uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
