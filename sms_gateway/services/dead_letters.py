"""SMS that wait for a person: shown without text or number, sent again or given up, both noted for ever."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.crypto import SealBroken
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.audit_chain import ACTOR_LENGTH, is_code
from sms_gateway.domain.dead_letters import (
    BY_HAND,
    STATE_OF,
    Against,
    DropReason,
    Letter,
    Waiting,
    against_drop,
    against_retry,
    dropped,
)
from sms_gateway.domain.messages import OutboxState, Priority
from sms_gateway.domain.msisdn import masked
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.work import Queue
from sms_gateway.domain.zones import zone_of
from sms_gateway.errors import GatewayError
from sms_gateway.services import audit, news
from sms_gateway.services.news import can_wait
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, dead_letters
from sms_gateway.storage.dead_letters import Filter, LetterRow, ReceiptRow

STEP = 200  # SMS sent again in one transaction, which holds the end of the audit chain
log = logs.get("outbox")

_SEE = "See `sms-gateway outbox show ID`."
REMEDIES: Mapping[Against, tuple[str, str]] = {
    Against.NOT_WAITING: ("waits for nobody: it is on its way or at its end.", _SEE),
    Against.AT_WORK: ("is in a worker's hands just now.", "Ask again in a minute."),
    Against.BUDGET: (
        "waits for room in the budget of the line.",
        "It leaves by itself; limits.segments_per_hour and segments_per_day decide when.",
    ),
    Against.ERASED: (
        "has nobody to go to: the phone asked to be forgotten.",
        "Drop it: `sms-gateway outbox drop ID --reason told-otherwise`.",
    ),
    Against.STOPPED: (
        "is news for somebody who asked for none (STOP).",
        "Drop it: `sms-gateway outbox drop ID --reason told-otherwise`.",
    ),
    Against.POINTLESS: (
        "is too late: its code, its question or what it speaks of is over.",
        "Drop it: `sms-gateway outbox drop ID --reason too-late`.",
    ),
    Against.MAY_BE_SECOND: (
        "may have reached the citizen already: sent again, it may be the second, and we promise never two.",
        "Ask the carrier with the id `outbox show` gives; when it has no record, or two are better "
        "than none, repeat the command with --may-be-second.",
    ),
    Against.ENDED: ("has failed, which is an end already.", "Leave it, or `sms-gateway outbox retry ID`."),
}


class OutboxRefused(GatewayError):
    """What was asked about an SMS cannot be done; *code* says why, *held* which SMS stand against it."""

    def __init__(
        self, code: str, what: str, remedy: str, held: Mapping[Against, Sequence[int]] | None = None
    ) -> None:
        super().__init__(what, remedy)
        self.code = code
        self.held = held or {}


@dataclass(frozen=True, slots=True)
class Which:
    """A choice of SMS by what a person sees."""

    states: Collection[Waiting]
    carrier: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An SMS with the masked phone ("-" once it is forgotten), and why it cannot be sent again, if so."""

    row: LetterRow
    phone: str
    against: Against | None
    receipts: Sequence[ReceiptRow] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What a retry came to: of *sent*, so many are *waiting* for the morning; why others were *left* alone.

    *last* is where the next part of a long one begins, None after the last.
    """

    sent: int
    waiting: int = 0
    left: Counter[Against] = field(default_factory=Counter)
    last: int | None = None


def listed(which: Which, limit: int, office: Office) -> list[Shown]:
    """Up to *limit* SMS, those that wait longest first."""
    with office.sessions.read() as session:
        found = dead_letters.listed(session, _filter(which), limit)
    return [shown(row, office) for row in found]


def count(which: Which, office: Office) -> int:
    """How many there are."""
    with office.sessions.read() as session:
        return dead_letters.count(session, _filter(which))


def one(outbox_id: int, office: Office) -> Shown:
    """The SMS of that number with what was reported about it. Raises OutboxRefused."""
    with office.sessions.read() as session:
        row = dead_letters.get(session, outbox_id)
        if row is None:
            raise _no_such([outbox_id])
        return shown(row, office, dead_letters.receipts(session, outbox_id))


def retry(
    ids: Collection[int], may_be_second: bool, by: str, office: Office, *, at_once: bool = False
) -> Step:
    """Send all of *ids* again, or, when one cannot be, none. Raises OutboxRefused.

    What can wait waits for the end of its reader's quiet hours, unless *at_once*.
    """
    _check(by)
    with office.sessions.begin() as session:
        rows = _lock(session, ids)
        _refuse({row.id: against_retry(_letter(row, office), may_be_second=may_be_second) for row in rows})
        waiting = _send_again(session, rows, by, office, at_once)
    office.waker.wake(Queue.OUTBOX)
    return Step(len(rows), waiting)


def retry_next(
    which: Which, after: int, may_be_second: bool, by: str, office: Office, *, at_once: bool = False
) -> Step:
    """`retry` what can be of the next STEP SMS of *which* behind number *after*. Raises OutboxRefused."""
    _check(by)
    with office.sessions.begin() as session:
        rows = dead_letters.lock_next(session, _filter(which), after, STEP)
        verdicts = {row.id: against_retry(_letter(row, office), may_be_second=may_be_second) for row in rows}
        going = [row for row in rows if verdicts[row.id] is None]
        waiting = _send_again(session, going, by, office, at_once)
    if going:
        office.waker.wake(Queue.OUTBOX)
    left = Counter(code for code in verdicts.values() if code is not None)
    return Step(len(going), waiting, left, rows[-1].id if len(rows) == STEP else None)


def drop(ids: Collection[int], reason: DropReason, by: str, office: Office) -> int:
    """Give all of *ids* up, or, when one cannot be, none; returns how many. Raises OutboxRefused."""
    _check(by)
    with office.sessions.begin() as session:
        now = office.now()
        rows = _lock(session, ids)
        _refuse({row.id: against_drop(_letter(row, office)) for row in rows})
        dead_letters.end(session, [row.id for row in rows], dropped(reason), now)
        _note(session, rows, "sms-dropped", by, now, office, str(reason))
    log.info("SMS dropped", count=len(rows), reason=str(reason))
    return len(rows)


def _send_again(session: Session, rows: Sequence[LetterRow], by: str, office: Office, at_once: bool) -> int:
    """Returns how many wait for the morning."""
    now = office.now()
    due = {row.id: None if at_once else _morning(row, office, now) for row in rows}
    for due_at in set(due.values()):
        ids = [key for key, found in due.items() if found == due_at]
        dead_letters.send_again(session, ids, BY_HAND, now, due_at)
    _note(session, rows, "sms-retried", by, now, office)
    log.info("SMS sent again by hand", count=len(rows))
    return sum(due_at is not None for due_at in due.values())


def _morning(row: LetterRow, office: Office, now: datetime) -> datetime | None:
    """When one that can wait may leave; None for now."""
    if not can_wait(row.kind, Priority(row.priority)):
        return None
    return leaves_at(now, zone_of(row.region), office.settings.quiet.hours)


def _note(
    session: Session,
    rows: Sequence[LetterRow],
    action: Action,
    by: str,
    now: datetime,
    office: Office,
    reason: str | None = None,
) -> None:
    """The timeline of each ticket, then the audit chain, whose end is the last lock."""
    for row in rows:
        if row.ticket_id is not None:
            detail = {"sms": row.id, "kind": row.kind, "was": row.state} | (
                {"reason": reason} if reason else {}
            )
            cases.record(
                session, action, by, now, case_id=row.case_id, ticket_id=row.ticket_id, detail=detail
            )
    for row in rows:
        audit.note(session, office, by, action, now, sms=row.id, was=row.state, reason=reason)


def _lock(session: Session, ids: Collection[int]) -> list[LetterRow]:
    rows = dead_letters.lock(session, ids)
    missing = sorted(set(ids) - {row.id for row in rows})
    if missing:
        raise _no_such(missing)
    return rows


def _letter(row: LetterRow, office: Office) -> Letter:
    return Letter(
        state=OutboxState(row.state),
        reason=row.reason,
        looks=row.looks,
        at_work=row.at_work,
        erased=row.msisdn_enc is None,
        silenced=row.stopped and row.kind in news.KINDS,
        pointless=row.expires_at is not None and row.expires_at <= office.now(),
    )


def shown(row: LetterRow, office: Office, receipts: Sequence[ReceiptRow] = ()) -> Shown:
    """*row* as a person sees it."""
    against = against_retry(_letter(row, office), may_be_second=False)
    return Shown(row, _phone(row, office), against, receipts)


def _phone(row: LetterRow, office: Office) -> str:
    if row.msisdn_enc is None:
        return "-"
    try:
        return masked(office.vault.open(row.sender_uuid, row.msisdn_enc))
    except SealBroken:
        return "(sealed)"


def _filter(which: Which) -> Filter:
    return Filter([STATE_OF[state] for state in which.states], which.carrier, which.since)


def _refuse(verdicts: Mapping[int, Against | None]) -> None:
    """Raises OutboxRefused with every SMS that stands against it, and one remedy for each reason."""
    reasons = {code: [key for key, found in verdicts.items() if found is code] for code in Against}
    held = {code: keys for code, keys in reasons.items() if keys}
    if not held:
        return
    told = [f"SMS {_numbers(keys)} {REMEDIES[code][0]} {REMEDIES[code][1]}" for code, keys in held.items()]
    raise OutboxRefused(str(next(iter(held))), "\n".join(told), "Nothing was done.", held)


def _no_such(ids: Sequence[int]) -> OutboxRefused:
    return OutboxRefused("no-sms", f"There is no SMS {_numbers(ids)}.", "See `sms-gateway outbox list`.")


def _numbers(ids: Sequence[int]) -> str:
    return ", ".join(str(each) for each in ids)


def _check(by: str) -> None:
    if not by or len(by) > ACTOR_LENGTH or not is_code(by):
        raise OutboxRefused("actor", "Who does it must be one word.", "Name an account, like --by ani.")
