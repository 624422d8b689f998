"""After a busy minute no number and no identity of a person stands in anything the gateway leaves behind."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import ahocorasick
import pytest
from sqlalchemy import select

from sms_gateway.bootstrap import SQLITE_FILE
from sms_gateway.domain.msisdn import spellings
from sms_gateway.simulators.faults import Fault, FaultPlan
from sms_gateway.storage.schema import metadata
from tests.collector import collecting
from tests.postgres import Cluster
from tests.survival.harness import Up, deliver, running_up, settle
from tests.survival.ledger import Posted
from tests.survival.site import INBOUND, Site, delivery, new_site
from tests.survival.texts import complaints, senders

MESSAGES = 200
POISON = "xx-racun-xx"
FAULTS = FaultPlan(
    rates={Fault.ERROR_AFTER: 0.05, Fault.RESET_AFTER: 0.03, Fault.GARBAGE: 0.03, Fault.RATE_LIMIT: 0.05},
    lookup_lag=0.5,
)


@dataclass
class Secrets:
    """Everything that must not be found, as it is spelled."""

    words: set[str] = field(default_factory=set)

    def number(self, e164: str) -> str:
        self.words.update(spellings(e164))
        return e164

    def identity(self, digits: str) -> str:
        groups = [digits[start : start + 4] for start in range(0, 16, 4)]
        self.words.update((digits, *(joiner.join(groups) for joiner in (" ", "-", ".", "%20", "+"))))
        return digits

    def found_in(self, places: Iterator[tuple[str, bytes]]) -> list[str]:
        """Where any of them stands: "place: secret"."""
        tree = ahocorasick.Automaton()
        for word in self.words:
            tree.add_word(word, word)
        tree.make_automaton()
        return sorted(
            {
                f"{place}: {word}"
                for place, content in places
                for _, word in tree.iter(content.decode("latin-1"))
            }
        )


def chatter(random: Random, secrets: Secrets) -> Iterator[tuple[str, str, str]]:
    """Endless (kind, sender, text): complaints with numbers in them, registrations, commands, poison."""
    people = [secrets.number(person) for person in senders(random, 120)]
    words = complaints(random)
    while True:
        other = secrets.number(senders(random, 1)[0])
        nik = secrets.identity(f"{random.choice((1101, 3273, 3374, 7371))}{random.randrange(10**11, 10**12)}")
        local = "0" + other[3:]
        grouped = f"{local[:4]}-{local[4:8]}-{local[8:]}"
        spaced = " ".join(nik[start : start + 4] for start in range(0, 16, 4))
        made = random.choice(
            (
                f"{next(words)}. hub saya di {local}",
                f"{next(words)}. nik saya {nik}",
                f"{next(words)}. KTP {spaced} hp {grouped}",
                f"nama saya budi {other} nik {nik}, {next(words)}",
                f"REG {nik}#{nik[::-1]}#",
                f"ULANG {spaced} # {nik}",
                "STATUS",
                "BANTUAN",
                f"STATUS {local}",
                f"{POISON} {local} {nik}",
                "p",
                f"TAMBAH 24183567 hubungi {other}",
            )
        )
        secrets.identity(nik[::-1])
        yield "other", random.choice(people), made


def bother(site: Site, secrets: Secrets, random: Random) -> None:
    """Calls that are refused or ask for something: what they hold must not reach a log either."""
    person = secrets.number(senders(random, 1)[0])
    body, headers = delivery("SMforged", person, f"forged by {person}")
    forged = headers | {"X-Twilio-Signature": "bm90IHNpZ25lZA=="}
    asked = urlencode({"From": person, "Body": f"telp {person}"})
    status = "/webhooks/twilio/status?" + urlencode({"To": person, "outbox": "1"})
    for method, path, content, given in (
        ("POST", INBOUND, body, forged),
        ("POST", f"{INBOUND}?{asked}", body, headers),
        ("GET", f"{INBOUND}?{asked}", "", {}),
        ("POST", f"/webhooks/twilio/{person}/inbound", body, headers),
        ("POST", f"/webhooks/{person}/inbound", body, headers),
        ("GET", f"/{person}?{asked}", "", {}),
        ("POST", status, asked, headers),
        ("POST", INBOUND, f"From={person}&Body=%ff%00{person}", headers),
        ("POST", INBOUND, json.dumps({"From": person}), headers | {"Content-Type": "application/json"}),
        ("POST", "/webhooks/simulator/inbound", f"from={person}&to=1708&text=halo+{person}", headers),
        ("GET", f"/simulator/messages?from={person}&after=x", "", {}),
    ):
        site.call(method, path, content, given)


def busy_minute(up: Up, secrets: Secrets) -> list[tuple[str, bytes]]:
    """Texts, refused calls, and looks at every number the gateway shows; returns what it showed."""
    site, posted, random = up.site, Posted(), Random(1708)
    shown: list[tuple[str, bytes]] = []
    talk = chatter(random, secrets)
    with ThreadPoolExecutor(8) as callers:
        calls = [
            callers.submit(deliver, site, posted, f"SMleak{number}", *next(talk))
            for number in range(MESSAGES)
        ]
        for turn in range(4):
            bother(site, secrets, random)
            paths = ("/metrics", "/readyz", "/livez")
            shown += [(f"{path} {turn}", site.get(path)[1].encode()) for path in paths]
        assert all(call.result(60) for call in calls)
    ledger = settle(site, posted, 60)
    assert len(posted.acknowledged) == MESSAGES
    assert [fault for fault in ledger.faults() if " is still " in fault] == [], ledger.summary()
    shown.append(("doctor", site.finished("sms_gateway", "doctor", config=up.config)[1].encode()))
    shown.append(
        ("doctor --json", site.finished("sms_gateway", "doctor", "--json", config=up.config)[1].encode())
    )
    shown.append(("/metrics", site.get("/metrics")[1].encode()))
    return shown


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below *folder*, as bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), path.read_bytes()


def tables_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every column of every table as text."""
    with site.books() as sessions, sessions.read() as session:
        for table in metadata.sorted_tables:
            rows = [repr(tuple(row)) for row in session.execute(select(table))]
            yield f"table {table.name}", "\n".join(rows).encode()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_number_and_no_identity_is_left_behind(database: str, tmp_path: Path, cluster: Cluster) -> None:
    secrets = Secrets()
    with cluster.database() as postgresql, collecting() as collector:
        url = postgresql if database == "postgresql" else None
        with new_site(tmp_path, url, FAULTS) as site:
            site.log_level = "DEBUG"
            site.collector = collector.url
            with running_up(site, poison=POISON) as up:
                places = busy_minute(up, secrets)
                places += [(f"running: {name}", content) for name, content in files_of(tmp_path)]
                up.stop()
            tables = list(tables_of(site))
            places += [*files_of(tmp_path), *tables]
    places += [(f"traces {number}", body) for number, body in enumerate(collector.bodies)]
    if database == "sqlite":
        with closing(sqlite3.connect(site.data / SQLITE_FILE)) as dumped:
            places.append(("dump", "\n".join(dumped.iterdump()).encode()))
    else:
        places.append(("the server's log", (cluster.folder / "log").read_bytes()))

    names = {name for name, _ in places}
    assert {"stderr", "table messages", "table outbox", "doctor"} <= names
    assert {"webhook", "triage", "send", "receipt"} in collector.traces(
        "webhook", "triage", "send", "receipt"
    )
    assert any("appendonly" in name for name in names), names
    assert any(b"[NIK]" in content and b"[NOMOR HP]" in content for _, content in tables), (
        "nothing was masked"
    )
    assert len(secrets.words) > 4_000
    assert secrets.found_in(iter(places)) == []


def test_the_search_finds_what_stands_there() -> None:
    secrets = Secrets()
    secrets.number("+6281234567890")
    secrets.identity("3273010203040506")
    places = [("log", b'{"to": "0812-3456-7890"}'), ("db", b"xx3273 0102 0304 0506xx"), ("ok", b"24183567")]
    found = secrets.found_in(iter(places))
    assert {line.split(":")[0] for line in found} == {"log", "db"}
