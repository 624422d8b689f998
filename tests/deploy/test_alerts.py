"""Every alert speaks when it should, of a metric that exists, and sends its reader to a page that exists."""

import re
import subprocess

import pytest
import yaml

from sms_gateway.metrics import Metrics
from tests.conftest import needs
from tests.documents import ROOT
from tests.test_metrics import GROUND, STATE

FOLDER = ROOT / "deploy" / "prometheus"
RULES = yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
NAMES = [rule["alert"] for rule in RULES]


def exported() -> set[str]:
    metrics = Metrics()
    metrics.webhooks.labels("twilio", "inbound", "200").inc()
    metrics.refused.labels("twilio", "slow").inc()
    return set(re.findall(r"^(smsgw_\w+)", metrics.render(STATE, GROUND).decode(), re.MULTILINE))


@pytest.mark.parametrize("command", [["check", "rules", "rules.yaml"], ["test", "rules", "rules.test.yaml"]])
def test_prometheus_agrees(command: list[str]) -> None:
    needs("promtool")
    done = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_asks_for_what_is_exported(rule: dict[str, str]) -> None:
    asked = set(re.findall(r"smsgw_\w+", rule["expr"]))
    assert asked <= exported()
    assert asked or "up{" in rule["expr"]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_names_a_page_that_exists(rule: dict[str, dict[str, str]]) -> None:
    assert (ROOT / rule["annotations"]["runbook"]).is_file()
    assert rule["labels"]["severity"] in ("page", "day")


def test_every_alert_has_its_bad_day() -> None:
    cases = (FOLDER / "rules.test.yaml").read_text(encoding="utf-8")
    assert [name for name in NAMES if f'alertname="{name}"' not in cases] == []
