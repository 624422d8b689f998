"""The rules of the tree, held by the tree: layers, sizes, one place for sentences, safe patterns, doors."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import re2

from sms_gateway.domain.work import Queue
from sms_gateway.queue.doorbell import JOBS

ROOT = Path(__file__).parents[1]
PACKAGES = ("sms_gateway", "parsers", "workers")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
HARD_LIMIT = 500


def test_the_layers_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= HARD_LIMIT


@pytest.mark.parametrize("name", TREES)
def test_every_module_says_what_it_promises(name: str) -> None:
    assert ast.get_docstring(TREES[name])


def _strings(tree: ast.AST) -> Iterator[str]:
    """Every string literal that is not a docstring."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value


def test_every_sentence_to_a_citizen_comes_from_one_table() -> None:
    speaking = {name for name, tree in TREES.items() if any("LAPOR!:" in text for text in _strings(tree))}
    assert speaking == {"sms_gateway/domain/sentences.py"}


def _patterns(name: str, tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if of_re and node.func.attr not in ("escape", "purge") and node.args:
            yield f"{name}:{node.lineno}", node.args[0]


PATTERNS: dict[str, ast.expr] = dict(pair for name, tree in TREES.items() for pair in _patterns(name, tree))


@pytest.mark.parametrize(
    "place", [place for place, found in PATTERNS.items() if isinstance(found, ast.Constant)]
)
def test_every_pattern_runs_in_linear_time(place: str) -> None:
    found = PATTERNS[place]
    assert isinstance(found, ast.Constant)
    re2.compile(found.value)


def test_a_pattern_that_is_put_together_compiles_too() -> None:
    """Those that are no literal are found as values of their modules."""
    built = {
        place.partition(":")[0] for place, found in PATTERNS.items() if not isinstance(found, ast.Constant)
    }
    for name in built:
        module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        for value in vars(module).values():
            if type(value).__name__ == "Pattern":
                re2.compile(value.pattern)


def test_no_pattern_escapes_the_search_above() -> None:
    """`from re import compile` or `import re as r` would hide a pattern from it."""
    hidden = [
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "re")
        or (isinstance(node, ast.Import) and any(a.name == "re" and a.asname for a in node.names))
    ]
    assert hidden == []


@pytest.mark.parametrize("place", PATTERNS)
def test_no_pattern_takes_foreign_digits_for_digits(place: str) -> None:
    assert not any("\\d" in text for text in _strings(PATTERNS[place]))


@pytest.mark.parametrize("queue", Queue)
def test_every_queue_has_a_job_that_resolves(queue: Queue) -> None:
    module, _, function = JOBS[queue].rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def _uses(tree: ast.AST, module: str, *names: str) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in names
        and isinstance(node.value, ast.Name)
        and node.value.id == module
        for node in ast.walk(tree)
    )


def test_the_environment_is_read_in_one_place() -> None:
    readers = {name for name, tree in TREES.items() if _uses(tree, "os", "environ", "getenv", "putenv")}
    assert readers == {"sms_gateway/settings/load.py"}


def test_the_time_of_day_is_asked_in_one_place() -> None:
    asking = {
        name
        for name, tree in TREES.items()
        if _uses(tree, "datetime", "now", "utcnow", "today") or _uses(tree, "date", "today")
    }
    assert asking == {"sms_gateway/clock.py"}


def test_nothing_is_patched_by_its_dotted_path() -> None:
    mine = Path(__file__)
    patching = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path != mine
        and any(word in path.read_text(encoding="utf-8") for word in ("mock.patch", "mocker.patch"))
    ]
    assert patching == []


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not {path.stem for path in FILES} & {"utils", "helpers", "common", "manager", "misc"}
