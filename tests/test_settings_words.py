"""A fault of the configuration says in words which key it is, what is wanted, and what was found."""

import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sms_gateway.errors import ConfigurationFault
from sms_gateway.settings import Settings, load
from sms_gateway.settings.model import SECRET_NAMES
from sms_gateway.settings.words import with_a_port

PASSWORD = "hunter2"
SIGNS_OF_A_LIBRARY = ("Input", "String should", "pattern", "^", "Expecting", "instance of", "class", "Error")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours, and no config.yaml in the current directory."""
    for name in [name for name in os.environ if name.startswith("SMSGW_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationFault) as caught:
        load(path)
    return tuple(fault.replace(str(path), "FILE") for fault in caught.value.faults)


ADDRESS = "must be an address like https://sms.example.id"
COLLECTOR = "must be an address like http://127.0.0.1:4318, without a name or password in it"
PORT = "must have a host and, behind a colon, a port from 1 to 65535, like db1.internal:5432"
SQLITE = "must name the file of SQLite, like sqlite:////var/lib/sms-gateway/gateway.db"
YAML = "must be a YAML mapping, lines like `env: production` (blanks, no tabs, before a key)"
OTHERS = "must name, for a carrier, others of carriers.enabled (simulator)"
NO_KEY = "there is no such key"
BEGINS = "an address that begins with"
SAID = [  # what the file says, the key, what is wanted there, what was found
    ("public_url: sms.example.id", "public_url", ADDRESS, "no address"),
    ("public_url: http://h:70000", "public_url", PORT, f"{BEGINS} http://"),
    ("tracing: {endpoint: 'http://u:hunter2@h'}", "tracing.endpoint", COLLECTOR, f"{BEGINS} http://"),
    ("database: {url: 'mysql://u:hunter2@h/d'}", "database.url",
     "must start with postgresql:// or sqlite:///", f"{BEGINS} mysql://"),
    ("database: {url: 'postgresql://u:hunter2@h:x/d'}", "database.url", PORT, f"{BEGINS} postgresql://"),
    ("database: {url: 'sqlite:///'}", "database.url", SQLITE, f"{BEGINS} sqlite://"),
    ("redis: {url: 'redis://:hunter2@h:x/0'}", "redis.url", PORT, f"{BEGINS} redis://"),
    ("quiet: {starts: 21:00}", "quiet.starts", "must be a text; put it in quotes", "1260"),
    ("quiet: {starts: '9:00'}", "quiet.starts", 'must be a time of day in quotes, like "06:00"', '"9:00"'),
    ("templates: {language: Jawa}", "templates.language",
     "must be the code of a language, like id", '"Jawa"'),
    ("carriers: {currency: Rp}", "carriers.currency", "must be three capital letters, like IDR", '"Rp"'),
    ("carriers: {enabled: [pigeon]}", "carriers.enabled",
     "must be some of simulator, twilio, kannel, jasmin, generic", "a list"),
    ("carriers: {default: twilio}", "carriers.default",
     "must be one of carriers.enabled (simulator)", '"twilio"'),
    ("carriers: {failover: {simulator: [kannel]}}", "carriers.failover", OTHERS, "a section"),
    ("limits: {triage_attempts: 0}", "limits.triage_attempts", "must be more than 0", "0"),
    ("limits: {triage_attempts: three}", "limits.triage_attempts", "must be a whole number", '"three"'),
    ("limits: {triage_atempts: 3}", "limits.triage_atempts", NO_KEY, "did you mean limits.triage_attempts?"),
    ("speling: 3", "speling", NO_KEY, "config.yaml as it comes holds every key"),
    ("web: {commit_seconds: 9.5}", "web.commit_seconds", "must be 9 or less", "9.5"),
    ("web: {port: }", "web.port", "must be a whole number", "nothing"),
    ("limits:", "limits", "must be a section with keys of its own", "nothing"),
    ("env: live", "env", "must be 'development', 'test' or 'production'", '"live"'),
    ("calendar: {joint_leave: [8 March]}", "calendar.joint_leave.0",
     "must be a day like 2027-03-08", '"8 March"'),
    ("carriers: {generic: {plus: maybe}}", "carriers.generic.plus", "must be true or false", '"maybe"'),
    (f"calendar: {{zone: {'x' * 32}}}", "calendar.zone", "must be 'WIB', 'WITA' or 'WIT'", "32 characters"),
    ("a: [\n", "FILE, line 2", YAML, ""),
    ("hello", "FILE", YAML, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "wanted", "found"), SAID, ids=[row[0] for row in SAID])
def test_a_fault_is_said_in_words(tmp_path: Path, text: str, key: str, wanted: str, found: str) -> None:
    told = "" if not found else f"; {found}" if wanted == NO_KEY else f"; found {found}"
    assert _faults(tmp_path, text) == (f"{key}: {wanted}{told}",)


def test_a_fault_of_the_environment_names_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSGW_TRACING__ENDPOINT", "localhost")
    monkeypatch.setenv("SMSGW_LIMITS__TRIAGE_ATTEMPT", "3")
    said = _faults(tmp_path, "log_level: LOUD")
    assert f"tracing.endpoint (SMSGW_TRACING__ENDPOINT): {COLLECTOR}; found no address" in said
    meant = "did you mean SMSGW_LIMITS__TRIAGE_ATTEMPTS?"
    assert f"SMSGW_LIMITS__TRIAGE_ATTEMPT: no such key for the environment; {meant}" in said


def test_a_section_as_a_variable_is_told_how_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_LIMITS", "many")
    with pytest.raises(ConfigurationFault) as caught:
        load()
    wanted = "a section is set key by key, like SMSGW_LIMITS__NAME, or as a whole in JSON"
    assert caught.value.faults == (f"SMSGW_LIMITS: {wanted}",)


def _filled(model: type[BaseModel], wrong: Any, depth: int) -> dict[str, Any]:
    """*wrong* at every key, and in the place of every section below *depth*."""
    kinds = {name: field.annotation for name, field in model.model_fields.items()}
    return {
        name: _filled(kind, wrong, depth - 1)
        if depth and isinstance(kind, type) and issubclass(kind, BaseModel)
        else wrong
        for name, kind in kinds.items()
    }


WRONG = ["", "?", "[x", "http://u:hunter2@h:x/d", "x" * 2000, -1, 1.5, 10**12, None, [], ["?"], {"a": "b"}]


def test_no_fault_of_any_key_speaks_as_a_library_or_shows_a_password() -> None:
    met = set()
    for wrong, depth in product(WRONG, range(4)):
        with pytest.raises(ConfigurationFault) as caught:
            Settings(**_filled(Settings, wrong, depth))
        for fault in caught.value.faults:
            key, _, told = fault.partition(": ")
            met.add(told.partition(";")[0])
            assert not [each for each in SIGNS_OF_A_LIBRARY if each in told], fault
            assert PASSWORD not in fault
            assert key.partition(".")[0] not in SECRET_NAMES or "found" not in told
    assert len(met) > 30


@given(
    st.sampled_from(["", "u@", "u:p/a:b@", "u:p@w@"]),
    st.integers(-9, 99_999),
    st.sampled_from(["", "/", "/d?a=b:c"]),
)
def test_a_port_is_a_number_of_a_port(user: str, port: int, path: str) -> None:
    for host in ("h", "10.0.0.5", "[::1]", ""):
        url = f"postgresql://{user}{host}:{port}{path}"
        if 1 <= port <= 65535:
            assert with_a_port(url) == url
        else:
            with pytest.raises(ValueError, match="a port from 1 to 65535"):
                with_a_port(url)
        assert with_a_port(f"postgresql://{user}{host}{path}")
