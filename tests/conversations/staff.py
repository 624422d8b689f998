"""What staff, and an operator that cuts an SMS, can do in a transcript: `! answer {no} text`."""

from datetime import timedelta
from uuid import uuid4

from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.domain.messages import SmsPart
from sms_gateway.services import duplicates, intake, moves, other_doors
from sms_gateway.services import officers as officer_desk
from sms_gateway.services.office import Office
from sms_gateway.storage import officers, senders
from tests.builders import give_task, inbound
from tests.conversations.transcript import Move, number_of

ACTOR = "staff:test"
OFFICER, COLLEAGUE = number_of("O"), number_of("P")


def _archive(number: str, code: str = "unclear", *, office: Office) -> object:
    return moves.archive(number, ArchiveCode(code), ACTOR, office)


def _forward(number: str, agency: str | None = None, *, office: Office) -> object:
    return moves.forward(number, ACTOR, office, agency)


def _link(number: str, external_ref: str, *, office: Office) -> object:
    """Filed at the other door the day before."""
    filed_at = office.now() - timedelta(days=1)
    return other_doors.link_wapres(number, external_ref, filed_at, ACTOR, office)


def _task(number: str, ticket: str, *, office: Office) -> object:
    """The officer of phone O has task *number* for a report that was forwarded to his agency."""
    blind = office.vault.blind(OFFICER)
    with office.sessions.read() as session:
        phone = senders.by_blind(session, blind)
        officer = officers.of_sender(session, phone.id) if phone else None
    assert officer is not None, "ask for the fixture officers_talk"
    return give_task(office, officer.id, ticket, int(number))


def _part(place: str, text: str, *, office: Office) -> object:
    """`2/3`: a part of a long SMS from phone A that the carrier did not join; `2/3/9` with its reference."""
    number, total, ref = (int(each) for each in (place + "/7").split("/")[:3])
    part = SmsPart(ref, total, number, text.encode(), "utf-8", b"")
    sms = inbound(text, ref=str(uuid4()), part=part, received_at=office.now())
    return intake.accept([sms], office)


MOVES: dict[str, Move] = {
    "forward": _forward,
    "accept": lambda number, *, office: moves.accept(number, ACTOR, office),
    "answer": lambda number, text, *, office: moves.answer(number, text, ACTOR, office),
    "ask": lambda number, text, *, office: moves.ask(number, text, ACTOR, office),
    "delay": lambda number, *, office: moves.delay(number, ACTOR, office),
    "resume": lambda number, *, office: moves.resume(number, ACTOR, office),
    "return": lambda number, text, *, office: moves.return_to_desk(number, text, ACTOR, office),
    "archive": _archive,
    "merge": lambda number, into, *, office: duplicates.merge(number, into, "same", ACTOR, office),
    "finish": lambda number, *, office: moves.finish(number, ACTOR, office),
    "reopen": lambda number, *, office: moves.reopen(number, ACTOR, office),
    "link": _link,
    "task": _task,
    "disable": lambda who, *, office: officer_desk.disable(number_of(who), "test", office),
    "part": _part,
}
