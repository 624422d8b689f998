"""docs/logs.md names every event the code logs, its level, its source and its fields, and no other."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.documents import ROOT

PAGE = ROOT / "docs" / "logs.md"
LEVELS = ("debug", "info", "warning", "error", "critical")
# What ** stands for where it is no logs.fault(...): these are all the fields it may bring.
SPREAD = {"missing": ("parts_arrived", "parts_total")}
FAULT = ("error", "at")


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One kind of line; a part of the name that varies is written as {}."""

    name: str
    source: str
    level: str
    fields: tuple[str, ...]


def logged() -> set[Event]:
    found = set[Event]()
    for package in ("sms_gateway", "workers", "parsers"):
        for path in ROOT.glob(f"{package}/**/*.py"):
            found |= set(events_of(path))
    return found


def events_of(path: Path) -> Iterator[Event]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    source = source_of(tree, path)
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in scopes:
        for node in ast.walk(scope):
            if is_log(node):
                assert isinstance(node, ast.Call)
                assert isinstance(node.func, ast.Attribute)
                fields = tuple(sorted(name for each in node.keywords for name in names_of(each)))
                for name in texts(node.args[0], scope):
                    yield Event(name, source, node.func.attr, fields)


def is_log(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in (*LEVELS, "exception")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    )


def source_of(tree: ast.Module, path: Path) -> str:
    """The word given to logs.get, which each line carries."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "logs.get":
            word = node.args[0]
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            return str(word.value) if isinstance(word, ast.Constant) else module
    return ""


def names_of(keyword: ast.keyword) -> tuple[str, ...]:
    if keyword.arg is not None:
        return (keyword.arg,)
    if ast.unparse(keyword.value).startswith("logs.fault("):
        return FAULT
    return SPREAD[ast.unparse(keyword.value)]


def texts(node: ast.expr, scope: ast.AST) -> Iterator[str]:
    """The constant texts an expression may be."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, scope)
        yield from texts(node.orelse, scope)
    else:
        name = ast.unparse(node)
        assigned = [each for each in ast.walk(scope) if isinstance(each, ast.Assign)]
        set_to = [each.value for each in assigned if ast.unparse(each.targets[0]) == name]
        assert set_to, f"{name} may be anything: an event has a constant name"
        for value in set_to:
            yield from texts(value, scope)


def documented() -> set[Event]:
    found = set[Event]()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            name, level, source, fields, meaning = (cell.strip() for cell in line.strip("|").split(" | "))
            assert meaning, f"{name}: says nothing"
            words = tuple(sorted(word.strip("` ") for word in fields.split(",") if word.strip("` -")))
            found.add(Event(name.strip("`"), source.strip("`"), level, words))
    return found


def test_every_event_is_documented_and_every_documented_one_is_logged() -> None:
    assert sorted(logged() - documented()) == []
    assert sorted(documented() - logged()) == []


def test_no_field_is_named_for_what_must_not_be_logged() -> None:
    fields = {name for event in logged() for name in event.fields}
    assert (
        fields & {"text", "body", "number", "sender", "msisdn", "recipient", "phone", "name", "message"}
        == set()
    )


def test_the_code_has_no_other_way_to_log() -> None:
    """Each module has one logger, called log; a line that went past it would not be found here."""
    for package in ("sms_gateway", "workers", "parsers"):
        for path in ROOT.glob(f"{package}/**/*.py"):
            text = path.read_text(encoding="utf-8")
            assert "logs.get(" not in text or "log = logs.get(" in text, path
            assert "logging.info(" not in text, path
            assert "structlog.get_logger" not in text or path.name == "logs.py", path
