"""One thing is not several."""

import pytest

from sms_gateway.cli.so_many import so_many


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 agencies change"), (1, "1 agency changes"), (2, "2 agencies change")]
)
def test_one_is_told_apart_from_more(count: int, told: str) -> None:
    assert so_many(count, "agency changes", "agencies change") == told
