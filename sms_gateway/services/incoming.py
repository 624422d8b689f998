"""A text of a citizen as both databases take it: masked to be shown, hinted, recognisable when sent again."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from parsers import Urgency, fingerprint_text, hint, is_sim_registration, mask, mask_registration
from sms_gateway.crypto import Vault
from sms_gateway.domain.messages import Priority

PRIORITY: Final = {
    Urgency.EMERGENCY: Priority.EMERGENCY,
    Urgency.URGENT: Priority.ACKNOWLEDGEMENT,
    Urgency.NORMAL: Priority.NORMAL,
}
RECEIVER_LENGTH: Final = 32
REF_LENGTH: Final = 128


def without_registration(text: str) -> str:
    """*text*; a SIM registration has lost its numbers."""
    return mask_registration(text) if is_sim_registration(text) else text


def message_values(
    carrier: str, receiver: str, text: str, received_at: datetime, vault: Vault
) -> dict[str, Any]:
    """The columns of a new message that its text decides; neither its sender nor the sealed text itself."""
    return {
        "uuid": str(uuid4()),
        "carrier": carrier,
        "receiver": storable(receiver)[:RECEIVER_LENGTH],
        "body_masked": storable(mask(text)),
        "text_digest": vault.digest(fingerprint_text(text)),
        "priority": int(PRIORITY[hint(text)]),
        "received_at": received_at,
    }


def in_danger(stored: list[Mapping[str, Any]]) -> set[int]:
    """Whose of these messages says emergency."""
    return {message["sender_id"] for message in stored if message["priority"] == Priority.EMERGENCY}


def storable_ref(ref: str) -> str:
    """A carrier's id as the column takes it: one that is too long or not plain is replaced by its digest."""
    if len(ref) <= REF_LENGTH and ref.isascii() and ref.isprintable():
        return ref
    return "sha256:" + sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()


def storable(text: str) -> str:
    """Text as both databases take it: no null, no half surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
