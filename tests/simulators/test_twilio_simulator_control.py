"""Another process reads the record and sets the faults."""

import json
from urllib.parse import urlencode

import pytest

from sms_gateway.simulators.faults import Fault, FaultPlan, Faults, changed

NUMBER = "+6281200000001"


def test_the_log_is_readable_from_another_process(simulator, client, send, control):
    made = send(client, "halo")
    simulator.send_inbound(NUMBER, "masuk", lost=True)
    status, shown = control(simulator, "GET", "/_sim/log")
    assert status == 200
    assert [(message["sid"], message["body"]) for message in shown["accepted"]] == [(made.sid, "halo")]
    assert [message["body"] for message in shown["inbound"]] == ["masuk"]


def test_faults_are_set_from_another_process(simulator, control):
    wish = {"rates": {"429": 1}, "lookup_lag": 5, "opted_out": [NUMBER], "script": ["none", "reset-after"]}
    assert control(simulator, "POST", "/_sim/faults", json.dumps(wish)) == (200, {"ok": True})
    plan = simulator.faults.plan
    assert (plan.rates, plan.lookup_lag, plan.opted_out) == ({Fault.RATE_LIMIT: 1}, 5, {NUMBER})
    assert plan.script == (Fault.NONE, Fault.RESET_AFTER)


def test_setting_one_fault_keeps_the_others(simulator, control):
    control(simulator, "POST", "/_sim/faults", '{"script": ["slow", "429"], "lookup_lag": 3}')
    assert simulator.faults.of_sending() is Fault.SLOW
    control(simulator, "POST", "/_sim/faults", '{"retry_after": 9}')
    plan = simulator.faults.plan
    assert (plan.lookup_lag, plan.retry_after, plan.script) == (3, 9, (Fault.RATE_LIMIT,))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"unknown": 1}',
        '{"rates": {"429": 2}}',
        '{"rates": {"429": NaN}}',
        '{"rates": {"boom": 1}}',
        '{"slow_seconds": 99}',
        '{"lookup_lag": "soon"}',
        '{"lookup_lag": -1}',
        '{"script": ["boom"]}',
    ],
)
def test_a_wish_that_cannot_be_understood_changes_nothing(simulator, body, control):
    before = simulator.faults.plan
    assert control(simulator, "POST", "/_sim/faults", body)[0] == 400
    assert simulator.faults.plan == before


def test_an_inbound_sms_is_made_from_another_process(simulator, gateway, control):
    body = urlencode({"from": NUMBER, "body": "jalan rusak"})
    assert control(simulator, "POST", "/_sim/inbound", body)[1]["statuses"] == [200]
    assert control(simulator, "POST", "/_sim/inbound", body + "&lost=1")[1]["statuses"] == []
    assert control(simulator, "POST", "/_sim/inbound", "body=x")[0] == 400
    assert (len(gateway.calls), len(simulator.received)) == (1, 2)


def test_an_unknown_control_is_not_found(simulator, control):
    assert control(simulator, "GET", "/_sim/nothing")[0] == 404


def test_the_same_seed_gives_the_same_faults():
    plan = FaultPlan(rates={Fault.RATE_LIMIT: 0.3, Fault.RESET_AFTER: 0.3})
    one, same, other = (Faults(plan, seed) for seed in (7, 7, 8))
    drawn = [[faults.of_sending() for _ in range(50)] for faults in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == {Fault.NONE, Fault.RATE_LIMIT, Fault.RESET_AFTER}


def test_a_fault_of_lists_never_strikes_a_sending():
    faults = Faults(FaultPlan(rates={Fault.LIST_UNAVAILABLE: 1}))
    assert {faults.of_sending() for _ in range(20)} == {Fault.NONE}
    assert faults.strikes_a_list()


def test_a_plan_out_of_bounds_is_never_followed():
    with pytest.raises(ValueError, match="share"):
        changed(FaultPlan(), {"lose_callbacks": 1.5})
