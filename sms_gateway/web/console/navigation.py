"""The pages the navigation names, in their order; each is shown to whoever may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sms_gateway.domain.permissions import AccountRole, Permission, may


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the navigation: the text `nav.<key>`, the page, what it needs, and whether daily."""

    key: str
    endpoint: str
    permission: Permission
    daily: bool = True


@dataclass(frozen=True, slots=True)
class Menu:
    """What stands in one row, and what opens behind it: the seldom ones, when all are too many for a row."""

    row: tuple[Item, ...]
    more: tuple[Item, ...]


ONE_ROW: Final = 9  # links that fit beside each other at 1280 pixels, in either language
ACCOUNT: Final = "console.own_account"  # beside the menu
ITEMS: Final = (
    Item("home", "console.home", Permission.OWN_ACCOUNT),
    Item("reviews", "console.reviews", Permission.SEE_REVIEWS),
    Item("tickets", "console.tickets", Permission.SEE_TICKETS),
    Item("triage", "console.triage", Permission.SEE_TRIAGE),
    Item("dashboard", "console.dashboard", Permission.SEE_DASHBOARD),
    Item("officers", "console.officers", Permission.SEE_OFFICERS),
    Item("agencies", "console.agencies", Permission.SEE_OFFICERS),
    Item("outbox", "console.outbox", Permission.SEE_OUTBOX),
    Item("audit", "console.audit", Permission.SEE_AUDIT, daily=False),
    Item("status", "console.status", Permission.SEE_OUTBOX, daily=False),
    Item("learning", "console.rules", Permission.SEE_LEARNING, daily=False),
    Item("privacy", "console.privacy", Permission.SEE_PRIVACY, daily=False),
    Item("templates", "console.sentences", Permission.SEE_TEMPLATES, daily=False),
    Item("exports", "console.exports", Permission.OWN_ACCOUNT, daily=False),
    Item("users", "console.users", Permission.SEE_USERS, daily=False),
)


def menu_for(role: AccountRole) -> Menu:
    """What *role* may open."""
    items = tuple(item for item in ITEMS if may(role, item.permission))
    if len(items) <= ONE_ROW:
        return Menu(items, ())
    return Menu(tuple(each for each in items if each.daily), tuple(each for each in items if not each.daily))


def section_of(path: str, address: Callable[[str], str]) -> str:
    """The endpoint the page at *path* belongs to, itself or the one above it; "" for what stands in no menu.

    *address*: the path of an endpoint.
    """
    for endpoint in (*(item.endpoint for item in ITEMS), ACCOUNT):
        there = address(endpoint)
        if path == there or path.startswith(f"{there}/"):
            return endpoint
    return ""
