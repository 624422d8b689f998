"""The page about one server is followed word for word, and an SMS goes through what it builds."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import in_ci, needs
from tests.deploy.server import CONSOLE, POSTGRES, PUBLIC, UNITS, Server, new_server
from tests.documents import ROOT, Found, commands
from tests.survival.processes import until

PAGE = ROOT / "docs" / "deploy.md"
REPORT = "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang"
SENDER = "+6281234567890"
MOST_EXPOSED = 25  # tenths of systemd's scale, which ends at 100


def packages(found: Found, server: Server) -> None:
    """Each is one of the distribution's."""
    for name in found.words[3:]:
        done = subprocess.run(["apt-cache", "show", name], capture_output=True, text=True, timeout=30)
        assert f"Package: {name}\n" in done.stdout, name


def only_read(found: Found, server: Server) -> None:
    """Makes what is there already, or asks a systemd that is not."""


def install(found: Found, server: Server) -> None:
    server.run(found.text)
    if not server.parts:
        server.configure()


def enable(found: Found, server: Server) -> None:
    """The parts the target wants, and no others."""
    assert found.words[-1] == "sms-gateway.target"
    target = (server.root / "etc/systemd/system/sms-gateway.target").read_text()
    assert sorted(re.findall(r"sms-gateway-(\S+)", target)) == sorted(UNITS)
    server.serve()


def link(found: Found, server: Server) -> None:
    server.run(found.text.replace("/etc/nginx", f"{server.root}/etc/nginx"))


def check_nginx(found: Found, server: Server) -> None:
    server.serve_tls()
    server.run(f"{found.text} -c {server.root}/etc/nginx/nginx.conf")


def accept(found: Found, server: Server) -> None:
    assert "All is well." in server.run(found.text)


def run(found: Found, server: Server) -> None:
    server.run(found.text)


HOW = {
    "apt-get install": packages,
    "python3 -m": only_read,
    ".venv/bin/pip install": only_read,
    "deploy/install": install,
    "runuser -u": run,
    "smsgw migrate": run,
    "smsgw backup": run,
    "smsgw doctor": accept,
    "systemctl daemon-reload": only_read,
    "systemctl reload": only_read,
    "systemctl list-units": only_read,
    "systemctl enable": enable,
    "systemctl restart": only_read,
    "journalctl --unit": only_read,
    "promtool check": run,
    "promtool test": run,
    "ln -sf": link,
    "nginx -t": check_nginx,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on which every command of the page was run, in the page's order."""
    for program in ("nginx", "redis-server", "openssl", "systemd-analyze", "promtool"):
        needs(program)
    if os.geteuid() != 0 or not POSTGRES:
        reason = "needs root, and Debian's postgresql"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    root = Path(tempfile.mkdtemp(prefix="smsgw-one-", dir="/tmp"))  # a socket's path is short
    root.chmod(0o755)
    try:
        with new_server(root) as server:
            for found in commands(PAGE):
                how = HOW.get(" ".join(found.text.split(" ")[:2]))
                assert how is not None, f"nobody checks {found}"
                how(found, server)
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


def call(server: Server, ref: str, **headers: str) -> int:
    fields = urlencode({"id": ref, "from": SENDER, "to": "1708", "text": REPORT})
    path = f"/webhooks/kannel/{server.secrets()['SMSGW_KANNEL_SECRET']}/inbound?{fields}"
    return server.get(PUBLIC, path, headers)


def test_an_sms_through_tls_becomes_a_ticket(server: Server) -> None:
    assert call(server, "one") == 200
    until(lambda: server.smsbox.taken, 60, "a ticket number")
    answer = server.smsbox.taken[0]
    assert answer["to"] == SENDER
    assert re.search(r"Laporan diterima, No \d{8}", answer["text"])


def test_a_caller_cannot_say_who_he_is(server: Server) -> None:
    assert call(server, "two", **{"X-Forwarded-For": "203.0.113.9"}) == 200


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (PUBLIC, "/webhooks/kannel/a-secret-nobody-knows/inbound", 403),
        (PUBLIC, "/console/", 404),
        (PUBLIC, "/metrics", 404),
        (PUBLIC, "/readyz", 404),
        (CONSOLE, "/console/sign-in", 200),
        (CONSOLE, "/webhooks/kannel/a-secret-nobody-knows/inbound", 404),
        (CONSOLE, "/metrics", 404),
    ],
)
def test_each_name_has_its_own_door(server: Server, host: str, path: str, status: int) -> None:
    assert server.get(host, path) == status


def test_no_call_is_written_down_even_when_nobody_answers_it(server: Server) -> None:
    server.stop("web.service")
    assert call(server, "three") == 502
    server.start("web.service")
    logs = [*(server.root / "var/log/nginx").iterdir(), server.root / "servers", server.root / "journal"]
    told = "".join(path.read_text() for path in logs)
    secret = server.secrets()["SMSGW_KANNEL_SECRET"]
    assert [word for word in (secret, SENDER.lstrip("+"), "berlubang") if word in told] == []


def test_the_units_are_whole(server: Server) -> None:
    units = server.root / "etc/systemd/system"
    named = [str(units / f"sms-gateway-{name}") for name in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(units / "sms-gateway.target"), *named],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
    )
    ours = [line for line in done.stderr.splitlines() if "sms-gateway" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", ["web.service", "worker@.service"])
def test_a_part_may_do_little(server: Server, name: str) -> None:
    unit = server.root / f"etc/systemd/system/sms-gateway-{name}"
    arguments = ["security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager", str(unit)]
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


def test_all_units_have_one_sandbox(server: Server) -> None:
    web, worker = ({**server.unit(name)["Service"]} for name in ("web.service", "worker@inbox.service"))
    assert {key for key in web.keys() | worker.keys() if web.get(key) != worker.get(key)} == {"ExecStart"}


def test_secrets_are_for_root_alone_and_a_second_install_keeps_them(server: Server) -> None:
    before = server.secrets()
    assert (server.etc / "environment").stat().st_mode & 0o777 == 0o600
    server.run("deploy/install")
    assert server.secrets() == before
    assert all(before.values())


def test_every_part_ends_well_within_the_patience_of_its_unit(server: Server) -> None:
    """The last of this file: afterwards nothing runs."""
    until(lambda: server.metrics(), 60, "the web part is back")
    assert {name: server.stop(name) for name in UNITS} == dict.fromkeys(UNITS, 0)
