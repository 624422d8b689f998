"""The rule of what is due is one, whether a row or a value is asked."""

from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from sms_gateway.domain import clock_jumps
from sms_gateway.domain.clock_jumps import SET_BACK
from sms_gateway.storage.due import is_due, moments
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import messages
from tests.conftest import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("ahead", [-SECOND, timedelta(0), SECOND, SET_BACK, SET_BACK + SECOND])
def test_the_database_calls_due_what_the_rule_calls_due(sessions: Sessions, ahead: timedelta) -> None:
    at = NOW + ahead
    with sessions.read() as session:
        asked = select(is_due(literal(at, messages.c.due_at.type)))
        assert bool(session.scalar(asked, moments(NOW))) is clock_jumps.is_due(at, NOW)
