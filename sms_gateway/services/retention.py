"""Retention: what is over its time goes by itself, class by class; a preview says what, before it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain.retention import DataClass, Rule, rules
from sms_gateway.services import audit, erasure
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import erasures, operations, retention, senders

GRACE: Final = timedelta(days=7)  # after an upgrade, to look at the preview and to put holds
_FIRST: Final = "retention-from"
_BATCH: Final = 200
_NUMBERS_AT_ONCE: Final = 20  # each locks a phone and forgets all that points to it
_IDENTITIES: Final = (DataClass.NUMBERS, DataClass.OPT_OUTS)
log = logs.get("retention")


@dataclass(frozen=True, slots=True)
class Preview:
    """A class: before *cutoff* it may go; *rows* at the next run, *more* later; *oldest* of all there are."""

    rule: Rule
    cutoff: datetime | None
    rows: int
    more: bool
    oldest: datetime | None


def preview(office: Office) -> tuple[Preview, ...]:
    """What the next run would destroy; nothing is touched. Raises StoreUnavailable."""
    now, most = office.now(), office.settings.retention.rows_at_once
    found = []
    for rule in _rules(office):
        cutoff = rule.cutoff(now)
        with office.sessions.read() as session:
            standing = retention.standing(session, rule.what, cutoff, most + 1)
        more = standing.rows > most
        found.append(Preview(rule, cutoff, min(standing.rows, most), more, standing.oldest))
    return tuple(found)


def run(office: Office, mine: Mine = always, by: str = audit.CLOCK) -> dict[DataClass, int]:
    """Destroy what is over its time, the oldest first, while it is *mine* to do; returns how many by class.

    Each batch is a transaction that is noted in the audit chain. What an open case, a person who must still
    read it, or a legal hold needs stays. A fault of one class is raised once the others had their turn.
    """
    found: dict[DataClass, int] = {}
    faults: list[Exception] = []
    for rule in _rules(office):
        try:
            found[rule.what] = _run(rule, office, mine, by)
        except Exception as error:
            faults.append(error)
    if faults:
        raise faults[0]
    return found


def run_by_clock(office: Office, mine: Mine = always) -> dict[DataClass, int]:
    """`run` by the schedule, not before GRACE since it first could: a hold may have to be put first."""
    now = office.now()
    with office.sessions.begin() as session:
        since = operations.position(session, _FIRST)
        if since is None:
            operations.set_position(session, _FIRST, now)
    return run(office, mine) if since is not None and now >= since + GRACE else {}


def _rules(office: Office) -> tuple[Rule, ...]:
    kept = office.settings.retention
    days = {str(each): getattr(kept, f"{each}_days") for each in DataClass if each is not DataClass.SIGN_INS}
    return rules(days)


def _run(rule: Rule, office: Office, mine: Mine, by: str) -> int:
    cutoff, most = rule.cutoff(office.now()), office.settings.retention.rows_at_once
    batch = _NUMBERS_AT_ONCE if rule.what in _IDENTITIES else _BATCH
    gone, last = 0, 1
    while cutoff is not None and last and gone < most and mine():
        last = _step(rule.what, cutoff, min(batch, most - gone), office, by)
        gone += last
    if gone:
        log.info("retention", what=str(rule.what), rows=gone)
    return gone


def _step(what: DataClass, cutoff: datetime, limit: int, office: Office, by: str) -> int:
    """One batch in one transaction; returns how many rows went."""
    with office.sessions.begin() as session:
        gone = _destroy(what, cutoff, limit, session, office.now())
        if gone:
            audit.note(session, office, by, "retention", office.now(), what=str(what), rows=gone)
    return gone


def _destroy(what: DataClass, cutoff: datetime, limit: int, session: Session, now: datetime) -> int:
    if what is DataClass.VIEWS:
        return retention.forget_views(session, cutoff, limit)
    if what is DataClass.SIGN_INS:
        return retention.forget_sign_ins(session, cutoff)
    found = retention.due(session, what, cutoff, limit)
    phones = {each.sender_id for each in found if each.sender_id is not None}
    if phones:  # what was said or begun meanwhile counts: nothing about a locked phone changes any more
        senders.lock_all(session, phones)
        found = retention.due(session, what, cutoff, limit, [each.id for each in found])
    ids = [each.id for each in found]
    if what in _IDENTITIES:
        ids = [each for each in ids if not erasures.has_unread(session, each)]
        for sender_id in ids:
            erasure.forget(session, sender_id, now)
    elif ids:
        retention.destroy_words(session, what, ids)
    return len(ids)
