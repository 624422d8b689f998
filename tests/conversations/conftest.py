"""A gateway to talk with, on both databases."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest
from flask import Flask

from sms_gateway.services import delivery
from sms_gateway.web.app import close_app, create_app
from tests.builders import Chance, enrol, webhooks_of
from tests.conftest import HandClock, OfficeMaker
from tests.conversations.staff import COLLEAGUE, MOVES, OFFICER
from tests.conversations.transcript import Move, Talk

TalkMaker = Callable[..., Talk]


@pytest.fixture
def make_talk(make_office: OfficeMaker, clock: HandClock) -> Iterator[TalkMaker]:
    """Talk with a gateway that draws *numbers* and *references*; keywords replace parts of its office."""
    apps: list[Flask] = []

    def make(
        *numbers: str,
        references: Iterable[str] = (),
        moves: Mapping[str, Move] | None = None,
        **parts: object,
    ) -> Talk:
        office = make_office(rand=Chance(*numbers, references=references), **parts)
        apps.append(create_app(webhooks_of(office)))
        return Talk(apps[-1], office, clock, moves or MOVES)

    yield make
    for app in apps:
        close_app(app)


@pytest.fixture
def talk(make_talk: TalkMaker) -> Talk:
    """With the numbers of CONVERSATIONS.md: 24183567, 24183617, 24183625."""
    return make_talk("24183567", "24183617", "24183625", references=["88213", "88214"])


@pytest.fixture
def officers_talk(talk: Talk) -> Talk:
    """The same; phone O is Budi S of Dinas PU Kota Semarang, phone P his colleague Ani R."""
    enrol(talk.office, OFFICER)
    enrol(talk.office, COLLEAGUE, name="Ani R", admin=True)
    delivery.drain(talk.office, 60)
    for who in "OP":
        talk.phone(who).received()  # what their first SMS was answered
    return talk
