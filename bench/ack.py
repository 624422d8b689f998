"""Acknowledgements per second of the webhook path, beside a peer that commits once a request, in one run."""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
POSTS, THREADS, WARM_UP = 2_000, 16, 100
PATIENCE = 60.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = "jalan berlubang di jl melati kec gajahmungkur semarang sdh 3 minggu byk motor jatuh"


def post(port: int, path: str, names: Iterator[str], lock: threading.Lock, times: list[float]) -> None:
    """One thread: posts SMS with these ids over one connection until none is left; each must get a 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while True:
        with lock:
            name = next(names, None)
        if name is None:
            return
        form = {"from": f"08120000{int(name[-3:]):04d}", "to": "1708", "text": TEXT, "id": name}
        began = time.perf_counter()
        connection.request("POST", path, urlencode(form), FORM)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status == 200, answer.status


def load(port: int, path: str, posts: int) -> list[float]:
    """Post *posts* new SMS of a thousand phones by THREADS threads; the seconds each answer took."""
    times: list[float] = []
    run = secrets.token_hex(4)
    lock, shared = threading.Lock(), (f"{run}-{number:06d}" for number in range(posts))
    threads = [threading.Thread(target=post, args=(port, path, shared, lock, times)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == posts, "a thread failed"
    return times


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, **environment: str) -> Iterator[int]:
    """A server in a process group of its own, ended with all it started."""
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("SMSGW_")}, **environment}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet, process_group=0)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, f"{command} ended"
            assert time.monotonic() < deadline, f"{command} does not listen"
            time.sleep(0.05)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def gateway(url: str, folder: Path) -> list[float]:
    """The real `sms-gateway serve`; nothing works the inbox meanwhile."""
    port, base = free_port(), [sys.executable, "-m", "sms_gateway"]
    environment = {"SMSGW_DATABASE__URL": url, "SMSGW_LOG_LEVEL": "ERROR", "SMSGW_DATA_DIR": str(folder)}
    subprocess.run(
        [*base, "migrate"], cwd=ROOT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL
    )
    with served([*base, "serve", "--port", str(port)], port, **environment):
        return measured(port, "/webhooks/simulator/inbound")


def peer(url: str) -> list[float]:
    """A Flask function under the same granian: one INSERT, one COMMIT, one 200."""
    port = free_port()
    with served([sys.executable, str(ROOT / "bench" / "peer.py"), str(port)], port, PEER_URL=url):
        return measured(port, "/inbound")


def measured(port: int, path: str) -> list[float]:
    """[posts a second, median ms, p99 ms] of POSTS posts after a warm-up."""
    load(port, path, WARM_UP)
    began = time.perf_counter()
    times = load(port, path, POSTS)
    rate = POSTS / (time.perf_counter() - began)
    return [rate, 1000 * median(times), 1000 * quantiles(times, n=100)[98]]


def compare(name: str, ours: str, theirs: str, folder: Path, rounds: int) -> None:
    """Both in turn, *rounds* times; the medians and their ratio."""
    runs = [(gateway(ours, folder), peer(theirs)) for _ in range(rounds)]
    mine, others = (
        [median(column) for column in zip(*side, strict=True)] for side in zip(*runs, strict=True)
    )
    for who, (rate, middle, slow) in (("gateway", mine), ("peer", others)):
        print(f"{name:11}{who:9}{rate:7.0f}/s   median {middle:6.1f} ms   p99 {slow:7.1f} ms")
    print(f"{name:11}ratio    {mine[0] / others[0]:7.2f}")


def main() -> None:
    """Both databases; PostgreSQL only where the tests can start one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, choices=range(1, 6))
    rounds = parser.parse_args().rounds
    print(f"{POSTS} posts, {THREADS} threads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare(
            "sqlite", f"sqlite:///{folder}/gateway.db", f"sqlite:///{folder}/peer.db", folder / "data", rounds
        )
        try:
            from tests.postgres import start_cluster
        except ImportError as error:
            print(f"postgresql: left out ({error})")
            return
        cluster = start_cluster()
        try:
            with cluster.database() as ours, cluster.database() as theirs:
                compare("postgresql", ours, theirs, folder / "data", rounds)
        finally:
            cluster.destroy()


if __name__ == "__main__":
    main()
