"""What carriers deliver is stored once, whole, in order, and sealed."""

from collections.abc import Callable
from functools import partial
from random import Random
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from sms_gateway.domain.messages import MessageState, Priority
from sms_gateway.domain.work import Queue
from sms_gateway.services import intake
from sms_gateway.services.incoming import storable, storable_ref
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Replies
from sms_gateway.storage import senders as sender_rows
from sms_gateway.storage.schema import inbound_parts, messages, outbox, senders, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, inbound, opened, rows, store, work
from tests.conftest import Ears, OfficeMaker

BRITISH = "+447400123456"


def test_a_repeated_delivery_is_one_row(office: Office) -> None:
    added = [intake.accept([inbound(ref="SM1")], office) for _ in range(3)]
    assert (added, len(rows(office, messages)), len(rows(office, inbound_parts))) == ([1, 0, 0], 1, 1)


def test_a_repeat_inside_one_batch_is_one_row(office: Office) -> None:
    assert intake.accept([inbound(ref="SM1"), inbound(ref="SM1")], office) == 1
    assert len(rows(office, messages)) == 1


def test_the_same_id_of_two_carriers_is_two_rows(office: Office) -> None:
    batch = [inbound(ref="7", carrier="simulator"), inbound(ref="7", carrier="twilio")]
    assert intake.accept(batch, office) == 2


@pytest.mark.parametrize("at_once", [True, False])
def test_an_id_that_another_phone_had_is_no_repeat_and_its_own_repeat_is_one(
    office: Office, at_once: bool
) -> None:
    """Aggregators have counted anew, and each phone apart."""
    both = [inbound(ROAD, ref="7"), inbound(RUBBISH, OTHER_CITIZEN, ref="7")]
    for batch in [both] if at_once else [both[:1], both[1:]]:
        assert intake.accept(batch, office) == len(batch)
    assert intake.accept([*both, *both], office) == 0
    assert [opened(office, row) for row in rows(office, messages)] == [ROAD, RUBBISH]


def test_a_repeat_is_known_for_ever(office: Office) -> None:
    intake.accept([inbound(ref="SM1")], office)
    work(office)
    assert intake.accept([inbound("another text", ref="SM1")], office) == 0


def test_a_repeat_of_an_erased_sender_brings_nothing_of_it_back(office: Office) -> None:
    intake.accept([inbound(ref="SM1")], office)
    with office.sessions.begin() as session:
        sender_rows.erase(session, rows(office, senders)[0].id, office.now())
    assert intake.accept([inbound(ref="SM1")], office) == 0
    assert [row.blind_index for row in rows(office, senders)] == [None]


def test_the_ids_of_one_sender_follow_arrival(office: Office) -> None:
    said = [f"laporan ke {number}" for number in range(20)]
    intake.accept([inbound(body, sender) for body in said for sender in (CITIZEN, OTHER_CITIZEN)], office)
    for sender in rows(office, senders):
        stored = [opened(office, row) for row in rows(office, messages, sender_id=sender.id)]
        assert stored == said


def test_the_driver_reads_the_same_inserts_for_any_number_of_sms(office: Office) -> None:
    said: list[set[str]] = []
    listen = partial(event.listens_for, office.sessions.engine, "before_cursor_execute")
    listen()(lambda _, __, statement, *___: said[-1].add(statement) if "INSERT" in statement else None)
    for number in (1, 3, 40):
        said.append(set())
        intake.accept([inbound() for _ in range(number)], office)
    assert said[0] - said[1] == {text for text in said[0] if "INTO senders" in text}
    assert len(said[1]) <= 2
    assert said[1] == said[2]


def test_a_batch_of_known_phones_takes_few_statements_whatever_its_size(office: Office) -> None:
    said: list[str] = []
    event.listen(office.sessions.engine, "before_cursor_execute", lambda _, __, text, *___: said.append(text))
    counts = []  # on SQLite with BEGIN, and two for the rows
    for number in (1, 1, 40):
        said.clear()
        intake.accept([inbound() for _ in range(number)], office)
        counts.append(len(said))
    most = {"postgresql": 2, "sqlite": 4}[office.sessions.engine.dialect.name]
    assert counts[1:] == [most, most]


def test_a_repeat_in_a_batch_does_not_move_what_came_first(office: Office) -> None:
    first, second = inbound(ROAD, ref="SM1"), inbound("BATAL", ref="SM2")
    intake.accept([first, second, first], office)
    assert [opened(office, row) for row in rows(office, messages)] == [ROAD, "BATAL"]


def test_the_inbox_is_announced_once_a_batch_and_not_for_repeats(office: Office, ears: Ears) -> None:
    batch = [inbound(), inbound()]
    intake.accept(batch, office)
    intake.accept(batch, office)
    assert ears.heard == [Queue.INBOX]


def test_a_batch_with_a_row_the_database_refuses_stores_nothing(office: Office) -> None:
    naive = inbound().received_at.replace(tzinfo=None)
    with pytest.raises(Exception, match="zone"):
        intake.accept([inbound(), inbound(received_at=naive)], office)
    assert rows(office, messages) == []


STRANGE = {
    "lone surrogate": "jalan rusak \ud83d di kudus",
    "null": "jalan\0rusak",
    "empty": "",
    "ten thousand characters": "jalan rusak " * 833 + "pak!",
    "arabic digits": "no ١٧٠٨ jalan rusak",
    "right-to-left marks": "\u202ejalan rusak\u202c",
    "emoji": "jalan rusak 🚧🚧",
    "line breaks": "jalan\r\nrusak\r\n\r\n",
    "javanese": "ꦢꦭꦤ꧀ꦫꦸꦱꦏ꧀",
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE.keys())
def test_every_text_is_kept_as_it_came_and_gets_an_outcome(office: Office, body: str) -> None:
    store(office, body)
    assert opened(office, rows(office, messages)[0]) == body
    work(office)
    assert rows(office, messages)[0].state not in (MessageState.NEW, MessageState.RETRY)


@given(body=st.text(st.characters(), max_size=300))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_opens_again_exactly(office: Office, body: str) -> None:
    store(office, body)
    assert opened(office, rows(office, messages)[-1]) == body


@pytest.mark.parametrize(
    "number",
    ["081200009999", "0812 0000 9999", "+62 812-0000-9999", "3319012345678901", "3319 0123 4567 8901",
     "٠٨١٢٠٠٠٠٩٩٩٩"],
)  # fmt: skip
def test_the_masked_text_holds_no_number(office: Office, number: str) -> None:
    store(office, f"jalan rusak di kudus, hubungi {number} terima kasih")
    masked = rows(office, messages)[0].body_masked
    assert number not in masked
    assert sum(character.isdecimal() for character in masked) == 0


def test_what_is_stored_of_the_sender_does_not_show_the_number(office: Office) -> None:
    store(office, ROAD)
    row = rows(office, senders)[0]
    assert CITIZEN[3:] not in str(tuple(row))
    assert office.vault.open(row.uuid, row.msisdn_enc) == CITIZEN


SPELLINGS = ["+6281200001111", "6281200001111", "081200001111", "0812-0000-1111", "+62 812 0000 1111"]


def test_every_spelling_of_a_number_is_one_sender(office: Office) -> None:
    intake.accept([inbound(sender=spelling) for spelling in SPELLINGS], office)
    assert len(rows(office, senders)) == 1


@pytest.mark.parametrize(
    "sender", ["1708", "4444", "TELKOMSEL", "+62215551234", "", "\0", "x" * 5000, "\ud800", "١٢٣"]
)
def test_a_sender_that_is_no_mobile_is_stored_and_never_answered(office: Office, sender: str) -> None:
    intake.accept([inbound(RUBBISH, sender), inbound("BANTUAN", sender)], office)
    work(office)
    assert {row.state for row in rows(office, messages)} <= {MessageState.TICKET, MessageState.IGNORED}
    assert rows(office, outbox) == []


def test_a_report_of_a_sender_that_is_no_mobile_is_still_a_ticket(office: Office) -> None:
    store(office, RUBBISH, sender="PEMKAB")
    work(office)
    assert len(rows(office, tickets)) == 1


def _countries(office_settings: Settings, *codes: str) -> Settings:
    return office_settings.model_copy(update={"replies": Replies(countries=codes)})


def test_a_foreign_number_is_stored_and_not_answered(office: Office) -> None:
    store(office, RUBBISH, sender=BRITISH)
    work(office)
    assert (len(rows(office, tickets)), rows(office, outbox)) == (1, [])


def test_a_foreign_number_of_a_configured_country_is_answered(
    make_office: OfficeMaker, settings: Settings
) -> None:
    office = make_office(settings=_countries(settings, "62", "44"))
    store(office, RUBBISH, sender=BRITISH)
    work(office)
    assert len(rows(office, outbox)) == 1


def test_a_country_configured_later_is_answered_also_where_it_wrote_before(
    make_office: OfficeMaker, settings: Settings
) -> None:
    before = make_office()
    store(before, RUBBISH, sender=BRITISH)
    work(before)
    after = make_office(settings=_countries(settings, "62", "44"))
    store(after, "STATUS", sender=BRITISH)
    work(after)
    assert [row.kind for row in rows(after, outbox)] == ["status"]


LONG_REF = "x" * 129


@pytest.mark.parametrize("ref", [LONG_REF, "a\0b", "\ud800", "é", "SM 1\n", "x" * 100_000])
def test_an_odd_carrier_ref_is_kept_as_its_digest_and_still_guards_against_repeats(
    office: Office, ref: str
) -> None:
    assert [intake.accept([inbound(ref=ref)], office) for _ in range(2)] == [1, 0]
    assert rows(office, inbound_parts)[0].carrier_ref.startswith("sha256:")


@given(st.text(st.characters()))
def test_a_stored_ref_always_fits_its_column(ref: str) -> None:
    stored = storable_ref(ref)
    assert len(stored) <= 128
    assert stored.isascii()


@given(st.text(st.characters()))
def test_storable_text_has_no_null_and_no_half_character(body: str) -> None:
    assert "\0" not in storable(body)
    storable(body).encode("utf-8")


@pytest.mark.parametrize(
    ("body", "priority"),
    [
        ("TOLONG kebakaran di pasar banyak orang terjebak", Priority.EMERGENCY),
        ("lampu jalan mati di kudus", Priority.NORMAL),
    ],
)
def test_the_hint_of_the_text_sets_the_priority(office: Office, body: str, priority: Priority) -> None:
    store(office, body)
    assert rows(office, messages)[0].priority == priority


def test_processes_that_store_the_same_at_once_store_it_once(office: Office) -> None:
    batch = [inbound(f"laporan {number}", f"+62812000{number:05}") for number in range(20)]
    added = _at_once(4, lambda: intake.accept(batch, office))
    assert sum(added) == 20
    with office.sessions.read() as session:
        assert len(session.execute(select(inbound_parts.c.id)).all()) == 20


def test_batches_of_the_same_new_phones_never_wait_in_a_circle(office: Office) -> None:
    """Each process meets them in an order of its own; some have a row already."""
    phones = [f"+62812345678{number:02}" for number in range(40)]
    intake.accept([inbound(sender=phone) for phone in phones[::5]], office)
    orders = [Random(seed).sample(phones, len(phones)) for seed in range(4)]

    def batches() -> int:
        order = orders.pop()
        groups = [order[first : first + 8] for first in range(0, len(order), 8)]
        return sum(intake.accept([inbound(sender=phone) for phone in group], office) for group in groups)

    assert _at_once(4, batches) == [40] * 4
    assert (len(rows(office, senders)), len(rows(office, messages))) == (40, 8 + 160)


def _at_once(how_many: int, call: Callable[[], int]) -> list[int]:
    together, results = Barrier(how_many), list[int]()

    def run() -> None:
        together.wait(10)
        results.append(call())

    threads = [Thread(target=run) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
