"""Every pattern of the parsers also compiles under RE2, so none can take exponential time."""

import pkgutil
import re
from importlib import import_module
from typing import Any

import pytest
import re2

import parsers


def _patterns(value: Any, depth: int = 0) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value]
    if depth < 3 and isinstance(value, dict):
        return [found for item in value.values() for found in _patterns(item, depth + 1)]
    if depth < 3 and isinstance(value, (tuple, list)):
        return [found for item in value for found in _patterns(item, depth + 1)]
    return []


MODULES = [import_module(f"parsers.{module.name}") for module in pkgutil.iter_modules(parsers.__path__)]
FOUND = [
    pytest.param(pattern, id=f"{module.__name__}:{name}:{index}")
    for module in MODULES
    for name, value in vars(module).items()
    for index, pattern in enumerate(_patterns(value))
]


def test_the_patterns_are_found() -> None:
    assert len(FOUND) > 30


@pytest.mark.parametrize("pattern", FOUND)
def test_a_pattern_compiles_under_re2(pattern: re.Pattern[str]) -> None:
    text = pattern.pattern if pattern.flags & re.IGNORECASE == 0 else f"(?i){pattern.pattern}"
    re2.compile(text)


@pytest.mark.parametrize("pattern", FOUND)
def test_digits_are_matched_as_ascii(pattern: re.Pattern[str]) -> None:
    assert r"\d" not in pattern.pattern
