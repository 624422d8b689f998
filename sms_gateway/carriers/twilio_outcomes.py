"""What Twilio's error numbers mean for one SMS: never lost, never sent twice.

Source of the numbers: https://www.twilio.com/docs/api/errors
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.messages import SendOutcome

CREDENTIAL_WAIT = 60.0
OUR_FAULT_WAIT = 300.0


class Meaning(StrEnum):
    """What an error number says about the SMS, or about us."""

    RATE = "rate"  # too much at once: again, when Twilio says so
    CREDENTIALS = "credentials"  # again, once the token is right
    OUR_FAULT = "our-fault"  # account or configuration: it waits until an operator has corrected it
    OPTED_OUT = "opted-out"  # the recipient wants nothing more
    RECIPIENT = "recipient"  # no such number, or none that takes SMS
    COUNTRY = "country"  # this account may not send there; `doctor` says so
    TEXT = "text"  # nothing this carrier would ever take
    NETWORK = "network"  # taken, and not delivered: told by a receipt


_M: Final = Meaning
MEANINGS: Final = MappingProxyType(
    {
        14107: _M.RATE,
        20429: _M.RATE,
        21611: _M.RATE,  # the queue of our number is full
        30022: _M.RATE,
        63018: _M.RATE,
        20003: _M.CREDENTIALS,
        20005: _M.CREDENTIALS,
        20006: _M.CREDENTIALS,
        20008: _M.CREDENTIALS,
        90010: _M.CREDENTIALS,
        20404: _M.OUR_FAULT,
        21212: _M.OUR_FAULT,
        21603: _M.OUR_FAULT,
        21606: _M.OUR_FAULT,
        21609: _M.OUR_FAULT,
        21659: _M.OUR_FAULT,
        21660: _M.OUR_FAULT,
        21701: _M.OUR_FAULT,
        21703: _M.OUR_FAULT,
        21705: _M.OUR_FAULT,
        21610: _M.OPTED_OUT,
        21211: _M.RECIPIENT,
        21604: _M.RECIPIENT,
        21612: _M.RECIPIENT,
        21614: _M.RECIPIENT,
        21408: _M.COUNTRY,
        21602: _M.TEXT,
        21617: _M.TEXT,
        30003: _M.NETWORK,
        30004: _M.NETWORK,
        30005: _M.NETWORK,
        30006: _M.NETWORK,
        30007: _M.NETWORK,
        30008: _M.NETWORK,
    }
)
COUNTRY_REFUSED = "twilio-21408"
MAYBE_TAKEN = frozenset({408, 409, 425})


def outcome_of(status: int, code: int | None, retry_after: float | None) -> SendOutcome:
    """The outcome for an HTTP *status* outside 2xx with Twilio's *code*; *retry_after* is in seconds.

    What nobody listed and 4xx says no to is refused: trying it again would change nothing.
    """
    word = f"twilio-{code or status}"
    meaning = MEANINGS.get(code or 0)
    if status == 429 or meaning is Meaning.RATE:
        return SendOutcome.retry(word, retry_after, busy=True)
    if status >= 500 or status < 400 or status in MAYBE_TAKEN:
        return SendOutcome.unknown(word)
    if meaning is Meaning.CREDENTIALS or status == 401 or (status == 403 and code in (None, 403)):
        return SendOutcome.retry("twilio-credentials", CREDENTIAL_WAIT)
    if meaning is Meaning.OUR_FAULT or status in (404, 405):
        return SendOutcome.retry(word, OUR_FAULT_WAIT)
    return SendOutcome.refused(word, opted_out=meaning is Meaning.OPTED_OUT)
