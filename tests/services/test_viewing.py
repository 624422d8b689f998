"""What an account was shown stays noted, on both databases."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import accounts, viewing
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import tickets, views
from tests.builders import OTHER_CITIZEN, ROAD, WATER, rows, store, work
from tests.conftest import NOW, HandClock


def seen(office: Office) -> tuple[int, list[str]]:
    """An account that was shown both of two tickets, and their numbers."""
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    numbers = [row.number for row in rows(office, tickets)]
    account = accounts.add("ani", AccountRole.REVIEWER, None, "cli:test", office).account
    viewing.shown(numbers, "tickets", account.id, office)
    return account.id, numbers


def test_every_ticket_of_a_page_is_noted_each_time(office: Office, clock: HandClock) -> None:
    account, numbers = seen(office)
    clock.forward(minutes=5)
    viewing.shown(numbers[1:], "ticket", account, office)
    first, second = (row.id for row in rows(office, tickets))
    found = [(row.account_id, row.ticket_id, row.page, (row.at - NOW).seconds) for row in rows(office, views)]
    assert found == [
        (account, first, "tickets", 0),
        (account, second, "tickets", 0),
        (account, second, "ticket", 300),
    ]


def test_a_number_there_is_none_of_and_no_number_at_all_note_nothing(office: Office) -> None:
    account, _ = seen(office)
    viewing.shown(["00000000"], "ticket", account, office)
    viewing.shown([], "tickets", account, office)
    assert len(rows(office, views)) == 2


@pytest.mark.parametrize("change", [update(views).values(page="other"), delete(views)])
def test_what_was_noted_cannot_be_changed(office: Office, change: object) -> None:
    seen(office)
    with pytest.raises(DBAPIError, match="append-only"), office.sessions.begin() as session:
        session.execute(change)  # type: ignore[call-overload]
    assert len(rows(office, views)) == 2
