"""What the answer of Kannel's sendsms means for one SMS, and what its delivery reports say.

Source: Kannel 1.4.5 user guide, "SendSMS user" and "Delivery reports"; measured with Debian's 1.4.5-12.
"""

import re
from typing import Final

from sms_gateway.domain.messages import ReceiptState, SendOutcome

CREDENTIAL_WAIT = 60.0
OUR_FAULT_WAIT = 300.0
# The bearerbox had no room and took the message out of its store again, so a second try is the only one.
NO_ROOM = "Temporal failure, try again later."
WRONG_CREDENTIALS = "Authorization failed"
NO_RECEIVER = "Missing receiver"

RECEIPT_STATES: Final = {
    "1": ReceiptState.DELIVERED,
    "2": ReceiptState.FAILED,
    "4": ReceiptState.QUEUED,
    "8": ReceiptState.SENT,
    "16": ReceiptState.FAILED,
}

_ERROR = re.compile(r"(?:^| )err:([0-9A-Za-z]{1,8})(?: |$)")  # SMPP 3.4, appendix B
_NACK = re.compile(r"NACK/(0x[0-9A-Fa-f]{1,8}|[0-9]{1,8})/")


def outcome_of(status: int, body: str, ref: str) -> SendOutcome:
    """The outcome for an answer with HTTP *status*; *ref* names the SMS when it was accepted."""
    word = f"kannel-{status}"
    if status == 202:
        return SendOutcome.accepted(ref)
    if status == 503 and body.startswith(NO_ROOM):
        return SendOutcome.retry("kannel-no-room")
    if not 400 <= status < 500 or status in (408, 409, 425):
        return SendOutcome.unknown(word)
    if status == 401 or body.startswith(WRONG_CREDENTIALS):
        return SendOutcome.retry("kannel-credentials", CREDENTIAL_WAIT)
    if status == 429:
        return SendOutcome.retry(word, busy=True)
    if status in (404, 405):
        return SendOutcome.retry(word, OUR_FAULT_WAIT)
    return SendOutcome.refused(word)


def error_code(answer: str) -> str | None:
    """The SMSC's error number in `%A`: of a receipt, or of a submit_sm that was refused. Never its words."""
    found = _ERROR.search(answer) or _NACK.search(answer)
    if found is None or not found.group(1).strip("0"):
        return None
    return found.group(1)
