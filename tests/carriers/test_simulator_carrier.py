"""The simulator serves this machine only, and accepts what it is given."""

import json

import pytest

from sms_gateway.carriers.base import Refusal, Refused, WebhookRequest
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboundSms, SendOutcome, SendState

SMS = OutboundSms(7, "+6281200000001", "LAPOR!: diterima")


@pytest.fixture
def simulator():
    refs = iter(["first", "second"])
    return Simulator(new_ref=lambda: next(refs))


def call(remote_addr="127.0.0.1", **fields):
    return WebhookRequest("POST", "/webhooks/simulator/inbound", "", {}, fields, b"", remote_addr)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_let_in(simulator, now, address):
    sms = simulator.read_inbound(call(address, **{"from": "0812", "text": "halo"}), now)
    assert (sms.sender, sms.text) == ("0812", "halo")


@pytest.mark.parametrize(
    "address",
    ["192.0.2.1", "::", "::ffff:192.0.2.1", "2001:db8::1", "", "localhost", "127.0.0.1, ::1"],
)
def test_any_other_address_is_forbidden(simulator, now, address):
    answer = simulator.read_inbound(call(address, **{"from": "0812", "text": "halo"}), now)
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.FORBIDDEN


def test_a_message_without_an_id_gets_one_of_its_own(simulator, now):
    read = [simulator.read_inbound(call(**{"from": "0812", "text": "halo"}), now) for _ in range(2)]
    assert [sms.carrier_ref for sms in read] == ["first", "second"]


def test_a_receipt_is_never_readable(simulator, now):
    assert simulator.read_receipt(call(), now).refusal is Refusal.UNREADABLE


def test_every_sending_is_accepted_under_our_own_id(simulator):
    assert simulator.send(SMS) == SendOutcome.accepted("SIM7")


def test_a_fault_on_purpose_decides_the_outcome():
    outcomes = iter([SendOutcome.unknown("trial"), None])
    simulator = Simulator(new_ref=str, fault=lambda sms: next(outcomes))
    assert simulator.send(SMS).state is SendState.UNKNOWN
    assert simulator.send(SMS).state is SendState.ACCEPTED


def test_a_look_up_finds_the_sms_because_sending_twice_is_sending_once(simulator, now):
    assert simulator.find(SMS, frozenset(), now) == LookupOutcome(LookupState.FOUND, "SIM7")


def test_it_keeps_no_record_and_is_always_well(simulator, now):
    assert list(simulator.list_inbound(now)) == []
    assert simulator.check() is None


def test_its_success_body_is_json(simulator):
    assert json.loads(simulator.success.body) == {"ok": True}
    assert simulator.success.content_type == "application/json"
