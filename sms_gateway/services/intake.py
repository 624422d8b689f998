"""Takes what carriers deliver: stored and committed before anybody is answered, once for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from parsers import Urgency, fingerprint_text, hint, is_sim_registration, mask, mask_registration
from sms_gateway.crypto import DataKey, Vault
from sms_gateway.domain.messages import InboundSms, Priority
from sms_gateway.domain.msisdn import Sender, may_reply, normalise
from sms_gateway.domain.work import Queue
from sms_gateway.services.office import Office
from sms_gateway.storage import inbox, senders
from sms_gateway.storage.senders import SenderRow

PRIORITY = {
    Urgency.EMERGENCY: Priority.EMERGENCY,
    Urgency.URGENT: Priority.ACKNOWLEDGEMENT,
    Urgency.NORMAL: Priority.NORMAL,
}
REF_LENGTH = 128
_RACES = 5


class _Erased(Exception):
    """A sender was erased between the look and the lock; the next look finds nobody, and makes a new one."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """One SMS made ready outside the transaction: while it is open, other writers may be waiting."""

    ref: tuple[str, str]
    sender: Sender
    blind: str
    replyable: bool
    text: str
    message: Mapping[str, Any]
    part: Mapping[str, Any]


def accept(batch: Sequence[InboundSms], office: Office) -> int:
    """Store *batch* in one transaction; returns how many were new. Repeated deliveries are left alone.

    Raises StoreUnavailable when nothing was stored; after a return everything is committed.
    """
    for race in range(_RACES):
        try:
            added = _accept(batch, office)
            break
        except (IntegrityError, _Erased):  # another process was faster with one of them: look again
            if race == _RACES - 1:
                raise
    office.steps("intake.committed")
    if added:
        office.waker.wake(Queue.INBOX)
    return added


def _accept(batch: Sequence[InboundSms], office: Office) -> int:
    drafts = _unique([_draft(sms, office) for sms in batch])
    with office.sessions.begin() as session:
        blinds = {draft.blind for draft in drafts}
        new = blinds - senders.known(session, blinds)
        senders.add_missing(session, _new_senders(drafts, new, office))
        rows = senders.lock_by_blind(session, blinds)
        if blinds - rows.keys():
            raise _Erased
        refs = inbox.known_refs(session, [draft.ref for draft in drafts])
        fresh = [draft for draft in drafts if draft.ref not in refs]
        keys = {blind: _data_key(rows[blind], office.vault) for blind in {draft.blind for draft in fresh}}
        if fresh:
            stored = [_rows(d, rows[d.blind], keys[d.blind]) for d in fresh]
            inbox.add(session, stored)
            inbox.hurry(session, _in_danger(stored))
        office.steps("intake.inserted")
    return len(fresh)


def _in_danger(stored: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> set[int]:
    return {message["sender_id"] for message, _ in stored if message["priority"] == Priority.EMERGENCY}


def _draft(sms: InboundSms, office: Office) -> _Draft:
    """A SIM registration loses its numbers here, before anything is stored anywhere."""
    sender = normalise(sms.sender)
    text = mask_registration(sms.text) if is_sim_registration(sms.text) else sms.text
    ref = (sms.carrier, storable_ref(sms.carrier_ref))
    return _Draft(
        ref=ref,
        sender=sender,
        blind=office.vault.blind(sender.e164),
        replyable=may_reply(sender, office.settings.replies.countries),
        text=text,
        message=_message(sms, text, office.vault),
        part={
            "uuid": str(uuid4()),
            "carrier": ref[0],
            "carrier_ref": ref[1],
            "fault": storable(sms.fault)[:64] if sms.fault else None,
            "received_at": sms.received_at,
        },
    )


def _message(sms: InboundSms, text: str, vault: Vault) -> Mapping[str, Any]:
    return {
        "uuid": str(uuid4()),
        "carrier": sms.carrier,
        "receiver": storable(sms.receiver)[:32],
        "body_masked": storable(mask(text)),
        "text_digest": vault.digest(fingerprint_text(text)),
        "media_count": min(sms.media_count, 99),
        "opt_out": storable(sms.opt_out)[:16] if sms.opt_out else None,
        "priority": int(PRIORITY[hint(text)]),
        "received_at": sms.received_at,
    }


def _unique(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The first of each delivery, in the order of arrival: a repeat must not move what came before it."""
    first: dict[tuple[str, str], _Draft] = {}
    for draft in drafts:
        first.setdefault(draft.ref, draft)
    return list(first.values())


def storable_ref(ref: str) -> str:
    """A carrier's id as the column takes it: one that is too long or not plain is replaced by its digest."""
    if len(ref) <= REF_LENGTH and ref.isascii() and ref.isprintable():
        return ref
    return "sha256:" + sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()


def storable(text: str) -> str:
    """Text as both databases take it: no null, no half surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _new_senders(drafts: Sequence[_Draft], new: set[str], office: Office) -> list[Mapping[str, Any]]:
    """In the order of their index, like the locks, so that two processes never wait in a circle."""
    first = {draft.blind: draft for draft in reversed(drafts) if draft.blind in new}
    return [_new_sender(first[blind], office) for blind in sorted(first)]


def _new_sender(draft: _Draft, office: Office) -> Mapping[str, Any]:
    uuid = str(uuid4())
    _, sealed_key = office.vault.new_data_key(uuid)
    return {
        "uuid": uuid,
        "blind_index": draft.blind,
        "msisdn_enc": office.vault.seal(uuid, draft.sender.e164),
        "data_key_enc": sealed_key,
        "kind": draft.sender.kind,
        "replyable": draft.replyable,
        "created_at": draft.message["received_at"],
    }


def _data_key(row: SenderRow, vault: Vault) -> DataKey:
    if row.data_key_enc is None:
        raise LookupError("a sender with an index has a data key")
    return vault.data_key(row.uuid, row.data_key_enc)


def _rows(draft: _Draft, sender: SenderRow, key: DataKey) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    sealed = key.seal(draft.message["uuid"], draft.text)
    message = {**draft.message, "sender_id": sender.id, "body_raw": sealed}
    return message, {**draft.part, "sender_id": sender.id}
