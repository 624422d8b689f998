"""Made-up tickets are the same for the same seed, never among real ones, and leave the schema as it was."""

import pytest
from sqlalchemy import text

from sms_gateway.catalog.console_texts import packaged_console_texts
from sms_gateway.domain.hourly import Measure, hour_of
from sms_gateway.domain.permissions import NATIONWIDE
from sms_gateway.services import audit, diagnosis, seeding, story, ticket_search
from sms_gateway.services.office import Office
from sms_gateway.services.seeding import Amount, SeedRefused, Stage
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.storage import hourly as counts
from sms_gateway.storage.schema import hourly, messages, outbox, review_items, senders, tickets
from tests.builders import ROAD, rows, store, work
from tests.conftest import OfficeMaker

AMOUNT = Amount(60, 180, 7)
_SCHEMA = (
    # PostgreSQL writes the list of a condition in two ways, which are the same to it.
    "SELECT split_part(indexdef, ' = ANY ', 1) FROM pg_indexes WHERE schemaname = 'public' "
    "UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"
)


def test_what_was_asked_for_is_there_and_real_tickets_go_on_behind_it(office: Office) -> None:
    told: list[tuple[Stage, int, int]] = []
    schema = _schema(office)
    seeding.seed(AMOUNT, office, lambda *each: told.append(each))
    assert (len(rows(office, tickets)), len(rows(office, messages))) == (60, 180)
    assert told[:2] == [(Stage.TICKETS, 60, 60), (Stage.DESK, 1, 1)]
    assert _schema(office) == schema
    page = ticket_search.find(Wanted(), "", NATIONWIDE, office)
    assert len(page.rows) == ticket_search.PAGE
    assert story.tell(page.rows[0].number, office).entries
    reasons = packaged_console_texts()["id"].texts
    assert {f"reviews.reason.{row.reason}" for row in rows(office, review_items)} <= set(reasons)
    _all_is_well(office)
    store(office, ROAD)
    work(office)
    assert rows(office, tickets)[-1].id == 61
    assert [row.kind for row in rows(office, outbox, ticket_id=61)] == ["ack"]


def _all_is_well(office: Office) -> None:
    """The promises hold, nothing would leave, and what was counted on the way is what there is."""
    assert set(diagnosis.snapshot(office).invariants.values()) == {0}
    assert {row.state for row in rows(office, outbox)} <= {"held", "delivered", "accepted", "refused"}
    assert not any(row.replyable for row in rows(office, senders))
    assert audit.verify(office).broken is None
    stored = {hour_of(row.hour): row for row in rows(office, hourly) if row.measure == Measure.TICKETS}
    last = max(stored)
    with office.sessions.read() as session:
        counted = {(each.measure, each.agency, each.part, each.count) for each in counts.count(session, last)}
    found = [row for row in rows(office, hourly) if row.hour == last and row.measure != Measure.BACKLOG]
    assert {(row.measure, row.agency, row.part, row.count) for row in found} == counted


def _schema(office: Office) -> list[str]:
    if office.sessions.engine.dialect.name != "postgresql":
        return []
    with office.sessions.read() as session:
        return list(session.scalars(text(_SCHEMA)))


def test_nothing_is_made_where_something_is(office: Office) -> None:
    store(office, ROAD)
    with pytest.raises(SeedRefused):
        seeding.seed(AMOUNT, office, lambda *_: None)


def test_nothing_is_made_in_production(make_office: OfficeMaker, office: Office) -> None:
    production = office.settings.model_copy(update={"env": "production"})
    with pytest.raises(SeedRefused):
        seeding.seed(AMOUNT, make_office(settings=production), lambda *_: None)
    assert rows(office, tickets) == []
