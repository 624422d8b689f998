"""Takes what carriers deliver: stored and committed before anybody is answered, once for ever."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.crypto import DataKey, Vault
from sms_gateway.domain.messages import InboundSms
from sms_gateway.domain.msisdn import Sender, may_reply, normalise
from sms_gateway.domain.work import Queue
from sms_gateway.services import parts
from sms_gateway.services.incoming import (
    in_danger,
    message_values,
    storable,
    storable_ref,
    without_registration,
)
from sms_gateway.services.office import Office
from sms_gateway.services.parts import Arrival
from sms_gateway.storage import arrivals, inbox, senders, traced
from sms_gateway.storage.senders import SenderRow

log = logs.get("intake")
_RACES = 20  # each one lost means that somebody else added phones of this batch, so there is an end


class _Overtaken(Exception):
    """Another process was faster with a phone that is new, or with an id; the next look finds it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one delivery: whether it was *new*, and the uuid of its *message*.

    None while a long SMS waits for its other parts; of what is not new only while somebody traces.
    """

    new: bool
    message: str | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """One SMS made ready outside the transaction: while it is open, other writers may be waiting."""

    ref: tuple[str, str]
    sender: Sender
    blind: str
    replyable: bool
    text: str
    message: Mapping[str, Any]  # nothing yet for a part of a long SMS
    part: Mapping[str, Any]
    arrival: Arrival | None


def accept(batch: Sequence[InboundSms], office: Office) -> int:
    """`store`; returns how many were new."""
    return sum(each.new for each in store(batch, office))


def store(batch: Sequence[InboundSms], office: Office) -> list[Stored]:
    """Store *batch* in one transaction; what became of each. Repeated deliveries are left alone.

    Raises StoreUnavailable when nothing was stored; after a return everything is committed.
    """
    for race in range(_RACES):
        try:
            stored = _store(batch, office, raced=race > 0)
            break
        except (IntegrityError, _Overtaken):  # another process was faster with one of them: look again
            if race == _RACES - 1:
                raise
    office.steps("intake.committed")
    if any(each.new for each in stored):
        office.waker.wake(Queue.INBOX)
    return stored


def _store(batch: Sequence[InboundSms], office: Office, *, raced: bool) -> list[Stored]:
    """*raced*: somebody brings the same deliveries, so it is asked again once nobody else can store them."""
    delivered = [_draft(sms, office) for sms in batch]
    with office.sessions.begin() as session:
        phones, refs = arrivals.known(
            session, {draft.blind for draft in delivered}, {draft.ref for draft in delivered}
        )
        delivered = _told_apart(batch, delivered, refs, session, office)
        fresh = [draft for draft in _unique(delivered) if draft.ref not in refs]
        new = _new_senders(fresh, phones, office)
        phones |= senders.add_new(session, [values for values, _ in new.values()])
        if new.keys() - phones.keys():
            raise _Overtaken
        if raced:
            late = arrivals.known(session, (), [draft.ref for draft in fresh])[1]
            if any(late.get(draft.ref) not in (None, draft.blind) for draft in fresh):
                raise _Overtaken
            refs |= late
            fresh = [draft for draft in fresh if draft.ref not in refs]
        keys = {blind: key for blind, (_, key) in new.items()}
        made = _made(fresh, phones, keys, session, office)
        inbox.hurry(session, in_danger([message for message in made if message]))
        office.steps("intake.inserted")
        before = traced.of_refs(session, refs.keys()) if office.tracer.on and refs else {}
    now = {
        draft.ref: message["uuid"] if message else None for draft, message in zip(fresh, made, strict=True)
    }
    first = {id(draft) for draft in fresh}
    messages = {**before, **now}
    return [Stored(id(draft) in first, messages.get(draft.ref)) for draft in delivered]


def _told_apart(
    batch: Sequence[InboundSms],
    delivered: Sequence[_Draft],
    refs: dict[tuple[str, str], str | None],
    session: Session,
    office: Office,
) -> list[_Draft]:
    """*delivered*; what has an id that another phone's SMS had, which no repeat has, gets one of its own.

    It is always the same one, so that a repeat of it is known. *refs* learns which of those came before.
    """
    first, apart = dict(refs), list(delivered)
    for nr, draft in enumerate(delivered):
        phone = first.setdefault(draft.ref, draft.blind)
        if phone is not None and phone != draft.blind:
            log.warning("id of another phone's SMS", carrier=draft.ref[0])
            apart[nr] = _draft(replace(batch[nr], carrier_ref=f"{draft.ref[1]}|{draft.blind}"), office)
    own = {draft.ref for draft in apart} - {draft.ref for draft in delivered}
    if own:
        refs |= arrivals.known(session, (), own)[1]
    return apart


def _made(
    drafts: Sequence[_Draft],
    rows: Mapping[str, SenderRow],
    new: Mapping[str, DataKey],
    session: Session,
    office: Office,
) -> list[Mapping[str, Any] | None]:
    """Store *drafts* in their order; the message each of them made, alone or as the last of its parts.

    *new* are the keys of phones that have a row since a moment ago: they need not be opened.
    """
    blinds = {draft.blind for draft in drafts}
    keys = {blind: new.get(blind) or _data_key(rows[blind], office.vault) for blind in blinds}
    made: list[Mapping[str, Any] | None] = []
    for of_long, run in groupby(drafts, key=lambda draft: draft.arrival is not None):
        if of_long:
            made += [_take(draft, rows, keys, session, office) for draft in run]
        else:
            stored = [_rows(draft, rows[draft.blind], keys[draft.blind]) for draft in run]
            arrivals.add(session, stored)
            made += [message for message, _ in stored]
    return made


def _take(
    draft: _Draft,
    rows: Mapping[str, SenderRow],
    keys: Mapping[str, DataKey],
    session: Session,
    office: Office,
) -> Mapping[str, Any] | None:
    if draft.arrival is None:
        raise LookupError("a part of a long SMS says which")
    phone = parts.Phone(session, office, rows[draft.blind].id, keys[draft.blind])
    return parts.take(draft.arrival, phone)


def _draft(sms: InboundSms, office: Office) -> _Draft:
    """A SIM registration loses its numbers here, before anything is stored anywhere."""
    sender = normalise(sms.sender)
    text = without_registration(sms.text)
    ref = (sms.carrier, storable_ref(sms.carrier_ref))
    part = {
        "uuid": str(uuid4()),
        "carrier": ref[0],
        "carrier_ref": ref[1],
        "fault": storable(sms.fault)[:64] if sms.fault else None,
        "received_at": sms.received_at,
    }
    arrival = parts.arrival(sms, part)
    return _Draft(
        ref=ref,
        sender=sender,
        blind=office.vault.blind(sender.e164),
        replyable=may_reply(sender, office.settings.replies.countries),
        text=text,
        message={} if arrival else _message(sms, text, office.vault),
        part=part,
        arrival=arrival,
    )


def _message(sms: InboundSms, text: str, vault: Vault) -> Mapping[str, Any]:
    return {
        **message_values(sms.carrier, sms.receiver, text, sms.received_at, vault),
        "media_count": min(sms.media_count, 99),
        "opt_out": storable(sms.opt_out)[:16] if sms.opt_out else None,
    }


def _unique(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The first of each delivery, in the order of arrival: a repeat must not move what came before it."""
    first: dict[tuple[str, str], _Draft] = {}
    for draft in drafts:
        first.setdefault(draft.ref, draft)
    return list(first.values())


def _new_senders(
    drafts: Sequence[_Draft], known: Collection[str], office: Office
) -> dict[str, tuple[Mapping[str, Any], DataKey]]:
    """The row and the key of each phone that has none, in the order of their index, like the locks:

    two processes never wait in a circle, since whoever adds phones has locked those it knew before.
    """
    first = {draft.blind: draft for draft in reversed(drafts) if draft.blind not in known}
    return {blind: _new_sender(first[blind], office) for blind in sorted(first)}


def _new_sender(draft: _Draft, office: Office) -> tuple[Mapping[str, Any], DataKey]:
    uuid = str(uuid4())
    key, sealed_key = office.vault.new_data_key(uuid)
    values = {
        "uuid": uuid,
        "blind_index": draft.blind,
        "msisdn_enc": office.vault.seal(uuid, draft.sender.e164),
        "data_key_enc": sealed_key,
        "kind": draft.sender.kind,
        "replyable": draft.replyable,
        "created_at": draft.part["received_at"],
    }
    return values, key


def _data_key(row: SenderRow, vault: Vault) -> DataKey:
    if row.data_key_enc is None:
        raise LookupError("a sender with an index has a data key")
    return vault.data_key(row.uuid, row.data_key_enc)


def _rows(draft: _Draft, sender: SenderRow, key: DataKey) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    sealed = key.seal(draft.message["uuid"], draft.text)
    message = {**draft.message, "sender_id": sender.id, "body_raw": sealed}
    return message, {**draft.part, "sender_id": sender.id}
