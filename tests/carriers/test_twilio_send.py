"""An SMS is sent once: whatever the wire does, the outcome says whether a second try is allowed."""

import logging
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sms_gateway.carriers.twilio import Twilio
from sms_gateway.carriers.twilio_outcomes import outcome_of
from sms_gateway.domain.messages import OutboundSms, SendOutcome, SendState
from sms_gateway.simulators.faults import Fault, FaultPlan

NUMBER = "+6281200000001"
TEXT = "LAPOR!: Laporan diterima, No 24183567"
SMS = OutboundSms(42, NUMBER, TEXT)


@pytest.fixture
def nobody():
    """The address of a port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_an_accepted_sms_has_the_id_of_the_carrier(sender, loopback):
    outcome = sender.send(SMS)
    (taken,) = loopback.log
    assert outcome == SendOutcome.accepted(taken.sid)
    assert (taken.recipient, taken.sender, taken.body) == (NUMBER, "1708", TEXT)


def test_the_callback_carries_our_id_over_the_public_address(sender, loopback):
    sender.send(SMS)
    assert loopback.log[0].callback == "https://sms.example.id/webhooks/twilio/status?outbox=42"


def test_no_callback_is_asked_for_when_none_is_wanted(twilio_settings, loopback):
    Twilio(replace(twilio_settings, base_url=loopback.url, status_callback=False)).send(SMS)
    assert loopback.log[0].callback == ""


def test_a_messaging_service_replaces_the_sender(twilio_settings, loopback):
    Twilio(replace(twilio_settings, base_url=loopback.url, messaging_service_sid="MG1")).send(SMS)
    assert (loopback.log[0].service, loopback.log[0].sender) == ("MG1", "")


@pytest.mark.parametrize("text", ["x", "dua\nbaris", "😭" * 70, "é" * 1600])
def test_a_text_arrives_as_it_was_written(sender, loopback, text):
    assert sender.send(replace(SMS, text=text)).state is SendState.ACCEPTED
    assert loopback.log[0].body == text


@pytest.mark.parametrize(
    ("fault", "outcome", "taken"),
    [
        (Fault.RATE_LIMIT, SendOutcome.retry("twilio-20429", 7, busy=True), 0),
        (Fault.UNAVAILABLE, SendOutcome.unknown("twilio-20503"), 0),
        (Fault.ERROR_AFTER, SendOutcome.unknown("twilio-20500"), 1),
        (Fault.SLOW, SendOutcome.unknown("twilio-no-answer"), 1),
        (Fault.RESET_BEFORE, SendOutcome.unknown("twilio-no-answer"), 0),
        (Fault.RESET_AFTER, SendOutcome.unknown("twilio-no-answer"), 1),
        (Fault.GARBAGE, SendOutcome.unknown("twilio-no-answer"), 1),
    ],
)
def test_each_fault_has_its_outcome(twilio_settings, loopback, fault, outcome, taken):
    loopback.faults.change(FaultPlan(script=(fault,), retry_after=7, slow_seconds=3))
    carrier = Twilio(replace(twilio_settings, base_url=loopback.url, timeout=0.4))
    assert carrier.send(SMS) == outcome
    assert len(loopback.log) == taken


@pytest.mark.parametrize(
    ("sms", "code"),
    [
        (replace(SMS, recipient="0812"), "twilio-21211"),
        (replace(SMS, text=""), "twilio-21602"),
        (replace(SMS, text="a" * 1601), "twilio-21617"),
    ],
)
def test_what_twilio_will_never_take_is_refused_with_its_code(sender, sms, code):
    assert sender.send(sms) == SendOutcome.refused(code)


def test_a_number_that_opted_out_is_refused(sender, loopback):
    loopback.faults.change(FaultPlan(opted_out=frozenset({NUMBER})))
    assert sender.send(SMS) == SendOutcome.refused("twilio-21610", opted_out=True)


def test_wrong_credentials_lose_nothing(twilio_settings, loopback):
    carrier = Twilio(replace(twilio_settings, base_url=loopback.url, auth_tokens=("wrong",)))
    assert carrier.send(SMS) == SendOutcome.retry("twilio-credentials", 60)


def test_a_connection_that_was_refused_is_tried_again(twilio_settings, nobody):
    assert Twilio(replace(twilio_settings, base_url=nobody)).send(SMS) == SendOutcome.retry("connect")


@pytest.mark.parametrize("address", ["http://a..b", "http://" + "x" * 64, "gopher://127.0.0.1", "127.0.0.1"])
def test_an_address_that_is_none_is_tried_again(twilio_settings, address):
    assert Twilio(replace(twilio_settings, base_url=address)).send(SMS) == SendOutcome.retry("connect")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21211, SendOutcome.refused("twilio-21211")),
        (400, 21408, SendOutcome.refused("twilio-21408")),
        (403, 21408, SendOutcome.refused("twilio-21408")),
        (400, 21610, SendOutcome.refused("twilio-21610", opted_out=True)),
        (400, 21612, SendOutcome.refused("twilio-21612")),
        (400, 21614, SendOutcome.refused("twilio-21614")),
        (400, None, SendOutcome.refused("twilio-400")),
        (429, None, SendOutcome.retry("twilio-429", 3, busy=True)),
        (400, 21611, SendOutcome.retry("twilio-21611", 3, busy=True)),
        (429, 20429, SendOutcome.retry("twilio-20429", 3, busy=True)),
        (401, None, SendOutcome.retry("twilio-credentials", 60)),
        (401, 20003, SendOutcome.retry("twilio-credentials", 60)),
        (403, None, SendOutcome.retry("twilio-credentials", 60)),
        (403, 20003, SendOutcome.retry("twilio-credentials", 60)),
        (400, 21606, SendOutcome.retry("twilio-21606", 300)),
        (404, 20404, SendOutcome.retry("twilio-20404", 300)),
        (404, None, SendOutcome.retry("twilio-404", 300)),
        (500, None, SendOutcome.unknown("twilio-500")),
        (503, 20503, SendOutcome.unknown("twilio-20503")),
        (302, None, SendOutcome.unknown("twilio-302")),
        (408, None, SendOutcome.unknown("twilio-408")),
    ],
)
def test_each_answer_has_its_outcome(status, code, outcome):
    assert outcome_of(status, code, 3) == outcome


def test_a_missing_retry_after_is_left_to_the_caller():
    assert outcome_of(429, 20429, None).retry_after is None


@pytest.mark.parametrize("value", ["soon", "Wed, 25 Nov 2026 10:00:00 GMT", "-1", "²", "9" * 20])
def test_a_retry_after_that_is_no_number_is_ignored(twilio_settings, value):
    with answering(f"HTTP/1.1 429 Slow\r\nRetry-After: {value}\r\nContent-Length: 2\r\n\r\n{{}}") as url:
        outcome = Twilio(replace(twilio_settings, base_url=url, timeout=2)).send(SMS)
    assert outcome == SendOutcome.retry("twilio-429", None, busy=True)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{",
        "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nnull",
        'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{"sid":null}',
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_an_answer_that_proves_nothing_is_unknown(twilio_settings, answer):
    with answering(answer) as url:
        outcome = Twilio(replace(twilio_settings, base_url=url, timeout=2)).send(SMS)
    assert outcome.state is SendState.UNKNOWN


def test_threads_share_one_carrier(sender, loopback):
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: sender.send(replace(SMS, outbox_id=n)), range(80)))
    assert {outcome.carrier_ref for outcome in outcomes} == {message.sid for message in loopback.log}


def test_no_number_and_no_text_is_ever_logged(sender, loopback, nobody, twilio_settings, now, caplog):
    for name in (None, "urllib3", "urllib3.connectionpool", "twilio", "twilio.http_client"):
        caplog.set_level(logging.DEBUG, logger=name)
    sender.send(SMS)
    sender.find(SMS, frozenset(), now)
    loopback.faults.change(FaultPlan(script=(Fault.RESET_BEFORE,)))
    sender.send(SMS)
    Twilio(replace(twilio_settings, base_url=nobody)).find(SMS, frozenset(), now)
    told = "".join(record.getMessage() for record in caplog.records)
    assert "81200000001" not in told
    assert "24183567" not in told


def test_the_environment_cannot_turn_the_carrier_elsewhere(twilio_settings, loopback, monkeypatch):
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    carrier = Twilio(replace(twilio_settings, base_url=loopback.url))
    assert carrier.send(SMS).state is SendState.ACCEPTED


def test_a_certificate_that_does_not_fit_stops_before_the_request(twilio_settings, tmp_path):
    with answering("", tls=own_certificate(tmp_path)) as url:
        outcome = Twilio(replace(twilio_settings, base_url=url.replace("http:", "https:"))).send(SMS)
    assert outcome == SendOutcome.retry("connect")


def own_certificate(folder):
    """A TLS context for 127.0.0.1 that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=36500))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "own.pem").write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return context


class answering:  # noqa: N801  read as a phrase: with answering(...)
    """A server on 127.0.0.1 that says *answer* to one request and hangs up."""

    def __init__(self, answer: str, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer.encode("latin-1")
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(5)
        self._thread = threading.Thread(target=self._say, daemon=True)

    def _say(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            connection.settimeout(5)
            if self._tls:
                with suppress(OSError):
                    self._tls.wrap_socket(connection, server_side=True)
                return
            connection.recv(65_536)
            connection.sendall(self._answer)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._thread.join(5)
        self._socket.close()


def test_check_is_silent_when_the_account_answers(sender):
    assert sender.check() is None


def test_check_names_the_token_when_it_is_wrong(twilio_settings, loopback):
    fault = Twilio(replace(twilio_settings, base_url=loopback.url, auth_tokens=("wrong",))).check()
    assert "SMSGW_TWILIO_AUTH_TOKENS" in fault


def test_check_names_the_address_when_nobody_answers(twilio_settings, nobody):
    assert "carriers.twilio.base_url" in Twilio(replace(twilio_settings, base_url=nobody)).check()
