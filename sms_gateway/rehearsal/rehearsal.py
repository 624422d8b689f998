"""Rehearses: a gateway of its own, a company of citizens, officers and a desk, and what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sms_gateway.bootstrap import Gateway
from sms_gateway.rehearsal import promises
from sms_gateway.rehearsal.citizen import Citizen
from sms_gateway.rehearsal.company import EMERGENCY, REST, RESTS, company
from sms_gateway.rehearsal.desk import Desk
from sms_gateway.rehearsal.holder import Holder
from sms_gateway.rehearsal.line import Bells, Door, Line, Wire
from sms_gateway.rehearsal.observer import Observer, first_in_line
from sms_gateway.rehearsal.officer import Officer
from sms_gateway.rehearsal.report import Conversation, Emergencies, Report, Traffic
from sms_gateway.rehearsal.staffing import Personnel, staff
from sms_gateway.rehearsal.stage import Actor, Agenda, Clock, Heard, Player
from sms_gateway.rehearsal.words import Words
from sms_gateway.services import tallies, task_tallies

TICK: Final = timedelta(minutes=20)  # within the half hour an SMS may be late
SOON: Final = timedelta(seconds=150)  # what an officer has proven has left by then, or his tasks were told
OFFICERS: Final = 24
MOST_OFFICERS: Final = 400
DISMISSED_AT: Final = timedelta(hours=14)
IN_DANGER: Final = frozenset({EMERGENCY, "C12"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed. *start*: midnight in Jakarta of the first day, aware."""

    days: int
    citizens: int
    seed: int
    start: datetime
    officers: int = OFFICERS

    @property
    def end(self) -> datetime:
        """The end of the last day."""
        return self.start + timedelta(days=self.days)


@dataclass
class Rehearsal:
    """One run. *door*: where the simulator carrier posts."""

    gateway: Gateway
    door: Door
    plan: Plan
    clock: Clock
    wire: Wire
    bells: Bells
    observer: Observer = field(default_factory=Observer)
    first: int = 0
    not_first: int = 0
    _texts_before: int = 0
    _heard_before: int = 0
    _players: dict[str, Player] = field(default_factory=dict)
    _tending: bool = False
    citizens: list[Citizen] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = Random(self.plan.seed)
        self.agenda = Agenda(self.clock)
        self.line = Line(
            self.gateway, self.door, self.wire, self.bells, Random(chance.getrandbits(64)), self._ring
        )
        self.desk = Desk(self.gateway.office, Random(chance.getrandbits(64)))
        self._cast(Random(chance.getrandbits(64)))
        self.enter(self.desk, self.plan.start)
        self._staff(Random(chance.getrandbits(64)))
        self._set_times()

    def enter(self, actor: Actor, at: datetime) -> None:
        """Let *actor* begin at *at*."""
        player = Player(actor, self.agenda)
        if actor.number is not None:
            self._players[actor.number] = player
        player.enter(at)

    def run(self) -> Iterator[datetime]:
        """Play it to its end; yields where time stands, event by event."""
        while self.agenda.step(self.plan.end):
            yield self.clock.at
        self.line.upkeep()

    def report(self) -> Report:
        """What happened."""
        tally = tallies.count(self.gateway.office)
        staffed = task_tallies.count(self.gateway.office)
        heard, sent = self.observer.heard, tallies.left(self.gateway.office)
        arrived = promises.arrived(self.officers, self.observer)
        return Report(
            seed=self.plan.seed,
            days=self.plan.days,
            citizens=self.plan.citizens,
            officers=self.plan.officers,
            start=self.plan.start,
            traffic=Traffic(
                received=len(self.line.texts),
                delivered_twice=self.line.repeated,
                sent=sent,
                heard=len(heard),
                segments=sum(sms.segments for sms in heard),
                receipts=self.line.receipts,
            ),
            conversations=self._conversations(self.citizens),
            staff=self._conversations(self.officers),
            tally=tally,
            staffed=staffed,
            answers_arrived=arrived.answered,
            emergencies=Emergencies(self.first, self.not_first),
            stops=self.observer.stops,
            staff_refused=dict(sorted(self.desk.refused.items())),
            checks={
                **promises.of_everybody(tally, self.observer, len(self.line.texts), sent),
                "emergencies not answered first": self.not_first,
                "questions left without an answer": sum(each.unanswered for each in self._people),
                **promises.of_officers(staffed, self.observer, arrived, self._people),
            },
        )

    @property
    def _people(self) -> list[Holder]:
        return [*self.citizens, *self.officers]

    def _conversations(self, people: Sequence[Holder]) -> dict[str, Conversation]:
        found: dict[str, Conversation] = {}
        for name in dict.fromkeys(each.temperament for each in people):
            alike = [each for each in people if each.temperament == name]
            found[name] = Conversation(
                people=len(alike),
                finished=sum(self._players[each.phone].ended for each in alike),
                unanswered=sum(each.unanswered for each in alike),
                surprises=tuple(surprise for each in alike for surprise in each.surprises),
            )
        return dict(sorted(found.items()))

    def _cast(self, chance: Random) -> None:
        plan, words = self.plan, Words(self.gateway.office.knowledge().gazetteer, chance)
        parts = (plan.citizens, plan.days, plan.start, chance, self.line, words, self.clock)
        for entrance in company(*parts):
            self.citizens.append(entrance.citizen)
            self.enter(entrance.citizen, entrance.at)

    def _staff(self, chance: Random) -> None:
        words = Words(self.gateway.office.knowledge().gazetteer, chance)
        self.officers += staff(self.plan.officers, chance, self.line, words, self.clock)
        for officer in self.officers:
            self.enter(officer, self.plan.start)
        dismissal = self.plan.start + timedelta(days=self.plan.days // 3) + DISMISSED_AT
        self.enter(Personnel(self.gateway.office, self.officers, dismissal), self.plan.start)

    def _set_times(self) -> None:
        for day in range(self.plan.days):
            for hour in RESTS:
                rest = self.plan.start + timedelta(days=day, hours=hour)
                self.agenda.at(rest, self._rest)
                self.agenda.at(rest + REST, self._work_again)
        self._tick()

    def _tick(self) -> None:
        self.line.upkeep()
        self.agenda.at(self.clock.at + TICK, self._tick)

    def _rest(self) -> None:
        self.line.resting = True
        self._texts_before, self._heard_before = len(self.line.texts), len(self.observer.heard)

    def _work_again(self) -> None:
        """Work what has piled up, and look who was answered first."""
        self.line.resting = False
        self.line.work()
        danger = frozenset(each.phone for each in self.citizens if each.temperament in IN_DANGER)
        waiting = [said.number for said in self.line.texts[self._texts_before :]]
        answers = [sms.number for sms in self.observer.heard[self._heard_before :] if sms.answers]
        first, others = first_in_line(waiting, answers, danger)
        self.first, self.not_first = self.first + first, self.not_first + others

    def _ring(self, sms: Heard) -> None:
        self.observer.hear(sms)
        player = self._players.get(sms.number)
        if player is None:
            return
        player.hear(sms)
        if isinstance(player.actor, Officer) and not self._tending:
            self._tending = True
            self.agenda.at(self.clock.at + SOON, self._tend)

    def _tend(self) -> None:
        self._tending = False
        self.line.tend()
