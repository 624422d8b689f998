"""Server time of each page of the console that reads, on PostgreSQL with made-up tickets: p50 and p95."""

import argparse
import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import pyotp  # noqa: E402

from sms_gateway import bootstrap  # noqa: E402
from sms_gateway.domain.permissions import AccountRole  # noqa: E402
from sms_gateway.services import accounts, second_factor, seeding  # noqa: E402
from sms_gateway.services.console_sessions import look  # noqa: E402
from sms_gateway.services.office import Office  # noqa: E402
from sms_gateway.services.sign_in import SignedIn, Visitor, accept_invitation  # noqa: E402
from sms_gateway.settings import Settings  # noqa: E402
from sms_gateway.settings.console import Console  # noqa: E402
from sms_gateway.web.app import create_app  # noqa: E402
from tests.postgres import start_cluster  # noqa: E402

GOAL_MS = 150.0
PASSWORD = "kuda sungai hijau tujuh"  # noqa: S105 - of an account that is thrown away
PAGES = {
    "start page": "/console/",
    "tickets": "/console/tickets",
    "tickets, page in the middle": "/console/tickets?after={after}",
    "tickets of an agency": "/console/tickets?agency=pupr%40{region}",
    "tickets in a state": "/console/tickets?state=asking",
    "tickets in a province": "/console/tickets?place={province}",
    "tickets in a regency": "/console/tickets?place={region}",
    "tickets of a day": "/console/tickets?since=2026-06-10&until=2026-06-10",
    "agency, state and words": "/console/tickets?agency=pupr%40{region}&state=done&words=jalan",
    "a number": "/console/tickets?number={number}",
    "a frequent word": "/console/tickets?words=jalan",
    "a frequent word of additions": "/console/tickets?words=mawar",
    "a rare word": "/console/tickets?words=kode{rare}",
    "two words": "/console/tickets?words=sampah+melati",
    "a word nobody wrote": "/console/tickets?words=zzzz",
    "a ticket": "/console/tickets/{number}",
    "triage": "/console/triage",
    "triage, late": "/console/triage?queue=late",
    "tickets, late": "/console/tickets?work=late",
    "tickets, open at an agency": "/console/tickets?agency=pupr%40{region}&work=open",
    "officers": "/console/officers",
    "agencies": "/console/agencies",
    "agencies of a region": "/console/agencies?q={region}",
    "agencies nobody serves": "/console/agencies?which=unserved",
    "an agency": "/console/agencies/pupr@{region}",
    "users": "/console/users",
}
_NUMBER = re.compile(r"/console/tickets/([0-9]{8})")
_AFTER = re.compile(r"after=([^&\"]+)")


def main() -> None:
    """Seed, ask each page, and print what it took; ends with 1 when a p95 passes the goal."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--tickets", type=int, default=200_000)
    reader.add_argument("--messages", type=int, default=600_000)
    reader.add_argument("--rounds", type=int, default=40)
    asked = reader.parse_args()
    cluster = start_cluster()
    try:
        with cluster.database() as url, tempfile.TemporaryDirectory() as folder:
            slow = _measure(asked, url, Path(folder))
    finally:
        cluster.destroy()
    sys.exit(1 if slow else 0)


def _measure(asked: argparse.Namespace, url: str, folder: Path) -> bool:
    settings = Settings(
        data_dir=folder,
        database={"url": url},
        log_level="ERROR",
        console=Console(requests_per_minute=100_000),
    )
    gateway = bootstrap.build(settings, "web")
    began = time.perf_counter()
    seeding.seed(seeding.Amount(asked.tickets, asked.messages, 1708), gateway.office, _tell)
    took = time.perf_counter() - began
    print(f"\nseeded {asked.tickets:,} tickets in {took:.0f} s, load {os.getloadavg()[0]:.1f}")
    client = create_app(gateway).test_client()
    client.set_cookie("console", _signed_in(gateway.office))
    chance, slow = random.Random(1708), False
    numbers = _NUMBER.findall(client.get("/console/tickets?since=2026-01-01&until=2026-06-30").text)
    afters = _AFTER.findall(client.get("/console/tickets?until=2026-03-01").text)
    regions = sorted(gateway.office.knowledge().gazetteer.regencies)
    print(f"{'page':<30}{'p50 ms':>9}{'p95 ms':>9}")
    for name, path in PAGES.items():
        times = []
        for turn in range(asked.rounds + 2):
            region = chance.choice(regions)
            fields = {"number": chance.choice(numbers), "after": afters[0], "region": region}
            filled = path.format(**fields, province=region[:2], rare=chance.randrange(50_000))
            start = time.perf_counter()
            answer = client.get(filled)
            if turn >= 2:
                times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (filled, answer.status_code)
        late = quantiles(times, n=20)[-1]
        slow |= late > GOAL_MS
        print(f"{name:<30}{median(times):>9.1f}{late:>9.1f}", flush=True)
    gateway.close()
    return slow


def _signed_in(office: Office) -> str:
    """The token of an auditor, with the code of the phone that every role needs."""
    invited = accounts.add("ani", AccountRole.AUDITOR, None, "cli:bench", office)
    half = accept_invitation("ani", invited.code, PASSWORD, Visitor("127.0.0.1", "bench"), office)
    assert isinstance(half, SignedIn)
    running = look(half.token, office)
    assert running is not None
    code = pyotp.TOTP(second_factor.setup_secret(running, office)).at(office.now())
    done = second_factor.confirm(running, code, "", office)
    assert isinstance(done, tuple), done
    return done[0].token


def _tell(count: int) -> None:
    print(".", end="", flush=True)


if __name__ == "__main__":
    main()
