"""A bar on stderr that counts what is done, for commands that take long."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn


class Bar:
    """Begins when it is told how many there are."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begin(self, total: int) -> None:
        """There are *total*."""
        self._progress.update(self._task, total=total)

    def tell(self, more: int) -> None:
        """So many more are done."""
        self._progress.advance(self._task, more)


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Bar]:
    """A bar titled *what*."""
    columns = (what, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = Bar(progress)
        if total is not None:
            bar.begin(total)
        yield bar
