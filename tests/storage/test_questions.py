"""At most one question of a phone is open; the others wait their turn."""

from datetime import timedelta

import pytest

from sms_gateway.domain.context import QuestionKind
from sms_gateway.services.office import Office
from sms_gateway.storage import questions
from tests.builders import rows, store
from tests.conftest import NOW

K = QuestionKind
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=9)


@pytest.fixture
def asked(office: Office) -> Office:
    store(office, "BANTUAN")
    return office


def ask(office: Office, *kinds: QuestionKind) -> None:
    with office.sessions.begin() as session:
        for number, kind in enumerate(kinds, start=1):
            questions.ask(session, 1, kind, [number], NOW, LATER)


def line(office: Office) -> list[tuple[str, bool]]:
    with office.sessions.begin() as session:
        return [(row.kind, row.waiting) for row in questions.unanswered(session, 1, office.now())]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([K.PLACE, K.CANCEL], [("cancel", False), ("place", True)]),
        ([K.CANCEL, K.PLACE, K.RATING], [("cancel", False), ("place", True), ("rating", True)]),
        ([K.STATUS_LIST, K.CANCEL], [("cancel", False)]),
        ([K.RATING, K.STATUS_LIST, K.PLACE], [("place", False), ("rating", True)]),
        ([K.PLACE, K.PLACE], [("place", False), ("place", True)]),
    ],
)
def test_a_new_question_takes_the_place_of_the_open_one_or_waits(
    asked: Office, kinds: list[QuestionKind], expected: list[tuple[str, bool]]
) -> None:
    ask(asked, *kinds)
    assert line(asked) == expected


def test_the_next_opens_when_the_one_before_is_answered(asked: Office) -> None:
    ask(asked, K.PLACE, K.CANCEL)
    with asked.sessions.begin() as session:
        questions.close(session, 1, NOW, K.CANCEL)
    assert line(asked) == [("place", False)]


def test_the_next_opens_when_the_one_before_expires(asked: Office) -> None:
    with asked.sessions.begin() as session:
        questions.ask(session, 1, K.PLACE, [1], NOW, LATER)
        questions.ask(session, 1, K.CANCEL, [1], NOW, SOON)
    asked.clock.forward(hours=2)  # type: ignore[attr-defined]
    assert line(asked) == [("place", False)]


def test_the_same_question_again_is_one_question(asked: Office) -> None:
    with asked.sessions.begin() as session:
        questions.ask(session, 1, K.RATING, [7], NOW, LATER)
        questions.ask(session, 1, K.RATING, [7], NOW, LATER)
    assert line(asked) == [("rating", False)]


def test_all_about_one_ticket_are_settled_together(asked: Office) -> None:
    with asked.sessions.begin() as session:
        questions.ask(session, 1, K.PLACE, [7], NOW, LATER, ["32.01"])
        questions.ask(session, 1, K.CANCEL, [7], NOW, LATER)
        questions.ask(session, 1, K.RATING, [8], NOW, LATER)
        questions.close(session, 1, NOW, ticket_id=7)
    assert line(asked) == [("rating", False)]
    assert rows(asked, questions.questions)[0].options == ["32.01"]
