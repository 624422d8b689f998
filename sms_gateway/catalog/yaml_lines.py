"""Reads plain YAML with the line of every key and item; every scalar stays the text that was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from sms_gateway.catalog.faults import CatalogFault, Fault

MOST_BYTES: Final = 4_000_000
DEEPEST: Final = 20
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = "tag:yaml.org,2002:null"

Value = None | str | list["Value"] | dict[str, "Value"]
Path = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Document:
    """*value*: mappings, lists, text and None. A number is text ("33.70" stays itself); `no` is a word."""

    source: str
    value: Value
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, path: Path) -> int:
        """The line (from 1) of the key or item at *path*, or of the nearest thing around it."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str, source: str) -> Document:
    """One YAML document of mappings, lists and scalars; *source* names it in faults.

    Raises CatalogFault: not YAML, too large or deep, a tag, an anchor, a duplicate key, a second document.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise CatalogFault([Fault(source, 1, f"more than {MOST_BYTES} bytes", "Split the file.")])
    try:
        faults = list(_refused(text, source))
        if faults:
            raise CatalogFault(faults)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise CatalogFault([_unreadable(error, source)]) from None
    reader = _Reader(source)
    value = reader.read(node, ()) if node is not None else None
    if reader.faults:
        raise CatalogFault(reader.faults)
    return Document(source, value, reader.lines)


def _refused(text: str, source: str) -> Iterator[Fault]:
    """What is YAML, but more than a list of facts needs; seen before anything is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = _line(event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST:
            yield _too_deep(source, line)
            return
        if getattr(event, "anchor", None):
            yield Fault(source, line, "an anchor or alias", "Write the value out.")
        if tag := getattr(event, "tag", None):
            yield Fault(source, line, f"the tag {tag}", "Write the value without a tag.")
        if documents > 1:
            yield Fault(source, line, "a second document", "Keep one document in a file.")
            return


def _line(mark: Any) -> int:
    """The line (from 1) at which an event or node starts."""
    return int(mark.start_mark.line) + 1


def _unreadable(error: yaml.YAMLError, source: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    reason = str(getattr(error, "problem", None) or "not readable as YAML")
    if "nesting depth" in reason:  # libyaml looks ahead, and stops at a depth of its own
        return _too_deep(source, line)
    return Fault(source, line, reason, "Correct the YAML of this line.")


def _too_deep(source: str, line: int) -> Fault:
    return Fault(source, line, f"nested deeper than {DEEPEST}", "Write it flatter.")


class _Reader:
    """Walks the composed nodes, noting lines and duplicate keys."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.faults: list[Fault] = []

    def read(self, node: Any, path: tuple[str | int, ...]) -> Value:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, place)) for place, item in enumerate(node.value)]
        return None if node.tag == _NULL else str(node.value)

    def _mapping(self, node: Any, path: tuple[str | int, ...]) -> Value:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(self.source, line, "a key that is no word", "Use a plain word."))
                continue
            key = str(key_node.value)
            if key in found:
                first = self.lines[(*path, key)]
                told = Fault(self.source, line, f"{key} is here already, in line {first}", "Keep one.")
                self.faults.append(told)
                continue
            self.lines[(*path, key)] = line
            found[key] = self.read(value_node, (*path, key))
        return found
