"""Measures the gateway beside its peers, by turns in one run, and prints the table of goals."""

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench import acks, end_to_end, kannel
from bench.place import QUICK, Place, Size, prepared
from bench.series import Figures, Goal

PARTS: dict[str, Callable[[Place, Figures], None]] = {
    "acks": acks.measure,
    "end-to-end": end_to_end.measure,
    "kannel": kannel.measure,
}


def goals(part: str, size: Size) -> tuple[Goal, ...]:
    return {"acks": acks.GOALS, "end-to-end": end_to_end.goals(size), "kannel": kannel.GOALS}[part]


def steps(part: str, size: Size) -> int:
    each = {
        "acks": acks.STEPS_A_ROUND,
        "end-to-end": end_to_end.steps_a_round(size),
        "kannel": kannel.STEPS_A_ROUND,
    }
    return size.rounds * each[part]


def main() -> None:
    """Run the parts that were asked for; SIGTERM ends what was started too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one small round: it runs, its figures say nothing"
    )
    parser.add_argument("--rounds", type=int, choices=range(1, 8), help="rounds of a side (default 3)")
    parser.add_argument("--only", choices=[*PARTS], action="append", help="this part, may be repeated")
    chosen = parser.parse_args()
    size = QUICK if chosen.quick else Size()
    size = replace(size, rounds=chosen.rounds or size.rounds)
    parts = chosen.only or [*PARTS]
    console = Console(width=None if os.isatty(1) else 120)
    if "kannel" in parts and not kannel.installed():
        console.print("Kannel is not installed, its part is left out.")
        parts.remove("kannel")
    console.print(f"{_machine()}, {size.rounds} rounds")
    figures = measured(parts, size, console)
    report(figures, [goal for part in parts for goal in goals(part, size)], console)


def measured(parts: list[str], size: Size, console: Console) -> Figures:
    """The figures of all *parts*, with a bar meanwhile."""
    figures = Figures()
    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=sum(steps(part, size) for part in parts))
        done = iter(range(1000))

        def step(what: str) -> None:
            progress.update(task, description=what, completed=next(done))

        with prepared(size, step) as place:
            for part in parts:
                PARTS[part](place, figures)
    return figures


def report(figures: Figures, wanted: list[Goal], console: Console) -> None:
    """All medians, then every goal beside its ratio."""
    medians = Table("figure", "median", "of each round", title="Medians of the rounds")
    for name, found in figures.rounds.items():
        medians.add_row(name, figures.shown(name), ", ".join(f"{value:,.1f}" for value in found))
    console.print(medians)
    table = Table("goal", "ours", "theirs", "ratio", "goal", "", title="Goals")
    for goal in wanted:
        verdict = figures.verdict(goal)
        bound = f"{'<=' if goal.at_most else '>='} {goal.ratio}"
        shown = figures.shown(goal.ours), figures.shown(goal.theirs), f"{verdict.ratio:.2f}"
        table.add_row(goal.title, *shown, bound, "met" if verdict.met else "MISSED")
    console.print(table)


def _machine() -> str:
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    system = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{time.strftime('%Y-%m-%d')}, {system}, load {loads} before"


if __name__ == "__main__":
    main()
