"""Whatever is said in whatever situation: one decision, one outcome, and nothing of anybody else's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parsers.complaint import Command, Failure, Kind, Parsed, Verb
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.conversation import decide, outcome
from sms_gateway.domain.decisions import AddInfo, Cancel
from sms_gateway.domain.messages import UNFINISHED

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
TICKETS = st.lists(
    st.builds(
        TicketView,
        st.integers(1, 5),
        st.sampled_from(["24183567", "24183617", "24170025"]),
        st.sampled_from(CaseState),
        st.just("jalan rusak"),
        st.just(NOW),
    ),
    max_size=4,
).map(tuple)
QUESTIONS = st.none() | st.builds(
    Question,
    st.just(1),
    st.sampled_from(QuestionKind),
    st.lists(st.integers(1, 5), max_size=4).map(tuple),
    st.sampled_from([NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)]),
)
COMMANDS = st.builds(
    Command,
    st.sampled_from(Verb),
    st.none() | st.sampled_from(["24183567", "24183576", "2418356", "1", ""]),
    st.text(max_size=10) | st.sampled_from(["1", "2", "rahasia x"]),
)
PARSES = st.builds(
    Parsed,
    st.sampled_from(Kind),
    text=st.text(max_size=10),
    failure=st.none() | st.sampled_from(Failure),
    command=st.none() | COMMANDS,
)
CONTEXTS = st.builds(
    Context,
    TICKETS,
    QUESTIONS,
    st.none(),
    st.just(NOW),
    st.lists(QUESTIONS.filter(bool), max_size=2).map(tuple),
    st.sampled_from(["", "24183567 lagi", "masih belum juga", "jonggol"]),
    st.booleans(),
)


@given(PARSES, CONTEXTS)
def test_every_parse_in_every_situation_ends_in_one_outcome(parsed: Parsed, context: Context) -> None:
    assert outcome(decide(parsed, context)) not in UNFINISHED


@given(PARSES, CONTEXTS)
def test_nothing_is_cancelled_without_a_valid_question_and_an_open_ticket(
    parsed: Parsed, context: Context
) -> None:
    decision = decide(parsed, context)
    if isinstance(decision, Cancel):
        assert parsed.command is not None
        assert parsed.command.verb is Verb.YES
        questions = [each for each in (context.question, *context.waiting) if each is not None]
        about = [
            each for each in questions if each.kind is QuestionKind.CANCEL and context.now < each.expires_at
        ]
        assert decision.ticket.id in {each.ticket_ids[0] for each in about if each.ticket_ids}
        assert decision.ticket.state in OPEN - {CaseState.ANSWERED}


@given(PARSES, CONTEXTS)
def test_a_decision_only_ever_names_tickets_of_the_sender(parsed: Parsed, context: Context) -> None:
    ticket = getattr(decide(parsed, context), "ticket", None)
    assert ticket is None or ticket in context.tickets


@given(PARSES.filter(lambda parsed: parsed.kind is not Kind.COMMAND), CONTEXTS)
def test_words_without_a_number_or_a_question_are_attached_only_to_the_one_open_report(
    parsed: Parsed, context: Context
) -> None:
    decision = decide(parsed, replace(context, question=None, waiting=(), text="masih belum juga pak"))
    if isinstance(decision, AddInfo):
        assert [ticket for ticket in context.tickets if ticket.state in OPEN] == [decision.ticket]


@given(PARSES, CONTEXTS)
def test_a_question_past_its_time_answers_nothing(parsed: Parsed, context: Context) -> None:
    questions = [each for each in (context.question, *context.waiting) if each is not None]
    late = [replace(each, expires_at=NOW) for each in questions]
    past = replace(context, question=late[0] if late else None, waiting=tuple(late[1:]))
    assert decide(parsed, past) == decide(parsed, replace(context, question=None, waiting=()))
