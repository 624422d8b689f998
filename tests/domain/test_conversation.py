"""What one message means: each row is a text somebody sent, in the situation they sent it in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parsers.complaint import Command, Failure, Kind, Missing, Parsed, Place, Urgency, Verb
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.conversation import BY_HAND, decide, outcome
from sms_gateway.domain.decisions import (
    AddEmpty,
    AddInfo,
    AddWhich,
    Answer,
    AskCancel,
    Cancel,
    CancelNone,
    CancelRefused,
    CancelWhich,
    Decision,
    Help,
    HideNext,
    Ignore,
    KeepTicket,
    ListStatus,
    Mistyped,
    NothingPending,
    NoTickets,
    NotYours,
    OpenAnyway,
    OpenTicket,
    Protect,
    Repeat,
    Review,
    Separate,
    ShowStatus,
    Start,
    Stop,
    WebNumber,
    WhichMeant,
    WhichTicket,
)
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.place_decisions import LocationEmpty, PlaceAnswer, PlaceOther, Relocate
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute, Rate, Reopen, ReopenLate

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
ROAD = TicketView(1, "24183567", CaseState.WORKING, "jalan rusak", NOW - timedelta(days=1))
WATER = TicketView(2, "24183617", CaseState.UNVERIFIED, "air mati", NOW - timedelta(days=2))
ANSWERED = TicketView(3, "24170025", CaseState.ANSWERED, "bansos", NOW - timedelta(days=9))
DONE = TicketView(4, "24183994", CaseState.DONE, "sampah", NOW - timedelta(days=40))


def said(verb: Verb, ticket: str | None = None, rest: str = "") -> Parsed:
    return Parsed(Kind.COMMAND, command=Command(verb, ticket, rest))


def knowing(
    *tickets: TicketView, question: Question | None = None, repeat: TicketView | None = None
) -> Context:
    return Context(tickets, question, repeat, NOW)


def asked(kind: QuestionKind, *ids: int, left: timedelta = timedelta(hours=1)) -> Question:
    return Question(7, kind, ids, NOW + left)


ANSWERED_TOO = replace(ANSWERED, id=5, number="24183625")
FRESH = replace(DONE, id=6, number="24184021", reopenable=True)
ARCHIVED = replace(DONE, id=7, number="24184037", state=CaseState.ARCHIVED, reopenable=True)
WHERE = asked(QuestionKind.PLACE, 2)
WHICH = replace(asked(QuestionKind.PLACE_CHOICE, 2), options=("32.01", "32.76"))
AGAIN = replace(WHERE, options=("32.01.06",))
PLACE_ONLY = Parsed(
    Kind.REPORT, "ds sukamaju", place=Place(candidates=("32.01", "32.76")), missing=(Missing.PROBLEM,)
)
LAMP = Parsed(Kind.REPORT, "lampu mati", topics=(("penerangan_jalan", 0.9),), missing=(Missing.PLACE,))
MORE = Parsed(Kind.REPORT, "tambahan pak", missing=(Missing.PLACE, Missing.PROBLEM))
CANCEL_ROAD = asked(QuestionKind.CANCEL, 1)
LISTED = asked(QuestionKind.STATUS_LIST, 1, 2)
REPEATED_ROAD = asked(QuestionKind.REPEAT, 1)

CASES: list[tuple[str, Parsed, Context, Decision]] = [
    # STATUS
    ("status of an own number", said(Verb.STATUS, "24183567"), knowing(ROAD, WATER), ShowStatus(ROAD)),
    (
        "status of an own finished report",
        said(Verb.STATUS, "24183994"),
        knowing(ROAD, DONE),
        ShowStatus(DONE),
    ),
    ("status of another phone's number", said(Verb.STATUS, "24184021"), knowing(ROAD), NotYours("24184021")),
    ("status with a typing error", said(Verb.STATUS, "24183576"), knowing(ROAD), Mistyped("24183576", ROAD)),
    (
        "a typing error near nothing",
        said(Verb.STATUS, "24183576"),
        knowing(ANSWERED),
        Mistyped("24183576", None),
    ),
    ("one digit too many", said(Verb.STATUS, "241835677"), knowing(ROAD), Mistyped("241835677", ROAD)),
    ("a number of the web service", said(Verb.STATUS, "2418356"), knowing(ROAD), WebNumber("2418356")),
    ("status without a report", said(Verb.STATUS), knowing(), NoTickets()),
    ("status with one open report", said(Verb.STATUS), knowing(ROAD, DONE), ShowStatus(ROAD)),
    ("status with only a finished report", said(Verb.STATUS), knowing(DONE), ShowStatus(DONE)),
    ("status with several", said(Verb.STATUS), knowing(ROAD, WATER, DONE), ListStatus((ROAD, WATER))),
    # a digit
    ("a listed digit", said(Verb.CHOICE, rest="2"), knowing(ROAD, WATER, question=LISTED), ShowStatus(WATER)),
    ("a digit as number", said(Verb.CHOICE, "1"), knowing(ROAD, WATER, question=LISTED), ShowStatus(ROAD)),
    ("a digit not listed", said(Verb.CHOICE, rest="3"), knowing(ROAD, question=LISTED), WhichMeant("3", 2)),
    ("a foreign digit", said(Verb.CHOICE, rest="٢"), knowing(ROAD, WATER, question=LISTED), WhichMeant("")),
    ("a digit to no question", said(Verb.CHOICE, rest="2"), knowing(ROAD), WhichMeant("2")),
    ("a rating", said(Verb.CHOICE, rest="4"), knowing(ANSWERED), Rate(ANSWERED, 4)),
    ("no rating", said(Verb.CHOICE, rest="6"), knowing(ANSWERED), WhichMeant("6")),
    ("a rating that fits two", said(Verb.CHOICE, rest="4"), knowing(ANSWERED, ANSWERED_TOO), WhichMeant("4")),
    (
        "a rating of the one that asked last",
        said(Verb.CHOICE, rest="4"),
        knowing(ANSWERED, ANSWERED_TOO, question=asked(QuestionKind.RATING, 5)),
        Rate(ANSWERED_TOO, 4),
    ),
    (
        "a digit beside the list rates nothing",
        said(Verb.CHOICE, rest="3"),
        knowing(ANSWERED, question=asked(QuestionKind.STATUS_LIST, 3)),
        WhichMeant("3"),
    ),
    (
        "a rating of what is not answered any more",
        said(Verb.CHOICE, rest="4"),
        knowing(ROAD, question=asked(QuestionKind.RATING, 1)),
        WhichMeant("4"),
    ),
    # TAMBAH
    (
        "info for a number",
        said(Verb.ADD, "24183567", "ada lagi"),
        knowing(ROAD, WATER),
        AddInfo(ROAD, "ada lagi"),
    ),
    (
        "info with one open report",
        said(Verb.ADD, rest="ada lagi"),
        knowing(ROAD, DONE),
        AddInfo(ROAD, "ada lagi"),
    ),
    (
        "info that fits two",
        said(Verb.ADD, rest="ada lagi"),
        knowing(ROAD, WATER),
        AddWhich((ROAD, WATER), "ada lagi"),
    ),
    ("info without words", said(Verb.ADD, "24183567", " "), knowing(ROAD), AddEmpty(ROAD)),
    ("TAMBAH alone", said(Verb.ADD), knowing(ROAD, WATER), AddEmpty(None)),
    ("info without a report", said(Verb.ADD, rest="ada lagi"), knowing(), Review("add-without-ticket")),
    (
        "info for a finished report",
        said(Verb.ADD, "24183994", "lagi"),
        knowing(DONE),
        Review("add-to-finished"),
    ),
    (
        "info for another's number",
        said(Verb.ADD, "24184021", "lagi"),
        knowing(ROAD),
        NotYours("24184021", "lagi"),
    ),
    (
        "info with a typing error",
        said(Verb.ADD, "24183576", "lagi"),
        knowing(ROAD),
        Mistyped("24183576", ROAD, "lagi"),
    ),
    # BATAL, YA, TIDAK
    ("cancel a number", said(Verb.CANCEL, "24183567"), knowing(ROAD, WATER), AskCancel(ROAD)),
    ("cancel the only open one", said(Verb.CANCEL), knowing(ROAD, DONE), AskCancel(ROAD)),
    ("cancel with several", said(Verb.CANCEL), knowing(ROAD, WATER), CancelWhich((ROAD, WATER))),
    ("cancel the only one not answered", said(Verb.CANCEL), knowing(ROAD, ANSWERED), AskCancel(ROAD)),
    ("cancel without an open one", said(Verb.CANCEL), knowing(DONE), CancelNone()),
    ("cancel an answered one", said(Verb.CANCEL, "24170025"), knowing(ANSWERED), CancelRefused(ANSWERED)),
    ("cancel when all are answered", said(Verb.CANCEL), knowing(ANSWERED), CancelRefused(ANSWERED)),
    ("cancel a finished one", said(Verb.CANCEL, "24183994"), knowing(DONE), ShowStatus(DONE)),
    ("yes to cancelling", said(Verb.YES), knowing(ROAD, question=CANCEL_ROAD), Cancel(ROAD)),
    ("yes with the number", said(Verb.YES, "24183567"), knowing(ROAD, question=CANCEL_ROAD), Cancel(ROAD)),
    (
        "yes with another number",
        said(Verb.YES, "24183617"),
        knowing(ROAD, WATER, question=CANCEL_ROAD),
        NothingPending(),
    ),
    ("no to cancelling", said(Verb.NO), knowing(ROAD, question=CANCEL_ROAD), KeepTicket(ROAD)),
    (
        "yes after the agency answered",
        said(Verb.YES),
        knowing(ANSWERED, question=asked(QuestionKind.CANCEL, 3)),
        CancelRefused(ANSWERED),
    ),
    (
        "yes to a finished one",
        said(Verb.YES),
        knowing(DONE, question=asked(QuestionKind.CANCEL, 4)),
        ShowStatus(DONE),
    ),
    (
        "no to a finished one",
        said(Verb.NO),
        knowing(DONE, question=asked(QuestionKind.CANCEL, 4)),
        ShowStatus(DONE),
    ),
    (
        "yes too late",
        said(Verb.YES),
        knowing(ROAD, question=asked(QuestionKind.CANCEL, 1, left=timedelta(0))),
        NothingPending(),
    ),
    ("yes to nothing", said(Verb.YES), knowing(ROAD), NothingPending()),
    ("no to nothing", said(Verb.NO), knowing(ROAD), NothingPending()),
    (
        "yes to a guessed number",
        said(Verb.YES),
        knowing(ROAD, question=asked(QuestionKind.STATUS_GUESS, 1)),
        ShowStatus(ROAD),
    ),
    (
        "no to a guessed number",
        said(Verb.NO),
        knowing(ROAD, WATER, question=asked(QuestionKind.STATUS_GUESS, 1)),
        ListStatus((ROAD, WATER)),
    ),
    ("yes to a list", said(Verb.YES), knowing(ROAD, WATER, question=LISTED), NothingPending()),
    (
        "yes about a ticket that is gone",
        said(Verb.YES),
        knowing(question=CANCEL_ROAD),
        NothingPending(),
    ),
    # ANONIM, RAHASIA
    (
        "anonymous report",
        said(Verb.ANONYMOUS, rest="pungli"),
        knowing(),
        OpenTicket("pungli", anonymous=True),
    ),
    (
        "confidential report",
        said(Verb.CONFIDENTIAL, rest="pungli"),
        knowing(),
        OpenTicket("pungli", confidential=True),
    ),
    (
        "both flags",
        said(Verb.ANONYMOUS, rest="RAHASIA pungli di  rsud"),
        knowing(),
        OpenTicket("pungli di  rsud", anonymous=True, confidential=True),
    ),
    ("ANONIM alone", said(Verb.ANONYMOUS), knowing(ROAD), HideNext(True, False)),
    (
        "ANONIM alone behind RAHASIA alone",
        said(Verb.ANONYMOUS),
        knowing(ROAD, question=replace(asked(QuestionKind.HIDDEN), options=("confidential",))),
        HideNext(True, True),
    ),
    ("ANONIM RAHASIA alone", said(Verb.ANONYMOUS, rest="rahasia"), knowing(ROAD), HideNext(True, True)),
    ("ANONIM for a number", said(Verb.ANONYMOUS, "24183567"), knowing(ROAD), Protect(ROAD, True, False)),
    ("RAHASIA for a number", said(Verb.CONFIDENTIAL, "24183567"), knowing(ROAD), Protect(ROAD, False, True)),
    ("ANONIM for another's", said(Verb.ANONYMOUS, "24184021"), knowing(ROAD), NotYours("24184021")),
    ("ANONIM and more", said(Verb.ANONYMOUS, "24183567", "x"), knowing(ROAD), Review(BY_HAND)),
    ("BARU to a repeat", said(Verb.NEW), knowing(ROAD, question=REPEATED_ROAD), OpenAnyway(ROAD)),
    ("BARU to nothing", said(Verb.NEW), knowing(ROAD), NothingPending()),
    ("BARU to another question", said(Verb.NEW), knowing(ROAD, question=CANCEL_ROAD), NothingPending()),
    ("YA to a repeat", said(Verb.YES), knowing(ROAD, question=REPEATED_ROAD), NothingPending()),
    ("BEDA for a number", said(Verb.SEPARATE, "24183567"), knowing(ROAD), Separate((ROAD,))),
    ("BEDA alone", said(Verb.SEPARATE), knowing(ROAD, WATER), Separate((ROAD, WATER))),
    ("BEDA without a report", said(Verb.SEPARATE), knowing(), NoTickets()),
    ("BEDA for a finished one", said(Verb.SEPARATE, DONE.number), knowing(DONE), ShowStatus(DONE)),
    ("BEDA for another's", said(Verb.SEPARATE, "24184021"), knowing(ROAD), NotYours("24184021")),
    (
        "the same text, now anonymous",
        said(Verb.ANONYMOUS, rest="pungli"),
        knowing(ROAD, repeat=ROAD),
        OpenTicket("pungli", anonymous=True),
    ),
    (
        "the same anonymous text again",
        said(Verb.ANONYMOUS, rest="pungli"),
        knowing(repeat=replace(ROAD, anonymous=True)),
        Repeat(replace(ROAD, anonymous=True)),
    ),
    # the rest
    ("help", said(Verb.HELP), knowing(ROAD), Help()),
    ("stop", said(Verb.STOP), knowing(ROAD), Stop(None)),
    ("stop one", said(Verb.STOP, "24183567"), knowing(ROAD), Stop(ROAD)),
    ("stop another's", said(Verb.STOP, "24184021"), knowing(ROAD), NotYours("24184021")),
    ("start", said(Verb.START), knowing(ROAD, DONE), Start((ROAD,))),
    # BELUM, BUKA
    ("dispute", said(Verb.DISPUTE, "24170025", "pasir"), knowing(ANSWERED), Dispute(ANSWERED, "pasir")),
    (
        "dispute the only answer",
        said(Verb.DISPUTE, rest="pasir"),
        knowing(ROAD, ANSWERED),
        Dispute(ANSWERED, "pasir"),
    ),
    ("dispute of what is done", said(Verb.DISPUTE, "24184021"), knowing(FRESH), Dispute(FRESH)),
    (
        "dispute that fits two",
        said(Verb.DISPUTE),
        knowing(ANSWERED, ANSWERED_TOO),
        WhichTicket((ANSWERED, ANSWERED_TOO), "BELUM"),
    ),
    ("dispute before an answer", said(Verb.DISPUTE, "24183567"), knowing(ROAD), ShowStatus(ROAD)),
    (
        "dispute with words before an answer",
        said(Verb.DISPUTE, "24183567", "mana"),
        knowing(ROAD),
        AddInfo(ROAD, "mana"),
    ),
    ("dispute too late", said(Verb.DISPUTE, "24183994", "lagi"), knowing(DONE), ReopenLate(DONE, "lagi")),
    ("dispute of another's", said(Verb.DISPUTE, "24183994", "x"), knowing(ROAD), NotYours("24183994", "x")),
    ("reopen", said(Verb.REOPEN, "24184021", "lagi"), knowing(FRESH), Reopen(FRESH, "lagi")),
    ("reopen the only one that ended", said(Verb.REOPEN), knowing(ROAD, FRESH, DONE), Reopen(FRESH)),
    ("reopen too late", said(Verb.REOPEN, "24183994"), knowing(DONE), ReopenLate(DONE)),
    ("reopen an answered one", said(Verb.REOPEN, "24170025"), knowing(ANSWERED), Dispute(ANSWERED)),
    ("reopen an open one", said(Verb.REOPEN, "24183567"), knowing(ROAD), ShowStatus(ROAD)),
    ("info for an archived one", said(Verb.ADD, "24184037", "x"), knowing(ARCHIVED), Reopen(ARCHIVED, "x")),
    # LOKASI
    ("a place", said(Verb.LOCATION, "24183567", "garut"), knowing(ROAD, WATER), Relocate(ROAD, "garut")),
    (
        "a place for the only one",
        said(Verb.LOCATION, rest="garut"),
        knowing(ROAD, DONE),
        Relocate(ROAD, "garut"),
    ),
    (
        "a place for the one that was asked about",
        said(Verb.LOCATION, rest="garut"),
        knowing(ROAD, WATER, question=asked(QuestionKind.PLACE, 2)),
        Relocate(WATER, "garut"),
    ),
    (
        "a place that fits two",
        said(Verb.LOCATION, rest="garut"),
        knowing(ROAD, WATER),
        WhichTicket((ROAD, WATER), "LOKASI", "garut"),
    ),
    ("LOKASI alone", said(Verb.LOCATION, "24183567"), knowing(ROAD), LocationEmpty(ROAD)),
    (
        "a place of a finished one",
        said(Verb.LOCATION, "24183994", "x"),
        knowing(DONE),
        Review("location-of-finished"),
    ),
    # questions about the place
    ("an answer", PLACE_ONLY, knowing(ROAD, WATER, question=WHERE), PlaceAnswer(WATER, "ds sukamaju")),
    ("a problem of its own", LAMP, knowing(ROAD, WATER, question=WHERE), OpenTicket("lampu mati")),
    (
        "a place to a question past its time",
        PLACE_ONLY,
        knowing(ROAD, WATER, question=replace(WHERE, expires_at=NOW)),
        OpenTicket("ds sukamaju"),
    ),
    (
        "a place for a ticket that ended",
        PLACE_ONLY,
        knowing(DONE, question=asked(QuestionKind.PLACE, 4)),
        OpenTicket("ds sukamaju"),
    ),
    (
        "a listed place",
        said(Verb.CHOICE, rest="2"),
        knowing(WATER, question=WHICH),
        PlaceAnswer(WATER, "", "32.76"),
    ),
    ("another place", said(Verb.CHOICE, rest="3"), knowing(WATER, question=WHICH), PlaceOther(WATER)),
    ("no place of the list", said(Verb.CHOICE, rest="4"), knowing(WATER, question=WHICH), WhichMeant("4", 3)),
    (
        "a digit to an open place question",
        said(Verb.CHOICE, rest="1"),
        knowing(WATER, question=WHERE),
        WhichMeant("1"),
    ),
    ("YA to nothing proposed", said(Verb.YES), knowing(WATER, question=WHERE), NothingPending()),
    (
        "YA to the last place",
        said(Verb.YES),
        knowing(WATER, question=AGAIN),
        PlaceAnswer(WATER, "", "32.01.06"),
    ),
    ("TIDAK to the last place", said(Verb.NO), knowing(WATER, question=AGAIN), PlaceOther(WATER)),
    # follow-ups
    ("a follow-up of the only one", MORE, knowing(ROAD, DONE), AddInfo(ROAD, "tambahan pak")),
    ("a follow-up with two open", MORE, knowing(ROAD, WATER), OpenTicket("tambahan pak")),
    ("a follow-up with none open", MORE, knowing(DONE), OpenTicket("tambahan pak")),
    ("a place of the only one", PLACE_ONLY, knowing(ROAD), AddInfo(ROAD, "ds sukamaju")),
    ("another problem", LAMP, knowing(ROAD), OpenTicket("lampu mati")),
    ("officer verb", said(Verb.ANSWER, "3", "sudah"), knowing(), Review(BY_HAND)),
    ("report", Parsed(Kind.REPORT, "jalan rusak"), knowing(), OpenTicket("jalan rusak")),
    (
        "report while a question is open",
        Parsed(Kind.REPORT, "jalan rusak"),
        knowing(ROAD, question=CANCEL_ROAD),
        OpenTicket("jalan rusak"),
    ),
    (
        "emergency",
        Parsed(Kind.REPORT, "kebakaran", urgency=Urgency.EMERGENCY),
        knowing(),
        OpenTicket("kebakaran", urgency=Urgency.EMERGENCY),
    ),
    (
        "report whose flag word was taken off",
        Parsed(Kind.REPORT, "pungli", command=Command(Verb.ANONYMOUS)),
        knowing(),
        OpenTicket("pungli", anonymous=True),
    ),
    ("repeat", Parsed(Kind.REPORT, "jalan rusak"), knowing(ROAD, repeat=ROAD), Repeat(ROAD)),
]


@pytest.mark.parametrize(
    ("parsed", "context", "meaning"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_a_message_means(parsed: Parsed, context: Context, meaning: Decision) -> None:
    assert decide(parsed, context) == meaning


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (Failure.EMPTY, Answer(Sentence.GREETING, "empty")),
        (Failure.GREETING, Answer(Sentence.GREETING, "greeting")),
        (Failure.TEST, Answer(Sentence.GREETING, "test")),
        (Failure.WRONG_ADDRESS, Answer(Sentence.GREETING, "wrong_address")),
        (Failure.SIM_REGISTRATION, Answer(Sentence.SIM_REGISTRATION, "sim_registration")),
        (Failure.SPAM, Ignore("spam")),
        (Failure.ADVERT, Ignore("advert")),
        (Failure.FRAUD, Review("fraud", Failure.FRAUD, None)),
        (Failure.ABUSE, Review("abuse", Failure.ABUSE, Sentence.ABUSE)),
        (Failure.UNCLEAR, Review("unclear", Failure.UNCLEAR, Sentence.UNCLEAR)),
        (None, Review("unclear", Failure.UNCLEAR, Sentence.UNCLEAR)),
    ],
)
def test_what_is_no_report_is_answered_kept_or_read_by_a_person(
    failure: Failure | None, meaning: Decision
) -> None:
    assert decide(Parsed(Kind.NOT_A_REPORT, failure=failure), knowing(ROAD)) == meaning


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (OpenTicket("x"), MessageState.TICKET),
        (Repeat(ROAD), MessageState.REPEAT),
        (AddInfo(ROAD, "x"), MessageState.ATTACHED),
        (AddWhich((ROAD, WATER), "x"), MessageState.REVIEW),
        (Mistyped("24183576", ROAD), MessageState.COMMAND),
        (Mistyped("24183576", ROAD, "x"), MessageState.REVIEW),
        (NotYours("24184021", "x"), MessageState.REVIEW),
        (WebNumber("2418356", "x"), MessageState.REVIEW),
        (Review("unclear"), MessageState.REVIEW),
        (Answer(Sentence.GREETING, "greeting"), MessageState.IGNORED),
        (Ignore("spam"), MessageState.IGNORED),
        (NothingPending(), MessageState.COMMAND),
        (Cancel(ROAD), MessageState.COMMAND),
        (PlaceAnswer(ROAD, "garut"), MessageState.ATTACHED),
        (Relocate(ROAD, "garut"), MessageState.ATTACHED),
        (Dispute(ANSWERED, "pasir"), MessageState.ATTACHED),
        (Dispute(ANSWERED), MessageState.COMMAND),
        (ReopenLate(DONE, "lagi"), MessageState.REVIEW),
        (WhichTicket((ROAD, WATER), "LOKASI", "garut"), MessageState.REVIEW),
    ],
)
def test_a_decision_has_one_outcome(decision: Decision, state: MessageState) -> None:
    assert outcome(decision) is state
