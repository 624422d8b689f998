"""A process that was there before: says what it takes each line for, by what is taught by now."""

import sys
from datetime import UTC, datetime
from itertools import count

from parsers import load_knowledge, parse
from sms_gateway import logs
from sms_gateway.services.taught import LOOK_SECONDS, KnowledgeBook
from sms_gateway.storage.engine import open_sessions


def main(url: str) -> None:
    logs.configure("ERROR", "part")
    seconds = count(step=int(LOOK_SECONDS) + 1)
    book = KnowledgeBook(open_sessions(url), load_knowledge, lambda: float(next(seconds)))
    book()
    for line in sys.stdin:
        book.look()
        read = parse(line.strip(), now=datetime(2026, 11, 10, tzinfo=UTC), knowledge=book())
        print(read.topics[0][0] if read.topics else "-", read.place.code or "-", flush=True)


main(*sys.argv[1:])
