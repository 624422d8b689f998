"""A worker is started by its part, numbered when there are several on a host."""

import click
import pytest

from workers.main import Kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("inbox", "inbox"),
        ("inbox-2", "inbox"),
        ("outbox-32", "outbox"),
        ("schedule", "schedule"),
    ],
)
def test_a_numbered_part_is_another_one_of_its_kind(said: str, kind: str) -> None:
    assert Kind().convert(said, None, None) == kind


@pytest.mark.parametrize("said", ["web", "inbox-0", "inbox-", "inbox-x", "schedule-2", "inbox-2-2", ""])
def test_what_is_no_part_is_refused(said: str) -> None:
    with pytest.raises(click.BadParameter, match="is not one of inbox, outbox, schedule"):
        Kind().convert(said, None, None)
