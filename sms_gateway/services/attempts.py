"""One attempt for one SMS, with no transaction open: it is sent or looked up, and what came of it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sms_gateway import logs
from sms_gateway.carriers.base import Carrier
from sms_gateway.crypto import SealBroken
from sms_gateway.domain.carrier_health import Sign, sign_of
from sms_gateway.domain.dead_letters import COUNTRY
from sms_gateway.domain.delivery import NextStep, after_lookup, after_send, of_all
from sms_gateway.domain.messages import (
    LookupOutcome,
    LookupState,
    OutboundSms,
    OutboxState,
    SendOutcome,
)
from sms_gateway.domain.msisdn import may_reply, normalise
from sms_gateway.services import traces
from sms_gateway.services.carrier_health import Watch
from sms_gateway.services.incoming import storable_ref
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox
from sms_gateway.storage.outbox_claims import Claim
from sms_gateway.storage.senders import SenderRow
from sms_gateway.tracing import Lap

log = logs.get("delivery")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one claim came to: the state to store and the other columns that change with it."""

    claimed: Claim
    state: OutboxState
    reason: str
    values: dict[str, object] = field(default_factory=dict)
    opted_out: bool = False
    sign: Sign | None = None  # what it says of the carrier
    laps: tuple[Lap, ...] = ()


def try_one(
    claimed: Claim,
    recipient: SenderRow,
    office: Office,
    in_time: Callable[[], bool],
    watch: Watch,
    timed: bool,
) -> Attempt | None:
    """One attempt for one SMS. Never raises; after a fault of ours the lease expires and it is looked up."""
    try:
        sms = _open(claimed, recipient, office)
        if sms is None:
            return Attempt(claimed, OutboxState.EXPIRED, "recipient-erased")
        if claimed.unknown:
            return _look(claimed, sms, office, timed)
        if not in_time() or watch.shut(claimed.carrier):
            untried: dict[str, object] = {"due_at": None, "attempts": claimed.attempts - 1}
            return Attempt(claimed, OutboxState.RETRY, traces.NOT_TRIED, untried)
        attempt = _send(claimed, sms, office)
        watch.seen(claimed.carrier, attempt.sign or Sign.NOTHING)
        return attempt
    except SealBroken:
        return Attempt(claimed, OutboxState.HELD, "seal-broken")
    except Exception as error:
        log.error("delivery failed", outbox_id=claimed.id, **logs.fault(error))
        return None


def _open(claimed: Claim, row: SenderRow, office: Office) -> OutboundSms | None:
    if row.msisdn_enc is None or row.data_key_enc is None:
        return None
    key = office.vault.data_key(row.uuid, row.data_key_enc)
    number = office.vault.open(row.uuid, row.msisdn_enc)
    return OutboundSms(claimed.id, number, key.open(claimed.uuid, claimed.body), claimed.first_tried_at)


def _send(claimed: Claim, sms: OutboundSms, office: Office) -> Attempt:
    if not may_reply(normalise(sms.recipient), office.settings.replies.countries):
        return Attempt(claimed, OutboxState.HELD, COUNTRY)
    carrier = office.carriers.get(claimed.carrier)
    office.steps("delivery.sending")
    laps = office.tracer.laps()
    with laps.lap(traces.CARRIER):
        outcome = carrier.send(sms) if carrier else SendOutcome.retry("carrier-disabled", 60)
    office.steps("delivery.sent")
    jitter = office.rand(1000) / 1000
    step = after_send(outcome, claimed.attempts, jitter=jitter, too_old=_too_old(claimed, office))
    attempt = _attempt(claimed, step, office, outcome.code, outcome.carrier_ref)
    sign = sign_of(outcome) if carrier else None
    return replace(attempt, opted_out=outcome.opted_out, sign=sign, laps=tuple(laps.taken))


def _look(claimed: Claim, sms: OutboundSms, office: Office, timed: bool) -> Attempt:
    """A look; when time cannot be told (not *timed*), "not found" is as if it were the first time."""
    now = office.now()
    with office.sessions.read() as session:
        known = outbox.refs_of_recipient(session, claimed.sender_id, claimed.id)
    asked = _who_may_know(claimed, office)
    laps = office.tracer.laps()
    with laps.lap(traces.CARRIER):
        answers = {name: _found(office.carriers.get(name), sms, known, now) for name in asked}
    found_by, outcome = of_all(answers)
    step = after_lookup(
        outcome,
        first_not_found_at=claimed.not_found_at if timed else None,
        now=now,
        gap=timedelta(seconds=office.settings.limits.lookup_gap_seconds),
        too_old=_too_old(claimed, office),
    )
    code = outcome.code or str(outcome.state)
    attempt = replace(_attempt(claimed, step, office, code, outcome.carrier_ref), laps=tuple(laps.taken))
    elsewhere = outcome.state is LookupState.FOUND and found_by != claimed.carrier
    return _moved(attempt, found_by) if elsewhere else attempt


def _who_may_know(claimed: Claim, office: Office) -> tuple[str, ...]:
    """The carriers in whose records an SMS may be.

    One we never tried ourselves, another life of this database may have sent by whoever stood in.
    """
    others = office.carriers if not claimed.attempts and office.settings.carriers.failover else ()
    return (claimed.carrier, *(name for name in others if name != claimed.carrier))


def _found(carrier: Carrier | None, sms: OutboundSms, known: frozenset[str], now: datetime) -> LookupOutcome:
    return carrier.find(sms, known, now) if carrier else LookupOutcome(LookupState.IMPOSSIBLE)


def _moved(attempt: Attempt, carrier: str) -> Attempt:
    """It left by another carrier than was noted: the receipts come from there."""
    return replace(attempt, values={**attempt.values, "carrier": carrier, "meant": attempt.claimed.carrier})


def _too_old(claimed: Claim, office: Office) -> bool:
    """Whether a person must decide: a carrier may be away for hours, but not for ever."""
    return office.now() - claimed.created_at > timedelta(hours=office.settings.limits.send_hours)


def _attempt(claimed: Claim, step: NextStep, office: Office, code: str, carrier_ref: str | None) -> Attempt:
    due_at = office.now() + timedelta(seconds=step.due_in) if step.due_in is not None else None
    values: dict[str, object] = {"not_found_at": step.not_found_at, "due_at": due_at}
    if carrier_ref is not None:
        values["carrier_ref"] = storable_ref(carrier_ref)
    return Attempt(claimed, step.state, step.reason or code, values)
