"""Notes that an account is shown tickets, before it is: a page whose note cannot be kept is not shown."""

from collections.abc import Collection

from sms_gateway.services.office import Office
from sms_gateway.storage import views


def shown(
    numbers: Collection[str], page: str, account_id: int, office: Office, messages: Collection[int] = ()
) -> None:
    """The tickets with these *numbers* are on the *page* (its endpoint: "ticket") that *account_id* opens.

    Called by every page with words or a place of a citizen; a list names all its rows in one call.
    *messages*: the ids of what is shown and has no ticket yet. Raises StoreUnavailable.
    """
    if not numbers and not messages:
        return
    now = office.now()
    with office.sessions.begin() as session:
        if numbers:
            views.add(session, account_id, numbers, page, now)
        if messages:
            views.add_messages(session, account_id, messages, page, now)
