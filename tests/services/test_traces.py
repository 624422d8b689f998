"""One SMS is one trace, from the call of its carrier to the receipt of its answer, across processes."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import sms_gateway.tracing
from sms_gateway import bootstrap
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.clock import counter
from sms_gateway.domain.messages import LookupOutcome, LookupState, Receipt, ReceiptState, SendOutcome
from sms_gateway.services import delivery, intake, moves, traces, triage
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.storage.schema import messages, outbox
from sms_gateway.tracing import NO_LAPS, NO_TRACER, Laps, Span
from sms_gateway.tracing.otlp import open_tracer
from sms_gateway.web.app import close_app, create_app
from tests.builders import (
    CITIZEN,
    PUBLIC_URL,
    ROAD,
    Chance,
    FakeCarrier,
    inbound,
    post_signed,
    rows,
    store,
    twilio_form,
    webhooks_of,
    work,
)
from tests.collector import Collector, collecting
from tests.conftest import HandClock, OfficeMaker

TICKET = "24183567"
# Only what is looked up for a trace depends on the database.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHOLE = """
webhook
  verify
  commit
  triage
    claim
    transaction
    parse
    send
      claim
      carrier
      settle
      receipt
        verify
        commit
"""


@dataclass
class Book:
    """A tracer that keeps every span."""

    on: bool = True
    spans: list[Span] = field(default_factory=list)

    def laps(self) -> Laps:
        return Laps(time.time_ns)

    def keep(self, spans: Iterable[Span]) -> None:
        self.spans += spans

    def close_app(self) -> None:
        return

    def named(self, *names: str) -> list[Span]:
        return [span for span in self.spans if span.name in names]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def traced(make_office: OfficeMaker, book: Book, carrier: FakeCarrier) -> Office:
    return make_office(carriers={"simulator": carrier}, tracer=book, rand=Chance(TICKET))


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


def _through(office: Office, carrier: TwilioSimulator, url: str) -> None:
    """One SMS on its way; each part has a tracer of its own, as its processes have."""
    parts = [
        replace(office, tracer=open_tracer(url, {"service.name": part}, 1.0, time.time_ns, counter, 20))
        for part in ("web", "inbox", "outbox")
    ]
    app = create_app(webhooks_of(parts[0]))
    client = app.test_client()
    assert post_signed(client, "/webhooks/twilio/inbound", twilio_form(ROAD), "token").status_code == 200
    triage.drain(parts[1], 60)
    delivery.drain(parts[2], 60)
    (row,) = rows(office, outbox)
    receipt = {"MessageSid": carrier.log[0].sid, "MessageStatus": "delivered"}
    path = f"/webhooks/twilio/status?outbox={row.id}"
    assert post_signed(client, path, receipt, "token").status_code == 200
    close_app(app)
    for part in parts:
        part.tracer.close()


def test_one_sms_is_one_trace_across_the_parts(
    make_office: OfficeMaker, clock: HandClock, collector: Collector
) -> None:
    with TwilioSimulator(account_sid="AC1", auth_token="token", clock=clock) as carrier:
        known = TwilioSettings(
            account_sid="AC1", auth_tokens=("token",), public_url=PUBLIC_URL, base_url=carrier.url, timeout=5
        )
        office = make_office(carriers={"twilio": Twilio(known)}, rand=Chance(TICKET))
        _through(office, carrier, collector.url)
    assert len({span.trace_id for span in collector.spans}) == 1
    assert list(collector.tree()) == WHOLE.strip().splitlines()
    assert collector.services == {"web", "inbox", "outbox"}
    everything = b"".join(collector.bodies)
    (sid,) = {sms.sid.encode() for sms in carrier.log}
    for secret in (
        CITIZEN[1:].encode(),
        CITIZEN[3:].encode(),
        TICKET.encode(),
        b"LAPOR",
        b"kelud",
        b"SM",
        sid,
    ):
        assert secret not in everything, secret


@ON_SQLITE
def test_a_call_the_carrier_repeats_stands_below_the_first(traced: Office, book: Book) -> None:
    sms = inbound()
    app = create_app(webhooks_of(traced))
    first, again = (intake.store([sms], traced)[0] for _ in range(2))
    close_app(app)
    for stored in (first, again):
        laps = book.laps()
        laps.of(stored.message)
        traces.called(laps, traced, sms.carrier, new=stored.new)
    (root, repeat) = book.named("webhook")
    assert (root.parent_id, repeat.parent_id) == (None, root.span_id)
    assert (repeat.trace_id, repeat.what["smsgw.repeated"]) == (root.trace_id, True)


@ON_SQLITE
def test_what_a_carrier_refused_shows_its_code(traced: Office, book: Book, carrier: FakeCarrier) -> None:
    carrier.outcomes = [SendOutcome.refused("twilio-21610")]
    store(traced, ROAD)
    work(traced)
    (send,), (call,) = book.named("send"), book.named("carrier")
    assert (send.failed, call.failed) == (True, True)
    assert send.what == {
        "smsgw.outbox_id": 1, "smsgw.kind": "ack", "smsgw.carrier": "simulator", "smsgw.state": "refused",
        "smsgw.send": 1, "smsgw.code": "twilio-21610",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("twilio-21610", True),
        ("http-503", True),
        ("recipient-erased", True),
        ("ESME_RINVDSTADR", True),
        ("081234567890", False),
        ("0812-3456-7890", False),
        ("to +62 812", False),
        ("", False),
        ("x" * 65, False),
        (None, False),
    ],
)
def test_a_code_is_left_out_where_it_could_be_a_number_or_a_sentence(code: str | None, kept: bool) -> None:
    assert traces.code_of(code) == (code if kept else None)


@ON_SQLITE
def test_a_number_in_the_place_of_a_code_is_not_told(
    traced: Office, book: Book, carrier: FakeCarrier
) -> None:
    carrier.outcomes = [SendOutcome.refused("0812-3456-7890")]
    store(traced, ROAD)
    work(traced)
    row = rows(traced, outbox)[0]
    receipt = Receipt("simulator", "C1", ReceiptState.FAILED, "x", row.id, "081234567890")
    traces.reported(book.laps(), traced, row.id, receipt)
    assert [span.what.get("smsgw.code") for span in book.named("send", "receipt")] == [None, None]


@ON_SQLITE
def test_each_try_is_a_span_and_so_is_a_look(
    traced: Office, book: Book, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.retry("http-503", 1), SendOutcome.unknown("time-out")]
    carrier.looks = [LookupOutcome(LookupState.FOUND, "C1")]
    store(traced, ROAD)
    triage.drain(traced, 60)
    for _ in range(3):
        delivery.drain(traced, 60)
        clock.forward(seconds=90)
    (triaged,), tries = book.named("triage"), book.named("send", "look")
    assert [(each.name, each.what["smsgw.state"]) for each in tries] == [
        ("send", "retry"),
        ("send", "unknown"),
        ("look", "accepted"),
    ]
    assert {each.parent_id for each in tries} == {triaged.span_id}
    assert len({each.span_id for each in book.spans}) == len(book.spans)


@ON_SQLITE
def test_tries_to_work_a_message_are_spans_and_the_last_one_has_its_outcome(
    traced: Office, book: Book, clock: HandClock
) -> None:
    poisoned = replace(traced, settings=Settings(env="test", testing={"poison": "racun"}))  # type: ignore[arg-type]
    store(poisoned, "racun")
    for _ in range(3):
        triage.drain(poisoned, 60)
        clock.forward(minutes=5)
    tries = book.named("triage")
    assert [each.what.get("smsgw.state") for each in tries] == [None, None, "review"]
    assert [each.what.get("error.type") for each in tries] == ["ArithmeticError", "ArithmeticError", None]
    assert all(each.failed for each in tries)
    assert len({each.span_id for each in tries}) == 3


def test_what_nobody_asked_for_is_a_trace_of_its_own_that_names_the_first(traced: Office, book: Book) -> None:
    store(traced, ROAD)
    work(traced)
    (triaged,) = book.named("triage")
    moves.forward(TICKET, "ani", traced)
    delivery.drain(traced, 60)
    (ack, *news) = book.named("send")
    assert news
    assert (ack.trace_id, ack.follows) == (triaged.trace_id, None)
    for each in news:
        assert each.trace_id != triaged.trace_id
        assert (each.parent_id, each.follows) == (None, (triaged.trace_id, triaged.parent_id))


@ON_SQLITE
def test_a_trace_that_cannot_be_told_costs_no_sms(traced: Office, carrier: FakeCarrier) -> None:
    @dataclass
    class Broken(Book):
        def keep(self, spans: Iterable[Span]) -> None:
            raise RuntimeError("no room")

    broken = replace(traced, tracer=Broken())
    with capture_logs() as said:
        store(broken, ROAD)
        work(broken)
    assert len(carrier.sent) == 1
    assert [each["event"] for each in said if each["log_level"] == "warning"] == ["not traced"] * 2


@ON_SQLITE
def test_without_a_collector_nothing_is_taken_or_looked_up(office: Office, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert (office.tracer, bootstrap.open_tracer(settings, "inbox", "x")) == (NO_TRACER, NO_TRACER)
    assert office.tracer.laps() is NO_LAPS
    assert NO_LAPS.fork() is NO_LAPS
    store(office, ROAD)
    work(office)
    assert (NO_LAPS.taken, NO_LAPS.about) == ([], None)


@pytest.mark.parametrize(
    ("part", "on"), [("web", True), ("inbox", True), ("schedule", False), ("cli", False)]
)
def test_only_the_parts_an_sms_goes_through_are_traced(part: str, on: bool, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, tracing={"endpoint": "http://127.0.0.1:1"})  # type: ignore[arg-type]
    tracer = bootstrap.open_tracer(settings, part, "x")
    tracer.close()
    assert tracer.on is on


def test_without_the_extra_the_gateway_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(sms_gateway.tracing, "otlp")
    monkeypatch.setitem(sys.modules, "sms_gateway.tracing.otlp", None)
    settings = Settings(data_dir=tmp_path, tracing={"endpoint": "http://127.0.0.1:1"})  # type: ignore[arg-type]
    with capture_logs() as said:
        assert bootstrap.open_tracer(settings, "web", "x") is NO_TRACER
    assert [each["event"] for each in said] == ["tracing is not installed"]


@ON_SQLITE
def test_the_name_of_a_trace_is_the_same_everywhere_and_leads_nobody_to_the_message(traced: Office) -> None:
    store(traced, ROAD)
    (message,) = rows(traced, messages)
    trace = traced.vault.trace(message.uuid)
    assert trace == traced.vault.trace(message.uuid)
    assert f"{trace:032x}" != message.uuid.replace("-", "")
