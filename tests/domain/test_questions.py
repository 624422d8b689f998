"""Which question is open: the table of ranks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.context import QuestionKind
from sms_gateway.domain.questions import Rank, in_line, rank, stays, waits

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
K = QuestionKind


@dataclass(frozen=True)
class Asked:
    id: int
    kind: str
    expires_at: datetime


@pytest.mark.parametrize(
    ("new", "open_one", "behind"),
    [
        (K.RATING, K.STATUS_LIST, True),
        (K.STATUS_LIST, K.PLACE, True),
        (K.PLACE, K.CANCEL, True),
        (K.RATING, K.CANCEL, True),
        (K.CANCEL, K.PLACE, False),
        (K.PLACE, K.RATING, False),
        (K.PLACE, K.PLACE_CHOICE, False),
        (K.CANCEL, K.CANCEL, False),
        (K.STATUS_GUESS, K.CANCEL, False),
    ],
)
def test_rating_waits_behind_choice_behind_place_behind_confirmation(
    new: QuestionKind, open_one: QuestionKind, behind: bool
) -> None:
    assert waits(new, open_one) is behind


def test_what_needs_an_answer_waits_and_a_list_is_over_when_its_place_is_taken() -> None:
    assert stays(K.PLACE)
    assert stays(K.RATING)
    assert not stays(K.STATUS_LIST)
    assert not stays(K.CANCEL)


def test_a_kind_outside_the_table_is_a_confirmation() -> None:
    assert rank(K.CANCEL) is Rank.CONFIRMATION


ASKED = st.lists(
    st.builds(
        Asked,
        st.integers(1, 99),
        st.sampled_from(QuestionKind),
        st.sampled_from([NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)]),
    ),
    max_size=6,
)


@given(ASKED)
def test_nobody_in_line_is_past_its_time_or_behind_a_weaker_one(asked: list[Asked]) -> None:
    line = in_line(asked, NOW)
    assert all(each.expires_at > NOW for each in line)
    assert [rank(each.kind) for each in line] == sorted((rank(each.kind) for each in line), reverse=True)
