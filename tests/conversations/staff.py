"""What the staff can do in a transcript: `! answer {no} text`, one line a move."""

from datetime import timedelta

from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.services import moves, other_doors
from sms_gateway.services.office import Office
from tests.conversations.transcript import Move

ACTOR = "staff:test"


def _archive(number: str, code: str = "unclear", *, office: Office) -> object:
    return moves.archive(number, ArchiveCode(code), ACTOR, office)


def _forward(number: str, agency: str | None = None, *, office: Office) -> object:
    return moves.forward(number, ACTOR, office, agency)


def _link(number: str, external_ref: str, *, office: Office) -> object:
    """Filed at the other door the day before."""
    filed_at = office.now() - timedelta(days=1)
    return other_doors.link_wapres(number, external_ref, filed_at, ACTOR, office)


MOVES: dict[str, Move] = {
    "forward": _forward,
    "accept": lambda number, *, office: moves.accept(number, ACTOR, office),
    "answer": lambda number, text, *, office: moves.answer(number, text, ACTOR, office),
    "ask": lambda number, text, *, office: moves.ask(number, text, ACTOR, office),
    "delay": lambda number, *, office: moves.delay(number, ACTOR, office),
    "resume": lambda number, *, office: moves.resume(number, ACTOR, office),
    "return": lambda number, text, *, office: moves.return_to_desk(number, text, ACTOR, office),
    "archive": _archive,
    "finish": lambda number, *, office: moves.finish(number, ACTOR, office),
    "reopen": lambda number, *, office: moves.reopen(number, ACTOR, office),
    "link": _link,
}
