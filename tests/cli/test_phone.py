"""The terminal handset against a real HTTP server: what it prints, how it ends, and that it sends once."""

import json
import os
import pty
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, Thread

import pytest
import re2
from click.testing import CliRunner, Result
from flask import Flask, jsonify, request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_server

from sms_gateway.cli.phone import SEPARATORS, one_line, phone
from sms_gateway.domain.handset import HandsetSms

AT = datetime(2026, 11, 10, 5, 0, tzinfo=UTC)
NUMBER = "081234567890"
CALL = "from sms_gateway.cli.phone import phone; phone()"


@dataclass
class FakeGateway:
    """Takes SMS as the simulator carrier does; *script* says after how many seconds which texts come back."""

    script: list[tuple[float, str]] = field(default_factory=lambda: [(0.0, "LAPOR!: diterima")])
    status: int = 200
    resets: int = 0  # how many posts are broken off after the form has arrived
    down_after_post: bool = False
    url: str = ""
    why: str | None = None
    box: list[HandsetSms] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    due: list[tuple[float, str]] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("fake_gateway")
        app.add_url_rule("/webhooks/simulator/inbound", view_func=self.inbound, methods=["POST"])
        app.add_url_rule("/simulator/messages", view_func=self.messages)
        app.add_url_rule("/simulator/silence", view_func=lambda: jsonify(why=self.why), endpoint="silence")
        return app

    def inbound(self):  # type: ignore[no-untyped-def]
        with self.lock:
            form = request.form.to_dict()
            known = form["id"] in [each["id"] for each in self.forms]
            self.forms.append(form)
            if not known:
                self.due += [(time.monotonic() + after, text) for after, text in self.script]
            if self.resets:
                self.resets -= 1
                _reset(request.environ["werkzeug.socket"])
            return jsonify(ok=True), self.status

    def messages(self):  # type: ignore[no-untyped-def]
        with self.lock:
            if self.forms and self.down_after_post:
                return jsonify(error="down"), 503
            now = time.monotonic()
            for moment, text in [each for each in self.due if each[0] <= now]:
                self.due.remove((moment, text))
                self.receive(text)
            after = int(request.args["after"])
            return jsonify([vars(sms) | {"at": AT.isoformat()} for sms in self.box if sms.id > after])

    def receive(self, text: str) -> None:
        self.box.append(HandsetSms(len(self.box) + 7, text, AT))

    @property
    def ids(self) -> list[str]:
        return [form["id"] for form in self.forms]


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    gateway = FakeGateway()
    with served(gateway.app()) as gateway.url:
        yield gateway


@pytest.fixture
def closed_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def handset(gateway: FakeGateway, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(phone, ["--url", gateway.url, *arguments], input=typed)


def test_stdout_holds_the_reply_and_nothing_else(gateway: FakeGateway) -> None:
    result = handset(gateway, "jalan rusak")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "LAPOR!: diterima\n", "")


def test_the_form_carries_from_to_text_and_an_id(gateway: FakeGateway) -> None:
    handset(gateway, "--from", "081200000009", "jalan rusak")

    [form] = gateway.forms
    assert form.pop("id")
    assert form == {"from": "081200000009", "to": "1708", "text": "jalan rusak"}


def test_half_a_character_of_the_terminal_is_sent_as_a_question_mark(gateway: FakeGateway) -> None:
    handset(gateway, "lampu \udcf0\udc9f mati")

    [form] = gateway.forms
    assert form["text"] == "lampu ?? mati"


def test_a_sender_that_is_never_answered_is_told_so(gateway: FakeGateway) -> None:
    gateway.script = []

    result = handset(gateway, "--from", "1708", "--wait", "0.2", "halo")

    assert (result.exit_code, "1708 is no mobile number" in result.stderr) == (3, True)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("country", "replies.countries in config.yaml"),
        ("too-many", "limits.silence_hours"),
        ("idle", "limits.idle_replies"),
        (None, "`sms-gateway doctor` says why"),
        ("of a later version", "`sms-gateway doctor` says why"),
    ],
)
def test_a_number_that_is_not_answered_is_told_what_the_gateway_knows(
    gateway: FakeGateway, why: str | None, told: str
) -> None:
    gateway.script, gateway.why = [], why

    result = handset(gateway, "--wait", "0", "halo")

    assert (result.exit_code, told in result.stderr) == (3, True), result.stderr


def test_two_calls_use_two_ids(gateway: FakeGateway) -> None:
    handset(gateway, "jalan rusak")
    handset(gateway, "jalan rusak")

    assert len(set(gateway.ids)) == 2


def test_an_sms_from_before_the_call_is_not_shown(gateway: FakeGateway) -> None:
    gateway.receive("LAPOR!: kemarin")

    assert handset(gateway, "jalan rusak").stdout == "LAPOR!: diterima\n"


def test_line_ends_inside_an_sms_become_one_space(gateway: FakeGateway) -> None:
    gateway.script = [(0, "LAPOR!: satu\r\ndua\ntiga")]

    assert handset(gateway, "x").stdout == "LAPOR!: satu dua tiga\n"


def test_a_second_sms_within_a_second_is_shown_too(gateway: FakeGateway) -> None:
    gateway.script = [(0, "satu"), (0.6, "dua"), (1.2, "tiga")]

    assert handset(gateway, "x").stdout == "satu\ndua\ntiga\n"


def test_an_sms_after_a_second_of_silence_is_not_waited_for(gateway: FakeGateway) -> None:
    gateway.script = [(0, "satu"), (2.5, "dua")]
    started = time.monotonic()

    result = handset(gateway, "x")

    assert (result.stdout, time.monotonic() - started < 2.4) == ("satu\n", True)


def test_no_sms_in_time_ends_with_3_and_an_empty_stdout(gateway: FakeGateway) -> None:
    gateway.script = []
    started = time.monotonic()

    result = handset(gateway, "--wait", "0.5", "x")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("Sent, but no SMS came back within 0.5 s.")
    assert 0.5 <= time.monotonic() - started < 5


def test_the_first_sms_may_use_the_whole_wait(gateway: FakeGateway) -> None:
    gateway.script = [(1.2, "akhirnya")]

    assert handset(gateway, "--wait", "3", "x").stdout == "akhirnya\n"


def test_sms_without_end_are_cut_a_second_after_the_wait(gateway: FakeGateway) -> None:
    gateway.script = [(0.3 * n, "lagi") for n in range(100)]
    started = time.monotonic()

    handset(gateway, "--wait", "0.5", "x")

    assert time.monotonic() - started < 5


def test_json_prints_one_object_a_line_with_the_raw_text(gateway: FakeGateway) -> None:
    gateway.script = [(0, "satu\ndua"), (0, "tiga")]

    lines = handset(gateway, "--json", "x").stdout.splitlines()

    at = "2026-11-10T05:00:00+00:00"
    assert [json.loads(line) for line in lines] == [
        {"id": 7, "text": "satu\ndua", "at": at},
        {"id": 8, "text": "tiga", "at": at},
    ]


def test_no_gateway_ends_with_1_and_names_the_command_that_starts_one(closed_url: str) -> None:
    result = CliRunner().invoke(phone, ["--url", closed_url, "x"])

    assert (result.exit_code, result.stdout) == (1, "")
    assert "`sms-gateway up`" in result.stderr


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://127.0.0.1"])
def test_an_address_that_is_none_ends_with_1_and_a_sentence(url: str) -> None:
    result = CliRunner().invoke(phone, ["--url", url, "x"])

    assert (result.exit_code, "cannot be reached" in result.stderr) == (1, True)


@pytest.mark.parametrize(("resets", "tries"), [(1, 2), (3, 4)])
def test_a_broken_connection_is_tried_again_with_the_same_id(
    gateway: FakeGateway, resets: int, tries: int
) -> None:
    gateway.resets = resets

    result = handset(gateway, "x")

    assert (result.stdout, len(gateway.ids), len(set(gateway.ids))) == ("LAPOR!: diterima\n", tries, 1)


def test_after_three_retries_it_gives_up_with_1(gateway: FakeGateway) -> None:
    gateway.resets = 99

    result = handset(gateway, "x")

    assert (result.exit_code, len(gateway.ids)) == (1, 4)


@pytest.mark.parametrize(
    ("status", "remedy"), [(403, "simulator carrier"), (404, "simulator"), (503, "doctor")]
)
def test_a_refused_sms_ends_with_1_and_its_remedy(gateway: FakeGateway, status: int, remedy: str) -> None:
    gateway.status = status

    result = handset(gateway, "x")

    assert (result.exit_code, result.stdout, remedy in result.stderr) == (1, "", True)


def test_a_refused_sms_is_not_sent_again(gateway: FakeGateway) -> None:
    gateway.status = 503

    handset(gateway, "x")

    assert len(gateway.ids) == 1


def test_a_gateway_that_is_lost_while_waiting_ends_with_1(gateway: FakeGateway) -> None:
    gateway.down_after_post = True

    assert handset(gateway, "--wait", "0.4", "x").exit_code == 1


@pytest.mark.parametrize(
    "body", ["<html>", "{}", "[1]", '[{"id": "x"}]', '[{"id": 1, "text": "a", "at": "b"}]', "3"]
)
def test_another_server_on_the_port_is_named_as_such(body: str) -> None:
    app = Flask("another_server")
    app.add_url_rule("/simulator/messages", view_func=lambda: body)
    with served(app) as url:
        result = CliRunner().invoke(phone, ["--url", url, "x"])

    assert (result.exit_code, "is not a gateway" in result.stderr) == (1, True)


def test_a_proxy_of_the_environment_is_not_asked(gateway: FakeGateway, closed_url: str) -> None:
    result = CliRunner().invoke(phone, ["--url", gateway.url, "x"], env={"http_proxy": closed_url})

    assert result.exit_code == 0


def test_a_negative_wait_is_a_usage_error(gateway: FakeGateway) -> None:
    assert handset(gateway, "--wait", "-1", "x").exit_code == 2


@given(text=st.text(max_size=80))
def test_any_text_becomes_one_line_and_keeps_its_visible_words(text: str) -> None:
    shown = one_line(text)

    assert len(f"{shown}|".splitlines()) == 1
    assert shown.split() == re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split()


def test_the_pattern_of_line_ends_compiles_under_re2() -> None:
    pattern = SEPARATORS.pattern.replace("\\u2028\\u2029", "\u2028\u2029")
    assert re2.compile(pattern).sub(" ", "a\r\n\u2028b") == "a b"


def test_lines_of_a_pipe_are_sent_one_by_one_and_their_replies_waited_for(gateway: FakeGateway) -> None:
    gateway.script = [(0.3, "LAPOR!: diterima")]

    result = handset(gateway, typed="jalan rusak\n\nSTATUS\n")

    assert [form["text"] for form in gateway.forms] == ["jalan rusak", "STATUS"]
    assert (result.exit_code, result.stdout) == (0, "LAPOR!: diterima\n" * 2)


def test_a_session_without_input_ends_at_once(gateway: FakeGateway) -> None:
    result = handset(gateway, typed="")

    assert (result.exit_code, result.stdout, gateway.forms) == (0, "", [])


def test_a_line_of_a_session_that_was_refused_ends_with_1(gateway: FakeGateway) -> None:
    gateway.status = 503

    result = handset(gateway, typed="x\n")

    assert (result.exit_code, result.stderr.startswith("Not sent.")) == (1, True)


@contextmanager
def terminal(gateway: FakeGateway) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    ours, theirs = pty.openpty()
    session = subprocess.Popen(
        [sys.executable, "-c", CALL, "--url", gateway.url],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    try:
        yield ours, session
    finally:
        session.kill()
        session.wait(timeout=10)
        os.close(ours)


def read_until(ours: int, done: Callable[[bytes], bool], seconds: float = 20) -> bytes:
    os.set_blocking(ours, False)
    seen, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and not done(seen):
        try:
            seen += os.read(ours, 4096)
        except BlockingIOError:
            time.sleep(0.02)
        except OSError:  # the other side has closed
            break
    return seen


def test_on_a_terminal_a_reply_comes_in_colour_and_the_prompt_again_until_ctrl_d(
    gateway: FakeGateway,
) -> None:
    with terminal(gateway) as (ours, session):
        started = read_until(ours, lambda seen: b"> " in seen)
        os.write(ours, b"jalan rusak\n")
        shown = read_until(
            ours, lambda seen: re.search(rb"\x1b\[32mLAPOR!: diterima.*> ", seen, re.S) is not None
        )
        os.write(ours, b"\x04")

        assert (b"> " in started, b"\x1b[32mLAPOR!: diterima" in shown) == (True, True)
        assert session.wait(timeout=10) == 0
