"""One Debian server in a folder: its PostgreSQL, Redis, nginx, an smsbox that takes SMS, and the gateway."""

import http.client
import os
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from configparser import RawConfigParser
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sms_gateway.carriers.kannel_answers import NO_RECEIVER
from sms_gateway.simulators.server import Exchange, LoopbackServer
from sms_gateway.simulators.twilio_api import Reply
from tests.documents import ROOT
from tests.survival.processes import until
from tests.survival.site import free_port

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SMSGW_")}
PUBLIC, CONSOLE = "sms.example.go.id", "console.example.go.id"
UNITS = ("web.service", "worker@inbox.service", "worker@outbox.service", "worker@schedule.service")
PATIENCE = 60.0


@dataclass
class Smsbox:
    """What Kannel's smsbox is to us: it takes every SMS and remembers it."""

    taken: list[dict[str, str]] = field(default_factory=list)

    def respond(self, exchange: Exchange) -> Reply:
        if "to" not in exchange.query:
            return Reply(400, NO_RECEIVER)
        self.taken.append(exchange.query)
        return Reply(202, "0: Accepted for delivery")


@dataclass
class Server:
    """*root* stands for /; ports are free ones; *user* is who the gateway runs as."""

    root: Path
    user: str
    smsbox: Smsbox
    sendsms_url: str
    stack: ExitStack
    tls: int = field(default_factory=free_port)
    web: int = field(default_factory=free_port)
    redis: int = field(default_factory=free_port)
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The project's folder."""
        return self.root / "srv" / "sms-gateway"

    @property
    def etc(self) -> Path:
        return self.root / "etc" / "sms-gateway"

    def run(self, command: str) -> str:
        """A command line of the page, in the project's folder; fails with what it said."""
        path = f"{self.root}/usr/local/sbin:{ENVIRONMENT['PATH']}:/usr/sbin"
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.home,
            env=ENVIRONMENT
            | {"PATH": path, "ROOT": str(self.root), "SERVICE_USER": self.user, "PGHOST": str(self.sockets)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @property
    def sockets(self) -> Path:
        return self.root / "run" / "postgresql"

    def edit(self, path: Path, changes: Mapping[str, str]) -> None:
        """Write *changes* into a file as a person would; what is to be changed must be there."""
        text = path.read_text()
        for old, new in changes.items():
            assert old in text, f"{path}: {old}"
            text = text.replace(old, new)
        path.write_text(text)

    def configure(self) -> None:
        self.edit(
            self.etc / "config.yaml",
            {
                "/var/lib": f"{self.root}/var/lib",
                "/run/postgresql": str(self.sockets),
                "port: 1708": f"port: {self.web}",
                "6379": str(self.redis),
                "http://127.0.0.1:13013/cgi-bin/sendsms": self.sendsms_url,
            },
        )
        self.edit(self.etc / "environment", {"SMSGW_KANNEL_PASSWORD=": "SMSGW_KANNEL_PASSWORD=pw"})
        certificates = self.root / "etc" / "ssl" / "sms-gateway"
        self.edit(
            self.root / "etc" / "nginx" / "sites-available" / "sms-gateway.conf",
            {
                "listen 443": f"listen 127.0.0.1:{self.tls}",
                "127.0.0.1:1708": f"127.0.0.1:{self.web}",
                "/etc/ssl/sms-gateway": str(certificates),
                "/var/log/nginx": f"{self.root}/var/log/nginx",
            },
        )

    def secrets(self) -> dict[str, str]:
        """The file `environment` as systemd reads it."""
        lines = (self.etc / "environment").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    def unit(self, name: str) -> RawConfigParser:
        """The unit *name*, with its instance filled in."""
        stem, at, instance = name.removesuffix(".service").partition("@")
        found = RawConfigParser(strict=False)
        found.optionxform = str  # type: ignore[assignment,method-assign]
        text = (self.root / f"etc/systemd/system/sms-gateway-{stem}{at}.service").read_text()
        found.read_string(text.replace("%i", instance))
        return found

    def start(self, name: str) -> None:
        """What systemd would start for the unit: its command, user, folder and environment."""
        service = self.unit(name)["Service"]
        assert service["EnvironmentFile"] == str(self.etc / "environment")
        with (self.root / "journal").open("ab") as journal:
            self.parts[name] = subprocess.Popen(
                shlex.split(service["ExecStart"]),
                cwd=service["WorkingDirectory"],
                env=ENVIRONMENT | self.secrets(),
                user=service["User"],
                group=service["Group"],
                extra_groups=[],
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
            )

    def stop(self, name: str) -> int:
        """SIGTERM as systemd sends it, and its patience; the exit code."""
        process = self.parts.pop(name)
        process.terminate()
        return process.wait(float(self.unit(name)["Service"]["TimeoutStopSec"]))

    def kill(self) -> None:
        for process in self.parts.values():
            process.kill()
            process.wait()

    def serve(self) -> None:
        """Start all parts, and wait until each says that it lives."""
        for name in UNITS:
            self.start(name)
        until(lambda: all(f'part="{part}@' in self.metrics() for part in self.alive()), PATIENCE, "all parts")

    def alive(self) -> list[str]:
        return [name.removesuffix(".service").removeprefix("worker@") for name in UNITS]

    def metrics(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=10)
        try:
            connection.request("GET", "/metrics")
            return connection.getresponse().read().decode()
        except OSError:
            return ""
        finally:
            connection.close()

    def get(self, host: str, path: str, headers: Mapping[str, str] | None = None) -> int:
        """The status of one GET through nginx, which proves by its certificate that it is *host*."""
        trust = ssl.create_default_context(cafile=str(self.root / "ca.pem"))
        plain = socket.create_connection(("127.0.0.1", self.tls), timeout=20)
        with trust.wrap_socket(plain, server_hostname=host) as wire:
            connection = http.client.HTTPSConnection(host)
            connection.sock = wire
            connection.request("GET", path, headers=dict(headers or {}))
            return connection.getresponse().status

    def serve_tls(self) -> None:
        """Debian's nginx with Debian's layout of sites."""
        (self.root / "etc/nginx/nginx.conf").write_text(
            f"pid {self.root}/run/nginx.pid; daemon off; user nobody nogroup;\n"
            f"events {{}}\nhttp {{ access_log {self.root}/var/log/nginx/access.log;\n"
            f"include {self.root}/etc/nginx/sites-enabled/*; }}\n"
        )
        self.process("/usr/sbin/nginx", "-c", f"{self.root}/etc/nginx/nginx.conf")
        until(lambda: answers(self.tls), PATIENCE, "nginx listens")

    def process(self, *command: str, user: str | None = None) -> None:
        """A server of the distribution, until the end of the test."""
        with (self.root / "servers").open("ab") as log:
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", user=user
            )
        self.stack.callback(started.wait, 30)
        self.stack.callback(started.terminate)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def service_user() -> str:
    """An account without rights, if it may read this Python and this project; else our own."""
    command = ["runuser", "-u", "nobody", "--", sys.executable, "-c", "import sms_gateway"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, timeout=PATIENCE)
    return "nobody" if done.returncode == 0 else "root"


@contextmanager
def new_server(root: Path) -> Iterator[Server]:
    """A server with its distribution's services, and of ours no more than the project's folder."""
    smsbox = Smsbox()
    kannel = LoopbackServer(0, smsbox.respond)
    kannel.start()
    url = f"http://127.0.0.1:{kannel.server_address[1]}/cgi-bin/sendsms"
    with ExitStack() as stack:
        stack.callback(kannel.stop)
        server = Server(root, service_user(), smsbox, url, stack)
        for folder in ("etc/nginx/sites-enabled", "etc/ssl/sms-gateway", "var/log/nginx", "run/postgresql"):
            (root / folder).mkdir(parents=True)
        (server.home / ".venv/bin").mkdir(parents=True)
        for program in ("sms-gateway", "sms-gateway-worker"):
            (server.home / ".venv/bin" / program).symlink_to(Path(sys.executable).parent / program)
        shutil.copytree(ROOT / "deploy", server.home / "deploy")
        _postgres(server)
        server.process("redis-server", "--bind", "127.0.0.1", "--port", str(server.redis), "--save", "")
        until(lambda: answers(server.redis), PATIENCE, "redis listens")
        _certificate(server)
        stack.callback(server.kill)
        yield server


def _postgres(server: Server) -> None:
    """A cluster as Debian makes it: local accounts are believed (`peer`), one socket in run/postgresql."""
    data, programs = server.root / "pg", POSTGRES[-1]
    for folder in (data, server.sockets):
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, "postgres")
    server.run(f"runuser -u postgres -- {programs}/initdb -D {data} -A peer --locale=C.UTF-8 -N")
    (data / "pg_hba.conf").write_text("local all all peer map=names\n")
    names = f"names postgres postgres\nnames {server.user} smsgw\n"
    (data / "pg_ident.conf").write_text(names)
    options = ("-k", str(server.sockets), "-c", "listen_addresses=", "-c", "fsync=off")
    server.process(f"{programs}/postgres", "-D", str(data), *options, user="postgres")
    until(lambda: (server.sockets / ".s.PGSQL.5432").exists(), PATIENCE, "PostgreSQL listens")


def _certificate(server: Server) -> None:
    """A certificate for both names that signs itself: whoever trusts it trusts nobody else."""
    folder = server.root / "etc/ssl/sms-gateway"
    server.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test "
        f"-addext subjectAltName=DNS:{PUBLIC},DNS:{CONSOLE} "
        f"-keyout {folder}/key.pem -out {folder}/fullchain.pem"
    )
    shutil.copy(folder / "fullchain.pem", server.root / "ca.pem")
