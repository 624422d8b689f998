"""Sends what the outbox promises: claim (committed), the wire with no transaction open, then the result.

A crash in between leaves `unknown`, which is looked up in the carrier's own record; nothing is sent twice
on a guess.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from sms_gateway import logs
from sms_gateway.domain.delivery import NextStep, after_lookup, after_send
from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboundSms, OutboxState, SendOutcome
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox, senders
from sms_gateway.storage.outbox import Claim

BATCH = 50
THREADS = 8
log = logs.get("delivery")


def drain(office: Office, budget: float, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Send or look up what is due until nothing is, or *budget* seconds have passed; returns how many."""
    until = monotonic() + budget
    handled = 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="send") as pool:
        while monotonic() < until and (batch := claim(office)):
            handled += len(list(pool.map(lambda claimed: handle(claimed, office), batch)))
    return handled


def claim(office: Office) -> list[Claim]:
    """Claim a batch and commit the claim; whatever a dead worker left becomes `unknown` first."""
    limits = office.settings.limits
    now = office.now()
    with office.sessions.begin() as session:
        outbox.orphans_become_unknown(session, now)
        block = timedelta(seconds=limits.recipient_block_seconds)
        found = outbox.claim(session, BATCH, str(uuid4()), limits.outbox_lease_seconds, now, block)
    if found:
        office.steps("delivery.claimed")
    return found


def handle(claimed: Claim, office: Office) -> None:
    """One attempt for one SMS: the wire, then its result. Never raises; after a fault the lease expires."""
    try:
        sms = _open(claimed, office)
        if sms is None:
            _settle(claimed, office, OutboxState.EXPIRED, "recipient-erased")
        elif claimed.unknown:
            _look(claimed, sms, office)
        else:
            _send(claimed, sms, office)
    except Exception as error:
        log.error("delivery failed", outbox_id=claimed.id, **logs.fault(error))


def _open(claimed: Claim, office: Office) -> OutboundSms | None:
    with office.sessions.read() as session:
        row = senders.get(session, [claimed.sender_id])[claimed.sender_id]
    if row.msisdn_enc is None or row.data_key_enc is None:
        return None
    key = office.vault.data_key(row.uuid, row.data_key_enc)
    number = office.vault.open(row.uuid, row.msisdn_enc)
    return OutboundSms(claimed.id, number, key.open(claimed.uuid, claimed.body), claimed.first_tried_at)


def _send(claimed: Claim, sms: OutboundSms, office: Office) -> None:
    carrier = office.carriers.get(claimed.carrier)
    office.steps("delivery.sending")
    outcome = carrier.send(sms) if carrier else SendOutcome.retry("carrier-disabled", 60)
    office.steps("delivery.sent")
    limits = office.settings.limits
    jitter = office.rand(1000) / 1000
    step = after_send(outcome, claimed.attempts, jitter=jitter, most_attempts=limits.send_attempts)
    _apply(claimed, step, office, outcome.code, outcome.carrier_ref)


def _look(claimed: Claim, sms: OutboundSms, office: Office) -> None:
    carrier = office.carriers.get(claimed.carrier)
    now = office.now()
    with office.sessions.read() as session:
        known = outbox.refs_of_recipient(session, claimed.sender_id, claimed.id)
    outcome = carrier.find(sms, known, now) if carrier else LookupOutcome(LookupState.IMPOSSIBLE)
    limits = office.settings.limits
    step = after_lookup(
        outcome,
        claimed.looks,
        first_not_found_at=claimed.not_found_at,
        now=now,
        gap=timedelta(seconds=limits.lookup_gap_seconds),
        most_looks=limits.lookup_attempts,
    )
    _apply(claimed, step, office, outcome.code or str(outcome.state), outcome.carrier_ref)


def _apply(claimed: Claim, step: NextStep, office: Office, code: str, carrier_ref: str | None) -> None:
    now = office.now()
    values: dict[str, object] = {"not_found_at": step.not_found_at}
    values["due_at"] = now + timedelta(seconds=step.due_in) if step.due_in is not None else None
    if carrier_ref is not None:
        values["carrier_ref"] = carrier_ref
    _settle(claimed, office, step.state, step.reason or code, **values)


def _settle(claimed: Claim, office: Office, state: OutboxState, reason: str, **values: object) -> None:
    now = office.now()
    if state in (OutboxState.ACCEPTED, OutboxState.REFUSED, OutboxState.EXPIRED):
        values["finished_at"] = now
    with office.sessions.begin() as session:
        stored = outbox.settle(session, claimed, now, state, reason=reason[:64] or None, **values)
    office.steps("delivery.settled")
    log.info("delivery attempt", outbox_id=claimed.id, state=str(state), code=reason, stored=stored)
