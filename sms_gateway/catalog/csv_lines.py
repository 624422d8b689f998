"""Reads the lines of a CSV file whose first line names the columns; faults are collected with their line."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from sms_gateway.catalog.faults import Fault

WrongColumns = Callable[[Sequence[str], str], Iterator[Fault]]


def csv_lines(
    text: str, source: str, faults: list[Fault], *, first: str, wrong_columns: WrongColumns
) -> Iterator[tuple[int, list[str], list[str]]]:
    """(line, columns, cells) of each line that holds something; commas or semicolons between the cells.

    *first* is the remedy where the columns are missing; with *wrong_columns* nothing is read.
    """
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            told = [cell.strip() for cell in cells]
            if columns is None:
                columns = told
                faults += wrong_columns(columns, source)
                if faults:
                    return
            elif any(told):
                yield line, columns, told
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(
            Fault(source, line, f"not readable as CSV: {error}", "Correct the quotes of this line.")
        )
    if columns is None:
        faults.append(Fault(source, 1, "the file is empty", first))
