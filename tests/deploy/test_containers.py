"""The containers run what the systemd units run, as a user without rights; nothing here starts one."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from tests.documents import ROOT

FOLDER = ROOT / "deploy" / "container"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: part for name, part in SERVICES.items() if part["image"] == "sms-gateway"}
SYSTEMD = ROOT / "deploy" / "systemd"
# https://docs.docker.com/reference/compose-file/services/ : what is used of it here.
KEYS = {
    "build", "cap_drop", "command", "depends_on", "env_file", "environment", "healthcheck", "image", "ports",
    "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "ulimits", "volumes",
}  # fmt: skip


def units() -> dict[str, list[str]]:
    """The command of each unit the target wants, without the folder of the virtual environment."""
    found = {}
    for name in re.findall(r"sms-gateway-(\S+)\.service", (SYSTEMD / "sms-gateway.target").read_text()):
        stem, at, instance = name.partition("@")
        text = (SYSTEMD / f"sms-gateway-{stem}{at}.service").read_text().replace("%i", instance)
        command = shlex.split(re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)[0])
        found[instance or stem] = [command[0].rpartition("/")[2], *command[1:]]
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The instructions of the Containerfile."""
    folder: Path = tmp_path_factory.mktemp("image")
    (folder / "Dockerfile").write_text((FOLDER / "Containerfile").read_text(encoding="utf-8"))
    parsed: list[dict[str, Any]] = DockerfileParser(str(folder)).structure
    return [each for each in parsed if each["instruction"] != "COMMENT"]


def test_the_parts_are_the_commands_of_the_units() -> None:
    assert {name: part["command"] for name, part in OURS.items() if name != "migrate"} == units()
    assert OURS["migrate"]["command"] == ["sms-gateway", "migrate"]


def test_a_part_has_the_patience_and_the_bounds_of_its_unit() -> None:
    unit = (SYSTEMD / "sms-gateway-web.service").read_text()
    assert {part["stop_grace_period"] for part in OURS.values()} == {
        f"{re.findall('TimeoutStopSec=([0-9]+)', unit)[0]}s"
    }
    assert str(OURS["web"]["ulimits"]["nofile"]) in unit
    assert all(part["read_only"] and part["cap_drop"] == ["ALL"] for part in OURS.values())
    assert all(part["security_opt"] == ["no-new-privileges:true"] for part in OURS.values())


def test_compose_uses_known_keys_and_what_it_names_is_there() -> None:
    assert {key for part in SERVICES.values() for key in part} <= KEYS
    assert set(COMPOSE) == {"name", "x-part", "services", "volumes"}
    for part in SERVICES.values():
        assert set(part.get("depends_on", {})) <= set(SERVICES)
        named = [each.split(":")[0] for each in part.get("volumes", ())]
        assert {each for each in named if not each.startswith("./")} <= set(COMPOSE["volumes"])
        assert all(port.startswith("127.0.0.1:") for port in part.get("ports", ()))
    build = OURS["web"]["build"]
    assert (FOLDER / build["context"] / build["dockerfile"]).is_file()


def test_no_secret_is_in_an_image_or_in_compose(image: list[dict[str, Any]]) -> None:
    assert "SMSGW_" not in json.dumps(COMPOSE)
    assert not any("SMSGW_" in each["value"] or each["instruction"] == "ARG" for each in image)


def test_the_image_is_made_of_known_instructions_and_of_files_that_exist(image: list[dict[str, Any]]) -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "STOPSIGNAL", "EXPOSE", "CMD"}
    assert {each["instruction"] for each in image} <= known
    assert image[0]["instruction"] == "FROM"
    for each in image:
        if each["instruction"] == "COPY" and "--from" not in each["value"]:
            *sources, _ = each["value"].split()
            assert [name for name in sources if not (ROOT / name).exists()] == []
    built = {name for each in image if each["instruction"] == "COPY" for name in each["value"].split()[:-1]}
    assert {"sms_gateway", "parsers", "workers", "pyproject.toml"} <= built


def test_the_image_runs_as_a_user_without_rights_what_the_web_unit_runs(image: list[dict[str, Any]]) -> None:
    last = {each["instruction"]: each["value"] for each in image}
    assert last["USER"] == "smsgw"
    assert json.loads(last["CMD"]) == units()["web"]
    after = [each["instruction"] for each in image][[each["instruction"] for each in image].index("USER") :]
    assert "RUN" not in after
