"""Only Twilio gets in, and what it says is read whole."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from sms_gateway.carriers.base import Refusal, Refused, WebhookRequest
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.carriers.twilio_signature import Verifier, both_addresses, sign
from sms_gateway.domain.messages import InboundSms

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = st.text("abzABZ09_", min_size=1, max_size=4)
PAIRS = st.lists(st.tuples(NAME, TEXT), max_size=8)
HOST = st.sampled_from(["https://sms.example.id", "http://sms.example.id", "https://sms.example.id:8443"])
PATH = st.text("abz/09-", max_size=12).map(lambda text: "/" + text.lstrip("/"))
QUERY = st.text("abz09=&", max_size=10)
TOKENS = st.text("abcdef0123456789", min_size=1, max_size=32)
ALGORITHM = st.sampled_from(["sha1", "sha256"])
CALM = settings(deadline=None)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SHARED = Twilio(TwilioSettings(account_sid="AC1", auth_tokens=("t",), public_url="https://sms.example.id"))


class Repeats(dict):
    """A form with repeated fields, as Django's QueryDict hands it to the official validator."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.pairs = pairs

    def getlist(self, name):
        return [value for key, value in self.pairs if key == name]


def refused(answer) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.refusal


@CALM
@given(HOST, PATH, QUERY, PAIRS, TOKENS, ALGORITHM)
def test_our_signature_is_the_official_one(host, path, query, pairs, token, algorithm):
    url = host + path + (f"?{query}" if query else "")
    official = RequestValidator(token).compute_signature(url, Repeats(pairs), f"HMAC_{algorithm}")
    assert sign(token, url, pairs, algorithm) == official


@CALM
@given(HOST, PATH, QUERY, PAIRS, TOKENS, ALGORITHM, st.booleans())
def test_what_the_official_validator_accepts_is_accepted(host, path, query, pairs, token, algorithm, ported):
    target = path + (f"?{query}" if query else "")
    signature = sign(token, both_addresses(host)[ported] + target, pairs, algorithm)
    official = RequestValidator(token).validate(host + target, Repeats(pairs), signature, f"HMAC_{algorithm}")
    assert official
    assert Verifier(host, (token,), algorithm).proven(target, pairs, signature)


@CALM
@given(PAIRS, PAIRS, TOKENS, TOKENS)
def test_what_the_official_validator_refuses_is_refused(signed, posted, signing, checking):
    url = "https://sms.example.id/webhooks/twilio/inbound"
    signature = sign(signing, url, signed)
    official = RequestValidator(checking).validate(url, Repeats(posted), signature)
    ours = Verifier("https://sms.example.id", (checking,), "sha1")
    assert ours.proven("/webhooks/twilio/inbound", posted, signature) == official


@CALM
@given(fields=st.dictionaries(NAME, TEXT, max_size=6), text=TEXT)
def test_any_text_arrives_as_it_was_sent(fields, text):
    form = {**fields, "From": "+6281200000001", "MessageSid": "SM1", "Body": text}
    signature = RequestValidator("t").compute_signature("https://sms.example.id/in", form)
    body = urlencode(form).encode()
    request = WebhookRequest("POST", "/in", "", {"x-twilio-signature": signature}, {}, body, "")
    assert SHARED.read_inbound(request, NOW).text == text


def test_a_proven_form_becomes_an_sms(twilio, form, post, now):
    assert twilio.read_inbound(post(form), now) == InboundSms(
        carrier="twilio",
        carrier_ref=form["MessageSid"],
        sender="+6281200000001",
        receiver="1708",
        text=form["Body"],
        received_at=now,
    )


def test_a_missing_signature_is_forbidden(twilio, form, post, now):
    assert refused(twilio.read_inbound(post(form, headers={}), now)) is Refusal.FORBIDDEN


@pytest.mark.parametrize("signature", ["", " ", "AAAA", "ÿ", "😭", "A" * 10_000])
def test_a_wrong_signature_is_forbidden(twilio, form, post, now, signature):
    request = post(form, headers={"x-twilio-signature": signature})
    assert refused(twilio.read_inbound(request, now)) is Refusal.FORBIDDEN


def test_every_token_proves_during_a_rotation(twilio_settings, form, post, now):
    rotating = Twilio(replace(twilio_settings, auth_tokens=("new-token", "old-token")))
    for token in ("new-token", "old-token"):
        assert isinstance(rotating.read_inbound(post(form, token=token), now), InboundSms)
    assert refused(rotating.read_inbound(post(form, token="older-token"), now)) is Refusal.FORBIDDEN


@pytest.mark.parametrize(
    ("field", "value"),
    [("Body", "lain"), ("From", "+6281200000002"), ("MessageSid", "SM2"), ("Extra", "1")],
)
def test_a_changed_field_is_forbidden(twilio, form, post, now, field, value):
    body = urlencode({**form, field: value}).encode()
    assert refused(twilio.read_inbound(post(form, body=body), now)) is Refusal.FORBIDDEN


def test_headers_of_the_caller_cannot_choose_the_address(twilio, form, post, now):
    request = post(form, url="https://evil.example.org")
    named = replace(
        request, headers={**request.headers, "host": "evil.example.org", "x-forwarded-proto": "https"}
    )
    assert refused(twilio.read_inbound(named, now)) is Refusal.FORBIDDEN


@pytest.mark.parametrize("url", ["https://sms.example.id", "https://sms.example.id:443"])
def test_a_signature_with_or_without_the_port_fits(twilio, form, post, now, url):
    assert isinstance(twilio.read_inbound(post(form, url=url), now), InboundSms)


def test_the_query_is_part_of_the_address_and_not_of_the_form(twilio, form, post, now):
    request = post(form, query="a=1&b=%20")
    assert isinstance(twilio.read_inbound(request, now), InboundSms)
    assert refused(twilio.read_inbound(replace(request, query="a=2"), now)) is Refusal.FORBIDDEN


def test_sha256_is_accepted_only_when_configured(twilio_settings, twilio, form, post, now):
    request = post(form, algorithm="HMAC_SHA256")
    assert isinstance(
        Twilio(replace(twilio_settings, signature_algorithm="sha256")).read_inbound(request, now), InboundSms
    )
    assert refused(twilio.read_inbound(request, now)) is Refusal.FORBIDDEN


@pytest.mark.parametrize("missing", ["From", "MessageSid"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_form_without_a_needed_field_is_unreadable_and_says_which(twilio, form, post, now, missing, value):
    broken = (
        {**form, missing: value} if value is not None else {k: v for k, v in form.items() if k != missing}
    )
    answer = twilio.read_inbound(post(broken), now)
    assert refused(answer) is Refusal.UNREADABLE
    assert missing in answer.reason


def test_a_form_without_its_id_is_salvaged_under_another_id_of_twilio(twilio, form, post, now):
    del form["MessageSid"]
    form["SmsSid"] = "SM-other"
    salvage = twilio.read_inbound(post(form), now).salvage
    assert salvage is not None
    assert (salvage.carrier_ref, salvage.text, salvage.fault) == (
        "SM-other",
        form["Body"],
        "the form has no MessageSid",
    )


def test_a_form_without_any_id_is_salvaged_under_one_that_a_retry_repeats(twilio, form, post, now):
    bare = {name: form[name] for name in ("From", "Body", "To")}
    first, again = (twilio.read_inbound(post(bare), now).salvage for _ in range(2))
    other = twilio.read_inbound(post({**bare, "Body": "lain"}), now).salvage
    assert first.carrier_ref == again.carrier_ref != other.carrier_ref


def test_the_id_made_for_a_form_does_not_hang_on_the_order_of_its_fields(twilio, form, post, now):
    bare = {name: form[name] for name in ("From", "Body", "To")}
    turned = dict(reversed(bare.items()))
    refs = {twilio.read_inbound(post(fields), now).salvage.carrier_ref for fields in (bare, turned)}
    assert len(refs) == 1


def test_a_form_without_id_and_text_is_not_salvaged(twilio, form, post, now):
    del form["MessageSid"], form["Body"]
    assert twilio.read_inbound(post(form), now).salvage is None


def test_of_a_repeated_field_the_first_counts(twilio, form, post, now):
    pairs = [*form.items(), ("Body", "lain")]
    signature = sign("trial-token-one", "https://sms.example.id/webhooks/twilio/inbound", pairs)
    request = post(form, body=urlencode(pairs).encode(), headers={"x-twilio-signature": signature})
    assert twilio.read_inbound(request, now).text == form["Body"]


def test_a_form_without_a_sender_cannot_be_salvaged(twilio, form, post, now):
    del form["From"]
    assert twilio.read_inbound(post(form), now).salvage is None


def test_nothing_forged_is_salvaged(twilio, form, post, now):
    del form["MessageSid"]
    assert twilio.read_inbound(post(form, token="forged"), now).salvage is None


def test_a_body_that_is_no_form_is_unreadable(twilio, form, post, now):
    assert refused(twilio.read_inbound(post(form, form_ok=False), now)) is Refusal.UNREADABLE


def test_a_form_with_too_many_fields_is_unreadable(twilio, form, post, now):
    request = post(form, body=b"a=1&" * 2000)
    assert refused(twilio.read_inbound(request, now)) is Refusal.UNREADABLE


@CALM
@given(st.binary(max_size=300), st.text(max_size=30))
def test_reading_never_raises(body, signature):
    request = WebhookRequest("POST", "/x", "a=%zz", {"x-twilio-signature": signature}, {}, body, "")
    assert isinstance(SHARED.read_inbound(request, NOW), Refused)
    assert isinstance(SHARED.read_receipt(request, NOW), Refused)


@pytest.mark.parametrize(
    ("count", "expected"), [("2", 2), ("", 0), ("x", 0), ("٣", 0), ("-1", 0), ("9999", 0), (None, 0)]
)
def test_the_number_of_media_is_a_small_number_or_nothing(twilio, form, post, now, count, expected):
    form.pop("NumMedia")
    if count is not None:
        form["NumMedia"] = count
    assert twilio.read_inbound(post(form), now).media_count == expected


def test_an_mms_without_text_is_an_sms_with_an_empty_text(twilio, form, post, now):
    sms = twilio.read_inbound(post({**form, "Body": "", "NumMedia": "1"}), now)
    assert (sms.text, sms.media_count) == ("", 1)


def test_an_opt_out_is_kept(twilio, form, post, now):
    assert twilio.read_inbound(post({**form, "OptOutType": "STOP"}), now).opt_out == "STOP"


def test_settings_never_show_a_token(twilio_settings):
    assert twilio_settings.auth_tokens[0] not in repr(twilio_settings)


def test_a_carrier_without_a_token_is_not_built(twilio_settings):
    with pytest.raises(ValueError, match="token"):
        Twilio(replace(twilio_settings, auth_tokens=()))
