"""Reads whom a CSV file asks to enrol; refused whole, every fault with its line and never with a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sms_gateway.catalog.csv_lines import csv_lines
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.yaml_lines import MOST_BYTES
from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.msisdn import normalise

COLUMNS: Final = ("phone", "agency", "name", "stand_in", "admin")
NEEDED: Final = COLUMNS[:3]
_FIRST: Final = "The first line names the columns: " + ",".join(COLUMNS)
_ADMIN: Final = {"": False, "no": False, "yes": True}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    number: int
    wanted: Candidate


def officers_file(path: Path) -> list[Line]:
    """The lines of *path*. Raises CatalogFault with every fault, OSError when it cannot be read."""
    source = str(path)
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise CatalogFault([Fault(source, 1, f"more than {MOST_BYTES} bytes", "Split the file.")])
    try:
        return read_officers(raw.decode("utf-8-sig"), source)
    except UnicodeDecodeError:
        raise CatalogFault([Fault(source, 1, "not UTF-8", "Save the file as UTF-8.")]) from None


def read_officers(text: str, source: str) -> list[Line]:
    """The lines *text* holds. Raises CatalogFault with every fault at once."""
    faults: list[Fault] = []
    found = list(_lines(text, source, faults))
    faults += _twice(found, source)
    if faults:
        raise CatalogFault(faults)
    return found


def _lines(text: str, source: str, faults: list[Fault]) -> Iterator[Line]:
    lines = csv_lines(text, source, faults, first=_FIRST, wrong_columns=_wrong_columns)
    for at, columns, told in lines:
        yield from _line(columns, told, source, at, faults)


def _wrong_columns(columns: Sequence[str], source: str) -> Iterator[Fault]:
    for name in NEEDED:
        if name not in columns:
            yield Fault(source, 1, f"there is no column {name}", _FIRST)
    for place, name in enumerate(columns, start=1):
        if name not in COLUMNS or columns.count(name) > 1:  # a file without a head has a number here
            yield Fault(source, 1, f"column {place} has no name of ours, or one that is there twice", _FIRST)


def _line(
    columns: Sequence[str], told: Sequence[str], source: str, at: int, faults: list[Fault]
) -> Iterator[Line]:
    if len(told) != len(columns):
        wrong = f"{len(told)} cells for {len(columns)} columns"
        faults.append(Fault(source, at, wrong, "Quote a cell that holds the separator."))
        return
    row = dict(zip(columns, told, strict=True))
    found = [Fault(source, at, *each) for each in _wrong(row)]
    faults += found
    if not found:
        admin = _ADMIN[row.get("admin", "").lower()]
        wanted = Candidate(row["phone"], row["agency"], row["name"], row.get("stand_in") or None, admin)
        yield Line(at, wanted)


def _wrong(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in NEEDED:
        if not row[name]:
            yield f"{name} is empty", f"Write {', '.join(NEEDED)} in every line."
    if row.get("admin", "").lower() not in _ADMIN:
        yield "admin is neither yes nor no", "Write yes, no or nothing."


def _twice(found: Sequence[Line], source: str) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for line in found:
        phone = normalise(line.wanted.phone).e164
        if phone in seen:
            yield Fault(source, line.number, f"its phone is in line {seen[phone]} already", "Keep one.")
        seen.setdefault(phone, line.number)
