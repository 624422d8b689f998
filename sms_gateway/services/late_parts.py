"""What comes after its long SMS was released belongs to what that became; it is no report of its own."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import Session

from sms_gateway.domain.context import TicketView
from sms_gateway.domain.decisions import Decision, Ignore, LatePart, Review
from sms_gateway.domain.messages import MessageState
from sms_gateway.storage import cases, parts

LATE_PART: Final = "late-part"


def meant(
    text: str, message: Any, session: Session, view: Callable[[cases.TicketRow], TicketView]
) -> Decision:
    """What the late part *message* means: more of a report, else for whoever reads the rest, or nobody."""
    first = parts.completed_by(session, message.id)
    ticket_id = parts.ticket_of(session, message.sender_id, first.id) if first else None
    if ticket_id is not None:
        return LatePart(view(cases.get(session, ticket_id)), text)
    ignored = first is not None and first.state == MessageState.IGNORED
    return Ignore(LATE_PART) if ignored else Review(LATE_PART, sentence=None)
