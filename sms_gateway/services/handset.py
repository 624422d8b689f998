"""What a handset of the simulator carrier has received; nothing of any other carrier is shown."""

from sms_gateway.carriers.simulator import Simulator
from sms_gateway.domain.handset import HandsetSms
from sms_gateway.domain.msisdn import normalise
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox, senders


def received(number: str, after: int, office: Office) -> list[HandsetSms]:
    """The SMS sent to *number* with an id above *after*, oldest first; ids count what was sent, from 1.

    One that waited for the end of the quiet hours comes after one that was promised later and did not wait.
    """
    blind = office.vault.blind(normalise(number).e164)
    with office.sessions.read() as session:
        row = senders.by_blind(session, blind)
        found = outbox.sent_since(session, row.id, Simulator.name, after) if row else []
    if row is None or row.data_key_enc is None:
        return []
    key = office.vault.data_key(row.uuid, row.data_key_enc)
    return [
        HandsetSms(place, key.open(sms.uuid, sms.body), sms.state_since)
        for place, sms in enumerate(found, after + 1)
    ]
