"""A real Kannel in a folder: its configuration is the document's own, only places and passwords replaced."""

import http.client
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import needs
from tests.documents import ROOT, lines
from tests.survival.processes import until
from tests.survival.site import free_port

DOCUMENT = ROOT / "docs" / "carriers" / "kannel.md"
PATH_SECRET = "a-secret-of-the-tests"
SENDSMS_PASSWORD = "sendsms-of-the-tests"
ADMIN_PASSWORD = "admin-of-the-tests"
START_SECONDS = 30.0


def documented() -> str:
    """The configuration as docs/carriers/kannel.md shows it."""
    return "\n".join(line.text for line in lines(DOCUMENT) if line.language == "conf") + "\n"


def rendered(changes: Mapping[str, str], text: str | None = None) -> str:
    """The documented configuration with every key of *changes* replaced; each must be there."""
    found = documented() if text is None else text
    for old, new in changes.items():
        assert old in found, f"docs/carriers/kannel.md has no {old}"
        found = found.replace(old, new)
    return found


@dataclass(frozen=True)
class Ports:
    """Free ports for everything that listens; *web* is the gateway's."""

    web: int
    admin: int = field(default_factory=free_port)
    boxes: int = field(default_factory=free_port)
    sendsms: int = field(default_factory=free_port)
    operator_a: int = field(default_factory=free_port)
    operator_b: int = field(default_factory=free_port)

    def changes(self) -> dict[str, str]:
        """What a test must replace: hosts and ports, passwords, and seconds that are too long for a test."""
        return {
            "127.0.0.1:1708/": f"127.0.0.1:{self.web}/",
            "admin-port = 13000": f"admin-port = {self.admin}",
            "smsbox-port = 13001": f"smsbox-port = {self.boxes}",
            "sendsms-port = 13013": f"sendsms-port = {self.sendsms}",
            "smsc.operator-a.example\nport = 2775": f"127.0.0.1\nport = {self.operator_a}",
            "smsc.operator-b.example\nport = 2776": f"127.0.0.1\nport = {self.operator_b}",
            "PATH-SECRET": PATH_SECRET,
            "SENDSMS-PASSWORD": SENDSMS_PASSWORD,
            "ADMIN-PASSWORD": ADMIN_PASSWORD,
            "reconnect-delay = 10": "reconnect-delay = 1",
            "http-queue-delay = 10": "http-queue-delay = 1",
            "mo-timeout = 120": "mo-timeout = 2",
        }


@dataclass
class Boxes:
    """bearerbox and smsbox as children of the test; what they say goes into a file each."""

    folder: Path
    ports: Ports
    changes: Mapping[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def sendsms_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.sendsms}/cgi-bin/sendsms"

    def start(self) -> None:
        for name in ("store", "dlr"):
            (self.folder / "spool" / name).mkdir(parents=True, exist_ok=True)
        config = rendered(self.changes, rendered(self.ports.changes()))
        (self.folder / "kannel.conf").write_text(config)
        self.start_one("bearerbox")
        self.start_one("smsbox")

    def start_one(self, name: str) -> None:
        """Start one box and wait until the other sees it."""
        with (self.folder / f"{name}.log").open("ab") as log:
            command = [needs(name), "kannel.conf"]
            self.running[name] = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        ready = self.has_smsbox if name == "smsbox" else lambda: self.status() != ""
        until(ready, START_SECONDS, f"{name} runs: {self.log(name)[-2000:]}")

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End one box by its pid."""
        process = self.running.pop(name)
        process.send_signal(how)
        process.wait(20)

    def stop(self) -> None:
        """End both, whatever happened."""
        for name in ("smsbox", "bearerbox"):
            process = self.running.pop(name, None)
            if process is not None and process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(20)

    def status(self) -> str:
        """The status page of bearerbox; empty when it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports.admin, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", f"/status.txt?password={ADMIN_PASSWORD}")
            return connection.getresponse().read().decode("utf-8", "replace")
        return ""

    def has_smsbox(self) -> bool:
        return re.search(r"smsbox:.*on-line", self.status()) is not None and self.takes_sms()

    def takes_sms(self) -> bool:
        """Whether the sendsms port answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports.sendsms, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/")
            return connection.getresponse().status == 404
        return False

    def is_bound_to(self, smsc_id: str) -> bool:
        return re.search(rf"{smsc_id}\[.*\(online", self.status()) is not None

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")
