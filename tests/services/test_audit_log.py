"""The audit chain as it is read: the same pages on both databases."""

from datetime import timedelta

from sms_gateway.services import audit, audit_log
from sms_gateway.services.audit_log import ChainCheck, Filter
from sms_gateway.services.office import Office
from tests.conftest import HandClock


def noted(office: Office, clock: HandClock) -> None:
    for number in range(6):
        with office.sessions.begin() as session:
            actor, action = f"officer:{number % 2}", f"act-{number % 3}"
            audit.note(session, office, actor, action, office.now(), task=number)
        clock.forward(hours=1)


def numbers(which: Filter, office: Office, before: int | None = None, limit: int = 50) -> list[int]:
    return [row.seq for row in audit_log.page(which, before, office, limit).rows]


def test_each_filter_finds_its_entries_newest_first(office: Office, clock: HandClock) -> None:
    start = office.now()
    noted(office, clock)
    assert numbers(Filter(), office) == [6, 5, 4, 3, 2, 1]
    assert numbers(Filter(actor="officer:1"), office) == [6, 4, 2]
    assert numbers(Filter(actions=("act-0",)), office) == [4, 1]
    assert numbers(Filter(actions=("act-0", "act-2", "never")), office) == [6, 4, 3, 1]
    assert numbers(Filter(actions=("act-0", "act-2")), office, before=6, limit=2) == [4, 3]
    assert numbers(Filter(actions=()), office) == []
    assert numbers(Filter(actor="officer:1", actions=("act-0",)), office) == [4]
    assert numbers(Filter(since=start + timedelta(hours=3)), office) == [6, 5, 4]
    assert numbers(Filter(until=start + timedelta(hours=3)), office) == [3, 2, 1]
    assert numbers(Filter(since=start + timedelta(hours=9)), office) == []
    assert numbers(Filter(until=start), office) == []


def test_pages_go_on_where_the_last_one_ended(office: Office, clock: HandClock) -> None:
    noted(office, clock)
    first = audit_log.page(Filter(), None, office, 4)
    assert (len(first.rows), first.before) == (4, 3)
    assert first.end == audit.verify(office).anchor
    last = audit_log.page(Filter(), first.before, office, 4)
    assert ([row.seq for row in last.rows], last.before) == ([2, 1], None)


def test_an_empty_chain_is_an_empty_page(office: Office) -> None:
    found = audit_log.page(Filter(), None, office)
    assert (found.rows, found.before, found.end) == ((), None, "")


def test_the_chain_is_read_behind_the_pages(office: Office, clock: HandClock) -> None:
    noted(office, clock)
    check = ChainCheck(office)
    assert check.start()
    check.wait(30)
    assert check.since is None
    assert check.last is not None
    assert check.last.verdict == audit.verify(office)
