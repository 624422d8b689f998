"""What the web part of the first release wrote for one SMS, with the columns there were then."""

from uuid import uuid4

from sqlalchemy import Table, column, insert, table
from sqlalchemy.orm import Session

from sms_gateway.domain.msisdn import normalise
from sms_gateway.services.incoming import message_values
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import inbound_parts, messages, senders

WROTE = {
    senders: {"uuid", "blind_index", "msisdn_enc", "data_key_enc", "kind", "replyable", "created_at"},
    messages: {
        *(
            "uuid",
            "sender_id",
            "carrier",
            "receiver",
            "body_raw",
            "body_masked",
            "text_digest",
            "media_count",
        ),
        *("priority", "received_at"),
    },
    inbound_parts: {"uuid", "carrier", "carrier_ref", "sender_id", "message_id", "received_at"},
}


def take(office: Office, ref: str, phone: str, words: str) -> None:
    """Store one report of a phone that never wrote before, in one transaction."""
    sender, now, uuid = normalise(phone), office.now(), str(uuid4())
    key, sealed = office.vault.new_data_key(uuid)
    person = {
        "uuid": uuid,
        "blind_index": office.vault.blind(sender.e164),
        "msisdn_enc": office.vault.seal(uuid, sender.e164),
        "data_key_enc": sealed,
        "kind": sender.kind,
        "replyable": True,
        "created_at": now,
    }
    message = dict(message_values("simulator", "1708", words, now, office.vault))
    message |= {"media_count": 0, "body_raw": key.seal(str(message["uuid"]), words)}
    part = {"uuid": str(uuid4()), "carrier": "simulator", "carrier_ref": ref, "received_at": now}
    with office.sessions.begin() as session:
        ids = {"sender_id": _insert(session, senders, person)}
        ids["message_id"] = _insert(session, messages, message | ids)
        _insert(session, inbound_parts, part | ids)


def _insert(session: Session, known: Table, row: dict[str, object]) -> int:
    """Of *row* the columns of then, and nothing that a column of today would add by itself."""
    then = table(known.name, *(column(name, known.c[name].type) for name in {*WROTE[known], "id"}))
    written = insert(then).values({name: row[name] for name in WROTE[known]})
    return int(session.execute(written.returning(then.c.id)).scalar_one())
