"""A lost index key costs an hour, not the data: phones, repeats and reports are found again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sms_gateway.crypto import Vault, make_keys
from sms_gateway.errors import ConfigurationFault
from sms_gateway.services import audit, sending
from sms_gateway.services.identity import check_keys, tie_keys
from sms_gateway.services.key_rotation import KeysRefused
from sms_gateway.services.office import Office
from sms_gateway.services.reindex import Work, reindex
from sms_gateway.storage import operations
from sms_gateway.storage.schema import messages, senders, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, WATER, rows, sql, store, work
from tests.conftest import NOW, OfficeMaker

FIELD = make_keys()["field_keys"]
LOST, FOUND, OTHER = (Vault([FIELD], make_keys()["index_key"]) for _ in range(3))


def told(_: int) -> None:
    """Nobody watches."""


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(vault=LOST)
    tie_keys(office.sessions, LOST, NOW)
    store(office, ROAD)
    work(office)
    sending.hold(office, "cli:ani", "e1")  # a row of the audit chain
    sending.release(office, "cli:ani")
    return office


def anew(office: Office, vault: Vault = FOUND, tell: Callable[[int], object] = told) -> bool:
    return reindex(Work(office.sessions, vault, "cli:ani", office.now(), timedelta(hours=24)), tell)


def test_a_phone_its_repeats_and_its_reports_are_found_again(
    office: Office, make_office: OfficeMaker
) -> None:
    assert anew(office)
    check_keys(office.sessions, FOUND)
    after = make_office(vault=FOUND)
    store(after, ROAD)  # the same text within a day is the same report
    store(after, ROAD.replace("byk", "banyak"), sender=OTHER_CITIZEN)  # another person, the same hole
    work(after)
    assert [row.state for row in rows(after, messages)] == ["ticket", "repeat", "ticket"]
    assert (len(rows(after, senders)), len(rows(after, tickets))) == (2, 2)
    assert len({row.case_id for row in rows(after, tickets)}) == 1
    assert rows(after, senders)[0].blind_index == FOUND.blind(CITIZEN)


def test_until_it_is_over_no_key_starts_the_gateway_and_then_only_the_new_one(office: Office) -> None:
    with pytest.raises(ConfigurationFault, match="INDEX_KEY"):
        check_keys(office.sessions, FOUND)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        anew(office, tell=stop)
    for vault in (LOST, FOUND):
        with pytest.raises(ConfigurationFault, match="keys reindex"):
            check_keys(office.sessions, vault)
    assert anew(office)
    check_keys(office.sessions, FOUND)
    with pytest.raises(ConfigurationFault, match="INDEX_KEY"):
        check_keys(office.sessions, LOST)
    assert not anew(office)


def test_begun_with_one_key_it_may_end_with_another(office: Office) -> None:
    store(office, WATER, sender=OTHER_CITIZEN)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        anew(office, OTHER, stop)
    assert anew(office, FOUND)
    assert [row.blind_index for row in rows(office, senders)] == [
        FOUND.blind(CITIZEN),
        FOUND.blind(OTHER_CITIZEN),
    ]


def test_a_running_gateway_is_not_indexed_under_its_feet(office: Office) -> None:
    with office.sessions.begin() as session:
        operations.beat(session, "web@host:1", office.now())
    with pytest.raises(KeysRefused, match="web@host:1"):
        anew(office)
    check_keys(office.sessions, LOST)


def test_without_the_field_keys_there_is_no_way(office: Office) -> None:
    with pytest.raises(KeysRefused, match="FIELD_KEYS"):
        anew(office, Vault([make_keys()["field_keys"]], make_keys()["index_key"]))
    check_keys(office.sessions, LOST)


def test_the_audit_chain_goes_on_and_still_shows_what_was_changed_before(
    office: Office, make_office: OfficeMaker
) -> None:
    anew(office)
    after = make_office(vault=FOUND)
    sending.hold(after, "cli:ani", "e1")
    assert audit.verify(after).broken is None
    assert audit.verify(after, last=1).broken is None
    assert audit.verify(after, last=100).broken is None
    off, on = _triggers(after)
    for statement in off:
        sql(after, statement)
    sql(after, "UPDATE audit SET actor = 'cli:eve' WHERE seq = 1")
    for statement in on:
        sql(after, statement)
    broken = audit.verify(after).broken
    assert broken is not None
    assert broken.why == "older-changed"


def _triggers(office: Office) -> tuple[list[str], list[str]]:
    """As somebody with the database in his hands does it."""
    if office.sessions.engine.dialect.name == "sqlite":
        return ["DROP TRIGGER audit_no_update"], []
    return ["ALTER TABLE audit DISABLE TRIGGER ALL"], ["ALTER TABLE audit ENABLE TRIGGER ALL"]
