"""A page of the outbox on both databases: the longest waiting first, and none twice or left out."""

from sms_gateway.domain.dead_letters import Waiting
from sms_gateway.services import outbox_desk, triage
from sms_gateway.services.office import Office
from tests.builders import OTHER_CITIZEN, ROAD, WATER, sql, store
from tests.conftest import HandClock


def test_pages_hold_each_sms_once_though_some_came_at_the_same_moment(
    office: Office, clock: HandClock
) -> None:
    for sender, text in (("+6281234567801", ROAD), ("+6281234567802", WATER), (OTHER_CITIZEN, ROAD)):
        store(office, text, sender=sender)
    triage.drain(office, 60)
    sql(office, "UPDATE outbox SET state = 'held', reason = 'not-taken-in-time'")
    seen, after = [], None
    while True:
        page = outbox_desk.page(Waiting.HELD, None, after, office, limit=1)
        seen += [each.row.id for each in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [1, 2, 3]
    assert outbox_desk.page(Waiting.FAILED, None, None, office).rows == ()
    assert outbox_desk.page(Waiting.HELD, "nobody", None, office).rows == ()


def test_a_choice_says_what_stands_against_each(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    sql(office, "UPDATE outbox SET state = 'unknown', reason = 'worker-died'")
    (found,) = outbox_desk.chosen({1, 99}, office)
    assert (found.row.id, found.against) == (1, "may-be-second")
