"""Small real things for tests: deliveries, a handset on the web path, a scripted carrier, chosen chance."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, select, text, update
from werkzeug.test import TestResponse

from sms_gateway.bootstrap import Gateway
from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest
from sms_gateway.carriers.twilio_signature import sign
from sms_gateway.domain.messages import (
    InboundSms,
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    SendOutcome,
)
from sms_gateway.domain.officers import OfficerState
from sms_gateway.metrics import Metrics
from sms_gateway.queue.doorbell import Doorbell
from sms_gateway.services import delivery, intake, triage
from sms_gateway.services.breaker import Rooms
from sms_gateway.services.lineage import Guard
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage import officers
from sms_gateway.storage.schema import senders, tasks, tickets
from tests.conftest import NOW

CITIZEN = "+6281200001111"
OTHER_CITIZEN = "+6281200002222"
PUBLIC_URL = "https://sms.example.id"
NOBODY_LISTENS = "redis://127.0.0.1:1/0"
ROAD = (
    "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor jatuh"
)
WATER = "air pdam mati sudah 4 hari di ds sukamaju kec jonggol kab bogor"
RUBBISH = "sampah menumpuk di pasar kliwon kota kudus sudah seminggu tidak diangkut"
_refs = count(1)


def inbound(body: str = ROAD, sender: str = CITIZEN, ref: str | None = None, **parts: Any) -> InboundSms:
    """One delivery, with an id of its own unless *ref* gives one."""
    sms = InboundSms("simulator", ref or f"ref-{next(_refs)}", sender, "1708", body, NOW)
    return replace(sms, **parts)


def store(office: Office, *bodies: str, sender: str = CITIZEN) -> int:
    """Store *bodies* as deliveries of *sender*, in order."""
    return intake.accept([inbound(body, sender) for body in bodies], office)


def work(office: Office, seconds: float = 60) -> None:
    """Work everything that is due now: first the inbox, then the outbox."""
    triage.drain(office, seconds)
    delivery.drain(office, seconds)


def rows(office: Office, table: Table, **where: Any) -> list[Any]:
    """The rows of *table* by id."""
    query = select(table).filter_by(**where).order_by(*table.primary_key.columns)
    with office.sessions.read() as session:
        return list(session.execute(query))


def sql(office: Office, statement: str, **values: Any) -> None:
    """Change the database behind the gateway's back."""
    with office.sessions.begin() as session:
        session.execute(text(statement), values)


def expire_leases(office: Office, table: Table) -> None:
    """As if every worker that holds a row of *table* had died a while ago."""
    with office.sessions.begin() as session:
        session.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=1.0))


def opened(office: Office, row: Any) -> str:
    """The sealed text of a message or an SMS of ours."""
    sender = rows(office, senders, id=row.sender_id)[0]
    key = office.vault.data_key(sender.uuid, sender.data_key_enc)
    return key.open(row.uuid, row.body_raw if hasattr(row, "body_raw") else row.body)


def enrol(
    office: Office, number: str, agency: str = "pupr@33.74", name: str = "Budi S", **values: Any
) -> int:
    """An officer who has proven the phone *number* by now; returns the id of the row."""
    intake.accept([inbound("halo", number, f"enrolled-{number}")], office)  # its first SMS makes the row
    triage.drain(office, 60)
    blind = office.vault.blind(number)
    known = {"agency": agency, "name": name, "state": OfficerState.ACTIVE, "added_by": "test"}
    moments = dict.fromkeys(("added_at", "verified_at", "state_since"), office.now())
    with office.sessions.begin() as session:
        phone = session.scalar(
            update(senders)
            .where(senders.c.blind_index == blind)
            .values(role="officer")
            .returning(senders.c.id)
        )
        return officers.add(session, {"sender_id": phone, **known, **moments, **values})


def give_task(office: Office, officer_id: int, ticket: str, number: int = 3) -> int:
    """An open task of that officer for the case of *ticket*; returns its id."""
    with office.sessions.begin() as session:
        case_id = session.scalar(select(tickets.c.case_id).where(tickets.c.number == ticket))
        row = {"case_id": case_id, "officer_id": officer_id, "number": number}
        told = {"opened_at": office.now(), "told_at": office.now()}
        return int(session.execute(insert(tasks).values(**row, **told).returning(tasks.c.id)).scalar_one())


class Chance:
    """Draws the ticket numbers and review references it was given; after them like a seeded generator."""

    def __init__(self, *numbers: str, references: Iterable[str] = ()) -> None:
        self._numbers = list(numbers)
        self._references = list(references)
        self._random = Random(1708)

    def __call__(self, limit: int) -> int:
        if limit == 9_000_000 and self._numbers:
            return int(self._numbers.pop(0)[:7]) - 1_000_000
        if limit == 90_000 and self._references:
            return int(self._references.pop(0)) - 10_000
        return self._random.randrange(limit)


class FakeCarrier:
    """A carrier whose outcomes are given in advance; without one it accepts, and finds nothing."""

    methods = frozenset({"POST"})
    secret: str | None = None
    success = Answer("ok", "text/plain")

    def __init__(self, *outcomes: SendOutcome | Exception, name: str = "simulator") -> None:
        self.name = name
        self.outcomes = list(outcomes)
        self.looks: list[LookupOutcome] = []
        self.sent: list[OutboundSms] = []
        self.looked: list[OutboundSms] = []
        self.known: list[frozenset[str]] = []
        self.record: Callable[[datetime], Iterable[InboundSms]] = lambda since: ()
        self.asked_since: list[datetime] = []
        self.fault: str | None = None

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        return Refused(Refusal.FORBIDDEN, "nothing is proven here")

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        return Refused(Refusal.FORBIDDEN, "nothing is proven here")

    def send(self, sms: OutboundSms) -> SendOutcome:
        self.sent.append(sms)
        outcome = self.outcomes.pop(0) if self.outcomes else SendOutcome.accepted(f"C{sms.outbox_id}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        self.looked.append(sms)
        self.known.append(known_refs)
        return self.looks.pop(0) if self.looks else LookupOutcome(LookupState.NOT_FOUND)

    def list_inbound(self, since: datetime) -> Iterable[InboundSms]:
        self.asked_since.append(since)
        return self.record(since)

    def check(self) -> str | None:
        return self.fault

    @property
    def texts(self) -> list[str]:
        return [sms.text for sms in self.sent]


def webhooks_of(office: Office) -> Gateway:
    """`gateway_of` without the console, whose many pages take an application a while."""
    console = office.settings.console.model_copy(update={"enabled": False})
    return gateway_of(office, office.settings.model_copy(update={"console": console}))


def gateway_of(office: Office, settings: Settings | None = None) -> Gateway:
    """The web's view of *office*, with a Redis that does not answer."""
    return Gateway(
        settings or office.settings,
        office,
        Doorbell(NOBODY_LISTENS),
        Metrics(),
        "web@test:1",
        Rooms(office, time.monotonic),
        Guard(lambda: None, time.monotonic),
    )


def simulator_form(body: str, sender: str = CITIZEN, ref: str = "") -> dict[str, str]:
    return {"from": sender, "to": "1708", "text": body, "id": ref}


def twilio_form(body: str, sender: str = CITIZEN, **fields: str) -> dict[str, str]:
    """The fields Twilio posts for an SMS; an empty value leaves a field out."""
    sid = f"SM{next(_refs):032x}"
    form = {"MessageSid": sid, "From": sender, "To": "1708", "Body": body, "NumMedia": "0"} | fields
    return {name: value for name, value in form.items() if value or name == "Body"}


def post_signed(
    client: FlaskClient, path: str, form: Mapping[str, str], token: str, url: str = PUBLIC_URL
) -> TestResponse:
    """Post *form* as Twilio does: signed over the public address and every field."""
    signature = sign(token, url + path, tuple(form.items()))
    return client.post(
        path,
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )


@dataclass
class Handset:
    """A phone on the whole path in process: webhook, inbox, outbox, and what comes back."""

    app: Flask
    office: Office
    number: str = CITIZEN
    seen: int = field(default=0)

    def sends(self, body: str) -> list[str]:
        """Text *body*; every SMS that comes back, in order."""
        answer = self.app.test_client().post(
            "/webhooks/simulator/inbound", data=simulator_form(body, self.number)
        )
        assert answer.status_code == 200, answer.text
        work(self.office)
        return self.received()

    def received(self) -> list[str]:
        """What came since it was asked last."""
        query = {"from": self.number, "after": str(self.seen)}
        found = self.app.test_client().get("/simulator/messages", query_string=query).get_json()
        self.seen = max([self.seen, *(sms["id"] for sms in found)])
        return [sms["text"] for sms in found]
