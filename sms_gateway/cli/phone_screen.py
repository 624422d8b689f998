"""Where a session with the handset is typed and shown."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from rich.console import Console
from rich.text import Text

from sms_gateway.domain.handset import HandsetSms

try:
    import readline
except ImportError:  # not on every platform; then an interrupted line is only not repeated
    readline = None  # type: ignore[assignment]

PROMPT = "> "
Shown = Callable[[HandsetSms], str]


@dataclass(frozen=True)
class Screen:
    """A prompt for a person, colours on a terminal, else plain lines."""

    shown: Shown
    console: Console
    prompts: bool

    def lines(self) -> Iterator[str]:
        """What is typed, line by line, without empty ones, until the input ends."""
        while True:
            try:
                typed = self._typed().strip()
            except EOFError:
                return
            if typed:
                yield typed

    def show(self, sms: HandsetSms) -> None:
        """Print *sms*; a line that is being typed goes on below it."""
        line = self.shown(sms)
        if not self.console.is_terminal:
            click.echo(line)
            return
        if self.prompts:
            self.console.file.write("\r\x1b[K")
        self.console.print(Text(line, style="green"))
        if self.prompts:
            self.console.file.write(PROMPT + _being_typed())
            self.console.file.flush()

    def _typed(self) -> str:
        if self.prompts and self.console.is_terminal:
            return input(PROMPT)
        if self.prompts:
            click.echo(PROMPT, nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line


def _being_typed() -> str:
    return readline.get_line_buffer() if readline else ""
