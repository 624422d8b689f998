"""After a restore nobody gets an SMS twice, whatever was lost; a person's word lets the new ones go."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.domain.holds import Why
from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboxState
from sms_gateway.services import audit, deadlines, delivery, diagnosis, intake, reconcile, sending, triage
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.storage.schema import outbox
from tests.builders import CITIZEN, PUBLIC_URL, ROAD, RUBBISH, WATER, FakeCarrier, inbound, rows, store, work
from tests.conftest import HandClock, OfficeMaker
from tests.restoring import LATER, restore, saved

Revive = Callable[..., Office]
PHONES = [f"+62812345678{number:02}" for number in range(20, 32)]
BEFORE, WAITING, AFTER = PHONES[:4], PHONES[4:8], PHONES[8:]


@pytest.fixture
def carrier(clock: HandClock) -> Iterator[TwilioSimulator]:
    with TwilioSimulator(account_sid="AC1", auth_token="token", clock=clock) as running:
        yield running


def twilio(carrier: TwilioSimulator) -> dict[str, Carrier]:
    found = TwilioSettings(
        account_sid="AC1",
        auth_tokens=("token",),
        public_url=PUBLIC_URL,
        base_url=carrier.url,
        timeout=5,
        status_callback=False,
    )
    return {"twilio": Twilio(found)}


def texts(office: Office, carrier: TwilioSimulator, phones: list[str], body: str) -> None:
    """Each phone texts; our carrier has it on record, and it reaches us."""
    for phone in phones:
        message = carrier.send_inbound(phone, body, lost=True)
        sms = inbound(body, phone, message.sid, carrier="twilio", received_at=office.now())
        intake.accept([sms], office)


def sent(carrier: TwilioSimulator) -> Counter[tuple[str, str]]:
    return Counter((sms.recipient, sms.body) for sms in carrier.log)


def settle(office: Office, clock: HandClock) -> None:
    """Every look and every sending that is due within some minutes."""
    for _ in range(4):
        delivery.drain(office, 60)
        clock.forward(minutes=2)


def test_nobody_is_texted_twice_after_a_restore_and_nothing_acknowledged_is_lost(
    make_office: OfficeMaker,
    carrier: TwilioSimulator,
    clock: HandClock,
    target: str,
    tmp_path: Path,
    revived: Revive,
) -> None:
    office = make_office(carriers=twilio(carrier))
    texts(office, carrier, BEFORE, ROAD)
    work(office)
    texts(office, carrier, WAITING, WATER)
    triage.drain(office, 60)
    archive = saved(office, tmp_path)
    clock.forward(hours=1)  # the life that will be lost goes on
    lost_in = sent(carrier)
    delivery.drain(office, 60)
    texts(office, carrier, AFTER, RUBBISH)
    work(office)
    store_status(office, carrier, BEFORE[0])
    clock.forward(days=4)
    deadlines.run(office)  # everybody is told that it takes longer
    delivery.drain(office, 60)
    by_lost_life = sent(carrier)
    assert len(by_lost_life) > len(lost_in) + len(WAITING)

    clock.forward(hours=1)
    restore(archive, target, office.vault, now=office.now())
    back = revived(target, carriers=twilio(carrier))
    reconcile.reconcile(back, "twilio")
    triage.drain(back, 60)
    settle(back, clock)
    assert sent(carrier) == by_lost_life  # held: nothing left at all
    waiting = {row.sender_id for row in rows(back, outbox) if row.state == OutboxState.ACCEPTED}
    assert len(waiting) >= len(WAITING)  # the carrier's record settled what the backup promised

    assert sending.release(back, "cli:ani")
    deadlines.run(back)  # the clocks that had struck before the restore do not strike again
    settle(back, clock)
    assert [count for count in sent(carrier).values() if count > 1] == []
    new = sent(carrier) - by_lost_life
    assert {phone for phone, _ in new} <= set(AFTER)  # their tickets were lost and have new numbers
    assert all("Laporan diterima" in text or "belum" in text for _, text in new)
    messages = {row.uuid for row in rows(back, outbox) if row.state == OutboxState.QUEUED}
    assert messages == set()


def store_status(office: Office, carrier: TwilioSimulator, phone: str) -> None:
    """Asked and answered in the life that will be lost."""
    texts(office, carrier, [phone], "STATUS")
    work(office)


def back_with(
    carrier: FakeCarrier,
    make_office: OfficeMaker,
    target: str,
    tmp_path: Path,
    revived: Revive,
    clock: HandClock,
) -> Office:
    """An empty backup, restored."""
    office = make_office()
    restore(saved(office, tmp_path), target, office.vault)
    clock.at = LATER
    return revived(target, carriers={"simulator": carrier})


def test_what_comes_in_after_the_restore_is_answered_at_the_release(
    make_office: OfficeMaker, target: str, tmp_path: Path, revived: Revive, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    back = back_with(carrier, make_office, target, tmp_path, revived, clock)
    intake.accept([inbound(ROAD, received_at=clock.at)], back)
    work(back)
    assert (carrier.sent, carrier.looked) == ([], [])
    sending.release(back, "cli:ani")
    delivery.drain(back, 60)
    assert (len(carrier.sent), carrier.looked) == (1, [])


def test_what_was_read_again_is_looked_up_even_after_the_release(
    make_office: OfficeMaker, target: str, tmp_path: Path, revived: Revive, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    carrier.looks = [LookupOutcome(LookupState.FOUND, "SM1")]
    back = back_with(carrier, make_office, target, tmp_path, revived, clock)
    sending.release(back, "cli:ani")
    clock.forward(hours=1)
    store(back, ROAD)  # it was received before the restore
    work(back)
    assert (carrier.sent, len(carrier.looked)) == ([], 1)


def test_a_carrier_without_a_record_leaves_it_to_a_person(
    make_office: OfficeMaker, target: str, tmp_path: Path, revived: Revive, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    carrier.looks = [LookupOutcome(LookupState.IMPOSSIBLE)]
    back = back_with(carrier, make_office, target, tmp_path, revived, clock)
    store(back, ROAD)
    work(back)
    sending.release(back, "cli:ani")
    settle(back, clock)
    assert (carrier.sent, rows(back, outbox)[-1].state) == ([], OutboxState.HELD)


def test_sending_can_be_held_by_hand_and_let_go(office: Office, make_office: OfficeMaker) -> None:
    carrier = FakeCarrier()
    office = make_office(carriers={"simulator": carrier})
    sending.hold(office, "cli:ani", "e1")
    store(office, ROAD)
    work(office)
    assert carrier.sent == []
    held = sending.state(office)
    assert held.held is not None
    assert (held.held.why, held.waiting["ready"]) == (Why.BY_HAND, 1)
    assert sending.release(office, "cli:ani")
    assert not sending.release(office, "cli:ani")
    delivery.drain(office, 60)
    assert [sms.recipient for sms in carrier.sent] == [CITIZEN]
    actions = [row.entry.action for row in audit.listed(office)]
    assert actions == ["sending-held", "sending-released"]


def test_doctor_names_the_hold_and_its_remedy(office: Office) -> None:
    before = found(office)
    sending.hold(office, "cli:ani", "e1")
    after = found(office)
    assert (before.ok, after.ok, snapshot(office).sending_held) == (True, False, True)
    assert "outbox release" in after.remedy


def found(office: Office) -> Finding:
    return next(each for each in diagnosis.diagnose(office, None) if each.check == "sending")
