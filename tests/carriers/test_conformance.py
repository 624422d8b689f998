"""What every carrier must do with a delivery, whatever its dialect: one table, one row a carrier to add."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pytest

from sms_gateway.carriers.base import Carrier, Refusal, Refused, WebhookRequest
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.domain.messages import InboundSms
from tests.carriers.conftest import KANNEL_SECRET

SENDER = "+6281200000001"


@dataclass(frozen=True)
class Dialect:
    """How one carrier says the same things."""

    carrier: Carrier
    fields: dict[str, str]
    names: dict[str, str]  # ours -> the carrier's
    optional: tuple[str, ...]
    call: Callable[[dict[str, str]], WebhookRequest]
    forge: Callable[[WebhookRequest], WebhookRequest]
    methods: frozenset[str] = frozenset({"POST"})
    secret: str | None = None

    def says(self, *without: str, **ours: str) -> WebhookRequest:
        """The delivery with *ours* changed and the carrier's fields *without* left out."""
        changed = {self.names.get(name, name): value for name, value in ours.items()}
        full = {**self.fields, **changed}
        return self.call({name: value for name, value in full.items() if name not in without})


@pytest.fixture
def twilio_dialect(twilio, form, post):
    def forge(request):
        return replace(request, headers={**request.headers, "x-twilio-signature": "Zm9yZ2Vk"})

    return Dialect(
        carrier=twilio,
        fields=form,
        names={"ref": "MessageSid", "sender": "From", "text": "Body"},
        optional=(
            "ToCountry",
            "ToState",
            "NumMedia",
            "NumSegments",
            "SmsStatus",
            "ApiVersion",
            "To",
            "SmsSid",
        ),
        call=post,
        forge=forge,
    )


@pytest.fixture
def simulator_dialect():
    def call(fields):
        path = "/webhooks/simulator/inbound"
        return WebhookRequest("POST", path, "", {}, fields, urlencode(fields).encode(), "127.0.0.1")

    return Dialect(
        carrier=Simulator(new_ref=lambda: "made-up"),
        fields={"from": SENDER, "to": "1708", "text": "Lampu jalan mati di Sukamaju RT 03", "id": "S1"},
        names={"ref": "id", "sender": "from"},
        optional=("to", "id"),
        call=call,
        forge=lambda request: replace(request, remote_addr="203.0.113.7"),
    )


@pytest.fixture
def kannel_get_dialect(kannel, mo, get):
    """Kannel's `get-url`."""
    return _kannel_dialect(kannel, mo, get)


@pytest.fixture
def kannel_post_dialect(kannel, mo, get):
    """A bridge that posts Kannel's fields as a form."""

    def call(fields):
        form = "application/x-www-form-urlencoded"
        body = urlencode(fields).encode()
        return get({}, method="POST", headers={"content-type": form}, body=body)

    return _kannel_dialect(kannel, mo, call)


def _kannel_dialect(carrier, fields, call):
    return Dialect(
        carrier=carrier,
        fields=fields,
        names={"ref": "id", "sender": "from"},
        optional=("to", "at", "smsc", "udh", "coding", "charset"),
        call=call,
        forge=lambda request: replace(request, remote_addr="203.0.113.7"),
        methods=frozenset({"GET", "POST"}),
        secret=KANNEL_SECRET,
    )


@pytest.fixture(params=["twilio_dialect", "simulator_dialect", "kannel_get_dialect", "kannel_post_dialect"])
def dialect(request):
    return request.getfixturevalue(request.param)


def test_a_good_delivery_is_read_whole(dialect, now):
    sms = dialect.carrier.read_inbound(dialect.says(), now)
    assert isinstance(sms, InboundSms)
    assert (sms.carrier, sms.sender, sms.receiver) == (dialect.carrier.name, SENDER, "1708")
    assert (sms.text, sms.received_at, sms.fault) == ("Lampu jalan mati di Sukamaju RT 03", now, None)


def test_a_repeated_delivery_has_the_same_id(dialect, now):
    first, again = (dialect.carrier.read_inbound(dialect.says(ref="R7"), now) for _ in range(2))
    assert first == again
    assert first.carrier_ref == "R7"


def test_a_forged_delivery_is_forbidden_and_leaves_nothing(dialect, now):
    answer = dialect.carrier.read_inbound(dialect.forge(dialect.says()), now)
    assert isinstance(answer, Refused)
    assert (answer.refusal, answer.salvage) == (Refusal.FORBIDDEN, None)


def test_a_forged_receipt_is_forbidden(dialect, now):
    answer = dialect.carrier.read_receipt(dialect.forge(dialect.says(MessageStatus="sent")), now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.FORBIDDEN


def test_a_delivery_without_its_sender_is_unreadable(dialect, now):
    answer = dialect.carrier.read_inbound(dialect.says(dialect.names["sender"]), now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.UNREADABLE


def test_a_body_that_is_no_form_is_unreadable(dialect, now):
    request = replace(dialect.says(), form={}, query="", body=b"\xff\x00{", form_ok=False)
    answer = dialect.carrier.read_inbound(request, now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.UNREADABLE


@pytest.mark.parametrize("wrong", ["sender", "form"])
def test_a_reason_never_quotes_the_citizen(dialect, now, wrong):
    request = dialect.says(dialect.names["sender"], text="rahasia 081200000001")
    answer = dialect.carrier.read_inbound(replace(request, form_ok=wrong == "sender"), now)
    assert "rahasia" not in answer.reason
    assert "0812" not in answer.reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x" * 1600,
        "keterangan " * 900,
        "😭🕳️ jalan “rusak” — tolong…",
        "ꦢꦭꦤ꧀ꦫꦸꦱꦏ꧀",
        "baris\nlain\ttab",
        "a+b&c=d%20;e",
        "\u200f\u202egelap\u200b",
    ],
)
def test_any_text_arrives_unchanged(dialect, now, text):
    assert dialect.carrier.read_inbound(dialect.says(text=text), now).text == text


def test_missing_optional_fields_do_not_matter(dialect, now):
    full = dialect.carrier.read_inbound(dialect.says(), now)
    bare = dialect.carrier.read_inbound(dialect.says(*dialect.optional), now)
    assert (bare.sender, bare.text, bare.receiver) == (full.sender, full.text, full.receiver)


def test_unknown_fields_do_not_matter(dialect, now):
    known = dialect.carrier.read_inbound(dialect.says(), now)
    assert dialect.carrier.read_inbound(dialect.says(Baru="1", MessagingServiceSid="MG1"), now) == known


def test_it_calls_as_the_table_says_and_has_a_success_body(dialect):
    assert dialect.carrier.methods == dialect.methods
    assert dialect.carrier.secret == dialect.secret
    assert dialect.carrier.success.body
