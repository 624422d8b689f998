"""What a reviewer may decide: marks in the shown text, corrections, likeness and the undo window."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, mask, parse_report
from parsers.complaint import Evidence, Failure, Kind, Missing, Parsed, Place
from sms_gateway.domain.messages import OutboxState
from sms_gateway.domain.place_search import PlaceIndex
from sms_gateway.domain.reviewing import (
    ANSWERS,
    Fix,
    Piece,
    Reason,
    Undo,
    alike,
    corrected,
    differences,
    dismissed,
    may_undo,
    pieces,
    place_of,
)
from sms_gateway.domain.topics import Topic
from tests.conftest import NOW

WORDS = st.text("abcdefgh \n", max_size=40)


def marked(found: tuple[Piece, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(piece.text, piece.fields) for piece in found if piece.fields]


def test_the_words_of_a_field_are_marked_where_they_are_shown() -> None:
    raw = "NIK 3374010101800001 jalan rusak di tegal"
    start = raw.index("jalan rusak")
    told = [Evidence("topics", start, start + 11, "jalan_jembatan:jalan rusak")]
    found = pieces(raw, mask(raw), told)
    assert "".join(piece.text for piece in found) == mask(raw)
    assert marked(found) == [("jalan rusak", ("topic",))]


def test_what_hides_a_number_is_never_marked() -> None:
    raw = "hub 081234567890 ya"
    found = pieces(raw, mask(raw), [Evidence("place", 0, len(raw), "x")])
    assert "".join(piece.text for piece in found) == mask(raw)
    for text, _ in marked(found):
        assert text in raw


@given(WORDS, st.text("0123456789", min_size=1, max_size=12), WORDS, st.data())
def test_a_mark_shows_the_very_words_of_its_evidence(
    before: str, secret: str, behind: str, data: st.DataObject
) -> None:
    raw, shown = before + secret + behind, f"{before}[XX]{behind}"
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    found = pieces(raw, shown, [Evidence("place", start, end, "rule")])
    assert "".join(piece.text for piece in found) == shown
    seen = "".join(text for text, _ in marked(found))
    outside = raw[start : min(end, len(before))] + raw[max(start, len(before + secret)) : end]
    assert seen == outside


@given(
    st.text(max_size=60), st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)))
)
def test_the_shown_text_is_never_changed(raw: str, shown: str, spans: list[tuple[int, int]]) -> None:
    found = pieces(raw, shown, [Evidence("place", start, end, "rule") for start, end in spans])
    assert "".join(piece.text for piece in found) == shown


READ = Parsed(
    Kind.REPORT,
    topics=(("sampah", 0.4), ("air_bersih", 0.2)),
    problem="sampah",
    place=Place("33", "33.74", street="kelud raya"),
    missing=(Missing.PROBLEM,),
)


def test_a_corrected_topic_leads_and_has_a_name_for_the_sms() -> None:
    fixed = corrected(READ, Fix(topic="listrik"))
    assert fixed.topics[0][0] == "listrik"
    assert fixed.topics[0][1] > fixed.topics[1][1]
    assert (fixed.problem, fixed.missing) == ("listrik", ())
    assert corrected(READ, Fix(topic="sampah")).problem == "sampah"
    assert corrected(READ, Fix()) == READ


PLACES = [
    ("33.74", Place("33", "33.74", "33.74.08"), ("33", "33.74", "33.74.08")),
    ("33.74", Place("33", "33.19"), ("33", "33.74", None)),
    ("32.01.06", Place("33", "33.19", street="mawar"), ("32", "32.01", "32.01.06")),
    ("33", Place("32", "32.01"), ("33", None, None)),
]


@pytest.mark.parametrize(("code", "found", "levels"), PLACES)
def test_a_corrected_place_keeps_what_lies_inside_it(
    code: str, found: Place, levels: tuple[str | None, ...]
) -> None:
    place = place_of(code, found)
    assert (place.province, place.regency, place.district) == levels
    assert place.street == found.street


def test_a_correction_says_what_was_before_and_after() -> None:
    first = Parsed(Kind.NOT_A_REPORT, failure=Failure.UNCLEAR)
    told = differences(first, READ, corrected(READ, Fix("listrik", "33.19")))
    assert [(str(each.field), each.before, each.after) for each in told] == [
        ("kind", "not_a_report:unclear", "report"),
        ("topic", "sampah", "listrik"),
        ("place", "33.74", "33.19"),
    ]
    assert differences(READ, READ, READ) == ()


def test_what_is_no_report_teaches_only_what_the_parser_did_not_say() -> None:
    assert dismissed(Parsed(Kind.NOT_A_REPORT, failure=Failure.ABUSE), Reason.ABUSE) == ()
    assert [each.after for each in dismissed(READ, Reason.SPAM)] == ["not_a_report:spam"]
    assert dismissed(READ, Reason.HANDLED) == ()


def test_every_reason_has_an_answer_or_none_on_purpose() -> None:
    assert set(ANSWERS) == set(Reason)


LIKE = [
    ("cek pulsa dong kak", "cek pulsa dong kak", True),
    ("Cek  pulsa dong kak", "cek pulsa dong kak", True),
    ("lampu mati di rt 3 desa sukamaju", "lampu mati di rt 4 desa sukamaju", False),
    ("lampu mati di desa sukamaju", "lampu mati di desa sukamulya", False),
    ("mohon bantu lampu mati di desa sukamaju", "lampu mati di desa sukamaju", True),
    ("jalan rusak", "air mati", False),
    ("", "", True),
]


@pytest.mark.parametrize(("one", "other", "same"), LIKE)
def test_only_what_says_the_same_is_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


QUEUED, HELD, SENDING = OutboxState.QUEUED, OutboxState.HELD, OutboxState.SENDING
UNDOS = [
    ([(QUEUED, False)], 0, False, False, Undo.POSSIBLE),
    ([(QUEUED, False)], 60, False, False, Undo.POSSIBLE),  # the carrier is down: nobody was told
    ([(HELD, False), (QUEUED, False)], 0, False, False, Undo.POSSIBLE),
    ([(QUEUED, False), (SENDING, True)], 0, False, False, Undo.LEFT),
    ([(OutboxState.RETRY, True)], 0, False, False, Undo.LEFT),
    ([(OutboxState.EXPIRED, False)], 0, False, False, Undo.LEFT),
    ([], 9, False, False, Undo.POSSIBLE),
    ([], 10, False, False, Undo.OVER),
    ([(QUEUED, False)], 0, True, False, Undo.DONE),
    ([(QUEUED, False)], 0, False, True, Undo.MOVED),
]


@pytest.mark.parametrize(("states", "seconds", "undone", "moved", "expected"), UNDOS)
def test_undo_is_possible_until_somebody_was_told(
    states: list[tuple[OutboxState, bool]], seconds: int, undone: bool, moved: bool, expected: Undo
) -> None:
    now, until = NOW + timedelta(seconds=seconds), NOW + timedelta(seconds=10)
    assert may_undo(states, undone=undone, moved=moved, now=now, until=until) is expected


def test_what_is_called_a_report_has_topics_in_any_case(knowledge: Knowledge) -> None:
    for text in ("STATUS 24183567", "halo", "zzz qqq", "jalan rusak di tegal"):
        read = parse_report(text, now=NOW, knowledge=knowledge)
        assert read.kind is Kind.REPORT
        assert read.failure is None
        assert all(topic in list(Topic) for topic, _ in read.topics)
        assert len(read.topics) >= 3
    assert parse_report(" \n", now=NOW, knowledge=knowledge).topics == ()


SEARCHES = [
    ("jongg", "Jonggol, Kab Bogor, Jawa Barat"),
    ("sukamaju jonggol", "Sukamaju, Jonggol, Kab Bogor, Jawa Barat"),
    ("kudus", "Kab Kudus, Jawa Tengah"),
    ("jawa ten", "Jawa Tengah"),
]


def test_places_are_found_by_how_their_name_begins(knowledge: Knowledge) -> None:
    index = PlaceIndex(knowledge.gazetteer)
    for typed, expected in SEARCHES:
        assert expected in [found.full for found in index.search(typed, 8)], typed
    for nothing in ("", " ", "x", "%", "_____", "\\", "'; DROP", "q" * 10_000):
        assert index.search(nothing, 8) == []
    assert len(index.search("suka", 8)) == 8
