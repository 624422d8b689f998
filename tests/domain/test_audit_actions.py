"""What the audit chain notes: each code once, in a form it can hold, and found by how it begins."""

import re
from collections import Counter
from pathlib import Path

import pytest

import sms_gateway
from sms_gateway.domain.audit_actions import ACTIONS, begun_by
from sms_gateway.domain.audit_chain import ACTION_LENGTH, is_code

SOURCE = Path(sms_gateway.__file__).parent / "services"


def test_each_action_is_a_code_and_stands_in_one_group() -> None:
    assert all(is_code(each) and len(each) <= ACTION_LENGTH for each in ACTIONS)
    assert set(Counter(ACTIONS).values()) == {1}


def test_each_action_is_one_that_something_notes() -> None:
    written = {
        code
        for path in SOURCE.glob("*.py")
        if not path.name.startswith("seeded_")
        for code in re.findall(r'"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert set(ACTIONS) <= written


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("review-", ("review-decided", "review-undone")),
        ("breach-pack", ("breach-pack",)),
        ("legal", ("legal-hold-put", "legal-hold-lifted")),
        ("noted-long-ago", ("noted-long-ago",)),
        ("%", ("%",)),
    ],
)
def test_a_code_is_found_by_how_it_begins(typed: str, found: tuple[str, ...]) -> None:
    assert begun_by(typed) == found
