"""The carrier's record moves a message forward only, and counts its segments."""

from datetime import UTC, datetime, timedelta

import pytest

from sms_gateway.simulators.record import Message, Record, Wanted

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def message(sid="SM1", body="halo", status="queued"):
    return Message(sid, 0, "outbound-api", "1708", "+6281200000001", body, status, AT)


def test_a_late_state_never_moves_a_message_back():
    record = Record(10)
    record.add(message())
    record.advance("SM1", "delivered", AT)
    record.advance("SM1", "sent", AT + timedelta(seconds=9))
    assert (record.get("SM1").status, record.get("SM1").sent_at) == ("delivered", AT)


def test_a_state_of_a_message_that_was_dropped_changes_nothing():
    record = Record(1)
    record.add(message("SM1"))
    record.add(message("SM2"))
    record.advance("SM1", "delivered", AT)
    assert [kept.status for kept in record.all()] == ["queued"]


def test_a_message_not_sent_yet_is_in_no_list_by_date():
    record = Record(10)
    record.add(message())
    assert record.page(Wanted(sent_from=AT - timedelta(days=1)), 5) == ([], False)
    assert len(record.page(Wanted(), 5)[0]) == 1


@pytest.mark.parametrize(
    ("body", "segments"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 307, 3), ("😭" * 35, 1), ("😭" * 36, 2), ("é" * 135, 3)],
)
def test_a_long_text_takes_more_segments(body, segments):
    assert message(body=body).segments == segments
