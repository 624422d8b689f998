"""A running loopback Twilio, the official client pointed at it, and a stand-in for the gateway."""

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.rest import Client

from sms_gateway.simulators.twilio import TwilioSimulator

ACCOUNT, TOKEN = "AC" + "0" * 32, "trial-token"
PUBLIC = "https://sms.example.id"
NUMBER = "+6281200000001"


class Gateway(ThreadingHTTPServer):
    """Stands for the gateway: keeps what was posted, with its signature; answers *status*."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.calls: list[tuple[str, dict[str, str], str]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def states(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.calls]


class _Keep(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        self.server.calls.append((self.path, form, self.headers["X-Twilio-Signature"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def simulator(gateway) -> Iterator[TwilioSimulator]:
    webhook = f"{PUBLIC}/webhooks/twilio/inbound"
    with TwilioSimulator(
        account_sid=ACCOUNT, auth_token=TOKEN, deliver_to=gateway.url, webhook=webhook
    ) as running:
        yield running


@pytest.fixture
def client(simulator) -> Client:
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = simulator.url
    return client


@pytest.fixture
def send():
    def call(client, body="halo", to=NUMBER, **more):
        return client.messages.create(to=to, from_="1708", body=body, **more)

    return call


@pytest.fixture
def control():
    def call(simulator, method, path, body=None):
        connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=5)
        connection.request(method, path, body)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    return call
