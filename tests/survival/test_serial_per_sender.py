"""One phone's messages are worked in the order they came, however many workers there are."""

import re
import socket
from random import Random

from sqlalchemy import select

from sms_gateway.storage.schema import cases, tickets
from tests.survival.conftest import Crowd
from tests.survival.harness import settle
from tests.survival.site import INBOUND, delivery
from tests.survival.texts import complaints, senders

PEOPLE = 30
ANSWERS = (r"Laporan diterima, No ([0-9]{8})", r"Batalkan No ([0-9]{8})", r"No ([0-9]{8}) dibatalkan")


def pipelined(sid: str, sender: str, texts: tuple[str, ...]) -> bytes:
    """Deliveries of one phone back to back on one connection: sent at once, and still in order."""
    calls = []
    for number, text in enumerate(texts):
        body, headers = delivery(f"{sid}-{number}", sender, text)
        lines = [f"POST {INBOUND} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        calls.append("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))
    return "".join(calls).encode()


def answered(connection: socket.socket, times: int) -> int:
    """How many 200 came back, of *times*."""
    got = b""
    connection.settimeout(20)
    while got.count(b"HTTP/1.1 ") < times and (more := connection.recv(65536)):
        got += more
    return got.count(b"HTTP/1.1 200")


def test_a_report_its_cancelling_and_the_yes_stay_in_order_under_four_workers(crowd: Crowd) -> None:
    random = Random(7)
    people, words = senders(random, PEOPLE), complaints(random)
    calls = [
        pipelined(f"SMserial{number}", person, (next(words), "BATAL", "YA"))
        for number, person in enumerate(people)
    ]
    connections = [socket.create_connection(("127.0.0.1", crowd.site.port)) for _ in calls]
    for connection, call in zip(connections, calls, strict=True):
        connection.sendall(call)
    assert [answered(connection, 3) for connection in connections] == [3] * PEOPLE
    for connection in connections:
        connection.close()
    for number in range(PEOPLE):
        for turn, kind in enumerate(("report", "other", "other")):
            crowd.posted.note(f"SMserial{number}-{turn}", kind, 200)

    ledger = settle(crowd.site, crowd.posted, 60)

    assert ledger.faults() == [], ledger.summary()
    for person in people:
        bodies = [message.body for message in ledger.taken if message.recipient == person]
        found = [re.search(pattern, body) for pattern, body in zip(ANSWERS, bodies, strict=True)]
        numbers = {match[1] if match else None for match in found}
        assert len(numbers) == 1, bodies
        assert None not in numbers, bodies
        assert state_of(crowd, numbers.pop() or "") == "cancelled"


def state_of(crowd: Crowd, number: str) -> str | None:
    query = select(cases.c.state).join_from(tickets, cases).where(tickets.c.number == number)
    with crowd.site.books() as sessions, sessions.read() as session:
        return session.scalar(query)
