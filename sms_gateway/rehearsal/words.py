"""What citizens write: texts of the packaged corpus and places of the gazetteer, chosen by a given chance."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

from parsers import Failure, Missing, Urgency
from parsers.gazetteer import Gazetteer, RegionKind

TOWNS: Final = ("33.74", "32.05")  # of the written dialogues; most officers work there
_IN_TOWNS: Final = 0.65  # of the places
_LONGEST: Final = 300  # two SMS; a carrier joins them before they reach us
_ANSWER: Final = (
    "{village} {district} {regency}",
    "ds {village} kec {district} {regency}",
    "kec {district}, {regency}",
)
_IN: Final = (
    "{problem} di {village} kec {district} {regency}",
    "{problem}. lokasi ds {village} {district} {regency}",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts by what they are."""

    whole: tuple[str, ...]  # reports that say where
    placeless: tuple[str, ...]
    emergencies: tuple[str, ...]
    failures: dict[str, tuple[str, ...]]


@cache
def shelf() -> Shelf:
    """The packaged texts, read once."""
    folder = files("parsers") / "data" / "corpus"
    reports = [
        row
        for topic in sorted(each.name for each in folder.iterdir() if each.name.endswith(".jsonl"))
        for row in _rows(topic)
        if row["urgency"] != Urgency.EMERGENCY
    ]
    placeless = [row for row in reports if Missing.PLACE in row["missing"]]
    whole = [row for row in reports if not row["missing"] and row["regency"]]
    not_reports = _rows("fields/not_reports.jsonl")
    return Shelf(
        _texts(whole, lambda row: True),
        _texts(placeless, lambda row: row["missing"] == [Missing.PLACE]),
        _texts(_rows("fields/urgency.jsonl"), lambda row: row["urgency"] == Urgency.EMERGENCY),
        {str(each): _failing(each, not_reports) for each in Failure},
    )


def _rows(name: str) -> list[dict[str, Any]]:
    text = (files("parsers") / "data" / "corpus" / name).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [row for row in rows if row["split"] == "train" and len(row["text"]) <= _LONGEST]


def _texts(rows: Sequence[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> tuple[str, ...]:
    return tuple(row["text"] for row in rows if wanted(row))


def _failing(why: Failure, rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return _texts(rows, lambda row: row["failure"] == why)


@dataclass(frozen=True, slots=True)
class Words:
    """What one citizen may write; the same chance writes the same."""

    gazetteer: Gazetteer
    random: Random

    def report(self) -> str:
        """A report that says where: as the corpus has it, or a problem of it at a place of the gazetteer."""
        if self.random.random() < 0.5:
            return self.random.choice(shelf().whole)
        return self._at(self.random.choice(_IN), problem=self.placeless())

    def placeless(self) -> str:
        """A report that does not say where."""
        return self.random.choice(shelf().placeless)

    def emergency(self) -> str:
        """Somebody is in danger now."""
        return self.random.choice(shelf().emergencies)

    def nonsense(self, *failures: Failure) -> str:
        """What is no report, for one of these reasons."""
        return self.random.choice(shelf().failures[str(self.random.choice(failures))])

    def place(self) -> str:
        """A village, its district and its regency, as an answer to where."""
        return self._at(self.random.choice(_ANSWER))

    def _at(self, pattern: str, **words: str) -> str:
        names = self.gazetteer
        of_town = self.random.random() < _IN_TOWNS
        regency = self.random.choice(TOWNS if of_town else names.regencies)
        district = self.random.choice(names.children(regency))
        village = self.random.choice(names.children(district) or (district,))
        title = "kota" if names.kind(regency) is RegionKind.CITY else "kab"
        return pattern.format(
            village=names.name(village).lower(),
            district=names.name(district).lower(),
            regency=f"{title} {names.name(regency)}".lower(),
            **words,
        )
