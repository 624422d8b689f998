"""The wheel holds the three packages with their data and nothing else, and works where it is installed."""

import json
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("sms_gateway", "parsers", "workers")
TRY = """
import json, sys
sys.path = [path for path in sys.path if path not in (sys.argv[2], "")]
sys.path.insert(0, sys.argv[1])
import parsers, sms_gateway, workers, workers.main, sms_gateway.cli, sms_gateway.web.app
from datetime import UTC, datetime
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.migrations import migrate, pending
knowledge = parsers.load_knowledge()
parsed = parsers.parse(sys.argv[4], now=datetime(2026, 11, 10, tzinfo=UTC), knowledge=knowledge)
sessions = open_sessions("sqlite:///" + sys.argv[3])
migrate(sessions)
print(json.dumps({
    "from": [module.__file__ for module in (parsers, sms_gateway, workers)],
    "traced": [name for name in sys.modules if name.startswith(tuple(sys.argv[5:]))],
    "kind": parsed.kind, "regency": parsed.place.regency, "schema": pending(sessions),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=folder)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("elsewhere") / "site"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target"]
    subprocess.run([*command, str(target), str(wheel)], check=True, timeout=200)
    return target


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in _names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_that_is_tracked(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    tracked = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    assert tracked - set(_names(wheel)) == set()


@pytest.mark.parametrize(
    "suffix",
    ["migrations/versions/v0001_first_schema.py", "migrations/script.py.mako", "templates/phone.html",
     "static/phone.css", "static/phone.js"],
)  # fmt: skip
def test_what_is_not_imported_is_inside_too(wheel: Path, suffix: str) -> None:
    assert any(name.endswith(suffix) for name in _names(wheel))


def test_it_works_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    arguments = [
        str(installed),
        str(ROOT / "x")[:-1],
        str(tmp_path / "new.db"),
        "jalan rusak di kota semarang",
        *("sms_gateway.tracing.otlp", "opentelemetry.exporter", "google.protobuf"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", TRY, *arguments], capture_output=True, text=True, timeout=120, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert all(file.startswith(str(installed)) for file in found["from"])
    assert (found["kind"], found["regency"]) == ("report", "33.74")
    assert found["traced"] == []  # redis-py loads the rest of OpenTelemetry itself where it is installed
    assert found["schema"][0] == found["schema"][1]


def test_both_commands_are_announced(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        told = archive.read(entry).decode()
    assert "sms-gateway = sms_gateway.cli:main" in told
    assert "sms-gateway-worker = workers.main:main" in told


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_else_owns_the_name(package: str) -> None:
    assert set(packages_distributions().get(package, ["sms-gateway-1708"])) == {"sms-gateway-1708"}
