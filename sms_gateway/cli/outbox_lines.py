"""SMS that wait, in sentences for a person who is no engineer: what it means, and what can be done."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from rich.table import Table

from sms_gateway.domain.dead_letters import Against, Waiting, waiting
from sms_gateway.domain.messages import OutboxState
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services.dead_letters import REMEDIES, Shown

MEANS: Final = {
    OutboxState.QUEUED: "It leaves by itself, in its turn or after the quiet hours.",
    OutboxState.SENDING: "It is being handed to the carrier.",
    OutboxState.RETRY: "The carrier did not take it; it is tried again by itself.",
    OutboxState.UNKNOWN: "Nobody knows whether it went out; it is looked up by itself.",
    OutboxState.HELD: "Given up for now: a person decides.",
    OutboxState.ACCEPTED: "The carrier has taken it.",
    OutboxState.DELIVERED: "It arrived.",
    OutboxState.REFUSED: "The carrier or the network said no; nothing more happens by itself.",
    OutboxState.EXPIRED: "It was given up and never leaves.",
}
REASONS: Final = {
    "budget": "the line has spent its SMS of this hour or day",
    "by-hand": "a person sent it on its way again",
    "not-taken-in-time": "the carrier took it at no try for as long as limits.send_hours says",
    "not-found-in-time": "the carrier's record could not settle whether it went out",
    "lookup-ambiguous": "the carrier's record has two that look like it",
    "lookup-impossible": "this carrier keeps no record to look into",
    "worker-died": "a worker stopped while it was being sent",
    "restored": "the database came back from a copy, and it may have left since that was made",
    "seal-broken": "it is sealed under a key this gateway does not have",
    "not-tried": "its carrier failed, or its turn ended, before it was handed over",
    "carrier-disabled": "its carrier is not in carriers.enabled",
    "country-not-allowed": "the recipient's country is none of replies.countries",
    "recipient-erased": "the phone asked to be forgotten",
    "code-expired": "the code in it was not good any more",
    "question-expired": "nobody waits for an answer to it any more",
    "limit-passed": "the limit it reminds of has passed",
    "out-of-date": "it says how things stood, and they stood so long ago",
    "superseded": "newer news said as much",
    "recipient-stopped": "its reader wants no news (STOP)",
}


def word(shown: Shown) -> str:
    """The state as `--state` takes it."""
    found = waiting(OutboxState(shown.row.state))
    return str(found or shown.row.state)


def table(found: list[Shown]) -> Table:
    """One line an SMS."""
    columns = ("id", "state", "since", "kind", "ticket", "phone", "segments", "tries", "carrier", "reason")
    made = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for each in found:
        row = each.row
        counted = (str(row.segments), str(row.attempts))
        told = (row.kind, row.number or "-", each.phone, *counted, row.carrier, row.reason or "-")
        made.add_row(str(row.id), word(each), moment(row.state_since), *told)
    return made


def story(shown: Shown) -> Iterator[str]:
    """Everything about one SMS but its text."""
    row = shown.row
    about = f"ticket {row.number}" if row.number else "no ticket"
    yield f"SMS {row.id}: {row.kind}, {about}, to {shown.phone} by {row.carrier}, {row.segments} segment(s)"
    yield f"{word(shown)} since {moment(row.state_since)}. {MEANS[OutboxState(row.state)]}"
    if row.meant:
        yield f"It was meant for {row.meant}, which was down; {row.carrier} stands in for it."
    if row.reason:
        yield f"Reason: {row.reason}{_explained(row.reason)}"
    first = f", the first {moment(row.first_tried_at)}" if row.first_tried_at else ""
    yield f"Promised {moment(row.created_at)}; tries: {row.attempts}{first}; looks: {row.looks}"
    if row.expires_at:
        yield f"It was worth sending until {moment(row.expires_at)}."
    if row.carrier_ref:
        yield f"The carrier calls it {row.carrier_ref}."
    for each in shown.receipts:
        code = f", code {each.error_code}" if each.error_code else ""
        yield f"Report {moment(each.received_at)}: {each.raw_state}{code}"
    yield from _what_to_do(shown)


def before_release(waiting: Mapping[str, int]) -> Iterator[str]:
    """What leaves and what does not, for who is about to say so."""
    yield f"{waiting['ready']} SMS leave at once: they are new, or the carrier's record has none of them."
    yield f"{waiting['in-doubt']} may have left already: they are looked up, and leave only if they did not."
    yield f"{waiting['held']} wait for a person: see `sms-gateway outbox list --state held`."


def moment(at: datetime) -> str:
    """A time as a person in Jakarta writes it."""
    return f"{at.astimezone(JAKARTA):%d/%m/%Y %H.%M}"


def left(against: Against, count: int) -> str:
    """Why so many were left alone."""
    what, remedy = REMEDIES[against]
    return f"{count} left alone. Each {what} {remedy}"


def _explained(reason: str) -> str:
    if reason.startswith("receipt-"):
        return ": the network reported that it could not deliver it"
    if reason.startswith("dropped-"):
        return ": a person gave it up"
    return f": {REASONS[reason]}" if reason in REASONS else " (a word of the carrier's)"


def _what_to_do(shown: Shown) -> Iterator[str]:
    found = waiting(OutboxState(shown.row.state))
    if found is None:
        yield "Nothing is to be done."
        return
    if shown.against is not None:
        what, remedy = REMEDIES[shown.against]
        yield f"It {what} {remedy}"
    else:
        yield f"Send it again: sms-gateway outbox retry {shown.row.id}"
    if found is not Waiting.FAILED:
        yield f"Give it up: sms-gateway outbox drop {shown.row.id} --reason too-late"
