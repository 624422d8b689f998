"""A message of the review queue as it was written, opened and read as a report, and as it may be shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import Parsed, Verb, parse, parse_report
from sms_gateway.crypto import DataKey, SealBroken
from sms_gateway.domain.protection import HIDES_NEXT, verbs_of, wishes
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, sights
from sms_gateway.storage.reviews import ReviewRow
from sms_gateway.storage.senders import SenderRow

_HIDING: Final = {"anonim": Verb.ANONYMOUS, "rahasia": Verb.CONFIDENTIAL}


@dataclass(frozen=True, slots=True)
class Read:
    """*first*: the parse of *text*; *report*: that of *body*, without its flag words, taken for a report."""

    text: str
    first: Parsed
    body: str
    report: Parsed
    anonymous: bool
    confidential: bool

    @property
    def offset(self) -> int:
        """Where *body* begins in *text*."""
        return len(self.text) - len(self.body)


def opened(message: Any, sender: SenderRow, office: Office) -> tuple[DataKey, str] | None:
    """The key of the sender and the words of the message; None once they are erased."""
    if sender.data_key_enc is None or message.body_raw is None:
        return None
    try:
        key = office.vault.data_key(sender.uuid, sender.data_key_enc)
        text = key.open(message.uuid, message.body_raw)
    except SealBroken:
        return None
    return key, text[: office.settings.limits.text_characters]


def read(
    text: str,
    received_at: datetime,
    office: Office,
    region: str | None = None,
    promised: frozenset[Verb] = frozenset(),
) -> Read:
    """*text* as the parser understood it, and read as a report.

    *region*: where it is, when that is known; *promised*: the protection it has without asking for it.
    """
    knowledge = office.knowledge()
    first = parse(text, now=received_at, knowledge=knowledge)
    body, flags = _unhidden(text)
    wanted = flags | wishes(body) | promised
    report = parse_report(body, now=received_at, knowledge=knowledge, region=region)
    return Read(text, first, body, report, Verb.ANONYMOUS in wanted, Verb.CONFIDENTIAL in wanted)


def promised(row: ReviewRow, session: Session, office: Office) -> frozenset[Verb]:
    """The protection of its ticket; else what ANONIM or RAHASIA by itself asked for the next report."""
    if row.ticket_id is not None:
        ticket = cases.get(session, row.ticket_id)
        return verbs_of(anonymous=ticket.anonymous, confidential=ticket.confidential)
    asked = sights.hides_next(session, row.sender_id, row.message_id)
    if asked is None:
        return frozenset()
    until = asked.finished_at + timedelta(hours=office.settings.limits.question_hours)
    return HIDES_NEXT[asked.reason] if row.opened_at < until else frozenset()


def is_secret(row: ReviewRow) -> bool:
    """Whether few may read it: its sender filed such a report, or asked for it before or in this text."""
    return row.confidential or asks_secrecy(row.body_masked)


def asks_secrecy(text: str) -> bool:
    """Whether a report of these words would be secret."""
    body, flags = _unhidden(text)
    return Verb.CONFIDENTIAL in flags | wishes(body)


def _unhidden(text: str) -> tuple[str, frozenset[Verb]]:
    """*text* behind ANONIM and RAHASIA, and which of them stood there."""
    flags: set[Verb] = set()
    body = text.lstrip()
    while True:
        word, _, rest = body.partition(" ")
        verb = _HIDING.get(word.lower().rstrip(":,.;"))
        if verb is None or not rest.strip():
            return body, frozenset(flags)
        flags.add(verb)
        body = rest.lstrip()
