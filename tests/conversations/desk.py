"""What the staff does in a transcript: rows moved through storage, and every reporter told."""

from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.domain import replies, sla
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.decisions import QuestionKind
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, merges, outbox, questions, senders
from sms_gateway.storage.schema import tickets
from tests.builders import rows

HOLIDAYS = sla.national_holidays((2026, 2027))


def route(number: str, *, office: Office) -> None:
    """The case goes to its agency, which has 5 working days."""
    row = _ticket(number, office)
    due = sla.due(office.now(), 5, HOLIDAYS)
    with office.sessions.begin() as session:
        cases.move(session, row.case_id, CaseState.ROUTED, office.now(), due)
        for each, sender in _reporters(row.case_id, session):
            forwarded = replies.forwarded(each.number, _agency(row, office), 5, due)
            _tell("forwarded", each.id, sender, forwarded, session, office)


def answer(number: str, text: str, *, office: Office) -> None:
    """The agency answers; each reporter may rate it until the case is closed."""
    row = _ticket(number, office)
    until = sla.due(office.now(), 10, HOLIDAYS)
    with office.sessions.begin() as session:
        cases.move(session, row.case_id, CaseState.ANSWERED, office.now(), until)
        for each, sender in _reporters(row.case_id, session):
            questions.ask(session, sender.id, QuestionKind.RATING, [each.id], office.now(), until)
            answered = replies.answered(each.number, _agency(row, office), text)
            _tell("answered", each.id, sender, answered, session, office)


def archive(number: str, *, office: Office) -> None:
    """Put aside with a reason; the citizen may add to it."""
    _move(number, CaseState.ARCHIVED, office)


def finish(number: str, *, office: Office) -> None:
    """Closed after an answer."""
    _move(number, CaseState.DONE, office)


def work(number: str, *, office: Office) -> None:
    """The agency works on it; the deadline stays."""
    row = _ticket(number, office)
    with office.sessions.begin() as session:
        cases.change(session, row.case_id, {"state": CaseState.WORKING, "state_since": office.now()})


MOVES = {"route": route, "answer": answer, "archive": archive, "finish": finish, "work": work}


def _move(number: str, state: CaseState, office: Office) -> None:
    with office.sessions.begin() as session:
        cases.move(session, _ticket(number, office).case_id, state, office.now(), None)


def _ticket(number: str, office: Office) -> cases.TicketRow:
    (ticket,) = rows(office, tickets, number=number)
    with office.sessions.read() as session:
        return cases.get(session, ticket.id)


def _reporters(case_id: int, session: Session) -> list[tuple[cases.TicketRow, senders.SenderRow]]:
    found = [cases.get(session, each) for each in merges.ticket_ids(session, case_id)]
    owners = {
        ticket.id: session.execute(tickets.select().where(tickets.c.id == ticket.id)).one().sender_id
        for ticket in found
    }
    return [(ticket, senders.lock(session, owners[ticket.id])) for ticket in found]


def _agency(row: cases.TicketRow, office: Office) -> Name | None:
    agency = office.agencies().find(row.agency) if row.agency else None
    return agency.name if agency else None


def _tell(
    kind: str,
    ticket_id: int,
    sender: senders.SenderRow,
    rendered: Rendered,
    session: Session,
    office: Office,
) -> None:
    uuid, now = str(uuid4()), office.now()
    assert sender.data_key_enc is not None
    row = {
        "uuid": uuid,
        "sender_id": sender.id,
        "carrier": "simulator",
        "kind": kind,
        "once": f"{kind}:{ticket_id}:{now.isoformat()}",
        "ticket_id": ticket_id,
        "body": office.vault.data_key(sender.uuid, sender.data_key_enc).seal(uuid, rendered.text),
        "segments": rendered.segments,
        "priority": int(Priority.NORMAL),
        "created_at": now,
        "state_since": now,
    }
    outbox.add(session, row)
