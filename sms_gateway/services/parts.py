"""Parts of a long SMS wait for each other, for a while; together, or what came of them, they are a message.

A long SMS takes its place in its sender's line when its message is made. Everything here happens under the
lock of the sender: two processes that store the last two parts at once make one message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy.orm import Session

from parsers import Urgency, hint, is_sim_registration, mask_registration
from sms_gateway import logs
from sms_gateway.crypto import DataKey
from sms_gateway.domain.clock_jumps import is_due
from sms_gateway.domain.messages import InboundSms
from sms_gateway.domain.parts import (
    EMERGENCY_WAIT,
    KEPT,
    Fate,
    Piece,
    alone,
    arrived,
    is_whole,
    join,
    place,
    recoded,
)
from sms_gateway.domain.work import Queue
from sms_gateway.services.incoming import (
    RECEIVER_LENGTH,
    in_danger,
    message_values,
    storable,
    without_registration,
)
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import inbox, parts, senders
from sms_gateway.storage.parts import Reference, Waiting

BATCH: Final = 100
log = logs.get("parts")


@dataclass(frozen=True, slots=True)
class Phone:
    """The open transaction with a locked sender, and the key of its texts."""

    session: Session
    office: Office
    sender_id: int
    key: DataKey


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part as it was delivered: *values* are the columns of its row that its delivery decides."""

    values: Mapping[str, Any]
    receiver: str
    ref: int
    total: int
    piece: Piece

    @property
    def at(self) -> datetime:
        at: datetime = self.values["received_at"]
        return at


@dataclass(frozen=True, slots=True)
class _Long:
    """A long SMS so far: its parts in the order they came."""

    uuid: str
    carrier: str
    receiver: str
    total: int
    pieces: Sequence[Piece]
    received_at: datetime  # its newest part

    @property
    def text(self) -> str:
        return join(self.pieces, self.total)


def arrival(sms: InboundSms, values: Mapping[str, Any]) -> Arrival | None:
    """What *sms* is a part of; None when it stands for itself.

    A part that alone reads as a SIM registration has lost its numbers.
    """
    part = sms.part
    if part is None or part.total < 2 or not 1 <= part.number <= part.total:
        return None
    piece = Piece(part.number, part.body, part.charset[:32])
    text = alone(piece, part.total)
    if is_sim_registration(text):
        piece = recoded(piece, mask_registration(text))
    return Arrival(values, storable(sms.receiver)[:RECEIVER_LENGTH], part.ref, part.total, piece)


def take(arrived_now: Arrival, phone: Phone) -> Mapping[str, Any] | None:
    """Store one part; returns the message when one was made of it, or of it and those before."""
    new = arrived_now
    reference = Reference(phone.sender_id, new.values["carrier"], new.receiver, new.ref, new.total)
    digest = phone.office.vault.digest("part|" + new.piece.body.decode("latin-1"))
    known = parts.known(phone.session, reference, new.at - KEPT)
    placed = place(new.piece.number, digest, known)
    long = placed.long or str(uuid4())
    row = _row(new, long, digest, phone)
    if placed.fate is Fate.REPEATS:
        _add_repeat(row, phone)
        return None
    if placed.fate is Fate.LATE:
        return _add_late(row, new, phone)
    return _add(row, new, phone)


def release(office: Office, mine: Mine = always) -> int:
    """Make messages of what has waited long enough, while it is *mine* to do; returns of how many.

    One transaction each; one that fails is left for the next round.
    """
    with office.sessions.read() as session:
        found = parts.due(session, office.now(), BATCH)
    released = sum(mine() and _released(sender_id, long, office) for sender_id, long in found)
    if released:
        office.waker.wake(Queue.INBOX)
    return released


def _row(new: Arrival, long: str, digest: str, phone: Phone) -> dict[str, Any]:
    return {
        **new.values,
        "sender_id": phone.sender_id,
        "receiver": new.receiver,
        "long_uuid": long,
        "body_digest": digest,
        "charset": new.piece.charset,
        "concat_ref": new.ref,
        "part_number": new.piece.number,
        "part_total": new.total,
    }


def _add_repeat(row: Mapping[str, Any], phone: Phone) -> None:
    """Kept without its words; it has the outcome of the part it repeats."""
    long = row["long_uuid"]
    before = parts.waiting(phone.session, phone.sender_id, long)
    due_at = before[0].due_at if before else None
    message_id = None if before else parts.message_of(phone.session, phone.sender_id, long)
    parts.add(phone.session, {**row, "due_at": due_at, "message_id": message_id})


def _add(row: Mapping[str, Any], new: Arrival, phone: Phone) -> Mapping[str, Any] | None:
    """Store a part beside those it belongs to; the last one makes the message."""
    before = parts.waiting(phone.session, phone.sender_id, row["long_uuid"])
    pieces = [*_opened(before, phone.key), new.piece]
    long = _Long(row["long_uuid"], row["carrier"], new.receiver, new.total, pieces, new.at)
    text = long.text
    piece = new.piece
    if is_sim_registration(text):
        piece = _masked(piece, new.total)
        _mask_all(before, phone)
    due_at = _due_at(text, before, new.at, phone.office)
    sealed = phone.key.seal(row["uuid"], piece.body.decode("latin-1"))
    parts.add(phone.session, {**row, "body": sealed, "due_at": due_at})
    if is_whole(pieces, new.total):
        return _make(long, text, phone)
    parts.hurry(phone.session, phone.sender_id, long.uuid, due_at)
    return None


def _due_at(text: str, before: Sequence[Waiting], at: datetime, office: Office) -> datetime:
    """Counted from the first part; an emergency does not wait for what may never come."""
    wait = timedelta(seconds=office.settings.limits.incomplete_parts_seconds)
    due_at = min((part.due_at for part in before), default=at + wait)
    return min(due_at, at + EMERGENCY_WAIT) if hint(text) is Urgency.EMERGENCY else due_at


def _add_late(row: Mapping[str, Any], new: Arrival, phone: Phone) -> Mapping[str, Any]:
    """A message of its own, that triage attaches to the one that was made without it."""
    first = parts.message_of(phone.session, phone.sender_id, row["long_uuid"])
    text = alone(new.piece, new.total)
    if is_sim_registration(f"{_text_of(first, phone)} {text}"):
        text = mask_registration(text)
    values = message_values(row["carrier"], new.receiver, text, new.at, phone.office.vault)
    message = {**values, "late": True}
    parts.add(phone.session, {**row, "message_id": _insert(message, text, phone)})
    return {**message, "sender_id": phone.sender_id}


def _text_of(message_id: int | None, phone: Phone) -> str:
    found = inbox.sealed(phone.session, message_id) if message_id is not None else None
    return phone.key.open(found[0], found[1]) if found and found[1] is not None else ""


def _make(long: _Long, text: str, phone: Phone, **others: Any) -> Mapping[str, Any]:
    """The message of a long SMS; its parts belong to it from now on and have no words any more."""
    text = without_registration(text)
    values = message_values(long.carrier, long.receiver, text, long.received_at, phone.office.vault)
    message = {**values, **others}
    parts.made(phone.session, phone.sender_id, long.uuid, _insert(message, text, phone))
    return {**message, "sender_id": phone.sender_id}


def _insert(message: Mapping[str, Any], text: str, phone: Phone) -> int:
    sealed = phone.key.seal(message["uuid"], text)
    return inbox.add_one(phone.session, {**message, "sender_id": phone.sender_id, "body_raw": sealed})


def _released(sender_id: int, long: str, office: Office) -> bool:
    try:
        return _release(sender_id, long, office)
    except Exception as error:
        log.error("parts not released", sender_id=sender_id, **logs.fault(error))
        return False


def _release(sender_id: int, uuid: str, office: Office) -> bool:
    now = office.now()
    with office.sessions.begin() as session:
        sender = senders.lock(session, sender_id)
        found = parts.waiting(session, sender_id, uuid)
        if not found or not is_due(found[0].due_at, now) or sender.data_key_enc is None:
            return False
        phone = Phone(session, office, sender_id, office.vault.data_key(sender.uuid, sender.data_key_enc))
        newest = found[-1]
        pieces = _opened(found, phone.key)
        long = _Long(uuid, newest.carrier, newest.receiver, newest.total, pieces, newest.received_at)
        missing = {} if is_whole(pieces, long.total) else _missing(long)
        made = _make(long, long.text, phone, due_at=now, **missing)
        inbox.hurry(session, in_danger([made]))
    log.info("parts released", sender_id=sender_id, **missing)
    return True


def _missing(long: _Long) -> dict[str, int]:
    return {"parts_arrived": arrived(long.pieces, long.total), "parts_total": long.total}


def _opened(waiting: Sequence[Waiting], key: DataKey) -> list[Piece]:
    """The parts with words; a repeat has none."""
    return [
        Piece(part.number, key.open(part.uuid, part.body).encode("latin-1"), part.charset)
        for part in waiting
        if part.body is not None
    ]


def _masked(piece: Piece, total: int) -> Piece:
    return recoded(piece, mask_registration(alone(piece, total)))


def _mask_all(waiting: Sequence[Waiting], phone: Phone) -> None:
    """What shows only now to be a SIM registration loses the numbers that were kept sealed until now."""
    for part in waiting:
        if part.body is not None:
            (piece,) = _opened([part], phone.key)
            sealed = phone.key.seal(part.uuid, _masked(piece, part.total).body.decode("latin-1"))
            parts.replace_body(phone.session, part.id, sealed)
