"""Two web and two worker hosts, a PostgreSQL, two Redis with three Sentinels, a carrier behind a front."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from sqlalchemy import text

from sms_gateway.crypto import make_keys
from sms_gateway.queue.connecting import connect
from tests.conftest import needs
from tests.hosts.network import Network
from tests.hosts.relay import Place, Relay
from tests.postgres import Cluster, start_cluster
from tests.survival.processes import Seen, below, until
from tests.survival.site import LIMITS, Site, new_site

WEBS, WORKERS, STORES = ("web1", "web2"), ("work1", "work2"), ("redis1", "redis2")
HOSTS = ("carrier", "db", *STORES, *WEBS, *WORKERS)
PARTS = ("inbox", "outbox", "schedule")
WEB, REDIS, SENTINEL, NAME = 1708, 6379, 26379, "gateway"
SECONDS = 20.0


@dataclass
class HostsSite(Site):
    """A site whose carrier is reached through the network, with the keys every host has."""

    base_url: str = field(kw_only=True)
    keys: dict[str, str] = field(default_factory=make_keys)

    def carriers(self) -> dict[str, object]:
        return super().carriers() | {"twilio": {"base_url": self.base_url, "timeout_seconds": 1.0}}

    def secrets(self) -> dict[str, str]:
        return super().secrets() | {f"SMSGW_{name.upper()}": key for name, key in self.keys.items()}


@dataclass
class Landscape:
    """Everything that runs, by host."""

    network: Network
    site: HostsSite
    cluster: Cluster
    folder: Path
    seen: dict[str, Seen] = field(default_factory=dict)
    roots: dict[str, list[int]] = field(default_factory=dict)

    def start(self, host: str, *command: str, name: str = "") -> None:
        """A process of *host*, which logs into the folder."""
        with (self.folder / f"{host}.log").open("ab") as log:
            kept = {key: value for key, value in os.environ.items() if not key.startswith("SMSGW_")}
            process = self.network.on(
                host, *command, cwd=self.folder, env=kept | self.site.secrets(), stdout=log, stderr=log
            )
        self.roots.setdefault(host, []).append(process.pid)
        self.seen.setdefault(host, Seen()).note([process.pid])

    def ours(self, host: str, *words: str) -> list[str]:
        """A command of the gateway as *host* gives it: its own data directory, the configuration of all."""
        options = ["--config", str(self.site.config()), "--data-dir", str(self.folder / host)]
        return [sys.executable, "-m", *words, *options]

    def begin_work(self) -> None:
        for host in WEBS:
            serve = ("sms_gateway", "serve", "--host", self.network.address(host), "--port", str(WEB))
            self.start(host, *self.ours(host, *serve))
        for host in WORKERS:
            for part in PARTS:
                self.start(host, *self.ours(host, "workers.main", part))

    def kill(self, host: str) -> int:
        """kill -9 all that runs there; how many that were."""
        seen = self.seen.get(host, Seen())
        for root in self.roots.get(host, []):
            seen.note(process.pid for process in below(root))
        killed = sum(seen.kill(pid) for pid in list(seen.known))
        for root in self.roots.pop(host, []):
            with suppress(ChildProcessError):
                os.waitpid(root, 0)
        return killed

    def doctor(self, host: str) -> dict[str, tuple[bool | None, str]]:
        """What doctor finds as *host* sees it."""
        process = self.network.on(
            host,
            *self.ours(host, "sms_gateway", "doctor", "--json"),
            cwd=self.folder,
            env=dict(os.environ) | self.site.secrets(),
            stdout=subprocess.PIPE,
        )
        output, _ = process.communicate(timeout=60)
        return {each["check"]: (each["ok"], each["detail"]) for each in json.loads(output)["findings"]}

    def connections(self, host: str) -> int:
        """How many connections of *host* the database believes in."""
        counted = text("SELECT count(*) FROM pg_stat_activity WHERE client_addr = CAST(:host AS inet)")
        with self.site.books() as sessions, sessions.read() as session:
            return int(session.execute(counted, {"host": self.network.address(host)}).scalar_one())

    def master(self) -> str:
        """The host the Sentinels say is the master."""
        client = redis.Redis(self.network.address("db"), SENTINEL, socket_timeout=2)
        try:
            found = client.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
        finally:
            client.close()
        told = (found[0] if isinstance(found, list) else b"").decode()
        return next((host for host in STORES if self.network.address(host) == told), "")

    def stores(self) -> redis.Redis:
        """The Redis of the moment, as the gateway finds it."""
        return connect(self.site.redis_url or "", 2, 1, retries=1)


@contextmanager
def new_landscape(network: Network, folder: Path) -> Iterator[Landscape]:
    """All servers run, the database is migrated, no part of the gateway runs. Called on the carrier."""
    places = [(network.address(host), WEB) for host in WEBS]
    address = network.address
    with ExitStack() as stack:
        front = Relay(("127.0.0.1", 0), lambda: places)
        stack.callback(front.close)
        made = stack.enter_context(new_site(folder / "site", None, limits=LIMITS))
        target: Place = ("127.0.0.1", int(made.twilio.url.rpartition(":")[2]))
        back = Relay((address("carrier"), 0), lambda: [target])
        stack.callback(back.close)
        made.twilio._webhooks._deliver_to = f"http://127.0.0.1:{front.port}"
        site = HostsSite(
            made.folder,
            front.port,
            f"postgresql+psycopg://smsgw@{address('db')}:5432/smsgw_template",
            redis_url=_sentinels(network),
            twilio=made.twilio,
            base_url=f"http://{address('carrier')}:{back.port}",
        )
        cluster = stack.enter_context(_database(network))
        found = Landscape(network, site, cluster, folder)
        stack.callback(lambda: [found.kill(host) for host in HOSTS])
        _start_stores(found)
        code, _ = site.finished("sms_gateway", "migrate", config=site.config())
        assert code == 0, site.stderr.read_text()
        yield found


def _sentinels(network: Network) -> str:
    watching = ",".join(f"{network.address(host)}:{SENTINEL}" for host in ("db", *STORES))
    return f"redis+sentinel://{watching}/{NAME}/0"


@contextmanager
def _database(network: Network) -> Iterator[Cluster]:
    """A cluster made on loopback, then moved to its host."""
    cluster = start_cluster()
    cluster.stop()
    with (cluster.folder / "data" / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {network.address('db')}/24 trust\n")
    options = f"-p 5432 -k {cluster.folder} -c listen_addresses={network.address('db')} -c fsync=off"
    control = [str(cluster.binaries / "bin" / "pg_ctl"), "-D", str(cluster.folder / "data"), "-w"]
    as_user = ["setpriv", f"--reuid={cluster.user}", "--clear-groups"] if cluster.user else []
    command = [*as_user, *control, "-l", str(cluster.folder / "log"), "-o", options, "start"]
    with (cluster.folder / "started").open("wb") as log:  # a pipe would stay open as long as the server
        assert network.on("db", *command, cwd="/", stdout=log, stderr=log).wait(60) == 0
    try:
        yield cluster
    finally:
        cluster.destroy()


def _start_stores(found: Landscape) -> None:
    """redis1 is the master, redis2 follows; two of the three Sentinels must agree that it is gone."""
    network, program = found.network, needs("redis-server")
    first = network.address(STORES[0])
    for host in STORES:
        own = found.folder / f"{host}-redis"
        own.mkdir()
        words = [
            "--bind",
            network.address(host),
            "--port",
            str(REDIS),
            "--protected-mode",
            "no",
            "--save",
            "",
        ]
        follow = [] if host == STORES[0] else ["--replicaof", f"{first} {REDIS}"]
        found.start(host, program, *words, "--dir", str(own), *follow)
    for host in ("db", *STORES):
        file = found.folder / f"{host}-sentinel.conf"
        file.write_text(
            f"port {SENTINEL}\nbind {network.address(host)}\nprotected-mode no\ndir {found.folder}\n"
            f"sentinel monitor {NAME} {first} {REDIS} 2\n"
            f"sentinel down-after-milliseconds {NAME} 1500\nsentinel failover-timeout {NAME} 6000\n"
        )
        found.start(host, program, str(file), "--sentinel")
    until(lambda: _watched(found), SECONDS, "the Sentinels know one another and the replica")


def _watched(found: Landscape) -> bool:
    client = redis.Redis(found.network.address("db"), SENTINEL, socket_timeout=2, decode_responses=True)
    try:
        told = client.execute_command("SENTINEL", "MASTER", NAME)
    except redis.RedisError:
        return False
    finally:
        client.close()
    facts = told if isinstance(told, dict) else dict(zip(told[::2], told[1::2], strict=True))
    return (int(facts["num-slaves"]), int(facts["num-other-sentinels"])) == (1, 2)
