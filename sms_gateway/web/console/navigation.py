"""The pages the navigation names, in their order; each is shown to whoever may open it."""

from dataclasses import dataclass
from typing import Final

from sms_gateway.domain.permissions import AccountRole, Permission, may


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the navigation: the text `nav.<key>`, the page, and what it needs."""

    key: str
    endpoint: str
    permission: Permission


ITEMS: Final = (
    Item("home", "console.home", Permission.OWN_ACCOUNT),
    Item("reviews", "console.reviews", Permission.SEE_REVIEWS),
    Item("tickets", "console.tickets", Permission.SEE_TICKETS),
    Item("triage", "console.triage", Permission.SEE_TRIAGE),
    Item("dashboard", "console.dashboard", Permission.SEE_DASHBOARD),
    Item("officers", "console.officers", Permission.SEE_OFFICERS),
    Item("agencies", "console.agencies", Permission.SEE_OFFICERS),
    Item("outbox", "console.outbox", Permission.SEE_OUTBOX),
    Item("audit", "console.audit", Permission.SEE_AUDIT),
    Item("status", "console.status", Permission.SEE_OUTBOX),
    Item("learning", "console.rules", Permission.SEE_LEARNING),
    Item("privacy", "console.privacy", Permission.SEE_PRIVACY),
    Item("templates", "console.sentences", Permission.SEE_TEMPLATES),
    Item("exports", "console.exports", Permission.OWN_ACCOUNT),
    Item("users", "console.users", Permission.SEE_USERS),
)


def items_for(role: AccountRole) -> tuple[Item, ...]:
    """What *role* may open."""
    return tuple(item for item in ITEMS if may(role, item.permission))
