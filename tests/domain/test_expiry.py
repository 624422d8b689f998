"""Each kind of SMS has its end, or none, and nobody adds a kind without saying which."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import sms_gateway.services
from sms_gateway.domain.expiry import KINDS, REASONS, Limits, Pointless, expires_at
from sms_gateway.services import news, officer_desk, officer_turn, orders, task_clock, task_news
from tests.conftest import NOW

LIMITS = Limits(
    order=timedelta(minutes=15),
    enrolment=timedelta(hours=47),
    question=timedelta(hours=48),
    cancel=timedelta(hours=23),
    silence=timedelta(hours=22),
)


@pytest.mark.parametrize(
    ("kind", "hours", "why"),
    [
        ("ack", None, None),
        ("answered", None, None),
        ("task-new", None, None),
        ("closed", None, None),
        ("order-echo", 0.25, Pointless.CODE),
        ("officer-code", 47, Pointless.CODE),
        ("asked", 48, Pointless.QUESTION),
        ("cancel", 23, Pointless.QUESTION),
        ("erase", 48, Pointless.QUESTION),
        ("task-remind", 24, Pointless.LIMIT),
        ("officer-recap", 24, Pointless.OUTDATED),
        ("status", 24, Pointless.OUTDATED),
        ("too-many", 22, Pointless.OUTDATED),
        ("of-tomorrow", None, None),
    ],
)
def test_how_long_it_is_worth_sending(kind: str, hours: float | None, why: Pointless | None) -> None:
    end = expires_at(kind, NOW, LIMITS)
    assert end == (None if hours is None else NOW + timedelta(hours=hours))
    assert REASONS.get(kind) is why


def test_every_kind_that_is_promised_is_in_the_table() -> None:
    folder = Path(sms_gateway.services.__file__).parent
    found = {
        kind
        for file in folder.glob("*.py")
        for kind in re.findall(r'(?:turn\.answer|held\.tell|promise)\(\s*"([a-z-]+)"', file.read_text())
    }
    named = {officer_desk.REPLY, officer_desk.ECHO, officer_turn.NOT_OFFICER, orders.TOLD}
    named |= {task_clock.REMIND, task_clock.LATE, task_clock.ESCALATED, task_clock.RECAP}
    named |= {task_news.NEW, task_news.NEWS, task_news.END, *news.KINDS, news.ASKED}
    assert len(found) > 20
    assert found | named <= KINDS
