"""What a dashboard is drawn from: spans, provinces, scales, and cells of a CSV file."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge
from sms_gateway.domain import csv_cells
from sms_gateway.domain.hourly import HOUR, Measure, hour_of, hours, with_sums
from sms_gateway.domain.provinces import COLUMNS, ROWS, TILES
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.spans import Chosen, Span, SpanFault, between, last, steps
from tests.conftest import NOW


def test_every_province_has_a_tile_of_its_own(knowledge: Knowledge) -> None:
    assert {tile.code for tile in TILES} == set(knowledge.gazetteer.children(None))
    assert len({(tile.column, tile.row) for tile in TILES}) == len({tile.short for tile in TILES}) == 38
    assert all(0 <= tile.column < COLUMNS and 0 <= tile.row < ROWS for tile in TILES)


@pytest.mark.parametrize(
    ("chosen", "bars", "step"),
    [(Chosen.DAY, 24, HOUR), (Chosen.WEEK, 26, 6 * HOUR), (Chosen.MONTH, 30, 24 * HOUR)],
)
def test_a_span_ends_with_the_running_hour(chosen: Chosen, bars: int, step: timedelta) -> None:
    span = last(chosen, NOW + timedelta(minutes=20), JAKARTA)
    assert (span.until, span.step, len(steps({}, span))) == (NOW + HOUR, step, bars)


@pytest.mark.parametrize(
    ("first", "final", "fault"),
    [
        ("", "2026-11-01", SpanFault.DATE),
        ("2026-11-01", "tomorrow", SpanFault.DATE),
        ("2026-11-02", "2026-11-01", SpanFault.ORDER),
        ("2026-11-11", "2026-11-12", SpanFault.ORDER),
        ("2026-01-01", "2026-11-01", SpanFault.LONG),
        ("0001-01-01", "9999-12-31", SpanFault.LONG),
    ],
)
def test_dates_that_are_no_span_are_refused(first: str, final: str, fault: SpanFault) -> None:
    assert between(first, final, NOW, JAKARTA) is fault


def test_dates_are_days_of_jakarta_and_the_last_belongs_to_them() -> None:
    span = between("2026-11-01", "2026-11-02", NOW, JAKARTA)
    assert isinstance(span, Span)
    assert span.since == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert span.until - span.since == timedelta(days=2)
    open_end = between("2026-11-01", "2026-12-01", NOW, JAKARTA)
    assert isinstance(open_end, Span)
    assert open_end.until == NOW + HOUR


@given(st.dictionaries(st.integers(0, 23), st.integers(0, 10**6)))
def test_no_count_is_lost_between_bars(by_hour: dict[int, int]) -> None:
    span = Span(NOW, NOW + 24 * HOUR, 5 * HOUR)
    counts = {NOW + at * HOUR: count for at, count in by_hour.items()}
    assert sum(count for _, count in steps(counts, span)) == sum(by_hour.values())


def test_hours_begin_where_their_first_moment_lies() -> None:
    found = list(hours(NOW + timedelta(minutes=59), NOW + timedelta(minutes=61)))
    assert found == [NOW, NOW + HOUR]
    assert hour_of(NOW.astimezone(JAKARTA) + timedelta(minutes=5)) == NOW


def test_the_sum_over_all_agencies_stands_beside_each() -> None:
    found = with_sums(
        [(Measure.TICKETS, "a", "", 2), (Measure.TICKETS, None, "", 3), (Measure.MESSAGES, None, "x", 1)]
    )
    assert {(each.measure, each.agency, each.count) for each in found} == {
        (Measure.TICKETS, "*", 5),
        (Measure.TICKETS, "a", 2),
        (Measure.TICKETS, "", 3),
        (Measure.MESSAGES, "*", 1),
    }


@given(st.lists(st.text(), min_size=1))
def test_a_line_reads_back_and_no_cell_begins_a_formula(values: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(csv_cells.line(["x", *values]), newline=""))
    for value, back in zip(values, read[1:], strict=True):
        assert back in (value, f"'{value}")
        assert not back.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert csv_cells.cell(text) == f"'{text}"


def test_a_number_stays_a_number() -> None:
    assert csv_cells.line([-5, "a;b"]) == '-5,"a;b"\r\n'
