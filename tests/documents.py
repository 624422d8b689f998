"""The documents as data: their lines, code blocks, commands, quoted names and links."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNBOOKS = sorted(ROOT.glob("docs/runbooks/*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *RUNBOOKS, *ROOT.glob("docs/carriers/*.md")]
SHELL = ("sh", "console")

_FENCE = re.compile(r"^ *```([a-z]*) *$")
_QUOTED = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document; *language* is None outside code blocks."""

    document: Path
    number: int
    text: str
    language: str | None

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.number}"


@dataclass(frozen=True, slots=True)
class Found:
    """Something a document says, and where."""

    line: Line
    text: str

    def __str__(self) -> str:
        return f"{self.line} {self.text}"

    @property
    def words(self) -> list[str]:
        """The command as the shell hands it over, without the folder of the virtual environment."""
        first, *rest = shlex.split(self.text)
        return [first.removeprefix(".venv/bin/"), *rest]


def lines(document: Path) -> Iterator[Line]:
    """Every line but the fences. A block that is never closed is a fault."""
    language: str | None = None
    for number, text in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(text)
        if fence is None:
            yield Line(document, number, text, language)
        else:
            language = (fence.group(1) or "text") if language is None else None
    assert language is None, f"{document}: a code block is not closed"


def commands(document: Path) -> Iterator[Found]:
    """What a reader may type: lines of sh blocks, and lines after a prompt in console blocks."""
    begun = ""
    for line in lines(document):
        text = line.text.strip()
        if line.language == "console":
            text = text.removeprefix("$ ") if text.startswith("$ ") else ""
        if line.language not in SHELL or not text or text.startswith("#"):
            continue
        begun += text.removesuffix("\\")
        if not text.endswith("\\"):
            yield Found(line, begun)
            begun = ""


def quoted(document: Path) -> Iterator[Found]:
    """What stands in `backquotes` in the prose."""
    for line in lines(document):
        if line.language is None:
            yield from (Found(line, text) for text in _QUOTED.findall(line.text))


def links(document: Path) -> Iterator[Found]:
    """Targets of links to files of ours, without the part after #."""
    for line in lines(document):
        if line.language is None:
            targets = (target.partition("#")[0] for target in _LINK.findall(line.text))
            yield from (Found(line, target) for target in targets if target and "://" not in target)


def occurrences(pattern: re.Pattern[str], *documents: Path) -> list[Found]:
    """Every match of *pattern* (its first group, if any), in prose and code blocks."""
    return [
        Found(line, match)
        for document in documents
        for line in lines(document)
        for match in pattern.findall(line.text)
    ]
