"""Where the parts of a chart are drawn: numbers in, numbers out; the templates make elements of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sms_gateway.domain.provinces import COLUMNS, ROWS, TILES

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT, BOTTOM, TOP = 46, 26, 10
TILE: Final = 52
LEVELS: Final = 4
_LABELS: Final = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; *told* is the label below it, empty where there is no room for one."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    told: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars side by side over a scale that begins at 0."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    total: int
    most: Bar | None


@dataclass(frozen=True, slots=True)
class MapTile:
    """A province: where its tile is, and how dark: 0 for none, up to LEVELS for the most."""

    x: int
    y: int
    code: str
    short: str
    level: int
    value: int


def bar_chart(points: Sequence[tuple[str, int]]) -> BarChart:
    """Bars for *points*, each a label and a count."""
    values = [value for _, value in points]
    top = scale_end(max(values, default=0))
    slot = (WIDTH - LEFT) / max(len(points), 1)
    every = -(-len(points) // _LABELS)
    bars = []
    for at, (label, value) in enumerate(points):
        height = round(value / top * (HEIGHT - TOP - BOTTOM), 1)
        x = LEFT + at * slot + slot * 0.1
        told = label if at % every == 0 else ""
        bars.append(
            Bar(round(x, 1), round(HEIGHT - BOTTOM - height, 1), round(slot * 0.8, 1), height,
                round(LEFT + (at + 0.5) * slot, 1), label, told, value)
        )  # fmt: skip
    most = max(bars, key=lambda bar: bar.value, default=None)
    return BarChart(tuple(bars), _lines(top), sum(values), most if most and most.value else None)


def scale_end(most: int) -> int:
    """The smallest of 2, 4, 10, 20, 40, 100... that is not below *most*: its half is a whole number."""
    end = 1
    while True:
        for factor in (2, 4, 10):
            if factor * end >= most:
                return factor * end
        end *= 10


def tile_map(counts: Mapping[str, int]) -> tuple[MapTile, ...]:
    """A tile for every province."""
    most = max((counts.get(tile.code, 0) for tile in TILES), default=0)
    return tuple(
        MapTile(tile.column * TILE, tile.row * TILE, tile.code, tile.short, level(value, most), value)
        for tile in TILES
        for value in (counts.get(tile.code, 0),)
    )


def level(value: int, most: int) -> int:
    """0 for nothing, else 1 to LEVELS by the share of *most*."""
    return -(-value * LEVELS // most) if value else 0


def _lines(top: int) -> tuple[Line, ...]:
    room = HEIGHT - TOP - BOTTOM
    return tuple(Line(round(TOP + room * (1 - part / 2), 1), top * part // 2) for part in range(3))


MAP_WIDTH: Final = COLUMNS * TILE
MAP_HEIGHT: Final = ROWS * TILE
