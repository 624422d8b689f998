"""The chain: whole as written, and broken at the first row that anybody touched."""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.audit_chain import (
    EMPTY,
    Break,
    Detail,
    End,
    Entry,
    Row,
    end_behind,
    first_break,
    is_code,
    link,
)

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
codes = st.text("abcXYZ019_.:@-", min_size=1, max_size=12).filter(is_code)
values: st.SearchStrategy[Detail] = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), codes, st.lists(st.integers(0, 99), max_size=3)
)
entries = st.builds(
    Entry,
    st.timedeltas(timedelta(0), timedelta(days=1000)).map(lambda later: NOW + later),
    codes,
    codes,
    st.dictionaries(codes, values, max_size=3),
)
chains = st.lists(entries, min_size=1, max_size=8)


def keyed(text: str, key: bytes = b"the index key") -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def chained(entries: list[Entry]) -> tuple[list[Row], End]:
    rows, end = [], EMPTY
    for entry in entries:
        row, end = link(end, entry, keyed)
        rows.append(row)
    return rows, end


@given(chains)
def test_what_was_linked_is_whole_and_numbered_without_a_gap(entries: list[Entry]) -> None:
    rows, end = chained(entries)
    assert first_break(rows, end, keyed) is None
    assert [row.seq for row in rows] == list(range(1, len(entries) + 1))
    assert end.seq == len(entries)


CHANGES: dict[str, Callable[[Row], Row]] = {
    "at": lambda row: replace(row, entry=replace(row.entry, at=row.entry.at + timedelta(microseconds=1))),
    "actor": lambda row: replace(row, entry=replace(row.entry, actor=row.entry.actor + "x")),
    "action": lambda row: replace(row, entry=replace(row.entry, action=row.entry.action + "x")),
    "detail": lambda row: replace(row, entry=replace(row.entry, detail={**row.entry.detail, "new": 1})),
    "hash": lambda row: replace(row, hash=keyed(row.hash)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@given(chains, st.data())
def test_a_changed_row_is_named(
    change: Callable[[Row], Row], entries: list[Entry], data: st.DataObject
) -> None:
    rows, end = chained(entries)
    at = data.draw(st.integers(0, len(rows) - 1))
    rows[at] = change(rows[at])
    assert first_break(rows, end, keyed) == Break(at + 1, "changed")


@given(chains, st.data())
def test_a_removed_row_is_named(entries: list[Entry], data: st.DataObject) -> None:
    rows, end = chained(entries)
    at = data.draw(st.integers(0, len(rows) - 1))
    del rows[at]
    assert first_break(rows, end, keyed) == Break(at + 1, "missing")


@given(chains, st.data())
def test_removed_and_renumbered_is_still_found(entries: list[Entry], data: st.DataObject) -> None:
    rows, end = chained(entries)
    at = data.draw(st.integers(0, len(rows) - 1))
    rows = rows[:at] + [replace(row, seq=row.seq - 1) for row in rows[at + 1 :]]
    found = first_break(rows, End(len(rows), end.seal), keyed)
    assert found is not None
    assert found.seq == at + 1


@given(chains, entries, st.data())
def test_an_inserted_row_is_named(entries: list[Entry], extra: Entry, data: st.DataObject) -> None:
    rows, end = chained(entries)
    at = data.draw(st.integers(0, len(rows)))
    forged = Row(at + 1, extra, "0" * 64)
    rows = [*rows[:at], forged, *(replace(row, seq=row.seq + 1) for row in rows[at:])]
    assert first_break(rows, End(len(rows), end.seal), keyed) == Break(at + 1, "changed")


@given(chains, st.data())
def test_two_rows_that_changed_places_are_found(entries: list[Entry], data: st.DataObject) -> None:
    rows, end = chained([*entries, entries[0]])
    at = data.draw(st.integers(0, len(rows) - 2))
    rows[at], rows[at + 1] = replace(rows[at + 1], seq=at + 1), replace(rows[at], seq=at + 2)
    assert first_break(rows, end, keyed) == Break(at + 1, "changed")


@given(chains, st.data())
def test_a_tail_that_was_cut_is_found_even_when_the_end_is_set_back(
    entries: list[Entry], data: st.DataObject
) -> None:
    rows, end = chained(entries)
    left = data.draw(st.integers(0, len(rows) - 1))
    assert first_break(rows[:left], end, keyed) == Break(left + 1, "missing")
    guesses = [end.seal, "", "0" * 64, *(row.hash for row in rows)]
    for guess in guesses if left else guesses[:1]:
        assert first_break(rows[:left], End(left, guess), keyed) == Break(left + 1, "end-forged")


@given(chains, entries, st.data())
def test_what_is_added_behind_a_forged_end_does_not_heal_the_chain(
    entries: list[Entry], later: Entry, data: st.DataObject
) -> None:
    rows, _ = chained(entries)
    left = data.draw(st.integers(1, len(rows)))
    row, end = link(End(left, rows[left - 1].hash), later, keyed)
    assert first_break([*rows[:left], row], end, keyed) == Break(left + 1, "changed")


@given(chains)
def test_who_has_no_key_cannot_write_a_chain(entries: list[Entry]) -> None:
    def other(text: str) -> str:
        return keyed(text, b"another key")

    end, rows = EMPTY, []
    for entry in entries:
        row, end = link(end, entry, other)
        rows.append(row)
    assert first_break(rows, end, other) is None
    assert first_break(rows, end, keyed) == Break(1, "changed")


@given(chains, st.data())
def test_the_last_rows_can_be_checked_alone(entries: list[Entry], data: st.DataObject) -> None:
    rows, end = chained(entries)
    after = data.draw(st.integers(1, len(rows)))
    before = end_behind(after, rows[after - 1].hash, keyed)
    assert first_break(rows[after:], end, keyed, before) is None


def test_a_row_behind_the_end_was_inserted() -> None:
    rows, end = chained([Entry(NOW, "clock", "one", {})])
    row, _ = link(end, Entry(NOW, "clock", "two", {}), keyed)
    assert first_break([*rows, row], end, keyed) == Break(2, "inserted")


def test_a_chain_whose_end_was_taken_away_is_broken() -> None:
    rows, _ = chained([Entry(NOW, "clock", "one", {})])
    assert first_break(rows, None, keyed) == Break(2, "end-missing")


@given(st.dictionaries(codes, values, min_size=1, max_size=4))
def test_the_order_of_the_details_does_not_count(detail: dict[str, Detail]) -> None:
    turned = dict(reversed(detail.items()))
    assert link(EMPTY, Entry(NOW, "a", "b", detail), keyed) == link(
        EMPTY, Entry(NOW, "a", "b", turned), keyed
    )


ALIKE = [({"a": 1}, {"a": True}), ({"a": 1}, {"a": "1"}), ({"a": None}, {}), ({"a": [1, 2]}, {"a": [12]})]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_details_that_look_alike_are_told_apart(one: dict[str, Detail], other: dict[str, Detail]) -> None:
    rows = [link(EMPTY, Entry(NOW, "a", "b", detail), keyed)[0] for detail in (one, other)]
    assert rows[0].hash != rows[1].hash


WORDS = ["jalan rusak", "081234567890", "+6281234567890", "Budi S", "a\nb", "é", "3374010101010001"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("field", ["actor", "action", "detail", "name"])
def test_words_and_numbers_do_not_get_in(words: str, field: str) -> None:
    entry = Entry(NOW, "clock", "noted", {"code": "x"})
    forms = {
        "actor": replace(entry, actor=words),
        "action": replace(entry, action=words),
        "detail": replace(entry, detail={"code": words}),
        "name": replace(entry, detail={words: 1}),
    }
    with pytest.raises(ValueError, match="ids and codes"):
        link(EMPTY, forms[field], keyed)


@pytest.mark.parametrize(
    "entry", [Entry(NOW, "", "b", {}), Entry(NOW, "a" * 65, "b", {}), Entry(NOW, "a", "b" * 33, {})]
)
def test_nobody_and_nothing_do_not_get_in(entry: Entry) -> None:
    with pytest.raises(ValueError, match="nobody or nothing"):
        link(EMPTY, entry, keyed)
