"""A long SMS is what its sender typed, in whatever order and however often its parts arrive."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.parts import (
    GAP,
    Fate,
    Known,
    Piece,
    Placed,
    alone,
    begins,
    filled,
    is_whole,
    join,
    place,
    recoded,
)

WIDE, NARROW = "utf-16-be", "utf-8"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=120)
CHARSETS = st.sampled_from([WIDE, NARROW])


def cut(text: str, charset: str, points: Sequence[int]) -> list[Piece]:
    """*text* cut at these octets, wherever they are in a character."""
    data = text.encode(charset)
    ends = [0, *sorted({point % (len(data) - 1) + 1 for point in points}), len(data)]
    return [Piece(number, data[a:b], charset) for number, (a, b) in enumerate(pairwise(ends), start=1)]


def even(text: str, size: int, charset: str = WIDE) -> list[Piece]:
    """*text* in parts of *size* octets, as a phone sends it."""
    return cut(text, charset, range(size - 1, len(text.encode(charset)) - 1, size))


@given(TEXTS, CHARSETS, st.lists(st.integers(0, 500), min_size=1, max_size=8), st.data())
def test_any_order_with_any_repeats_gives_the_text(
    text: str, charset: str, points: list[int], data: st.DataObject
) -> None:
    pieces = cut(text, charset, points)
    extra = data.draw(st.lists(st.sampled_from(pieces), max_size=5))
    arriving = data.draw(st.permutations([*pieces, *extra]))
    assert is_whole(arriving, len(pieces))
    assert join(arriving, len(pieces)) == text


@given(st.text("😭🚧𝔍a", min_size=2, max_size=40), st.integers(1, 9))
def test_a_surrogate_pair_cut_at_any_octet_is_one_character(text: str, size: int) -> None:
    pieces = even(text, size)
    assert join(reversed(pieces), len(pieces)) == text


@given(TEXTS, CHARSETS, st.lists(st.integers(0, 500), min_size=2, max_size=8), st.data())
def test_what_is_missing_is_marked_and_the_rest_is_in_order(
    text: str, charset: str, points: list[int], data: st.DataObject
) -> None:
    pieces = cut(text, charset, points)
    kept = data.draw(st.lists(st.sampled_from(pieces), max_size=len(pieces) - 1, unique=True))
    joined = join(kept, len(pieces))
    there = {piece.number for piece in kept}
    said = {piece.number for piece in kept if alone(piece, len(pieces))}
    assert not is_whole(kept, len(pieces))
    assert GAP in joined
    assert (1 in said) <= begins(joined) <= (1 in there)
    assert len(pieces) in there or joined.endswith(GAP)


@given(st.text("abcd éß…😭", min_size=60, max_size=90), st.integers(20, 27), st.data())
def test_of_parts_of_one_size_every_whole_character_around_a_gap_is_read(
    text: str, size: int, data: st.DataObject
) -> None:
    pieces = even(text, size)
    lost = data.draw(st.integers(1, len(pieces)))
    joined = join([piece for piece in pieces if piece.number != lost], len(pieces))
    before, _, after = joined.partition(GAP)
    assert text.startswith(before.removesuffix(" ") if lost > 1 else "")
    assert text.endswith(after.removeprefix(" ") if lost < len(pieces) else "")
    octets = len(text.encode(WIDE)) - len(pieces[lost - 1].body)
    blanks = 2 * text.count(" ")
    assert len((before + after).encode(WIDE)) + blanks >= octets - 8  # at most one character at each side


LOST = [
    ((1, 2, 3), "jalan rusak di kudus"),
    ((1, 2), "jalan rusak [...]"),
    ((1, 3), "jalan [...] di kudus"),
    ((2, 3), "[...] rusak di kudus"),
    ((3,), "[...] di kudus"),
    ((2,), "[...] rusak [...]"),
    ((), "[...]"),
]


@pytest.mark.parametrize(("numbers", "text"), LOST)
def test_the_gap_stands_where_the_part_is_missing(numbers: tuple[int, ...], text: str) -> None:
    bodies = [b"jalan ", b"rusak", b" di kudus"]
    assert join([Piece(number, bodies[number - 1], NARROW) for number in numbers], 3) == text


def test_several_missing_neighbours_are_one_gap() -> None:
    assert join([Piece(1, b"satu", NARROW), Piece(4, b"empat", NARROW)], 5) == "satu [...] empat [...]"


def test_parts_of_two_encodings_are_each_read_in_their_own() -> None:
    pieces = [Piece(1, b"jalan ", NARROW), Piece(2, "“rusak”".encode(WIDE), WIDE)]
    assert join(pieces, 2) == "jalan “rusak”"


@pytest.mark.parametrize("charset", ["", "no such", "\0", "x" * 50])
def test_an_unknown_charset_is_read_all_the_same(charset: str) -> None:
    assert join([Piece(1, b"jalan ", charset), Piece(2, b"rusak", charset)], 2) == "jalan rusak"


@pytest.mark.parametrize("number", [0, 4, -1, 255])
def test_a_number_outside_the_total_is_no_part(number: int) -> None:
    assert join([Piece(1, b"a", NARROW), Piece(number, b"x", NARROW)], 3) == "a [...]"


def test_one_part_alone_has_no_mark_and_no_half_character() -> None:
    assert alone(even("aa😭bb", 7)[1], 2) == "bb"
    assert alone(Piece(2, "tengah".encode(WIDE), WIDE), 3) == "tengah"


@given(st.text("0123456789# [HAPUS]", max_size=20), CHARSETS)
def test_a_part_with_another_text_reads_as_that(text: str, charset: str) -> None:
    assert join([recoded(Piece(1, b"x", charset), text)], 1) == text


A, B = "long-a", "long-b"


def known(long: str, *numbers: int, made: bool = False, digest: str = "") -> list[Known]:
    return [Known(long, number, digest or f"{long}-{number}", made) for number in numbers]


PLACES = {
    "the first": (1, "x", [], Placed(Fate.BEGINS)),
    "the next": (2, "x", known(A, 1), Placed(Fate.JOINS, A)),
    "a repeat while the others are waited for": (1, f"{A}-1", known(A, 1), Placed(Fate.REPEATS, A)),
    "a repeat of a whole one": (2, f"{A}-2", known(A, 1, 2, made=True), Placed(Fate.REPEATS, A)),
    "the rest of an incomplete one": (2, "x", known(A, 1, made=True), Placed(Fate.LATE, A)),
    "the reference used again": (1, "x", known(A, 1, 2, made=True), Placed(Fate.BEGINS)),
    "the reference used again while the first waits": (1, "x", known(A, 1), Placed(Fate.BEGINS)),
    "the second of the newer": (2, "x", known(A, 1) + known(B, 1), Placed(Fate.JOINS, B)),
    "the newer lacks nothing": (2, "x", known(A, 1) + known(B, 1, 2, made=True), Placed(Fate.JOINS, A)),
    "a newer that waits goes before one that was made": (
        2,
        "x",
        known(A, 1, made=True) + known(B, 1),
        Placed(Fate.JOINS, B),
    ),
    "a repeat goes before a gap": (
        2,
        f"{A}-2",
        known(A, 1, 2, made=True) + known(B, 1),
        Placed(Fate.REPEATS, A),
    ),
}


@pytest.mark.parametrize(("number", "digest", "before", "placed"), PLACES.values(), ids=PLACES.keys())
def test_a_part_finds_its_place(number: int, digest: str, before: list[Known], placed: Placed) -> None:
    assert place(number, digest, before) == placed


@given(st.permutations([(name, number) for name in (A, B) for number in (1, 2, 3)]))
def test_two_long_sms_with_references_of_their_own_do_not_mix(order: list[tuple[str, int]]) -> None:
    """References keep them apart before anything is placed: each is placed among its own."""
    kept: dict[str, list[Known]] = {A: [], B: []}
    for name, number in order:
        placed = place(number, f"{name}-{number}", kept[name])
        assert placed.fate is (Fate.JOINS if kept[name] else Fate.BEGINS)
        kept[name].append(Known(placed.long or name, number, f"{name}-{number}", False))
    assert {part.long for part in kept[A]} == {A}
    assert {part.long for part in kept[B]} == {B}


@pytest.mark.parametrize(
    ("text", "late", "whole"),
    [
        (f"jalan rusak di ke {GAP} mungkur", ["c gajah"], "jalan rusak di kec gajahmungkur"),
        (f"{GAP} dua", ["satu "], "satu dua"),
        (f"satu {GAP}", [" dua", " tiga"], "satu dua tiga"),
        (f"{GAP} dua {GAP}", ["satu", "tiga"], f"{GAP} dua {GAP} satu tiga"),
    ],
)
def test_what_comes_late_fills_the_gap(text: str, late: list[str], whole: str) -> None:
    assert filled(text, late) == whole
