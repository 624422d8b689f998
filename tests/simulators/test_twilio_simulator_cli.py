"""`sms-gateway twilio-simulator` starts, says where it is, and stops when told."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from sms_gateway.cli.twilio_simulator import twilio_simulator

ROOT = Path(__file__).parents[2]
START = "from sms_gateway.cli.twilio_simulator import twilio_simulator as run; run()"


def start(*options, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", START, "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines_until_ready(process):
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if line.startswith("ready "):
            return lines
    raise AssertionError(process.stderr.read())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_and_leaves_cleanly(number):
    process = start()
    try:
        url = lines_until_ready(process)[-1].removeprefix("ready ")
        with urllib.request.urlopen(f"{url}/_sim/log", timeout=5) as answer:
            assert json.load(answer)["accepted"] == []
        process.send_signal(number)
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.communicate()


def test_it_names_what_to_set_and_never_repeats_a_token_it_was_given():
    process = start(SMSGW_TWILIO_AUTH_TOKENS="given-one,given-two", SMSGW_TWILIO_ACCOUNT_SID="AC" + "7" * 32)
    try:
        told = "\n".join(lines_until_ready(process))
        assert "SMSGW_CARRIERS__TWILIO__BASE_URL=http://127.0.0.1:" in told
        assert "SMSGW_TWILIO_ACCOUNT_SID=AC" + "7" * 32 in told
        assert "given-" not in told
    finally:
        process.kill()
        process.communicate()


def test_it_names_the_address_whose_signature_the_gateway_must_believe():
    process = start("--deliver-to", "http://127.0.0.1:9/")
    try:
        assert "SMSGW_PUBLIC_URL=http://127.0.0.1:9" in lines_until_ready(process)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "options",
    [["--deliver-to", "http://192.0.2.1"], ["--fault-429", "2"], ["--port", "99999"], ["--lookup-lag", "-1"]],
)
def test_a_wrong_option_stops_the_start(options):
    result = CliRunner().invoke(twilio_simulator, options)
    assert result.exit_code != 0
    assert "ready" not in result.output
