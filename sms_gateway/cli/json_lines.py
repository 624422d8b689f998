"""Answers JSON lines one by one and in order; a line that cannot be read is answered by why."""

import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

from parsers.report import error_line

Fields = dict[str, object]


class UnreadableLine(ValueError):
    """An input line that does not hold what it must; the sentence says why."""

    def __init__(self, reason: str, identifier: object = None) -> None:
        super().__init__(reason)
        self.identifier = identifier


def answer_lines(source: BinaryIO, target: BinaryIO, answer: Callable[[Fields], str]) -> int:
    """Write *answer* of every line, which may raise UnreadableLine; the exit code: 1 when a line did."""
    code = 0
    for number, raw in _numbered(source):
        try:
            told = answer(_fields(raw))
        except UnreadableLine as fault:
            code = 1
            told = error_line(fault.identifier, number, str(fault))
        target.write(told.encode() + b"\n")
    target.flush()
    return code


def text_in(line: Fields, key: str) -> str:
    """The text under *key*. Raises UnreadableLine."""
    text = line.get(key)
    if not isinstance(text, str):
        raise UnreadableLine(f'"{key}" is not a string', line.get("id"))
    return text


def region_in(line: Fields, key: str) -> str | None:
    """The region code under *key*, if there is one. Raises UnreadableLine."""
    return None if line.get(key) is None else text_in(line, key)


def _numbered(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(source, start=1):
        if raw.strip():
            yield number, raw


def _fields(raw: bytes) -> Fields:
    """One line of UTF-8 JSON; bytes that are no UTF-8 become U+FFFD."""
    try:
        value = json.loads(raw.decode("utf-8", "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as fault:
        raise UnreadableLine(f"not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise UnreadableLine("not a JSON object")
    return value
