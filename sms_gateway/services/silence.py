"""What becomes of a report whose reporter did not answer: it is never dropped, a person goes on without."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.domain import lifecycle, place_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.lifecycle import Move, Moved, Mover
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.place_questions import REGENCY
from sms_gateway.domain.rendering import Rendered
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, merges, outbox, senders, silent

BATCH = 100
ACTOR = "clock"


def give_up_waiting(office: Office) -> int:
    """Move on every case that waited `limits.question_hours` for its reporter; returns how many.

    Each reporter is told once for each time the case was asked about. A case at a time: a crash leaves the
    others for the next round.
    """
    past = office.now() - timedelta(hours=office.settings.limits.question_hours)
    with office.sessions.read() as session:
        waiting = silent.asking_since(session, past, BATCH)
    return sum(_give_up(case_id, past, office) for case_id in waiting)


def _give_up(case_id: int, past: object, office: Office) -> bool:
    with office.sessions.begin() as session:
        case = merges.lock_case(session, case_id)
        before = CaseState(case.before_asking) if case.before_asking else CaseState.UNVERIFIED
        moved = lifecycle.after(CaseState(case.state), Move.SILENCE, Mover.CLOCK, before)
        if not isinstance(moved, Moved) or case.state_since > past:
            return False
        now = office.now()
        cases.change(session, case_id, {"state": moved.state, "state_since": now, "before_asking": None})
        cases.record(session, "silence", ACTOR, now, case_id=case_id)
        if case.region is None or len(case.region) < REGENCY:
            _tell_all(case_id, int(case.state_since.timestamp()), session, office)
    return True


def _tell_all(case_id: int, asked_at: int, session: Session, office: Office) -> None:
    for reporter in silent.to_tell(session, case_id):
        rendered = place_replies.place_silence(reporter.number)
        _promise(reporter, rendered, f"silence:{reporter.ticket_id}:{asked_at}", session, office)


def _promise(
    reporter: silent.Reporter, rendered: Rendered, once: str, session: Session, office: Office
) -> None:
    sender = senders.get(session, [reporter.sender_id])[reporter.sender_id]
    if not sender.replyable or sender.stopped_at is not None or sender.data_key_enc is None:
        return
    uuid, now = str(uuid4()), office.now()
    outbox.add(
        session,
        {
            "uuid": uuid,
            "sender_id": sender.id,
            "carrier": reporter.carrier or office.settings.carriers.default,
            "kind": "silence",
            "once": once,
            "ticket_id": reporter.ticket_id,
            "body": office.vault.data_key(sender.uuid, sender.data_key_enc).seal(uuid, rendered.text),
            "segments": rendered.segments,
            "priority": int(Priority.NORMAL),
            "created_at": now,
            "state_since": now,
        },
    )
