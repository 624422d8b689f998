"""The parsers read their packaged lists and nothing else: no clock, no chance, no network, no framework."""

import ast
from pathlib import Path

import pytest

import parsers

MODULES = sorted(Path(parsers.__file__).parent.glob("*.py"))
READERS = {"lexicon", "gazetteer", "model", "build_gazetteer", "train", "evaluate"}
TOOLS = {"build_gazetteer", "train", "train_layer", "evaluate"}  # run by hand, never imported by the gateway
ALLOWED = {
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "itertools",
    "json",
    "math",
    "numpy",
    "operator",
    "parsers",
    "rapidfuzz",
    "re",
    "types",
    "typing",
    "unicodedata",
}
READING = {"importlib", "gzip", "zlib", "lokal", "pathlib", "sys", "io"}
BUILDING = {"sklearn", "scipy", "argparse", "rich"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_what_is_pure(path: Path) -> None:
    allowed = ALLOWED | (READING if path.stem in READERS else set())
    assert imported(path) - allowed - (BUILDING if path.stem in TOOLS else set()) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_reads_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "today", "utcnow"}
