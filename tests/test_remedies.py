"""What a person is told to do can be done: the commands are there, and doctor sends nobody to doctor."""

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from sms_gateway.cli import MODULES, cli
from tests.documents import ROOT, RUNBOOKS
from workers.main import main as worker

_COMMAND = re.compile(r"`(sms-gateway(?:-worker)? [^`]+)`")
_HEADING = re.compile(r"docs/runbooks/([a-z-]+\.md), ([A-Z][^.`;]*)")
DOCTORS = (
    "services",
    "storage",
    "carriers",
    "queue",
    "tracing",
)  # where its findings and their faults are made


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the program; whatever it fills in stands as `1`."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} {self.text[:60]}"


def _texts() -> Iterator[Said]:
    for file in sorted([*ROOT.glob("sms_gateway/**/*.py"), *ROOT.glob("workers/*.py")]):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inside = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = (str(each.value) if isinstance(each, ast.Constant) else "1" for each in node.values)
                yield Said(file, node.lineno, "".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield Said(file, node.lineno, node.value)


TEXTS = list(_texts())
COMMANDS = [Said(each.file, each.line, text) for each in TEXTS for text in _COMMAND.findall(each.text)]


@pytest.mark.parametrize("said", COMMANDS, ids=str)
def test_a_command_that_is_named_exists_and_takes_these_arguments(said: Said) -> None:
    program, *arguments = shlex.split(said.text)
    command: click.Command | None = worker
    if program == "sms-gateway":
        program = arguments.pop(0)
        assert program in MODULES
        command = cli.get_command(click.Context(cli), program)
        while isinstance(command, click.Group) and arguments:
            command = command.get_command(click.Context(command), arguments.pop(0))
    assert command is not None
    if arguments:
        command.make_context(program, ["1" if each.isupper() else each for each in arguments])


def test_enough_commands_are_found() -> None:
    assert len(COMMANDS) > 30


def test_nothing_that_doctor_says_sends_its_reader_to_doctor() -> None:
    of_doctor = [each for each in TEXTS if _is_of_doctor(each.file)]
    assert [str(each) for each in of_doctor if "sms-gateway doctor" in each.text] == []


def _is_of_doctor(file: Path) -> bool:
    package = file.relative_to(ROOT / "sms_gateway").parts[0] if "sms_gateway" in file.parts else ""
    return package in DOCTORS or package in ("errors.py", "crypto.py")


def test_a_section_of_a_runbook_that_is_named_is_there() -> None:
    headings = {
        path.name: {
            line.lstrip("#0123456789. *").rstrip(" *.")
            for line in path.read_text("utf-8").splitlines()
            if line[:1] in "#123456789"
        }
        for path in RUNBOOKS
    }
    named = [(each, *found) for each in TEXTS for found in _HEADING.findall(each.text)]
    assert named
    assert [
        str(each) for each, page, section in named if not any(h.startswith(section) for h in headings[page])
    ] == []
