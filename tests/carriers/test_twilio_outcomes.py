"""Every error number of Twilio that matters has one meaning, and every meaning one outcome."""

import pytest

from sms_gateway.carriers.twilio_outcomes import MEANINGS, Meaning, outcome_of
from sms_gateway.domain.messages import SendOutcome

# https://www.twilio.com/docs/api/errors
THAT_MATTER = {
    20003: Meaning.CREDENTIALS,  # Authenticate
    20429: Meaning.RATE,  # Too Many Requests
    21211: Meaning.RECIPIENT,  # Invalid 'To' Phone Number
    21408: Meaning.COUNTRY,  # Permission to send an SMS has not been enabled for the region
    21610: Meaning.OPTED_OUT,  # Attempt to send to unsubscribed recipient
    21611: Meaning.RATE,  # This 'From' number has exceeded the maximum number of queued messages
    21614: Meaning.RECIPIENT,  # 'To' number is not a valid mobile number
    30003: Meaning.NETWORK,  # Unreachable destination handset
    30004: Meaning.NETWORK,  # Message blocked
    30005: Meaning.NETWORK,  # Unknown destination handset
    30006: Meaning.NETWORK,  # Landline or unreachable carrier
    30007: Meaning.NETWORK,  # Message filtered
    30008: Meaning.NETWORK,  # Unknown error
}


@pytest.mark.parametrize(("code", "meaning"), THAT_MATTER.items())
def test_each_number_that_matters_has_its_meaning(code: int, meaning: Meaning) -> None:
    assert MEANINGS[code] is meaning


@pytest.mark.parametrize("code", MEANINGS)
def test_each_meaning_has_its_outcome(code: int) -> None:
    word = f"twilio-{code}"
    outcomes = {
        Meaning.RATE: SendOutcome.retry(word, 7, busy=True),
        Meaning.CREDENTIALS: SendOutcome.retry("twilio-credentials", 60),
        Meaning.OUR_FAULT: SendOutcome.retry(word, 300),
        Meaning.OPTED_OUT: SendOutcome.refused(word, opted_out=True),
        Meaning.RECIPIENT: SendOutcome.refused(word),
        Meaning.COUNTRY: SendOutcome.refused(word),
        Meaning.TEXT: SendOutcome.refused(word),
        Meaning.NETWORK: SendOutcome.refused(word),
    }
    assert outcome_of(400, code, 7) == outcomes[MEANINGS[code]]


@pytest.mark.parametrize("code", [code for code, meaning in MEANINGS.items() if meaning is not Meaning.RATE])
def test_a_fault_inside_twilio_is_unknown_whatever_number_it_has(code: int) -> None:
    assert outcome_of(500, code, None) == SendOutcome.unknown(f"twilio-{code}")
