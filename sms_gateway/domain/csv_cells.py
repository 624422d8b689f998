"""Cells of a CSV file that no spreadsheet takes for a formula."""

import re
from collections.abc import Iterable
from typing import Final

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_PLAIN: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z .:_/@-]*").fullmatch  # most cells need neither


def cell(value: str | int) -> str:
    """*value* as text; what could be a formula begins with an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, int):
        return str(value)
    # Spaces before the sign do not keep every spreadsheet from reading a formula.
    risky = value.startswith(_BEGINS_A_FORMULA) or value.lstrip(" ").startswith(_BEGINS_A_FORMULA)
    return f"'{value}" if risky else value


def line(values: Iterable[str | int]) -> str:
    """One line of RFC 4180."""
    return ",".join([_written(value) for value in values]) + "\r\n"


def _written(value: str | int) -> str:
    if isinstance(value, str) and not _PLAIN(value):
        return _quoted(cell(value))
    return str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n\t;') else text
