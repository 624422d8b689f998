"""What is known when a message is read: the sender's tickets, what was asked, what it repeats."""

from datetime import timedelta

from parsers import Kind
from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.services import duplicates
from sms_gateway.services.office import Office
from sms_gateway.services.place_reading import reads_as_place
from sms_gateway.services.placing import ASKS_WHERE
from sms_gateway.services.turn import Turn
from sms_gateway.services.verdicts import reopenable
from sms_gateway.storage import cases, inbox
from sms_gateway.storage.questions import QuestionRow


def situation(turn: Turn) -> Context:
    """The context of the message of *turn*, as a citizen's."""
    office, parsed, text = turn.office, turn.parsed, turn.text
    asked = [_question(row) for row in turn.unanswered()]
    says_where = any(each.kind in ASKS_WHERE for each in asked) and reads_as_place(parsed, text, office)
    question, waiting = (asked[0], tuple(asked[1:])) if asked else (None, ())
    own = _tickets(turn)
    repeat = _repeat_of(turn) if own else None  # what opened no ticket cannot be repeated
    return Context(own, question, repeat, office.now(), waiting, text, says_where)


def _question(row: QuestionRow) -> Question:
    return Question(row.id, QuestionKind(row.kind), row.ticket_ids, row.expires_at, row.options)


def _tickets(turn: Turn) -> tuple[TicketView, ...]:
    """The sender's newest tickets, and the one that is named however old it is."""
    if not turn.past.reported:
        return ()
    found = cases.of_sender(turn.session, turn.sender.id)
    number = turn.parsed.command.ticket if turn.parsed.command else None
    if number and all(row.number != number for row in found):
        named = cases.own(turn.session, turn.sender.id, number)
        found += [named] if named else []
    return tuple(view(row, turn.office) for row in found)


def _repeat_of(turn: Turn) -> TicketView | None:
    """The open ticket that the same words, or nearly the same, opened not long ago."""
    session, office, message, sender = turn.session, turn.office, turn.message, turn.sender
    since = message.received_at - timedelta(hours=office.settings.limits.repeat_hours)
    earlier = inbox.same_text_since(session, sender.id, message.text_digest, message.id, since)
    row = cases.opened_by(session, earlier) if earlier is not None else None
    if row is not None and row.state in OPEN:
        return view(row, office)
    if turn.parsed.kind is not Kind.REPORT:
        return None
    again = duplicates.sent_before(turn.text, turn.parsed, sender.id, session, office)
    return view(cases.get(session, again), office) if again is not None else None


def view(row: cases.TicketRow, office: Office) -> TicketView:
    """A ticket as decisions see it."""
    return TicketView(
        row.id,
        row.number,
        row.state,
        row.problem,
        row.created_at,
        row.anonymous,
        row.confidential,
        row.topic,
        row.region,
        reopenable(row, office),
    )
