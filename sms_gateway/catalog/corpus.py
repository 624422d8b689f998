"""The labelled texts that come with the program: those held back from training, to measure a change by."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Held:
    """A text with its right topic."""

    text: str
    topic: str


def held_texts() -> Iterator[Held]:
    """Every packaged text that no training has seen."""
    folder = files("parsers").joinpath("data", "corpus")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".jsonl"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("split") == "held" and row.get("topic"):
                yield Held(row["text"], row["topic"])
