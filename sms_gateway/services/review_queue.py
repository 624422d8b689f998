"""Who works on which message of the review queue: listed, claimed with a lease, given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.services.office import Office
from sms_gateway.services.review_texts import is_secret
from sms_gateway.services.story import shown
from sms_gateway.storage import reviews
from sms_gateway.storage.reviews import Place, ReviewRow

PAGE: Final = 25
_EXCERPT: Final = 160


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the list. *text*: how it begins, masked; *claimer*: who works on it now."""

    row: ReviewRow
    text: str
    late: bool
    mine: bool
    withheld: bool  # no words: a secret report, and not for who asked

    @property
    def claimer(self) -> str | None:
        return None if self.mine else self.row.claimer


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; *after*: where the next one begins, None on the last. *waiting*: all of them."""

    lines: tuple[Line, ...]
    after: Place | None
    waiting: int


def listed(
    office: Office,
    account_id: int | None,
    after: Place | None = None,
    limit: int = PAGE,
    scope: Scope = NATIONWIDE,
) -> Page:
    """Open items as *scope* may read them, the most urgent first and of equals the oldest."""
    now = office.now()
    with office.sessions.read() as session:
        rows = reviews.queue(session, after, limit + 1)
        waiting = reviews.count_open(session)
    lines = tuple(_line(row, now, account_id, scope) for row in rows[:limit])
    last = (lines[-1].row.priority, lines[-1].row.id) if len(rows) > limit else None
    return Page(lines, last, waiting)


def claim(review_id: int, account_id: int, office: Office) -> bool:
    """Whether the item is *account_id*'s to decide now."""
    with office.sessions.begin() as session:
        return reviews.claim(session, review_id, account_id, lease_seconds(office))


def claim_next(account_id: int, office: Office, after: Place | None = None) -> int | None:
    """The next item nobody else works on, claimed; begins anew at the end of the queue. None: all is done."""
    with office.sessions.begin() as session:
        for begin in (after, None):
            found = reviews.next_free(session, account_id, begin)
            while found is not None:
                if reviews.claim(session, found, account_id, lease_seconds(office)):
                    return found
                row = reviews.get(session, found)  # somebody was faster
                found = reviews.next_free(session, account_id, place(row)) if row else None
    return None


def skip(review_id: int, account_id: int, office: Office) -> int | None:
    """Give the item back and claim the one behind it; None when there is no other."""
    with office.sessions.begin() as session:
        row = reviews.get(session, review_id)
        reviews.give_back(session, review_id, account_id)
    found = claim_next(account_id, office, place(row) if row else None)
    if found == review_id:
        with office.sessions.begin() as session:
            reviews.give_back(session, review_id, account_id)
        return None
    return found


def place(row: ReviewRow) -> Place:
    """Where an item stands in the queue."""
    return row.priority, row.id


def lease_seconds(office: Office) -> float:
    """How long a claim lasts."""
    return office.settings.console.review_lease_minutes * 60.0


def _line(row: ReviewRow, now: datetime, account_id: int | None, scope: Scope) -> Line:
    withheld = not scope.secret and is_secret(row)
    text = "" if withheld else _excerpt(row.body_masked)
    return Line(row, text, row.due_at < now, row.claimed_by == account_id, withheld)


def _excerpt(text: str) -> str:
    hidden = shown(text[: 4 * _EXCERPT])
    return hidden if len(hidden) <= _EXCERPT else f"{hidden[:_EXCERPT].rstrip()}…"
