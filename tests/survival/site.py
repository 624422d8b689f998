"""One gateway under test: its folder, its configuration, its loopback Twilio, and signed deliveries to it."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sms_gateway.bootstrap import SQLITE_FILE
from sms_gateway.simulators.faults import FaultPlan, Faults
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.simulators.webhooks import signature
from sms_gateway.storage.engine import Sessions, open_sessions

ACCOUNT = "AC" + "5" * 32
TOKEN = "a token of the tests only"
PUBLIC_URL = "https://sms.example.id"
INBOUND = "/webhooks/twilio/inbound"
LIMITS = {
    "lookup_gap_seconds": 2,
    "inbox_lease_seconds": 2,
    "outbox_lease_seconds": 5,
    "recipient_block_seconds": 5,
    "sweep_seconds": 0.5,
}


@dataclass
class Premises:
    """Where the processes of a gateway run; every one of them logs into `stderr`."""

    folder: Path
    port: int
    database_url: str | None = None  # None: SQLite in the data directory
    redis_url: str | None = None  # None: the embedded Valkey
    log_level: str = "INFO"
    limits: Mapping[str, float] = field(default_factory=LIMITS.copy)
    collector: str | None = None  # None: nothing is traced

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def stderr(self) -> Path:
        return self.folder / "stderr"

    def carriers(self) -> dict[str, object]:
        """The carriers' part of the configuration."""
        raise NotImplementedError

    def secrets(self) -> dict[str, str]:
        """What the carriers need in the environment."""
        raise NotImplementedError

    def config(self, name: str = "config", **testing: str) -> Path:
        """Write a config.yaml (JSON is YAML); *testing* plants faults."""
        chosen = {
            "env": "test",
            "public_url": PUBLIC_URL,
            "log_level": self.log_level,
            "carriers": self.carriers(),
            "database": {"url": self.database_url},
            "redis": {"url": self.redis_url},
            "limits": dict(self.limits),
            "tracing": {"endpoint": self.collector},
        }
        path = self.folder / f"{name}.yaml"
        path.write_text(json.dumps(chosen | ({"testing": testing} if testing else {})))
        return path

    def run(self, *command: str, config: Path) -> subprocess.Popen[str]:
        """Start `python -m ...` on this site; stdout is a pipe."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SMSGW_")}
        options = ["--config", str(config), "--data-dir", str(self.data)]
        with self.stderr.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", *command, *options],
                cwd=self.folder,
                env=kept | self.secrets(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def finished(self, *command: str, config: Path) -> tuple[int, str]:
        """Run a command to its end: its exit code and its stdout."""
        process = self.run(*command, config=config)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def get(self, path: str) -> tuple[int, str]:
        """One GET: status (0 when nobody answered) and body."""
        return self.call("GET", path, "", {})

    def call(
        self, method: str, path: str, body: str, headers: Mapping[str, str], *, timeout: float = 15.0
    ) -> tuple[int, str]:
        """One exchange: status (0 when nobody answered) and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    @contextmanager
    def books(self) -> Iterator[Sessions]:
        """The database, for reading."""
        sessions = open_sessions(self.database_url or f"sqlite:///{self.data / SQLITE_FILE}")
        try:
            yield sessions
        finally:
            sessions.close()


@dataclass
class Site(Premises):
    """Premises with a loopback Twilio."""

    twilio: TwilioSimulator = field(kw_only=True)

    def carriers(self) -> dict[str, object]:
        return {
            "enabled": ["twilio", "simulator"],
            "default": "twilio",
            "twilio": {"base_url": self.twilio.url, "timeout_seconds": 1.0},
        }

    def secrets(self) -> dict[str, str]:
        return {"SMSGW_TWILIO_ACCOUNT_SID": ACCOUNT, "SMSGW_TWILIO_AUTH_TOKENS": TOKEN}

    def post(self, sid: str, sender: str, text: str, timeout: float = 15.0) -> int | None:
        """One signed delivery as Twilio makes it: the status, or None when nobody answered."""
        status, _ = self.call("POST", INBOUND, *delivery(sid, sender, text), timeout=timeout)
        return status or None


def delivery(sid: str, sender: str, text: str) -> tuple[str, dict[str, str]]:
    """Body and headers of one delivery, signed as Twilio signs."""
    form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": "1708"}
    form |= {"Body": text, "NumMedia": "0"}
    headers = {
        "Host": "sms.example.id",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + INBOUND, form),
    }
    return urlencode(form), headers


@contextmanager
def new_site(
    folder: Path,
    database_url: str | None,
    plan: FaultPlan | None = None,
    seed: int = 1708,
    limits: Mapping[str, float] = LIMITS,
) -> Iterator[Site]:
    """A site with its own loopback Twilio, which posts its receipts to the site's port."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    twilio = TwilioSimulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        deliver_to=f"http://127.0.0.1:{port}",
        webhook=PUBLIC_URL + INBOUND,
        faults=Faults(plan or FaultPlan(), seed),
    )
    with twilio:
        yield Site(folder, port, database_url, limits=limits, twilio=twilio)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
