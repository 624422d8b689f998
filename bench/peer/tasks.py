"""The peer's Celery worker: a task makes a ticket and a reply, another sends it; acknowledged late."""

import os
import secrets
from datetime import UTC, datetime, timedelta

import requests
from celery import Celery
from celery.signals import worker_process_init
from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.peer.models import Case, Database, Event, Message, Reply, Ticket, open_database
from bench.peer.sealing import unseal
from parsers import Knowledge, Parsed, load_knowledge, parse

REPEATS, ALIKE = timedelta(hours=24), timedelta(days=30)
ANSWERS, CANDIDATES, LIKENESS = 30, 50, 95
BROKER, SINK = "PEER_BROKER", "PEER_SINK"
celery = Celery("bench.peer.tasks", broker=os.environ.get(BROKER))
celery.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
)


class Worker:
    """What a worker process opens once, after the fork."""

    knowledge: Knowledge
    wire: requests.Session


@worker_process_init.connect
def _open(**_: object) -> None:
    open_database(pool_size=2)
    Worker.knowledge = load_knowledge()
    Worker.wire = requests.Session()


@celery.task(max_retries=5, autoretry_for=(OSError,), retry_backoff=True)
def triage(message_id: int) -> None:
    """Understand the message, give it a ticket, and promise the reply in the same COMMIT."""
    with Database.begin() as session:
        message = session.get(Message, message_id, with_for_update=True)
        if message is None or message.state != "new":
            return  # a second delivery of the task
        message.state = "done"
        since = datetime.now(UTC) - REPEATS
        if _is_repeat(session, message, since) or _answers(session, message, since) >= ANSWERS:
            return
        parsed = parse(unseal(message.body), now=datetime.now(UTC), knowledge=Worker.knowledge)
        ticket = Ticket(number=f"{secrets.randbelow(10**8):08d}", message=message)
        ticket.case = _like(session, message, parsed) or Case(
            topic=parsed.topics[0][0][:32] if parsed.topics else None, region=parsed.place.code
        )
        body = f"LAPOR: Laporan diterima, No {ticket.number}. Balas CEK {ticket.number}"
        reply = Reply(message_id=message.id, phone_id=message.phone_id, body=body)
        session.add_all([ticket, Event(kind="opened", ticket=ticket), reply])
    send.delay(reply.id)


def _is_repeat(session: Session, message: Message, since: datetime) -> bool:
    """Whether the phone said the same before."""
    same = (Message.phone_id == message.phone_id) & (Message.digest == message.digest)
    query = select(Message.id).where(same, Message.id < message.id, Message.created_at >= since).limit(1)
    return session.scalar(query) is not None


def _answers(session: Session, message: Message, since: datetime) -> int:
    """How often the phone was answered."""
    of_phone = Reply.phone_id == message.phone_id
    return session.scalar(select(func.count(Reply.id)).where(of_phone, Reply.created_at >= since)) or 0


def _like(session: Session, message: Message, parsed: Parsed) -> Case | None:
    """The open case of the same topic and place whose report reads alike."""
    if not parsed.topics or parsed.place.code is None:
        return None
    query = (
        select(Case, Message.masked)
        .join(Ticket, Ticket.case_id == Case.id)
        .join(Message, Message.id == Ticket.message_id)
        .where(Case.topic == parsed.topics[0][0][:32], Case.region == parsed.place.code)
        .where(Case.state == "open", Case.created_at >= datetime.now(UTC) - ALIKE)
        .order_by(Ticket.id.desc())
        .limit(CANDIDATES)
    )
    for case, text in session.execute(query):
        if fuzz.token_set_ratio(text, message.masked) >= LIKENESS:
            return case
    return None


@celery.task(max_retries=5)
def send(reply_id: int) -> None:
    """Say in the database that it is being sent, send it, say what came of it."""
    with Database.begin() as session:
        reply = session.get(Reply, reply_id, with_for_update=True)
        if reply is None or reply.state != "queued":
            return
        reply.state = "sending"
        number, body = unseal(reply.phone.number), reply.body
    form = {"to": number, "from": "1708", "text": body}
    answer = Worker.wire.post(os.environ[SINK], data=form, timeout=10)
    with Database.begin() as session:
        sent = session.get(Reply, reply_id)
        if sent is not None:
            sent.state = "sent" if answer.status_code == 200 else "unknown"
