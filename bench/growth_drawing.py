"""Draws medians over the size of the database, both axes logarithmic."""

import math
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import Final

Times = Mapping[str, Mapping[str, list[float]]]  # of each path, by size: milliseconds

# What is drawn: the path, its label, its colour.
SHOWN: Final = (
    ("all rows read, as before: I1, I2, I4", "promises of all rows, as before", "#d1242f"),
    ("look: /metrics", "/metrics", "#1f6feb"),
    ("look: doctor", "doctor", "#0a3069"),
    ("SMS: a new report, triage", "a new report becomes a ticket", "#1a7f37"),
    ("SMS: STATUS of the oldest tickets", "STATUS of the oldest tickets", "#8250df"),
    ("SMS: answered to the carrier", "an SMS is answered to the carrier", "#bc4c00"),
    ("search: rare words", "the desk searches words", "#57606a"),
)
CUT_OFF: Final = 15_000.0  # no statement runs longer
_SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 840, 420, 60, 330, 50, 15
_LOWEST, _HIGHEST = 1.0, 100_000.0


def drawing(times: Times) -> str:
    """SVG of SHOWN; what was cut off ends in a cross."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12">'
    )
    middle = (_WIDTH - _RIGHT + _LEFT) // 2
    below = f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">messages; median in ms</text>'
    curves = [_curve(times[name], label, colour) for name, label, colour in SHOWN if name in times]
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>'
    return "\n".join((head, ground, *_grid(), *_apart(curves), below, "</svg>")) + "\n"


def _across(size: int) -> float:
    share = math.log10(size / _SIZES[0]) / math.log10(_SIZES[-1] / _SIZES[0])
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * share


def _up(value: float) -> float:
    share = math.log10(max(value, _LOWEST) / _LOWEST) / math.log10(_HIGHEST / _LOWEST)
    return _TOP + (_HEIGHT - _BOTTOM - _TOP) * (1 - share)


def _grid() -> Iterator[str]:
    for power in range(6):
        y = _up(10.0**power)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10**power:,}</text>'
    for size in _SIZES:
        x, y = _across(size), _HEIGHT - _BOTTOM + 20
        yield f'<text x="{x:.0f}" y="{y}" text-anchor="middle">{size:,}</text>'


def _curve(found: Mapping[str, list[float]], label: str, colour: str) -> tuple[float, str, str]:
    """(height of its end, the line, what stands beside it)."""
    points = sorted((int(size), min(median(times), CUT_OFF)) for size, times in found.items())
    line = " ".join(f"{_across(size):.0f},{_up(value):.1f}" for size, value in points)
    last_size, last = points[-1]
    cut = " (cut off after 15 s)" if last == CUT_OFF else ""
    shown = f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
    text = f'<text x="{_across(last_size) + 8:.0f}" y="{{y:.0f}}" fill="{colour}">{label}{cut}</text>'
    return _up(last) + 4, shown, text


def _apart(curves: Iterable[tuple[float, str, str]]) -> Iterator[str]:
    """Labels that would lie on another are moved down."""
    free = 0.0
    for y, line, text in sorted(curves):
        free = max(y, free + 15)
        yield line
        yield text.format(y=free)
