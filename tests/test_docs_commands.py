"""Every command of the guides is run against a gateway of its own, or checked; an unknown one is a fault."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
import requests

from sms_gateway.simulators.twilio import TwilioSimulator
from tests.documents import DOCUMENTS, GUIDES, ROOT, Found, commands, occurrences, quoted
from tests.test_docs import RUN, TEST

PATIENCE = 60.0
DOCUMENTED_URL = "http://127.0.0.1:1708"
PARTS = ("web", "inbox", "outbox", "schedule")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SMSGW_")}
PHONES = count(1)
MODULES = {"sms-gateway": "sms_gateway", "sms-gateway-worker": "workers.main"}


@dataclass(frozen=True)
class Site:
    """A running gateway, and where it keeps its things."""

    url: str
    data_dir: Path

    def metrics(self) -> str:
        return requests.get(f"{self.url}/metrics", timeout=10).text


def wait_for(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"no {what} within {PATIENCE:.0f} s"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.ConnectionError:
        return False


@contextmanager
def running(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that serves until it is told to stop; it must then end well."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )
    watchdog = threading.Timer(15 * PATIENCE, process.kill)
    watchdog.start()
    try:
        yield process
        process.terminate()
        assert process.wait(35) == 0
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def ready_url(process: "subprocess.Popen[str]") -> str:
    """What follows `ready` on stdout."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return line.split()[1]
    raise AssertionError("it ended before it was ready")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("gateway") / "data"
    with running("sms_gateway", "up", "--data-dir", str(data_dir), "--port", "0") as process:
        site = Site(ready_url(process), data_dir)
        wait_for(lambda: all(f'part="{part}@' in site.metrics() for part in PARTS), "heartbeat of every part")
        yield site


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def adapted(found: Found, site: Site) -> list[str]:
    """The command for *site*: its address, its data directory, a free port."""
    program, *words = [word.replace(DOCUMENTED_URL, site.url) for word in found.words]
    for index, word in enumerate(words):
        if word == "--port":
            words[index + 1] = str(free_port())
    name = words[0]
    if name not in ("phone", "parse", "make-keys", "twilio-simulator", "simulate"):
        words += ["--data-dir", str(site.data_dir)]
    if name == "phone" and "--url" not in words:
        words[1:1] = ["--url", site.url]
    return [MODULES[program], *words]


def run_once(found: Found, site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *adapted(found, site)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"{found}\n{done.stdout}{done.stderr}"
    assert done.stdout.strip()


def serve_web(found: Found, site: Site) -> None:
    words = adapted(found, site)
    with running(*words):
        url = f"http://127.0.0.1:{words[words.index('--port') + 1]}/livez"
        wait_for(lambda: answers(url), url)


def simulate_twilio(found: Found, site: Site) -> None:
    with running(*adapted(found, site)) as process:
        url = ready_url(process)
        assert requests.get(f"{url}/2010-04-01/Accounts.json", timeout=5).status_code == 401


def work(found: Found, site: Site) -> None:
    with running(*adapted(found, site)) as process:
        part = re.compile(rf'part="{found.words[1]}@[^"]*:{process.pid}"')
        wait_for(lambda: part.search(site.metrics()) is not None, f"heartbeat of {found.words[1]}")


def check_tool(found: Found, site: Site) -> None:
    """A tool of the test extra: it is installed beside this Python, and the paths it is given exist."""
    program, *arguments = found.words
    assert shutil.which(program, path=str(Path(sys.executable).parent))
    assert all((ROOT / word).exists() for word in arguments if "/" in word)


def rehearse(found: Found, site: Site) -> None:
    """As written, but for fewer citizens and days."""
    words = list(found.words)
    for option in ("--days", "--citizens"):
        words[words.index(option) + 1] = "1"
    run_once(replace(found, text=" ".join(words)), site)


BACKUP = "night-2026-11-28.zip"


def save(found: Found, site: Site) -> None:
    """As written, into a folder that is thrown away."""
    file = site.data_dir.parent / f"{next(PHONES)}-{BACKUP}"
    run_once(replace(found, text=found.text.replace(BACKUP, str(file))), site)
    assert file.stat().st_mode & 0o777 == 0o600


def stopped(found: Found, site: Site) -> Site:
    """A gateway that does not run, with the keys and the rows of *site*."""
    first, folder = site.data_dir.parent / "stopped", site.data_dir.parent / f"stopped-{next(PHONES)}"
    if not first.exists():
        shutil.copytree(site.data_dir / "keys", first / "keys")
        file = first.with_suffix(".zip")
        run_once(replace(found, text=f"sms-gateway backup {file}"), site)
        run_once(replace(found, text=f"sms-gateway restore {file}"), Site(site.url, first))
    shutil.copytree(first, folder)
    shutil.copy(first.with_suffix(".zip"), folder.with_suffix(".zip"))
    return Site(site.url, folder)


def put_back(found: Found, site: Site) -> None:
    """As written, where a backup was put back before."""
    there = stopped(found, site)
    file = str(there.data_dir.with_suffix(".zip"))
    run_once(replace(found, text=found.text.replace(BACKUP, file)), there)


def change_keys(found: Found, site: Site) -> None:
    """As written; `rotate` comes behind `add`, `reindex` is for somebody whose index key is lost."""
    there = stopped(found, site)
    if found.words[2] == "rotate":
        run_once(replace(found, text="sms-gateway keys add"), there)
    if found.words[2] == "reindex":
        (there.data_dir / "keys" / "index_key").unlink()
    run_once(found, there)


def decide(found: Found, site: Site) -> None:
    """As written, on an SMS of its own that a person must decide about."""
    if found.words[2] == "feed":
        run_once(replace(found, text=found.text.replace("twilio", "simulator")), site)
        return
    if found.words[2] == "hold":
        run_once(found, stopped(found, site))
        return
    asked = (
        f"sms-gateway phone --from 08120000{next(PHONES):04d} STATUS"  # who asks twice is not answered twice
    )
    run_once(replace(found, text=asked), site)
    with sqlite3.connect(site.data_dir / "gateway.db", timeout=30) as database:
        (newest,) = database.execute("SELECT max(id) FROM outbox").fetchone()
        held = "UPDATE outbox SET state = 'held', reason = 'not-taken-in-time' WHERE id = ?"
        database.execute(held, (newest,))
    database.close()
    run_once(
        replace(found, text=" ".join(str(newest) if word == "17" else word for word in found.words)), site
    )


def take_pack(found: Found, site: Site) -> None:
    """As written, of an account that is there; a file is for its owner only."""
    name, file = f"ani{next(PHONES)}", str(site.data_dir.parent / f"{next(PHONES)}-pack")
    run_once(replace(found, text=f"sms-gateway users add {name} --role auditor"), site)
    words = [{"ani": name}.get(word, word).replace("breach-ani", file) for word in found.words]
    run_once(replace(found, text=" ".join(words)), site)
    if "--out" in words:
        assert Path(words[words.index("--out") + 1]).stat().st_mode & 0o777 == 0o600


def disable_one(found: Found, site: Site) -> None:
    """As written, of an account that is there."""
    name = f"ani{next(PHONES)}"
    if found.words[2] == "add":
        run_once(found, site)
        return
    run_once(replace(found, text=f"sms-gateway users add {name} --role auditor"), site)
    run_once(replace(found, text=" ".join(name if word == "ani" else word for word in found.words)), site)


def change_schema(found: Found, site: Site) -> None:
    """As written; the way back is gone where nobody works, and what was asked for is confirmed."""
    if "--back-to" not in found.words:
        run_once(found, site)
        return
    there = stopped(found, site)
    if "--check" not in found.words:
        run_once(replace(found, text=f"{found.text} --yes"), there)
        return
    done = subprocess.run(
        [sys.executable, "-m", *adapted(found, there)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout.count("Would undo 0017")) == (1, 1), done.stdout + done.stderr


HOW: dict[tuple[str, ...], Callable[[Found, Site], None]] = {
    ("sms-gateway", "agencies"): run_once,
    ("sms-gateway", "officers"): run_once,
    ("sms-gateway", "audit"): run_once,
    ("sms-gateway", "outbox"): decide,
    ("sms-gateway", "users"): disable_one,
    ("sms-gateway", "breach-pack"): take_pack,
    ("sms-gateway", "retention"): run_once,
    ("sms-gateway", "backup"): save,
    ("sms-gateway", "restore"): put_back,
    ("sms-gateway", "keys"): change_keys,
    ("sms-gateway", "doctor"): run_once,
    ("sms-gateway", "migrate"): change_schema,
    ("sms-gateway", "parse"): run_once,
    ("sms-gateway", "phone"): run_once,
    ("sms-gateway", "reconcile"): run_once,
    ("sms-gateway", "route"): run_once,
    ("sms-gateway", "templates"): run_once,
    ("sms-gateway", "make-keys"): run_once,
    ("sms-gateway", "simulate"): rehearse,
    ("sms-gateway", "case"): run_once,
    ("sms-gateway", "serve"): serve_web,
    ("sms-gateway", "twilio-simulator"): simulate_twilio,
    ("sms-gateway-worker", "inbox"): work,
    ("sms-gateway-worker", "outbox"): work,
    ("sms-gateway-worker", "schedule"): work,
    ("ruff", "check"): check_tool,
    ("ruff", "format"): check_tool,
    ("mypy",): check_tool,
    ("lint-imports",): check_tool,
    ("pytest", "tests/domain"): check_tool,
}
INSTALLS = (RUN, TEST)  # compared word for word in test_docs


def to_run() -> list[Found]:
    """Each command once, where it stands first."""
    first: dict[str, Found] = {}
    for document in GUIDES:
        for found in commands(document):
            first.setdefault(found.text, found)
    return [found for text, found in first.items() if text not in INSTALLS]


@pytest.mark.parametrize("found", to_run(), ids=str)
def test_a_command_of_the_guides_does_what_it_is_for(found: Found, site: Site) -> None:
    how = HOW.get(tuple(found.words[:2]))
    assert how is not None, f"{found.line}: nobody checks `{found.text}`"
    how(found, site)


def test_every_metric_a_document_names_is_exported(site: Site) -> None:
    exported = set(re.findall(r"smsgw_[a-z_]+", site.metrics()))
    named = occurrences(re.compile(r"smsgw_[a-z_]*[a-z]"), *DOCUMENTS)
    assert [str(found) for found in named if found.text not in exported] == []


def test_every_route_a_document_names_is_served(site: Site) -> None:
    """In the prose, with <carrier> as placeholder; a route that ends in / stands for what lies below it."""
    named = [found for document in DOCUMENTS for found in quoted(document) if found.text.startswith("/")]
    routes = [found for found in named if not found.text.endswith("/") and not found.text.startswith("/etc/")]
    with TwilioSimulator(account_sid="AC" + "0" * 32, auth_token="0" * 32) as simulator:
        missing = [str(found) for found in routes if not serves(site.url, simulator.url, found.text)]
    assert (missing, bool(routes)) == ([], True)


def serves(gateway: str, simulator: str, route: str) -> bool:
    """The routes below /_sim/ are the loopback Twilio's, which knows no OPTIONS; all others the gateway's."""
    if route.startswith("/_sim/"):
        asked = [requests.request(method, simulator + route, timeout=5) for method in ("GET", "POST")]
    else:
        asked = [requests.options(gateway + route.replace("<carrier>", "simulator"), timeout=5)]
    return any(answer.status_code != 404 for answer in asked)


def test_what_the_gateway_is_said_to_make_is_there(site: Site) -> None:
    named = {found.text for document in DOCUMENTS for found in quoted(document)}
    made = [name for name in named if name.startswith("data/")]
    assert [name for name in made if not (site.data_dir / name.removeprefix("data/")).exists()] == []


def test_doctor_uses_the_words_the_runbooks_quote(site: Site) -> None:
    """The checks a runbook quotes as `FAULT <check>` are the checks doctor shows."""
    done = subprocess.run(
        [sys.executable, "-m", "sms_gateway", "doctor", "--data-dir", str(site.data_dir)],
        cwd=ROOT,
        env={**ENVIRONMENT, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    quoted_checks = {
        found.text.removeprefix("FAULT ").partition(":")[0]
        for document in GUIDES
        for found in quoted(document)
        if found.text.startswith("FAULT ")
    }
    shown = {check.replace("simulator", "twilio") for check in re.findall(r"^ok +(.*?)  ", done.stdout, re.M)}
    only_when_refused = {"signatures twilio", "credentials twilio"}
    only_with_tls, only_when_it_is_gone = {"certificate file", "certificate served"}, {"standby"}
    assert quoted_checks
    assert quoted_checks - shown - only_when_refused - only_with_tls - only_when_it_is_gone == set()
    assert done.stdout.rstrip().endswith("All is well.")
