"""What every carrier must do, whatever its dialect: one table, which holds for every file of dialects."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient

from sms_gateway.carriers.base import Refusal, Refused
from sms_gateway.domain.messages import InboundSms, Receipt, ReceiptState
from sms_gateway.storage.schema import delivery_receipts, inbound_parts, messages
from sms_gateway.web.app import close_app, create_app
from tests.builders import opened, rows, webhooks_of
from tests.carriers.dialects import WIRE, Dialect, Wire, every

SENDER = "+6281200000001"
TEXT = "Lampu jalan mati di Sukamaju RT 03"
EMOJI = "😭🕳️ jalan “rusak” — tolong…"
LONG = "keterangan " * 900
DIALECTS = tuple(every())
FORGERIES = [
    pytest.param(dialect, forge, id=f"{dialect}-{forge.__name__.strip('_')}")
    for dialect in DIALECTS
    for forge in dialect.forgeries
]
FILES = {"good", "emoji", "binary", "bare", "unknown", "no-sender", "malformed", "receipt"}


@pytest.fixture(params=DIALECTS, ids=str)
def dialect(request) -> Dialect:
    return request.param


@pytest.fixture
def carrier(dialect):
    return dialect.make()


@dataclass(frozen=True)
class Line:
    """A carrier behind the real web part, on a real database."""

    client: FlaskClient
    texts: Callable[[], list[str]]
    receipts: Callable[[], list[str]]

    def brings(self, wire: Wire):
        return self.client.open(wire.environ)


def _line(make_office, carrier):
    office = make_office(carriers={carrier.name: carrier})
    app = create_app(webhooks_of(office))

    def texts():
        return [opened(office, row) for row in rows(office, messages)]

    def receipts():
        return [row.raw_state for row in rows(office, delivery_receipts)]

    yield Line(app.test_client(), texts, receipts)
    assert len(rows(office, inbound_parts)) == len(texts())
    close_app(app)


@pytest.fixture
def line(make_office, carrier):
    yield from _line(make_office, carrier)


@dataclass(frozen=True)
class Case:
    """The calls of one case, the statuses they are answered with, and the texts that are stored then."""

    name: str
    calls: Callable[[Dialect], list[Wire]]
    statuses: tuple[int, ...]
    texts: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def _wrong_method(dialect):
    wire = dialect.wire("good")
    return [
        replace(wire, method=method) for method in ("GET", "POST", "PUT") if method not in dialect.methods
    ]


def _too_large(dialect):
    wire = dialect.wire("good")
    return [replace(wire, method="POST", body=wire.body + b"&" + b"x" * 70_000)]


CASES = (
    Case("good", lambda dialect: [dialect.wire("good")], (200,), (TEXT,)),
    Case("repeated", lambda dialect: [dialect.wire("good")] * 3, (200, 200, 200), (TEXT,)),
    Case(
        "the same text again",
        lambda dialect: [dialect.wire("good", ref="R1"), dialect.wire("good", ref="R2")],
        (200, 200),
        (TEXT, TEXT),
    ),
    Case("long", lambda dialect: [dialect.wire("good", text=LONG)], (200,), (LONG,)),
    Case("emoji", lambda dialect: [dialect.wire("emoji")], (200,), (EMOJI,)),
    Case("missing optional fields", lambda dialect: [dialect.wire("bare")], (200,), (TEXT,)),
    Case("unknown fields", lambda dialect: [dialect.wire("unknown")], (200,), (TEXT,)),
    Case("malformed", lambda dialect: [dialect.wire("malformed")], (400,), ()),
    Case("too large", _too_large, (400,), ()),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_answered_and_stored_as_the_table_says(dialect, line, case):
    answers = [line.brings(wire) for wire in case.calls(dialect)]
    assert tuple(answer.status_code for answer in answers) == case.statuses
    assert tuple(line.texts()) == case.texts


def test_a_yes_is_said_in_the_carriers_own_words(dialect, line, carrier):
    answer = line.brings(dialect.wire("good"))
    assert (answer.text, answer.content_type) == (carrier.success.body, carrier.success.content_type)
    assert carrier.success.body


def test_bytes_that_are_no_text_are_stored_as_far_as_they_can_be_read(dialect, line):
    assert line.brings(dialect.wire("binary")).status_code == 200
    (text,) = line.texts()
    assert text.endswith("rusak")


def test_a_method_the_carrier_does_not_use_is_refused(dialect, line, carrier):
    answers = [line.brings(wire) for wire in _wrong_method(dialect)]
    assert {answer.status_code for answer in answers} == {405}
    assert (line.texts(), carrier.methods) == ([], dialect.methods)


@pytest.mark.parametrize(("dialect", "forge"), FORGERIES)
@pytest.mark.parametrize("file", ["good", "receipt"])
def test_a_forged_call_is_forbidden_and_leaves_nothing(dialect, forge, file, make_office):
    wire = dialect.wire(file if dialect.has_receipts else "good")
    for line in _line(make_office, dialect.make()):
        assert line.brings(forge(wire)).status_code == 403
        assert (line.texts(), line.receipts()) == ([], [])


def test_a_report_is_taken_once(dialect, line, carrier, now):
    if not dialect.has_receipts:
        assert isinstance(carrier.read_receipt(dialect.wire("good").call, now), Refused)
        return
    wire = dialect.wire("receipt")
    read = carrier.read_receipt(wire.call, now)
    assert isinstance(read, Receipt)
    assert (read.carrier, read.state) == (carrier.name, ReceiptState.DELIVERED)
    assert [line.brings(wire).status_code for _ in range(2)] == [200, 200]
    assert line.receipts() == [read.raw_state]


def test_a_good_delivery_is_read_whole(dialect, carrier, now):
    sms = carrier.read_inbound(dialect.wire("good", ref="R7").call, now)
    assert isinstance(sms, InboundSms)
    assert (sms.carrier, sms.carrier_ref, sms.sender, sms.receiver) == (carrier.name, "R7", SENDER, "1708")
    assert (sms.text, sms.received_at, sms.fault) == (TEXT, now, None)


@pytest.mark.parametrize("file", ["bare", "unknown"])
def test_fields_more_or_less_change_nothing_that_is_read(dialect, carrier, now, file):
    full, other = (carrier.read_inbound(dialect.wire(name).call, now) for name in ("good", file))
    assert replace(other, carrier_ref=full.carrier_ref) == full


@pytest.mark.parametrize("file", ["no-sender", "malformed"])
def test_what_cannot_be_read_is_refused_without_quoting_the_citizen(dialect, carrier, now, file):
    answer = carrier.read_inbound(dialect.wire(file).call, now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.UNREADABLE
    assert not any(word in answer.reason for word in ("rahasia", "Sukamaju", "8120000"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x" * 1600,
        LONG,
        EMOJI,
        "ꦢꦭꦤ꧀ꦫꦸꦱꦏ꧀",
        "baris\nlain\ttab",
        "a+b&c=d%20;e",
        "\u200f\u202egelap\u200b",
    ],
)
def test_any_text_arrives_unchanged(dialect, carrier, now, text):
    assert carrier.read_inbound(dialect.wire("good", text=text).call, now).text == text


def test_the_carrier_wants_its_secret_in_the_path(dialect, carrier):
    assert carrier.secret == dialect.secret


def test_every_dialect_has_a_call_of_each_kind_and_no_others(dialect):
    there = {path.stem for path in (WIRE / dialect.folder).iterdir()}
    assert there == FILES - (set() if dialect.has_receipts else {"receipt"})


def test_every_folder_of_calls_has_its_dialect_and_every_carrier_is_there():
    from sms_gateway.settings.carriers import KNOWN_CARRIERS

    assert {path.name for path in WIRE.iterdir()} == {dialect.folder for dialect in DIALECTS}
    assert {dialect.make().name for dialect in DIALECTS} == set(KNOWN_CARRIERS)
