"""Disk, clock, credentials, the right to write are taken from real processes and given back: nothing lost."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from sms_gateway.carriers.kannel_answers import NO_RECEIVER
from sms_gateway.domain.messages import OutboxState
from sms_gateway.errors import StoreUnavailable
from sms_gateway.simulators.server import Exchange, LoopbackServer
from sms_gateway.simulators.twilio_api import Reply
from sms_gateway.storage import operations, refusals
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.invariants import outbox_counts
from tests.conftest import NOW, in_ci, needs
from tests.documents import ROOT
from tests.postgres import Cluster
from tests.survival.far_ends import DIALECTS, SECRET, outbox_id
from tests.survival.harness import READY_SECONDS, Part, deliver, running_fleet, settle
from tests.survival.ledger import Posted
from tests.survival.processes import until
from tests.survival.site import LIMITS, Premises, free_port, new_site
from tests.survival.texts import complaints, senders

SMALL = "24m"


def not_here(reason: str) -> None:
    pytest.fail(reason) if in_ci() else pytest.skip(reason)


# --- a full disk ---------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        not_here(f"no tmpfs can be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take every byte that is left."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as filler:
        for size in (2**16, 2**10, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue
    return file


def test_a_full_disk_refuses_and_forgets_nothing(small_disk: Path) -> None:
    """Database, logs and all the processes' stderr lie on it."""
    random, posted = Random(31), Posted()
    people, words = senders(random, 6), complaints(random)
    limits = LIMITS | {"min_free_disk_mb": 1}
    with new_site(small_disk / "gateway", None, limits=limits) as site, running_fleet(site) as fleet:
        assert deliver(site, posted, "SMbefore", "report", people[0], next(words))
        filler = fill(small_disk)
        refused = Counter(site.post(f"SMfull{n}", people[n], "x" * 1500) for n in range(1, 6))
        ready = site.get("/readyz")
        metrics = site.get("/metrics")[0]
        alive = [part.deaths for part in fleet.parts.values()]
        filler.unlink()
        until(lambda: site.get("/readyz")[0] == 200, READY_SECONDS, "it is ready again")
        taken = [deliver(site, posted, f"SMfull{n}", "report", people[n], next(words)) for n in range(1, 6)]
        ledger = settle(site, posted, 30)
    assert set(refused) <= {503, 200}
    assert refused[503], refused
    assert (ready[0], "disk" in ready[1]) == (503, True)
    assert (metrics, alive) == (200, [0, 0, 0])
    assert taken == [True] * 5
    assert ledger.faults() == [], ledger.summary()


# --- a database that may only be read ------------------------------------------------------------------


def test_a_database_that_may_only_be_read_refuses_and_everything_goes_on_once_it_may_be_written(
    tmp_path: Path, mortal_cluster: Cluster
) -> None:
    random, posted = Random(32), Posted()
    person, words = senders(random, 1)[0], complaints(random)
    text = next(words)
    with mortal_cluster.database() as url, new_site(tmp_path, url) as site, running_fleet(site) as fleet:
        assert deliver(site, posted, "SMbefore", "report", person, next(words))
        read_only(mortal_cluster, "on")
        try:
            refused = [site.post("SMread", person, text) for _ in range(2)]
            ready, metrics = site.get("/readyz"), site.get("/metrics")[1]
            time.sleep(1)  # the workers meet it, too
        finally:
            read_only(mortal_cluster, "off")
        assert refused == [503] * 2
        assert (ready[0], "may only be read" in ready[1]) == (503, True)
        assert ("smsgw_database_up 1.0" in metrics, "smsgw_database_writable 0.0" in metrics) == (True, True)
        assert deliver(site, posted, "SMread", "report", person, text)
        ledger = settle(site, posted, 30)
        assert [part.deaths for part in fleet.parts.values()] == [0, 0, 0]
    assert ledger.faults() == [], ledger.summary()


def read_only(cluster: Cluster, word: str) -> None:
    """For every session of the server at once, as a switch of its administrator."""
    cluster.sql(f"ALTER SYSTEM SET default_transaction_read_only = {word}")
    cluster.sql("SELECT pg_reload_conf()")
    time.sleep(0.2)  # the postmaster tells its children


def test_a_hot_standby_is_seen_for_what_it_is_and_may_take_over(mortal_cluster: Cluster) -> None:
    with mortal_cluster.database() as url, standby(mortal_cluster) as copy:
        sessions = open_sessions(copy.url(url.rsplit("/", 1)[1]))
        with sessions.read() as session:
            assert refusals.read_only(session)
        with pytest.raises(StoreUnavailable, match="may only be read"), sessions.begin() as session:
            operations.beat(session, "web@host:1", NOW)
        copy._run("pg_ctl", "-w", "promote")
        with sessions.read() as session:
            assert not refusals.read_only(session)
        with sessions.begin() as session:
            operations.beat(session, "web@host:1", NOW)
        sessions.close()


@contextmanager
def standby(primary: Cluster) -> Iterator[Cluster]:
    """A server that follows *primary*."""
    folder = primary.folder / "standby"
    folder.mkdir()
    if primary.user:
        shutil.chown(folder, primary.user)
    copy = Cluster(folder, primary.binaries, free_port(), primary.user)
    source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "smsgw"]
    copy._run("pg_basebackup", *source, "-R", "-X", "stream", "-c", "fast", "--no-sync")
    copy.start()
    try:
        yield copy
    finally:
        copy.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


# --- a wrong clock -------------------------------------------------------------------------------------


@pytest.fixture
def host_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every process started from now on sees the time this file tells, and a counter nobody can set."""
    needs("faketime")
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        not_here("libfaketime is not where Debian has it")
    file = tmp_path / "clock"
    file.write_text("+0")
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("FAKETIME_TIMESTAMP_FILE", str(file))
    monkeypatch.setenv("FAKETIME_CACHE_DURATION", "1")  # seconds; a file read for each look is slow
    for name in ("DONT_FAKE_MONOTONIC", "FAKETIME_DONT_FAKE_MONOTONIC"):
        monkeypatch.setenv(name, "1")
    return file


def test_a_clock_that_jumps_loses_nothing_and_sends_nothing_twice(tmp_path: Path, host_clock: Path) -> None:
    """Claims and leases of every worker, and the times in the carrier's record, are suddenly hours away."""
    random, posted = Random(33), Posted()
    people, words = senders(random, 9), complaints(random)
    with new_site(tmp_path / "site", None) as site, running_fleet(site) as fleet:
        for number, person in enumerate(people):
            if number % 3 == 0:
                host_clock.write_text(("+0", "+6h", "-6h")[number // 3])
                time.sleep(1.2)
            assert deliver(site, posted, f"SMjump{number}", "report", person, next(words))
        host_clock.write_text("+0")
        ledger = settle(site, posted, 40)
        for part in fleet.parts.values():
            kill(part)  # libfaketime leaves them in waits that would only end by the clock they began with
    assert ledger.faults() == [], ledger.summary()


def test_reminders_and_limits_wait_for_a_clock_that_jumped(tmp_path: Path, host_clock: Path) -> None:
    """What is to be forwarded in a quarter of an hour is not, though its time seems to have come."""
    random, posted = Random(34), Posted()
    people, words = senders(random, 5), complaints(random)
    with new_site(tmp_path / "site", None) as site:
        config = site.config()
        chosen = json.loads(config.read_text()) | {"routing": {"forward": 0.0}}
        config.write_text(json.dumps(chosen))
        site.config = lambda name="config", **_: config  # type: ignore[method-assign]
        with running_fleet(site) as fleet:
            for number, person in enumerate(people):
                assert deliver(site, posted, f"SMlate{number}", "report", person, next(words))
            settle(site, posted, 30)
            for part in fleet.parts.values():
                kill(part)
        before, jumped, back = rounds(config, site.data, host_clock, "+6h")
        assert (jumped, back) == (before, before)
        host_clock.write_text("+7h")  # later than any turn the process before may have kept
        later, _, _ = rounds(config, site.data, host_clock, "+6h")
    assert later > before, "had the schedule not seen the jump, SMS would have left"


def kill(part: Part) -> None:
    part.ask()
    for pid in part.pids():
        part.seen.kill(pid)


def rounds(config: Path, data: Path, clock: Path, jump: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.survival.jump", str(config), str(data), str(clock), jump],
        cwd=ROOT,
        env={**os.environ, "SMSGW_TWILIO_ACCOUNT_SID": "AC" + "5" * 32, "SMSGW_TWILIO_AUTH_TOKENS": "one"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[int] = json.loads(done.stdout)
    return found


def test_doctor_compares_the_clock_with_the_databases(
    tmp_path: Path, mortal_cluster: Cluster, host_clock: Path
) -> None:
    with mortal_cluster.database() as url, new_site(tmp_path / "site", url) as site:
        config = site.config()
        host_clock.write_text("+3h")
        _, told = site.finished("sms_gateway", "doctor", "--json", config=config)
    finding = next(each for each in json.loads(told)["findings"] if each["check"] == "clock")
    assert finding["ok"] is False
    assert "clock.md" in finding["remedy"]
    assert abs(float(finding["detail"].split(" ")[0]) - 3 * 3600) < 60


# --- credentials that are revoked ----------------------------------------------------------------------


@dataclass
class Guarded:
    """A smsbox that knows one password; *taken* counts by the id of our outbox."""

    password: str
    asked: int = 0
    taken: Counter[int] = field(default_factory=Counter)

    def respond(self, exchange: Exchange) -> Reply:
        self.asked += "to" in exchange.query
        if exchange.query["password"] != self.password:
            return Reply(403, "Authorization failed for sendsms")
        if "to" not in exchange.query:
            return Reply(400, NO_RECEIVER)
        self.taken[outbox_id(exchange.query)] += 1
        return DIALECTS["kannel"].taken


@dataclass
class ByKannel(Premises):
    """Premises with one carrier, whose password of our side may change."""

    url: str = field(kw_only=True)
    ours: str = "old"

    def carriers(self) -> dict[str, object]:
        return {
            "enabled": ["kannel"],
            "default": "kannel",
            "kannel": {"sendsms_url": self.url, "timeout_seconds": 1.0},
        }

    def secrets(self) -> dict[str, str]:
        return {"SMSGW_KANNEL_PASSWORD": self.ours, "SMSGW_KANNEL_SECRET": SECRET}


def test_revoked_credentials_stop_the_sending_and_all_leaves_once_when_they_are_mended(
    tmp_path: Path,
) -> None:
    smsbox = Guarded("new")
    server = LoopbackServer(0, smsbox.respond)
    server.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/cgi-bin/sendsms"
    site = ByKannel(
        tmp_path, free_port(), limits=LIMITS | {"carrier_failures": 3, "outbox_lease_seconds": 30}, url=url
    )
    try:
        with running_fleet(site) as fleet:
            people = senders(Random(35), 12)
            for number, person in enumerate(people):
                path = f"/webhooks/kannel/{SECRET}/inbound?id=K{number}&from={person}&to=1708&text=BANTUAN"
                assert site.call("GET", path.replace("+", "%2B"), "", {})[0] == 200
            until(
                lambda: 'smsgw_carrier_open{carrier="kannel"} 1.0' in site.get("/metrics")[1],
                30,
                "it is open",
            )
            until(lambda: waiting(site) == len(people), 30, "all wait")
            refused = smsbox.asked
            _, told = site.finished("sms_gateway", "doctor", "--json", config=site.config())
            site.ours = "new"
            restart(fleet.parts["outbox"])
            code, said = site.finished("sms_gateway", "outbox", "feed", "kannel", config=site.config())
            until(lambda: len(smsbox.taken) == len(people), 40, "all left")
    finally:
        server.stop()
    faults = {each["check"] for each in json.loads(told)["findings"] if each["ok"] is False}
    assert {"carrier kannel", "feeding kannel", "credentials kannel"} <= faults
    assert refused <= 3 + 8, "a batch of threads meets it, no more"
    assert (code, said.strip()) == (0, "kannel is tried now.")
    assert set(smsbox.taken.values()) == {1}


def waiting(site: Premises) -> int:
    with site.books() as sessions, sessions.read() as session:
        counts = outbox_counts(session)
    return counts.get(str(OutboxState.RETRY), 0) + counts.get(str(OutboxState.QUEUED), 0)


def restart(part: Part) -> None:
    """As `systemctl restart`, with the new environment."""
    part.seen.kill(part.pids()[-1])
