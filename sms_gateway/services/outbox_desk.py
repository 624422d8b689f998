"""The outbox as pages show it: one state at a time, and a choice of SMS before something is done to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sms_gateway.domain.dead_letters import STATE_OF, Waiting
from sms_gateway.services.dead_letters import Shown, shown
from sms_gateway.services.office import Office
from sms_gateway.storage import dead_letters
from sms_gateway.storage.dead_letters import Filter

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of SMS; *after* is where the next one begins, None on the last."""

    rows: tuple[Shown, ...]
    after: tuple[datetime, int] | None


def page(
    state: Waiting,
    carrier: str | None,
    after: tuple[datetime, int] | None,
    office: Office,
    limit: int = PAGE,
) -> Page:
    """SMS in *state*, those that stand there longest first."""
    which = Filter([STATE_OF[state]], carrier)
    with office.sessions.read() as session:
        found = dead_letters.page(session, which, after, limit + 1)
    rows = found[:limit]
    more = (rows[-1].state_since, rows[-1].id) if len(found) > limit else None
    return Page(tuple(shown(row, office) for row in rows), more)


def chosen(ids: Collection[int], office: Office) -> list[Shown]:
    """Those of *ids* there are, each with what stands against sending it again."""
    with office.sessions.read() as session:
        found = dead_letters.some(session, ids)
    return [shown(row, office) for row in found]
