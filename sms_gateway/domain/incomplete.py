"""What a long SMS of which parts are missing may mean: less than the same words said whole."""

from parsers.complaint import Failure, Kind, Parsed
from sms_gateway.domain.decisions import (
    AddInfo,
    AddWhich,
    Answer,
    Decision,
    Ignore,
    OpenTicket,
    Repeat,
    Review,
)
from sms_gateway.domain.place_decisions import PlaceAnswer, Relocate
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute, Reopen

INCOMPLETE = "incomplete"
_SAFE = (OpenTicket, Repeat, AddInfo, AddWhich, PlaceAnswer, Review, Ignore)
_SAFE_FROM_THE_BEGINNING = (Relocate, Dispute, Reopen)


def of_incomplete(decision: Decision, parsed: Parsed, *, begins: bool) -> Decision:
    """What may be done of *decision*, which was made from what came; *begins*: the first part is there.

    A report and what adds to one stand. A command stands when it is the beginning of the text and brings
    words that are kept; the others, a YA in the tail of a lost report or half of a greeting, are for a
    person, and the sender is asked to text again.
    """
    if isinstance(decision, Answer) and parsed.failure is Failure.SIM_REGISTRATION:
        return decision
    is_tail = parsed.kind is Kind.COMMAND and not begins and not isinstance(decision, Review | Ignore)
    safe = isinstance(decision, _SAFE) or (begins and isinstance(decision, _SAFE_FROM_THE_BEGINNING))
    return decision if safe and not is_tail else Review(INCOMPLETE, sentence=Sentence.UNCLEAR)
