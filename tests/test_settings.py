"""The configuration is checked whole at start: every fault named at once, no secret repeated."""

import os
from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from sms_gateway.carriers.building import build_carriers
from sms_gateway.errors import ConfigurationFault
from sms_gateway.settings import Settings, known_keys, load
from sms_gateway.settings.carriers import KNOWN_CARRIERS
from sms_gateway.settings.model import SECRET_NAMES
from tests.carriers.dialects.generic import example

CONFIG = Path(__file__).parents[1] / "config.yaml"
SECRET = "very-secret-value"
NOT_IN_THE_FILE = {*SECRET_NAMES, "testing"}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours, and no config.yaml in the current directory."""
    for name in [name for name in os.environ if name.startswith("SMSGW_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _load(tmp_path: Path, text: str, **overrides: Any) -> Settings:
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, **overrides)


def _faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationFault) as caught:
        _load(tmp_path, text)
    return caught.value.faults


def _flat(mapping: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in mapping.items():
        if isinstance(value, dict) and value:  # an empty one is a table nobody has filled yet
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _defaults(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if prefix == "" and name in NOT_IN_THE_FILE:
            continue
        if isinstance(value, BaseModel):
            yield from _defaults(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def test_config_yaml_holds_every_key_with_its_default() -> None:
    written = dict(_flat(yaml.safe_load(CONFIG.read_text(encoding="utf-8"))))
    believed = {
        key: list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value
        for key, value in _defaults(Settings())
    }
    assert written == believed


def test_every_limit_of_config_yaml_is_explained() -> None:
    """A comment stands above each, or above the pair it belongs to."""
    lines = CONFIG.read_text(encoding="utf-8").splitlines()
    limits = lines[lines.index("limits:") + 1 : lines.index("web:")]
    bare = [line for above, line in pairwise(["#", *limits]) if ": " in line and "#" not in above + line]
    assert [line.strip().partition(":")[0] for line in bare] == [
        "outbox_lease_seconds",
        "reconcile_overlap_seconds",
    ]


def test_the_shipped_file_loads() -> None:
    assert load(CONFIG).model_dump(exclude={"data_dir"}) == Settings().model_dump(exclude={"data_dir"})


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    faults = _faults(
        tmp_path,
        "env: production\nspeling: 1\npublic_url: nonsense\nlimits: {triage_attempts: -1, unknown: 2}\n"
        "redis: {url: 'http://x'}\ncarriers: {enabled: [simulator, twilio]}\n",
    )
    named = " | ".join(faults)
    for key in (
        "speling",
        "public_url",
        "limits.triage_attempts",
        "limits.unknown",
        "redis.url",
        "SMSGW_TWILIO_ACCOUNT_SID",
        "SMSGW_TWILIO_AUTH_TOKENS",
        "SMSGW_FIELD_KEYS",
        "SMSGW_INDEX_KEY",
        "simulator",
        "https://",
    ):
        assert key in named, key


def test_a_call_is_answered_before_twilio_hangs_up(tmp_path: Path) -> None:
    assert "web.commit_seconds" in str(_faults(tmp_path, "web: {commit_seconds: 9.1}\n"))
    longest = _load(tmp_path, "web: {commit_seconds: 9}\n").web
    assert longest.turn_seconds + longest.commit_seconds < 15


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, name: str) -> None:
    faults = _faults(tmp_path, f"{name}: {SECRET}\n")
    assert f"SMSGW_{name.upper()}" in faults[0]
    assert SECRET not in str(faults)


def test_secrets_beside_other_faults_are_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRET_NAMES:
        monkeypatch.setenv(f"SMSGW_{name.upper()}", SECRET)
    with pytest.raises(ConfigurationFault) as caught:
        _load(tmp_path, "speling: 1\ndatabase: {url: 'mysql://user:hunter2@host/db'}\n")
    assert SECRET not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_secrets_do_not_show_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("twilio_auth_tokens", "field_keys", "index_key"):
        monkeypatch.setenv(f"SMSGW_{name.upper()}", SECRET)
    assert SECRET not in repr(load()) + str(load().model_dump())


@pytest.mark.parametrize(
    "name", ["SMSGW_TWILIO_AUTH_TOKEN", "SMSGW_FIELDKEYS", "SMSGW_LIMITS__TRIAGE_ATEMPTS"]
)
def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, SECRET)
    with pytest.raises(ConfigurationFault) as caught:
        load()
    assert name.lower() in str(caught.value).lower()
    assert SECRET not in str(caught.value)


def test_a_misspelt_variable_is_named_together_with_the_other_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSGW_SPELING", "x")
    faults = _faults(tmp_path, "log_level: LOUD\n")
    assert len(faults) == 2


def test_the_environment_wins_over_the_file_and_leaves_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSGW_LIMITS__TRIAGE_ATTEMPTS", "3")
    found = _load(tmp_path, "limits: {triage_attempts: 5, review_days: 9}\n")
    assert (found.limits.triage_attempts, found.limits.review_days) == (3, 9)


def test_what_the_caller_says_wins_over_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_LOG_LEVEL", "WARNING")
    assert _load(tmp_path, "log_level: DEBUG\n", log_level="ERROR").log_level == "ERROR"


def _faults_of_environment() -> tuple[str, ...]:
    try:
        load()
    except ConfigurationFault as fault:
        return fault.faults
    return ()


@pytest.mark.parametrize("key", sorted(set(known_keys(Settings))))
def test_every_key_can_be_named_in_the_environment(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Whatever is wrong with the value, the name itself is known."""
    monkeypatch.setenv(f"SMSGW_{key.upper()}", "?")
    assert not any("no such key" in fault for fault in _faults_of_environment())


LISTS = [
    ("SMSGW_CARRIERS__ENABLED", '["simulator"]', ("simulator",)),
    ("SMSGW_CARRIERS__ENABLED", "simulator", ("simulator",)),
    ("SMSGW_REPLIES__COUNTRIES", '["62", "44"]', ("62", "44")),
    ("SMSGW_REPLIES__COUNTRIES", "62, 44", ("62", "44")),
    ("SMSGW_REPLIES__COUNTRIES", "+62, 44", ("62", "44")),
]


@pytest.mark.parametrize(("name", "value", "expected"), LISTS)
def test_a_list_in_the_environment_is_json_or_commas(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setenv(name, value)
    found = load()
    assert (found.carriers.enabled if "CARRIERS" in name else found.replies.countries) == expected


@pytest.mark.parametrize(
    ("countries", "told"),
    [
        ('["ID"]', 'write "62" instead of "ID"'),
        ('["62", "sg"]', 'write "65" instead of "sg"'),
        ('["0062"]', 'write "62" instead of "0062"'),
        ('["999"]', 'write "62" instead of "999"'),
        ("[]", 'at least one, like "62"'),
    ],
)
def test_what_is_no_calling_code_is_a_fault_not_a_silence(tmp_path: Path, countries: str, told: str) -> None:
    (fault,) = _faults(tmp_path, f"replies: {{countries: {countries}}}\n")
    assert fault.startswith("replies.countries: must be calling codes")
    assert told in fault


def test_a_section_that_is_no_mapping_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_CARRIERS", SECRET)
    with pytest.raises(ConfigurationFault) as caught:
        load()
    assert SECRET not in str(caught.value)


BROKEN = {
    "a list": "- a\n- b\n",
    "a word": "hello\n",
    "no yaml": "a: [\n",
    "tabs": "a:\n\tb: 1\n",
    "no carriers": "carriers: {enabled: }\n",
    "carriers as a number": "carriers: {enabled: 7}\n",
    "carriers as a word": "carriers: twilio\n",
    "an empty section": "limits:\n",
    "a number as env": "env: 7\n",
    "an unknown carrier": "carriers: {enabled: [pigeon]}\n",
    "a default that is not enabled": "carriers: {default: twilio}\n",
    "a stand-in that is not enabled": "carriers: {failover: {simulator: [kannel]}}\n",
    "a carrier that stands in for itself": "carriers: {failover: {simulator: [simulator]}}\n",
    "a stand-in for nobody": "carriers: {failover: {pigeon: [simulator]}}\n",
    "a price below nothing": "carriers: {simulator: {price: -1}}\n",
    "a lease too short for the carrier": "limits: {outbox_lease_seconds: 5}\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_a_fault_with_a_sentence(tmp_path: Path, text: str) -> None:
    assert all(len(fault) > 10 for fault in _faults(tmp_path, text))


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    assert _load(tmp_path, text).limits == Settings().limits


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="no such file"):
        load(tmp_path / "absent.yaml")


def test_the_current_directorys_file_is_read_by_itself(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("log_level: ERROR\n")
    assert load().log_level == "ERROR"


@pytest.mark.parametrize("env", ["development", "production"])
@pytest.mark.parametrize("by", ["file", "environment"])
def test_faults_on_purpose_are_refused_outside_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: str, by: str
) -> None:
    if by == "environment":
        monkeypatch.setenv("SMSGW_TESTING__POISON", "x")
    text = f"env: {env}\n" + ("testing: {poison: x}\n" if by == "file" else "")
    assert any("testing" in fault for fault in _faults(tmp_path, text))


def test_faults_on_purpose_are_allowed_in_tests(tmp_path: Path) -> None:
    assert _load(tmp_path, "env: test\ntesting: {poison: x}\n").testing.poison == "x"


def test_a_complete_production_configuration_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKENS", "new, old"),
        ("FIELD_KEYS", "a,b"),
        ("INDEX_KEY", "c"),
    ):
        monkeypatch.setenv(f"SMSGW_{name}", value)
    found = _load(
        tmp_path,
        "env: production\npublic_url: https://sms.example.id/\n"
        "carriers: {enabled: [twilio], default: twilio}\ndatabase: {url: 'postgresql://u@h/d'}\n",
    )
    assert [token.get_secret_value() for token in found.twilio_auth_tokens] == ["new", "old"]
    assert (found.public_url, found.database.url) == ("https://sms.example.id", "postgresql+psycopg://u@h/d")


BOTH = "?host=one:5432&host=two:5432&target_session_attrs=read-write"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        (f"postgresql://u@/d{BOTH}", f"postgresql+psycopg://u@/d{BOTH}"),
        ("postgresql://u:a,b@h/d", "postgresql+psycopg://u:a,b@h/d"),
    ],
)
def test_a_postgresql_is_named_in_these_ways(url: str, found: str, tmp_path: Path) -> None:
    assert _load(tmp_path, f"database: {{url: '{url}'}}\n").database.url == found


@pytest.mark.parametrize("url", ["postgresql://u@one,two/d", "postgresql://u:pw@one:5432,two:5433/d"])
def test_hosts_in_the_wrong_place_are_told_where_they_belong(url: str, tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, f"database: {{url: '{url}'}}\n")
    wanted = "database.url: several hosts are written behind the name: ?host=one:5432&host=two:5432"
    assert fault == f"{wanted}; found an address that begins with postgresql://"


def test_the_data_directory_is_made_absolute(tmp_path: Path) -> None:
    assert load(data_dir=Path("here")).data_dir == tmp_path / "here"


def test_joint_leave_is_a_list_of_days_in_the_file_and_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = (date(2027, 3, 8), date(2027, 3, 9))
    assert _load(tmp_path, "calendar:\n  joint_leave: [2027-03-08, 2027-03-09]").calendar.joint_leave == days
    monkeypatch.setenv("SMSGW_CALENDAR__JOINT_LEAVE", "2027-03-08, 2027-03-09")
    assert load().calendar.joint_leave == days


@pytest.mark.parametrize("hour", ["21:00", '"24:00"', '"9:00"', "yes"])
def test_quiet_hours_are_written_with_quotes_and_four_digits(tmp_path: Path, hour: str) -> None:
    assert [fault.partition(":")[0] for fault in _faults(tmp_path, f"quiet:\n  starts: {hour}")] == [
        "quiet.starts"
    ]
    found = _load(tmp_path, 'quiet:\n  starts: "20:30"').quiet
    assert (found.starts, found.hours.starts) == ("20:30", time(20, 30))


KANNEL = "carriers: {enabled: [kannel], default: kannel}\n"


def test_kannel_needs_its_two_secrets(tmp_path: Path) -> None:
    assert _faults(tmp_path, KANNEL) == (
        "SMSGW_KANNEL_PASSWORD is not set but carriers.enabled has kannel",
        "SMSGW_KANNEL_SECRET is not set but carriers.enabled has kannel",
    )


@pytest.mark.parametrize("secret", ["short", "with/a/slash/in/the/path", "x" * 129, "sixteen letters%"])
def test_a_secret_that_no_path_should_hold_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("SMSGW_KANNEL_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_KANNEL_SECRET", secret)
    (fault,) = _faults(tmp_path, KANNEL)
    assert fault.startswith("SMSGW_KANNEL_SECRET: must be 16 to 128 letters")
    assert secret not in fault


def test_kannel_starts_with_both_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_KANNEL_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_KANNEL_SECRET", "a-secret-of-the-tests")
    monkeypatch.setenv("SMSGW_CARRIERS__KANNEL__ADDRESSES", "10.0.0.5,10.1.0.0/28")
    settings = _load(tmp_path, KANNEL)
    assert settings.carriers.kannel.addresses == ("10.0.0.5", "10.1.0.0/28")
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("address", ["kannel.local", "10.0.0.5/24", "", "10.0.0.300"])
def test_an_address_of_kannel_that_is_none_is_a_fault(tmp_path: Path, address: str) -> None:
    (fault,) = _faults(tmp_path, f"carriers: {{kannel: {{addresses: ['{address}']}}}}\n")
    assert fault.startswith("carriers.kannel.addresses: must be addresses or networks")


@pytest.mark.parametrize("carrier", ["twilio", "kannel", "jasmin"])
def test_a_carrier_slower_than_a_lease_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    monkeypatch.setenv("SMSGW_KANNEL_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_KANNEL_SECRET", "a-secret-of-the-tests")
    monkeypatch.setenv("SMSGW_JASMIN_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_JASMIN_SECRET", "a-secret-of-the-tests")
    enabled = "enabled: [simulator, kannel, jasmin]"
    (fault,) = _faults(tmp_path, f"carriers: {{{enabled}, {carrier}: {{timeout_seconds: 15}}}}\n")
    wanted = f"must be 32 or more, as carriers.{carrier}.timeout_seconds is 15"
    assert fault == f"limits.outbox_lease_seconds: {wanted}; found 30"


def test_a_slow_carrier_that_is_not_enabled_does_not_matter(tmp_path: Path) -> None:
    settings = _load(tmp_path, "carriers: {kannel: {timeout_seconds: 15}}\n")
    assert settings.carriers.slowest_seconds == settings.carriers.twilio.timeout_seconds


@pytest.mark.parametrize("name", KNOWN_CARRIERS)
def test_every_carrier_can_be_given_a_pace(tmp_path: Path, name: str) -> None:
    found = _load(tmp_path, f"carriers: {{{name}: {{per_second: 2.5}}}}\n")
    assert found.carriers.per_second == {name: 2.5}


@pytest.mark.parametrize("pace", ["0", "-1", "fast", ".inf"])
def test_a_pace_is_more_than_nothing(tmp_path: Path, pace: str) -> None:
    faults = _faults(tmp_path, f"carriers: {{twilio: {{per_second: {pace}}}}}\n")
    assert [fault.partition(":")[0] for fault in faults] == ["carriers.twilio.per_second"]


def test_jasmin_needs_its_two_secrets(tmp_path: Path) -> None:
    assert _faults(tmp_path, "carriers: {enabled: [jasmin], default: jasmin}\n") == (
        "SMSGW_JASMIN_PASSWORD is not set but carriers.enabled has jasmin",
        "SMSGW_JASMIN_SECRET is not set but carriers.enabled has jasmin",
    )


def test_jasmin_is_built_as_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_JASMIN_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_JASMIN_SECRET", "a-secret-of-the-tests")
    settings = _load(
        tmp_path, "carriers: {enabled: [jasmin], default: jasmin, jasmin: {timeout_seconds: 11}}\n"
    )
    assert settings.carriers.slowest_seconds == 11
    assert build_carriers(settings)["jasmin"].secret == "a-secret-of-the-tests"


def _aggregator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSGW_GENERIC_PASSWORD", SECRET)
    monkeypatch.setenv("SMSGW_GENERIC_SECRET", "a-secret-of-the-tests")


def test_the_example_of_the_guide_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _aggregator(monkeypatch)
    settings = _load(tmp_path, example())
    assert settings.carriers.generic.states["DELIVRD"] == "delivered"
    assert build_carriers(settings)["generic"].success.body == '{"ok":true}'


def test_an_aggregator_that_nobody_described_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _aggregator(monkeypatch)
    assert _faults(tmp_path, "carriers: {enabled: [generic], default: generic}\n") == (
        "carriers.generic.send_url: is needed when carriers.enabled has generic",
        "carriers.generic.accepted.statuses: without it no SMS counts as accepted",
        "carriers.generic: needs either id_field or id_pattern, the id of an accepted SMS",
    )


WRONG = """
carriers:
  enabled: [generic]
  default: generic
  generic:
    send_url: ftp://127.0.0.1
    method: xml
    outbound: {nomor: to}
    accepted: {statuses: [200, 99], pattern: "(?=x)"}
    refused: {field: status}
    retry: {pattern: "a(b"}
    id_pattern: "no group"
    addresses: [somewhere]
    receipt: {reference: ref}
    states: {DELIVRD: arrived}
"""


def test_every_fault_of_a_description_is_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _aggregator(monkeypatch)
    assert {
        fault.partition(": ")[0].removeprefix("carriers.generic.") for fault in _faults(tmp_path, WRONG)
    } == {
        "send_url",
        "method",
        "outbound.nomor",
        "accepted.statuses.1",
        "accepted.pattern",
        "refused.field",
        "retry",
        "retry.pattern",
        "id_pattern",
        "addresses",
        "receipt.reference",
        "states.DELIVRD",
    }


def test_one_status_cannot_mean_two_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _aggregator(monkeypatch)
    rules = "accepted: {statuses: [200]}, retry: {statuses: [200, 503]}"
    chosen = f"send_url: 'http://127.0.0.1:1', id_field: id, {rules}"
    (fault,) = _faults(
        tmp_path, f"carriers: {{enabled: [generic], default: generic, generic: {{{chosen}}}}}\n"
    )
    assert fault == (
        "carriers.generic.accepted.statuses: 200 is in retry.statuses too, and neither has a pattern"
    )
