"""What an unsuccessful answer of Twilio means for one SMS: never lost, never sent twice.

Source of the numbers: https://www.twilio.com/docs/api/errors
"""

from sms_gateway.domain.messages import SendOutcome

CREDENTIAL_WAIT = 60.0
OUR_FAULT_WAIT = 300.0

RATE_CODES = frozenset({14107, 20429, 21611, 30022, 63018})
CREDENTIAL_CODES = frozenset({20003, 20005, 20006, 20008, 90010})
# The account or its configuration is at fault, not the SMS: it waits until an operator has corrected it.
OUR_FAULT_CODES = frozenset({20404, 21212, 21603, 21606, 21609, 21659, 21660, 21701, 21703, 21705})
OPTED_OUT = 21610
MAYBE_TAKEN = frozenset({408, 409, 425})


def outcome_of(status: int, code: int | None, retry_after: float | None) -> SendOutcome:
    """The outcome for an HTTP *status* outside 2xx with Twilio's *code*; *retry_after* is in seconds."""
    word = f"twilio-{code or status}"
    if status == 429 or code in RATE_CODES:
        return SendOutcome.retry(word, retry_after)
    if status >= 500 or status < 400 or status in MAYBE_TAKEN:
        return SendOutcome.unknown(word)
    if code in CREDENTIAL_CODES or status == 401 or (status == 403 and code in (None, 403)):
        return SendOutcome.retry("twilio-credentials", CREDENTIAL_WAIT)
    if code in OUR_FAULT_CODES or status in (404, 405):
        return SendOutcome.retry(word, OUR_FAULT_WAIT)
    return SendOutcome.refused(word, opted_out=code == OPTED_OUT)
