"""The dashboard asks for what is exported, in words Prometheus understands, and leaves out nothing."""

import json
import re
import subprocess
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import needs
from tests.deploy.test_alerts import RULES, exported
from tests.documents import ROOT

DASHBOARD = json.loads((ROOT / "deploy/grafana/sms-gateway.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
SHOWING = [panel for panel in PANELS if panel["type"] != "row"]
EXPRESSIONS = [target["expr"] for panel in SHOWING for target in panel["targets"]]
NAMES = re.compile(r"smsgw_[a-z_]+")


def family(name: str) -> str:
    return re.sub(r"_(bucket|count|sum|total|created)$", "", name)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_panel_asks_for_what_is_exported(expression: str) -> None:
    asked = set(NAMES.findall(expression))
    assert asked
    assert asked <= exported()


def test_prometheus_understands_every_expression(tmp_path: Path) -> None:
    needs("promtool")
    rules = [
        {"record": f"panel:{number}", "expr": each.replace("$__rate_interval", "5m")}
        for number, each in enumerate(EXPRESSIONS)
    ]
    file = tmp_path / "panels.json"  # JSON is YAML
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_metric_is_shown_and_whatever_alarms_can_be_seen() -> None:
    shown = {family(name) for expression in EXPRESSIONS for name in NAMES.findall(expression)}
    alarming = {family(name) for rule in RULES for name in NAMES.findall(rule["expr"])}
    assert {family(name) for name in exported()} - shown == set()
    assert alarming - shown == set()


def test_panels_have_a_name_and_a_place_of_their_own() -> None:
    assert len({panel["id"] for panel in PANELS}) == len({panel["title"] for panel in PANELS}) == len(PANELS)
    assert all(panel["description"] for panel in SHOWING)
    for one, other in combinations([panel["gridPos"] for panel in PANELS], 2):
        apart = (
            one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"],
            one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"],
        )
        assert any(apart), (one, other)
