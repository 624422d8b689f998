"""Charts: what is drawn is in proportion, inside its picture, and told in words."""

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.web.console.charts import (
    BOTTOM,
    HEIGHT,
    LEVELS,
    WIDTH,
    bar_chart,
    level,
    scale_end,
    tile_map,
)


@given(st.lists(st.integers(0, 10**9), max_size=100))
def test_bars_stay_inside_and_stand_on_the_ground(values: list[int]) -> None:
    drawn = bar_chart([(str(at), value) for at, value in enumerate(values)])
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.2
        assert bar.y >= 0
        assert abs(bar.y + bar.height - (HEIGHT - BOTTOM)) < 0.2
    assert drawn.total == sum(values)
    assert (drawn.most.value if drawn.most else 0) == max(values, default=0)
    assert sum(bool(bar.told) for bar in drawn.bars) <= 6


@given(st.integers(0, 10**12))
def test_a_scale_ends_near_the_most_and_has_a_whole_half(most: int) -> None:
    end = scale_end(most)
    assert end >= most
    assert end % 2 == 0
    assert most < 2 or end <= 2.5 * most


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_nothing_is_level_0(value: int, more: int) -> None:
    found = level(value, value + more)
    assert (found == 0) == (value == 0)
    assert found <= LEVELS


def test_every_province_is_on_the_map() -> None:
    tiles = {tile.code: tile for tile in tile_map({"33": 9, "94": 1})}
    assert len(tiles) == 38
    assert (tiles["33"].level, tiles["94"].level, tiles["11"].level) == (LEVELS, 1, 0)
