"""The peer's webhook: the SMS is committed, then its task is enqueued, then 200 is answered."""

from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bench.peer.models import Base, Database, Message, Phone, open_database
from bench.peer.sealing import blind, seal
from bench.peer.tasks import triage
from parsers import fingerprint_text, mask

FIELDS = ("id", "from", "to", "text")


def make_app(threads: int) -> Flask:
    """The application; it makes its tables."""
    engine = open_database(threads)
    Base.metadata.create_all(engine)
    app = Flask("peer")

    @app.post("/inbound")
    def inbound() -> tuple[str, int]:
        form = request.form
        if not all(form.get(name) for name in FIELDS):
            return "a field is missing", 400
        try:
            with Database.begin() as session:
                message = _stored(session, form["id"], form["from"], form["to"], form["text"])
        except IntegrityError:  # the carrier repeated itself while the first call was under way
            return "OK", 200
        if message is not None:
            triage.delay(message.id)  # not before the COMMIT: the task would not find its row
        return "OK", 200

    return app


def _stored(session: Session, ref: str, number: str, receiver: str, text: str) -> Message | None:
    if session.scalar(select(Message.id).where(Message.carrier_ref == ref)) is not None:
        return None
    message = Message(
        carrier_ref=ref,
        receiver=receiver,
        body=seal(text),
        masked=mask(text),
        digest=blind(fingerprint_text(text)),
        phone=_phone(session, number),
    )
    session.add(message)
    session.flush()
    return message


def _phone(session: Session, number: str) -> Phone:
    """The row of *number*; of two first messages at once one looks again."""
    index = blind(number)
    query = select(Phone).where(Phone.blind_index == index)
    found = session.scalar(query)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            phone = Phone(blind_index=index, number=seal(number))
            session.add(phone)
        return phone
    except IntegrityError:
        return session.scalars(query).one()
