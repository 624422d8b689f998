"""What Prometheus reads is well-formed, counted by state, and about nobody."""

from prometheus_client.parser import text_string_to_metric_families

from sms_gateway.metrics import Ground, Metrics, Snapshot

STATE = Snapshot(
    messages={"ticket": 3, "new": 1},
    outbox={"accepted": 2},
    invariants={"I1": 0, "I2": 1},
    signature_failures={"twilio": 4},
    accepted={"twilio": 9},
    overdue={"review": 1, "held": 0},
    oldest_unfinished=12.5,
    heartbeat_age={"web@host:1": 2.0},
    carrier_open={"kannel": 1, "generic": 0},
    segments_today={"kannel": 7},
    oldest_unsent=33.0,
    troubles={("kannel", "kannel-503"): 5},
    sureness={"unsure": 2, "sure": 8},
    writable=False,
    clock_skew=-7.5,
    clock_jumped=True,
)
GROUND = Ground({"data": 4e9}, {"served": 86400.0})


def _samples(metrics: Metrics, state: Snapshot | None) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(metrics.render(state, GROUND).decode())
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_state_of_the_store_is_shown() -> None:
    found = _samples(Metrics(), STATE)
    assert found["smsgw_messages", "ticket"] == 3
    assert found["smsgw_outbox", "accepted"] == 2
    assert found["smsgw_invariant_violations", "I2"] == 1
    assert found["smsgw_signature_failures_last_hour", "twilio"] == 4
    assert found["smsgw_overdue_for_a_person", "review"] == 1
    assert found["smsgw_oldest_unfinished_seconds", ""] == 12.5
    assert found["smsgw_oldest_unsent_seconds", ""] == 33
    assert found["smsgw_sends_troubled_last_hour", "kannel,kannel-503"] == 5
    assert found["smsgw_routed_last_day", "unsure"] == 2
    assert found["smsgw_heartbeat_age_seconds", "web@host:1"] == 2
    assert found["smsgw_segments_today", "kannel"] == 7
    assert found["smsgw_database_writable", ""] == 0
    assert (found["smsgw_clock_skew_seconds", ""], found["smsgw_clock_jumped", ""]) == (-7.5, 1)
    assert (found["smsgw_carrier_open", "kannel"], found["smsgw_carrier_open", "generic"]) == (1, 0)


def test_every_name_has_our_prefix() -> None:
    metrics = Metrics()
    metrics.webhooks.labels("twilio", "inbound", "200").inc()
    metrics.ack_seconds.observe(0.01)
    assert all(name.startswith("smsgw_") for name, _ in _samples(metrics, STATE))


def test_without_a_database_only_the_process_is_shown() -> None:
    found = _samples(Metrics(), None)
    assert found["smsgw_database_up", ""] == 0
    assert found["smsgw_disk_free_bytes", "data"] == 4e9
    assert found["smsgw_certificate_seconds", "served"] == 86400
    assert not any(name == "smsgw_messages" for name, _ in found)


def test_two_processes_do_not_share_their_counts() -> None:
    first, second = Metrics(), Metrics()
    first.webhooks.labels("twilio", "inbound", "200").inc()
    assert ("smsgw_webhook_requests_total", "twilio,inbound,200") not in _samples(second, None)
