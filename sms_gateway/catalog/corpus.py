"""The labelled texts that come with the program: those held back from training, to measure a change by."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """A text with its right topic."""

    text: str
    topic: str


def held_texts() -> Iterator[Held]:
    """Every packaged text that no training has seen."""
    for row in _rows():
        if row.get("split") == "held" and row.get("topic"):
            yield Held(row["text"], row["topic"])


def all_texts() -> Iterator[str]:
    """Every packaged text."""
    return (row["text"] for row in _rows())


def _rows() -> Iterator[dict[str, Any]]:
    folder = files("parsers").joinpath("data", "corpus")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".jsonl"):
            yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
