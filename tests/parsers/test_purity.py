"""The parsers read their packaged lists and nothing else: no clock, no chance, no network, no framework."""

import ast
from pathlib import Path

import pytest

import parsers

MODULES = sorted(Path(parsers.__file__).parent.glob("*.py"))
READERS = {"lexicon", "gazetteer", "build_gazetteer"}
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
    "operator",
    "parsers",
    "rapidfuzz",
    "re",
    "types",
    "typing",
    "unicodedata",
}
READING = {"importlib", "gzip", "zlib", "lokal", "pathlib", "sys", "io"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_what_is_pure(path: Path) -> None:
    assert imported(path) - ALLOWED - (READING if path.stem in READERS else set()) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_reads_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "today", "utcnow"}
