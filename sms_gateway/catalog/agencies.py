"""Reads what a CSV or YAML file asks to change in the directory; refused whole, every fault with its line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sms_gateway.catalog.agency_fields import amendment
from sms_gateway.catalog.csv_lines import csv_lines
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.yaml_lines import MOST_BYTES, read_yaml
from sms_gateway.domain.amendments import FIELDS, Amendment
from sms_gateway.domain.offices import Deviation

COLUMNS: Final = ("code", *FIELDS)
AGENCIES: Final = "agencies"
_FIRST: Final = "The first line names the columns: " + ",".join(COLUMNS)
_YAML: Final = (".yaml", ".yml")
Row = tuple[int, str, Mapping[str, str | None]]


def agencies_file(path: Path) -> list[Amendment]:
    """The amendments of *path*. Raises CatalogFault with every fault, OSError when it cannot be read."""
    source = str(path)
    if path.suffix.lower() not in (".csv", *_YAML):
        raise CatalogFault([Fault(source, 1, "neither .csv nor .yaml", "Name the file by its form.")])
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise CatalogFault([Fault(source, 1, f"more than {MOST_BYTES} bytes", "Split the file.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogFault([Fault(source, 1, "not UTF-8", "Save the file as UTF-8.")]) from None
    return read_agencies(text, source, is_yaml=path.suffix.lower() in _YAML)


def read_agencies(text: str, source: str, *, is_yaml: bool) -> list[Amendment]:
    """The amendments *text* holds. Raises CatalogFault with every fault at once."""
    faults: list[Fault] = []
    rows = list(_yaml_rows(text, source, faults) if is_yaml else _csv_rows(text, source, faults))
    found = [amendment(code, told, source, line, faults) for line, code, told in rows]
    faults += _twice(rows, source)
    if faults:
        raise CatalogFault(faults)
    return [each for each in found if each is not None]


def written(deviations: Iterable[Deviation], *, as_yaml: bool) -> str:
    """*deviations* as a file that `agencies_file` reads back to the same."""
    rows = [dict(zip(COLUMNS, _plain(each), strict=True)) for each in deviations]
    if as_yaml:
        return "agencies:\n" + "".join(_yaml_line(row) for row in rows) if rows else "agencies: {}\n"
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _plain(deviation: Deviation) -> tuple[str, ...]:
    acting = {None: "", True: "on", False: "off"}[deviation.acting]
    it = deviation
    return it.code, it.long or "", it.short or "", it.parent or "", acting, it.owner or ""


def _yaml_line(row: Mapping[str, str]) -> str:
    told = ", ".join(
        f"{name}: {_quoted(value)}" for name, value in row.items() if value and name != COLUMNS[0]
    )
    return f"  {row[COLUMNS[0]]}: {{{told}}}\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _twice(rows: Sequence[Row], source: str) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for line, code, _ in rows:
        if code in seen:
            yield Fault(source, line, f"{code} is here already, in line {seen[code]}", "Keep one.")
        seen.setdefault(code, line)


def _yaml_rows(text: str, source: str, faults: list[Fault]) -> Iterator[Row]:
    document = read_yaml(text, source)
    top = document.value
    told = top.get(AGENCIES) if isinstance(top, dict) and len(top) == 1 else None
    if not isinstance(told, dict):
        faults.append(
            Fault(
                source,
                1,
                f"not `{AGENCIES}:` and agencies below it",
                "Write `agencies:`, then `  pupr@33.74: {short: ...}`.",
            )
        )
        return
    for code, fields in told.items():
        line = document.line((AGENCIES, code))
        words = fields if isinstance(fields, dict) else {}
        if not words or any(isinstance(value, list | dict) for value in words.values()):
            faults.append(
                Fault(source, line, f"{code}: its fields are no words", "Write {long: ..., short: ...}.")
            )
            continue
        yield line, code, {name: value for name, value in words.items() if not isinstance(value, list | dict)}


def _csv_rows(text: str, source: str, faults: list[Fault]) -> Iterator[Row]:
    lines = csv_lines(text, source, faults, first=_FIRST, wrong_columns=_wrong_columns)
    for line, columns, told in lines:
        yield from _csv_row(columns, told, source, line, faults)


def _wrong_columns(columns: Sequence[str], source: str) -> Iterator[Fault]:
    if COLUMNS[0] not in columns:
        yield Fault(source, 1, "there is no column code", _FIRST)
    for name in columns:
        if name not in COLUMNS or columns.count(name) > 1:
            yield Fault(source, 1, f"the column {name or '(without a name)'}", _FIRST)


def _csv_row(
    columns: Sequence[str], told: Sequence[str], source: str, line: int, faults: list[Fault]
) -> Iterator[Row]:
    if len(told) != len(columns):
        wrong = f"{len(told)} cells for {len(columns)} columns"
        faults.append(Fault(source, line, wrong, "Quote a cell that holds the separator."))
        return
    row: dict[str, str | None] = dict(zip(columns, told, strict=True))
    yield line, row.pop(COLUMNS[0]) or "", row
