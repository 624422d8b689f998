"""Takes back what was decided about messages of the review queue: all of it or nothing, and in time."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sms_gateway.domain import reviewing
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.messages import MessageState, OutboxState
from sms_gateway.domain.reviewing import Outcome, Undo
from sms_gateway.services import accounts, audit, joining, review_lessons, review_ticket_acts, review_tickets
from sms_gateway.services.office import Office
from sms_gateway.services.review_acts import standing
from sms_gateway.services.review_queue import lease_seconds
from sms_gateway.storage import cases, inbox, merges, prints, questions, reviews, senders
from sms_gateway.storage.search import WITHDRAWN

ABOUT_A_TICKET = (Outcome.KEPT, Outcome.ARCHIVED)


class _Impossible(Exception):
    """Nothing is written."""

    def __init__(self, why: Undo) -> None:
        super().__init__(why)
        self.why = why


def undo(batch: str, account_id: int, office: Office) -> tuple[Undo, int | None]:
    """Take back every decision of *batch*, in one transaction; with it the first item, claimed again.

    Only whoever decided can do so. POSSIBLE means that it was done. Raises StoreUnavailable.
    """
    try:
        with office.sessions.begin() as session:
            return Undo.POSSIBLE, _all(batch, account_id, session, office)
    except _Impossible as error:
        return error.why, None


def _all(batch: str, account_id: int, session: Session, office: Office) -> int:
    now = office.now()
    phones = reviews.senders_of(session, reviews.reviews_of(session, batch))
    senders.lock_all(session, phones.values())
    rows = reviews.decisions(session, batch)
    if not rows or any(row.account_id != account_id for row in rows):
        raise _Impossible(Undo.DONE)
    for row in rows:
        _one(row, phones[row.review_id], now, session, office)
    review_lessons.take_back([row.review_id for row in rows], accounts.actor(account_id), session, office)
    for row in rows:
        reviews.reopen(session, row.review_id)
        reviews.undone(session, row.id, row.review_id, now)
    first = int(rows[0].review_id)
    reviews.claim(session, first, account_id, lease_seconds(office))
    for row in rows:
        audit.note(
            session, office, accounts.actor(account_id), "review-undone", now, review=int(row.review_id)
        )
    return first


def _one(row: Any, sender_id: int, now: datetime, session: Session, office: Office) -> None:
    sms = list(row.restore["sms"])
    states = [(OutboxState(state), tried) for state, tried in reviews.sms_states(session, sms)]
    moved = _has_moved(row, session)
    verdict = reviewing.may_undo(
        states, undone=row.undone_at is not None, moved=moved, now=now, until=row.undo_until
    )
    if verdict is not Undo.POSSIBLE:
        raise _Impossible(verdict)
    if reviews.end_sms(session, sms, now) != len(sms):
        raise _Impossible(Undo.LEFT)
    actor = accounts.actor(row.account_id)
    if row.outcome == Outcome.TICKET:
        _withdraw(row, sender_id, actor, now, session)
    elif row.outcome == Outcome.ATTACHED:
        _put_back(row, actor, now, session)
    elif row.outcome in ABOUT_A_TICKET:
        review_ticket_acts.put_back(row, actor, now, session)
        return
    message_id = reviews.message_of(session, row.review_id)
    inbox.finish(session, message_id, MessageState.REVIEW, row.restore["reason"])


def _has_moved(row: Any, session: Session) -> bool:
    """Whether others went on with what was decided: another reporter joined the case, or it moved."""
    item = reviews.get(session, row.review_id)
    if item is None or item.opened_at > row.at:
        return True  # its ticket came back to the queue since
    if row.outcome == Outcome.DISMISSED:
        return False
    if row.outcome in ABOUT_A_TICKET:
        return review_tickets.has_moved(row.restore, session)
    home = int(row.restore["case_id"])
    case = merges.lock_case(session, home)
    if row.outcome == Outcome.ATTACHED:
        return bool(standing(case) != row.restore["after"])
    others = [each for each in merges.ticket_ids(session, home) if each != row.ticket_id]
    return bool(others) or CaseState(case.state) not in (CaseState.UNVERIFIED, CaseState.ASKING)


def _withdraw(row: Any, sender_id: int, actor: str, now: datetime, session: Session) -> None:
    """The ticket nobody was told of ends, and is its sender's no more; its row stays for the timeline."""
    home, ticket_id = int(row.restore["case_id"]), int(row.ticket_id)
    if merges.active(session, ticket_id):
        joining.part(session, ticket_id, home, None, now)
    merges.forget_links(session, [ticket_id])
    prints.forget(session, [ticket_id])
    questions.close(session, sender_id, now, ticket_id=ticket_id)
    reviews.detach(session, ticket_id)
    cases.move(session, home, CaseState.CANCELLED, now, None)
    cases.record(session, WITHDRAWN, actor, now, case_id=home, ticket_id=ticket_id)


def _put_back(row: Any, actor: str, now: datetime, session: Session) -> None:
    """The case of the ticket stands again where it stood."""
    home, before = int(row.restore["case_id"]), row.restore["before"]
    if before != row.restore["after"]:
        values = {
            "state": before["state"],
            "before_asking": before["before_asking"],
            "state_since": datetime.fromisoformat(before["since"]),
        }
        cases.change(session, home, values)
    words = reviews.message_of(session, row.review_id)
    cases.record(session, WITHDRAWN, actor, now, case_id=home, ticket_id=int(row.ticket_id), message_id=words)
