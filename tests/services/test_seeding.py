"""Made-up tickets are the same for the same seed, and never stand among real ones."""

import pytest

from sms_gateway.domain.permissions import NATIONWIDE
from sms_gateway.services import seeding, story, ticket_search
from sms_gateway.services.office import Office
from sms_gateway.services.seeding import Amount, SeedRefused
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.storage.schema import messages, tickets
from tests.builders import ROAD, rows, store, work
from tests.conftest import OfficeMaker

AMOUNT = Amount(60, 180, 7)


def test_what_was_asked_for_is_there_and_real_tickets_go_on_behind_it(office: Office) -> None:
    told: list[int] = []
    seeding.seed(AMOUNT, office, told.append)
    assert (len(rows(office, tickets)), len(rows(office, messages)), told) == (60, 180, [60])
    page = ticket_search.find(Wanted(), "", NATIONWIDE, office)
    assert len(page.rows) == ticket_search.PAGE
    assert story.tell(page.rows[0].number, office).entries
    store(office, ROAD)
    work(office)
    assert rows(office, tickets)[-1].id == 61


def test_nothing_is_made_where_something_is(office: Office) -> None:
    store(office, ROAD)
    with pytest.raises(SeedRefused):
        seeding.seed(AMOUNT, office, lambda _: None)


def test_nothing_is_made_in_production(make_office: OfficeMaker, office: Office) -> None:
    production = office.settings.model_copy(update={"env": "production"})
    with pytest.raises(SeedRefused):
        seeding.seed(AMOUNT, make_office(settings=production), lambda _: None)
    assert rows(office, tickets) == []
