"""What Prometheus reads, prefix smsgw_: counts and states only, never an id of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ACK_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the store at one moment; ages in seconds."""

    messages: Mapping[str, int]
    outbox: Mapping[str, int]
    invariants: Mapping[str, int]
    signature_failures: Mapping[str, int]  # of the last hour, by carrier
    accepted: Mapping[str, int]  # deliveries of the last hour, by carrier
    overdue: Mapping[str, int]
    oldest_unfinished: float
    heartbeat_age: Mapping[str, float]
    carrier_open: Mapping[str, int]
    segments_today: Mapping[str, int]
    sending_held: bool = False
    oldest_unsent: float = 0.0
    troubles: Mapping[tuple[str, str], int] = field(
        default_factory=dict
    )  # of the last hour, by carrier and code
    sureness: Mapping[str, int] = field(default_factory=dict)  # cases of the last day
    writable: bool = True
    clock_skew: float = 0.0  # ahead of the database's
    clock_jumped: bool = False
    counted_age: float = 0.0  # of the stalest counts of old rows
    database_bytes: int = 0
    numbers_taken: float = 0.0  # of all ticket numbers there can be
    uncounted: int = 0  # old rows no promise was looked at for, until the schedule has counted them


@dataclass(frozen=True, slots=True)
class Ground:
    """What a host says of itself: free bytes by place, seconds a certificate is still good by place."""

    disk_free: Mapping[str, float] = field(default_factory=dict)
    certificate: Mapping[str, float] = field(default_factory=dict)


class Metrics:
    """The instruments of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhooks = Counter(
            "smsgw_webhook_requests",
            "Webhook calls by answer",
            ["carrier", "kind", "status"],
            registry=self.registry,
        )
        self.refused = Counter(
            "smsgw_web_refused",
            "Calls no route saw: slow ones, and those of a caller with too many waiting",
            ["carrier", "reason"],
            registry=self.registry,
        )
        self.ack_seconds = Histogram(
            "smsgw_ack_seconds",
            "From reading an inbound call to its committed answer",
            buckets=_ACK_BUCKETS,
            registry=self.registry,
        )

    def render(self, snapshot: Snapshot | None, ground: Ground | None = None) -> bytes:
        """This process's instruments, its host and, when the database answers, the state of the store."""
        state = CollectorRegistry()
        _stand(state, ground or Ground())
        Gauge("smsgw_database_up", "Whether the database answered", registry=state).set(snapshot is not None)
        if snapshot is not None:
            _show_counts(state, snapshot)
            _show_figures(state, snapshot)
            _show_troubles(state, snapshot)
        return generate_latest(self.registry) + generate_latest(state)


def _stand(registry: CollectorRegistry, ground: Ground) -> None:
    tables = (
        ("smsgw_disk_free_bytes", "Free where data lies", ground.disk_free),
        ("smsgw_certificate_seconds", "How long a certificate is still good", ground.certificate),
    )
    for name, text, values in tables:
        _show(registry, name, text, "place", values)


def _show_counts(registry: CollectorRegistry, snapshot: Snapshot) -> None:
    tables = (
        ("smsgw_messages", "Messages by state", "state", snapshot.messages),
        ("smsgw_outbox", "Outgoing SMS by state", "state", snapshot.outbox),
        ("smsgw_invariant_violations", "Broken promises, see doctor", "invariant", snapshot.invariants),
        (
            "smsgw_signature_failures_last_hour",
            "Refused webhook calls; look at public_url and the auth tokens",
            "carrier",
            snapshot.signature_failures,
        ),
        ("smsgw_overdue_for_a_person", "What waits for a person too long", "kind", snapshot.overdue),
        (
            "smsgw_carrier_open",
            "1: a carrier is fed no more, or is on trial",
            "carrier",
            snapshot.carrier_open,
        ),
        ("smsgw_segments_today", "Segments that left or were tried", "carrier", snapshot.segments_today),
        ("smsgw_routed_last_day", "Cases by how sure their routing was", "sureness", snapshot.sureness),
        ("smsgw_heartbeat_age_seconds", "Since a part was last alive", "part", snapshot.heartbeat_age),
    )
    for name, text, label, values in tables:
        _show(registry, name, text, label, values)


def _show(registry: CollectorRegistry, name: str, text: str, label: str, values: Mapping[str, float]) -> None:
    gauge = Gauge(name, text, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)


def _show_figures(registry: CollectorRegistry, snapshot: Snapshot) -> None:
    figures = (
        ("smsgw_oldest_unfinished_seconds", "Of messages without an outcome", snapshot.oldest_unfinished),
        ("smsgw_oldest_unsent_seconds", "Of SMS that should have left", snapshot.oldest_unsent),
        ("smsgw_sending_held", "Whether SMS wait for a person's word, see doctor", snapshot.sending_held),
        ("smsgw_database_writable", "Whether the database takes what is written", snapshot.writable),
        ("smsgw_clock_skew_seconds", "How far this host is ahead of the database", snapshot.clock_skew),
        (
            "smsgw_counted_age_seconds",
            "Since the stalest block of old rows was counted",
            snapshot.counted_age,
        ),
        ("smsgw_database_bytes", "Tables and indexes on their disk", snapshot.database_bytes),
        ("smsgw_ticket_numbers_taken", "Share of the ticket numbers that can be", snapshot.numbers_taken),
        (
            "smsgw_uncounted_rows",
            "Old rows the schedule has still to count, up to 100000 a table",
            snapshot.uncounted,
        ),
        ("smsgw_clock_jumped", "Whether reminders and limits wait for the clock", snapshot.clock_jumped),
    )
    for name, text, value in figures:
        Gauge(name, text, registry=registry).set(value)


def _show_troubles(registry: CollectorRegistry, snapshot: Snapshot) -> None:
    troubles = Gauge(
        "smsgw_sends_troubled_last_hour",
        "SMS a carrier did not take, or whose fate is unknown, by code",
        ["carrier", "code"],
        registry=registry,
    )
    for (carrier, code), count in snapshot.troubles.items():
        troubles.labels(carrier, code).set(count)
