"""How long anything may stay in a state: the table behind the promise that nothing waits without an owner."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.messages import MessageState, OutboxState

# Counted from when the row was due. A state that belongs to a machine is a violation past these.
MESSAGE_DEADLINES: Final[Mapping[MessageState, timedelta]] = MappingProxyType(
    {
        MessageState.NEW: timedelta(minutes=15),
        MessageState.RETRY: timedelta(minutes=15),
    }
)
PARTS_DEADLINE: Final = timedelta(minutes=15)  # for parts of a long SMS, from when they were to be released
OUTBOX_DEADLINES: Final[Mapping[OutboxState, timedelta]] = MappingProxyType(
    {
        OutboxState.QUEUED: timedelta(minutes=30),
        OutboxState.SENDING: timedelta(minutes=5),
        OutboxState.RETRY: timedelta(minutes=30),
        OutboxState.UNKNOWN: timedelta(minutes=30),
    }
)

# What belongs to a person raises an alert past these, not a violation.
HELD_ALERT: Final = timedelta(hours=4)
REVIEW_ALERT: Final = timedelta(hours=24)

# Working days in a state. UNVERIFIED, ROUTED and ANSWERED: SP4N-LAPOR!'s limits of 3, 5 and 10; a case under
# work keeps the answer's limit. The others wait for nobody.
CASE_WORKING_DAYS: Final[Mapping[CaseState, int]] = MappingProxyType(
    {
        CaseState.UNVERIFIED: 3,
        CaseState.ASKING: 3,
        CaseState.ROUTED: 5,
        CaseState.WORKING: 5,
        CaseState.ANSWERED: 10,
    }
)
# Perpres 76/2013: the last day for any complaint, counted from its opening.
CASE_FINAL: Final = timedelta(days=60)
