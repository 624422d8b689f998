"""Clients that send one byte a second keep no webhook from being answered: the web part as it runs."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from sms_gateway.settings.model import Web
from tests.survival.harness import Fleet
from tests.survival.site import Site, new_site

HEAD = "POST /webhooks/simulator/inbound HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n"
CROWD = 3 * Web().threads
SECONDS = 2.0  # a carrier waits 15


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web part alone, on SQLite."""
    with new_site(tmp_path_factory.mktemp("slow"), None) as found:
        fleet = Fleet(found)
        try:
            assert found.finished("sms_gateway", "migrate", config=found.config())[0] == 0
            fleet.add("web", "sms_gateway", "serve", "--port", str(found.port))
            fleet.wait_ready()
            yield found
        finally:
            fleet.stop()


@pytest.mark.parametrize("start", [HEAD, f"{HEAD}\r\n"], ids=["head", "body"])
def test_slow_clients_keep_no_message_from_being_taken(site: Site, start: str) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", site.port))) for _ in range(CROWD)]
        for each in slow:
            each.sendall(start.encode())
        for second in range(3):
            for each in slow:
                each.sendall(b"a")
            began = time.monotonic()
            assert site.post(f"SM{start.count(chr(10))}{second}", "+6281234567890", "jalan rusak") == 200
            assert time.monotonic() - began < SECONDS
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
