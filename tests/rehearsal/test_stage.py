"""Accelerated time: events in their order, actors that pause, and an SMS that ends a pause."""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.rehearsal.stage import Acts, Agenda, Clock, Heard, Pause, Player
from tests.conftest import NOW

HOUR = timedelta(hours=1)


@dataclass
class Waiting:
    """Notes when it goes on."""

    clock: Clock
    number: str = "+62812"
    woken: list[timedelta] = field(default_factory=list)

    def acts(self) -> Acts:
        while True:
            self.woken.append(self.clock.at - NOW)
            yield Pause(self.clock.at + 5 * HOUR, hears=True, reading=timedelta(minutes=3))

    def hears(self, sms: Heard) -> None:
        pass


def sms(clock: Clock) -> Heard:
    return Heard(1, "+62812", "ack", "", None, True, 1, clock.at)


@given(st.lists(st.integers(-50, 500)))
def test_time_only_goes_forward_and_events_keep_their_order(minutes: list[int]) -> None:
    clock = Clock(NOW)
    agenda, done = Agenda(clock), []
    for order, minute in enumerate(minutes):
        moment = NOW + timedelta(minutes=minute)
        agenda.at(moment, lambda order=order: done.append((clock.at, order)))  # type: ignore[misc]
    while agenda.step(NOW + 10 * HOUR):
        pass
    assert done == sorted(done)
    assert len(done) == len(minutes)
    assert clock.at == NOW + 10 * HOUR


def test_what_lies_behind_the_end_does_not_happen() -> None:
    clock = Clock(NOW)
    agenda, done = Agenda(clock), []
    agenda.at(NOW + HOUR, lambda: done.append("too late"))
    assert not agenda.step(NOW + HOUR)
    assert done == []


def test_an_sms_ends_a_pause_once_it_is_read() -> None:
    clock = Clock(NOW)
    agenda, actor = Agenda(clock), Waiting(clock)
    player = Player(actor, agenda)
    player.enter(NOW)
    agenda.at(NOW + HOUR, lambda: player.hear(sms(clock)))
    agenda.at(NOW + HOUR + timedelta(minutes=1), lambda: player.hear(sms(clock)))
    while agenda.step(NOW + 7 * HOUR):
        pass
    read = HOUR + timedelta(minutes=3)
    assert actor.woken == [timedelta(0), read, read + 5 * HOUR]
