"""Which agency had a case before follows from the moves that passed it on."""

import pytest

from sms_gateway.domain.handings import FORWARDED, REOPENED, RETURNED, UNDONE, Handing, came_from

TO_A, TO_B = Handing(FORWARDED, "a"), Handing(FORWARDED, "b")
BACK, AGAIN = Handing(RETURNED), Handing(REOPENED)
UNDO, UNDO_BACK = Handing(UNDONE, undone="forward"), Handing(UNDONE, undone="return")


@pytest.mark.parametrize(
    ("handings", "before"),
    [
        ([], None),
        ([TO_A], None),
        ([TO_A, TO_B], "a"),
        ([TO_A, BACK, TO_B], "a"),
        ([TO_A, BACK, TO_A], "a"),
        ([TO_A, BACK, TO_B, BACK, TO_A], "b"),
        ([TO_A, TO_B, BACK, TO_A], "b"),
        ([TO_A, AGAIN, TO_B], None),
        ([TO_A, UNDO, TO_B], None),
        ([TO_A, TO_B, UNDO], None),
        ([TO_A, BACK, UNDO_BACK, TO_B], "a"),
        ([TO_A, Handing(UNDONE, undone="answer"), TO_B], "a"),
        ([UNDO, TO_A], None),
    ],
)
def test_it_came_from_who_had_it_last(handings: list[Handing], before: str | None) -> None:
    assert came_from(handings) == before
