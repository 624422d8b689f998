"""What officers write, and what it means: tables for the words, properties for everything else."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, Role, parse
from parsers.complaint import Command, Failure, Kind, Parsed, Personal, PersonalSpan, Urgency, Verb
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.officer_conversation import OFFICER_VERBS, WORDS, decide_for_officer
from sms_gateway.domain.officer_decisions import (
    Accept,
    AsCitizen,
    Back,
    Cannot,
    Confirm,
    EndedTask,
    FindAgency,
    ListTasks,
    NotOfficer,
    OfficerContext,
    OfficerDecision,
    OfficerHelp,
    OnHold,
    Propose,
    Show,
    TakeLeave,
    TaskView,
    UnclearTask,
    Undo,
    UnknownTask,
    UnreadCode,
    WhichTask,
    Why,
)
from sms_gateway.domain.officers import OfficerState, OrderKind, TaskState

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
THREE = TaskView(7, 3, TaskState.OPEN, "24183567", CaseState.WORKING, "jalan rusak", reporters=8)
ENDED = replace(THREE, id=8, number=4, state=TaskState.GONE)
OWN = TicketView(5, "24184403", CaseState.UNVERIFIED, "lampu mati", NOW)
CITIZEN = Context((), None, None, NOW)
CONTEXT = OfficerContext(OfficerState.ACTIVE, (THREE, ENDED), CITIZEN, date(2026, 11, 10), 296)


def said(text: str, knowledge: Knowledge, context: OfficerContext = CONTEXT) -> OfficerDecision:
    parsed = parse(text, now=NOW, knowledge=knowledge, role=Role.OFFICER)
    citizen = replace(context.citizen, text=text)
    return decide_for_officer(parsed, replace(context, citizen=citizen))


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("3 isi", Show(THREE)),
        ("3 jawab lubang sudah ditambal", Propose(THREE, OrderKind.ANSWER, "lubang sudah ditambal")),
        ("3 tanya patokannya di mana?", Propose(THREE, OrderKind.ASK, "patokannya di mana?")),
        ("3 terus dishub kota semarang", FindAgency(THREE, "dishub kota semarang")),
        ("3 bukan jalan nasional", Propose(THREE, OrderKind.RETURN, "jalan nasional")),
        ("3 tolak 1", Propose(THREE, OrderKind.REJECT, code=ArchiveCode.UNCLEAR)),
        ("3 tolak 5", Propose(THREE, OrderKind.REJECT, code=ArchiveCode.HOAX)),
        ("3 perpanjang menunggu alat berat", Propose(THREE, OrderKind.EXTEND, "menunggu alat berat")),
        ("ok 4719", Confirm("4719")),
        ("batal 3", Undo(THREE)),
        ("daftar", ListTasks()),
        ("cuti 20/11 24/11 ani", TakeLeave(date(2026, 11, 20), date(2026, 11, 24), "ani")),
        ("hadir", Back()),
        ("bantuan", OfficerHelp()),
        ("9 isi", UnknownTask("9")),
        ("4 jawab sudah selesai ditambal", EndedTask(ENDED)),
        ("sudah diperbaiki ya", WhichTask()),
        ("3", UnclearTask(THREE)),
        ("3 siap laksanakan", UnclearTask(THREE)),
        ("Tugas 3 sudah diperbaiki", UnclearTask(THREE)),
        ("7 sudah diperbaiki", WhichTask()),
        ("ok", UnreadCode()),
        ("ok 12E4", UnreadCode()),
        ("0k 4719", UnreadCode()),
        ("ok \u0664\u0667\u0661\u0669", UnreadCode()),
        ("ok sudah kami perbaiki", WhichTask()),
        ("LAPOR lampu jalan mati depan rumah saya", AsCitizen()),
        ("LAPOR 3 jawab lubang sudah ditambal", AsCitizen()),
        ("status 24184403", AsCitizen()),
    ],
)
def test_what_an_officer_writes_is_understood(
    text: str, decision: OfficerDecision, knowledge: Knowledge
) -> None:
    assert said(text, knowledge) == decision


@pytest.mark.parametrize(
    ("text", "task", "why"),
    [
        ("3 selesai", THREE, Why.UNANSWERED),
        ("3 perpanjang hujan", replace(THREE, extended=True), Why.EXTENDED),
        ("3 bukan jalan nasional", replace(THREE, returns=2), Why.RETURNS),
        ("3 tolak", THREE, Why.NO_CODE),
        ("3 tolak 9", THREE, Why.NO_CODE),
        ("3 tolak 12", THREE, Why.NO_CODE),
        ("3 jawab", THREE, Why.EMPTY),
        ("3 terus", THREE, Why.EMPTY),
        ("3 jawab " + "sudah ditambal " * 30, THREE, Why.TOO_LONG),
        ("3 jawab hubungi saya di 081234567890", THREE, Why.PERSONAL),
        ("3 terima", THREE, Why.STATE),
        ("3 tanya di mana?", replace(THREE, case_state=CaseState.ANSWERED), Why.STATE),
    ],
)
def test_every_refusal_says_why(text: str, task: TaskView, why: Why, knowledge: Knowledge) -> None:
    decision = said(text, knowledge, replace(CONTEXT, tasks=(task,)))
    assert isinstance(decision, Cannot)
    assert (decision.why, decision.task) == (why, task)


def test_an_answered_report_can_be_finished(knowledge: Knowledge) -> None:
    answered = replace(THREE, case_state=CaseState.ANSWERED)
    assert said("3 selesai", knowledge, replace(CONTEXT, tasks=(answered,))) == Propose(
        answered, OrderKind.DONE
    )


def test_what_was_sent_but_not_accepted_yet_is_accepted(knowledge: Knowledge) -> None:
    routed = replace(THREE, case_state=CaseState.ROUTED)
    assert said("3 terima", knowledge, replace(CONTEXT, tasks=(routed,))) == Accept(routed)


@pytest.mark.parametrize(
    "text", ["cuti 1/11 5/11", "cuti", "Cuti ya pak", "cuti besok", "cuti 40/13", "cuti ani"]
)
def test_leave_without_days_that_can_be_read_is_told_how_to_write_it(text: str, knowledge: Knowledge) -> None:
    assert said(text, knowledge) == Cannot(Why.DATES, "CUTI")


def test_a_sentence_about_leave_is_no_leave(knowledge: Knowledge) -> None:
    text = "cuti bersama tapi kantor camat malah tutup sejak kemarin pak"
    assert said(text, knowledge) == WhichTask()


def test_a_digit_chooses_among_the_agencies_that_were_proposed(knowledge: Knowledge) -> None:
    context = replace(CONTEXT, choices={THREE.id: ("dishub@33.74", "dishub@33")})
    assert said("3 terus 2", knowledge, context) == Propose(THREE, OrderKind.FORWARD, agency="dishub@33")
    assert said("3 terus 3", knowledge, context) == FindAgency(THREE, "3")


def test_the_open_task_counts_before_an_ended_one_of_the_same_number(knowledge: Knowledge) -> None:
    context = replace(CONTEXT, tasks=(replace(ENDED, number=3), THREE))
    assert said("3 isi", knowledge, context) == Show(THREE)


@pytest.mark.parametrize("text", ["3 isi", "3 jawab sudah", "daftar", "ok 4719", "cuti 20/11", "batal 3"])
def test_a_phone_that_is_no_officers_any_more_is_told_so(text: str, knowledge: Knowledge) -> None:
    assert said(text, knowledge, replace(CONTEXT, state=OfficerState.DISABLED)) == NotOfficer()
    assert said(text, knowledge, replace(CONTEXT, state=OfficerState.ON_HOLD)) == OnHold()


def test_a_phone_that_is_no_officers_any_more_reports_like_any_other(knowledge: Knowledge) -> None:
    disabled = replace(CONTEXT, state=OfficerState.DISABLED)
    assert said("jalan berlubang di jl kelud raya semarang", knowledge, disabled) == AsCitizen()


def test_a_question_to_the_citizen_is_answered_by_its_digit(knowledge: Knowledge) -> None:
    question = Question(1, QuestionKind.RATING, (5,), NOW.replace(hour=9))
    answered = replace(OWN, state=CaseState.ANSWERED)
    context = replace(CONTEXT, citizen=Context((answered,), question, None, NOW))
    assert said("4", knowledge, context) == AsCitizen()
    assert said("3 isi", knowledge, context) == Show(THREE)
    assert said("sudah diperbaiki ya", knowledge, context) == WhichTask()


def test_his_own_report_is_added_to_by_its_number_only(knowledge: Knowledge) -> None:
    context = replace(CONTEXT, citizen=Context((OWN,), None, None, NOW))
    assert said("tambah 24184403 masih mati", knowledge, context) == AsCitizen()
    assert said("24184403 masih mati juga", knowledge, context) == AsCitizen()
    assert said("masih mati juga", knowledge, context) == WhichTask()


def test_the_number_of_a_report_that_is_a_task_is_no_report_of_his(knowledge: Knowledge) -> None:
    assert said("24183567 sudah diperbaiki", knowledge) == WhichTask()


def test_who_cries_for_rescue_is_heard_as_a_citizen(knowledge: Knowledge) -> None:
    text = "tolong rumah kebakaran ada orang terjebak di dalam jl kelud raya semarang"
    assert said(text, knowledge) == AsCitizen()


TASKS = st.builds(
    TaskView,
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from(TaskState),
    st.just("24183567"),
    st.sampled_from(CaseState),
    st.just("jalan rusak"),
    st.none() | st.sampled_from(CaseState),
    st.integers(0, 3),
    st.booleans(),
)
QUESTIONS = st.none() | st.builds(
    Question, st.just(1), st.sampled_from(QuestionKind), st.just((5,)), st.just(NOW.replace(hour=9))
)
TEXTS = st.text(max_size=10) | st.sampled_from(["1", "2 x", "12", "20/11 24/11 ani", "4719", "24184403"])
COMMANDS = st.builds(
    Command, st.sampled_from(Verb), st.none() | st.sampled_from(["3", "03", "24184403", "", "99999"]), TEXTS
)
PARSES = st.builds(
    Parsed,
    st.sampled_from(Kind),
    text=TEXTS,
    failure=st.none() | st.sampled_from(Failure),
    command=st.none() | COMMANDS,
    urgency=st.sampled_from(Urgency),
    personal_data=st.just(()) | st.just((PersonalSpan(Personal.PHONE, 0, 3),)),
)
CONTEXTS = st.builds(
    OfficerContext,
    st.sampled_from(OfficerState),
    st.lists(TASKS, max_size=4).map(tuple),
    st.builds(Context, st.just(()) | st.just((OWN,)), QUESTIONS, st.none(), st.just(NOW), st.just(()), TEXTS),
    st.just(date(2026, 11, 10)),
    st.integers(1, 12),
    choices=st.dictionaries(st.integers(1, 3), st.just(("dishub@33.74", "dishub@33")), max_size=2),
)


@given(PARSES, CONTEXTS)
def test_every_parse_in_every_situation_has_a_decision(parsed: Parsed, context: OfficerContext) -> None:
    decision = decide_for_officer(parsed, context)
    if context.state is not OfficerState.ACTIVE:
        assert isinstance(decision, AsCitizen | NotOfficer | OnHold)


@given(PARSES, CONTEXTS)
def test_words_without_a_task_number_never_reach_a_task(parsed: Parsed, context: OfficerContext) -> None:
    decision = decide_for_officer(parsed, context)
    if parsed.kind is not Kind.COMMAND or parsed.command is None or parsed.command.ticket is None:
        assert getattr(decision, "task", None) is None


@given(PARSES, CONTEXTS)
def test_only_an_open_task_of_the_phone_is_acted_on(parsed: Parsed, context: OfficerContext) -> None:
    decision = decide_for_officer(parsed, context)
    if isinstance(decision, Show | Accept | Propose | FindAgency | Undo | Cannot) and decision.task:
        assert decision.task in context.tasks
        assert decision.task.is_open
        assert parsed.command is not None
        assert str(decision.task.number) == (parsed.command.ticket or "").lstrip("0")


@given(PARSES, CONTEXTS)
def test_what_would_be_quoted_fits_and_holds_no_personal_data(
    parsed: Parsed, context: OfficerContext
) -> None:
    decision = decide_for_officer(parsed, context)
    if isinstance(decision, Propose) and decision.text:
        assert not parsed.personal_data
        assert len(decision.text.encode("ascii", "ignore")) <= context.longest


@given(PARSES, CONTEXTS)
def test_an_officers_command_is_never_a_citizens(parsed: Parsed, context: OfficerContext) -> None:
    if parsed.kind is Kind.COMMAND and parsed.command and parsed.command.verb in OFFICER_VERBS:
        assert not isinstance(decide_for_officer(parsed, context), AsCitizen)


def test_every_order_has_its_word() -> None:
    assert set(WORDS) == set(OrderKind)
