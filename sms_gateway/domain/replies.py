"""Every SMS of ours, rendered: one function per sentence, never longer than its limit.

Values are transliterated and measured after rendering. Names fall back from long to short to nothing.
The caller masks personal data in what it passes; nothing here does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.protection import words_of
from sms_gateway.domain.rendering import Name, Rendered, Value, clean, render, render_list, render_quote
from sms_gateway.domain.sentences import STATUS_SENTENCES, Sentence
from sms_gateway.domain.wording import Wording

__all__ = ["Name", "Rendered", "TicketLine"]


class TicketLine(Protocol):
    """What a list of reports shows of each."""

    @property
    def number(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def state(self) -> CaseState: ...


def plain(wording: Wording, sentence: Sentence) -> Rendered:
    """A sentence that needs no value: GREETING, HELP, ABUSE, SIM_REGISTRATION and the like."""
    return render(wording, sentence)


def ack(
    wording: Wording,
    number: str,
    problem: str,
    region: Name | None,
    verify_days: int,
    *,
    anonymous: bool = False,
    confidential: bool = False,
) -> Rendered:
    sentence = {
        (True, False): Sentence.ACK_ANONYMOUS,
        (False, True): Sentence.ACK_CONFIDENTIAL,
        (True, True): Sentence.ACK_BOTH,
    }.get((anonymous, confidential), Sentence.ACK)
    return render(wording, sentence, number=number, problem=problem, region=region, days=verify_days)


def ack_officer(wording: Wording, number: str, problem: str, region: Name | None, days: int) -> Rendered:
    """Of a report by somebody who is an officer as well."""
    fields: dict[str, Value] = {"number": number, "problem": problem, "region": region, "days": days}
    return render(wording, Sentence.ACK_OFFICER, **fields)


def ack_joined(wording: Wording, number: str, problem: str, place: Name | None, count: int) -> Rendered:
    """For a report put on the case of an earlier one; *count*: how many report it with this one."""
    return render(wording, Sentence.ACK_JOINED, number=number, problem=problem, place=place, count=count)


def emergency(
    wording: Wording, number: str, *, anonymous: bool = False, confidential: bool = False
) -> Rendered:
    """The only acknowledgement of a text that asks for rescue."""
    return render(wording, Sentence.EMERGENCY, number=number, flag=_flags(anonymous, confidential))


def distress(
    wording: Wording, number: str, *, anonymous: bool = False, confidential: bool = False
) -> Rendered:
    """The only acknowledgement of a text of somebody who wants to end the own life."""
    return render(wording, Sentence.DISTRESS, number=number, flag=_flags(anonymous, confidential))


def _flags(anonymous: bool, confidential: bool) -> str:
    return " ".join(words_of(anonymous=anonymous, confidential=confidential))


def forwarded(
    wording: Wording, number: str, agency: Name | None, days: int, due: datetime | None
) -> Rendered:
    return render(wording, Sentence.FORWARDED, number=number, agency=agency, days=days, due=due)


def answered(wording: Wording, number: str, agency: Name | None, answer: str, segments: int = 3) -> Rendered:
    """The agency's *answer*, cut at a word to fit *segments*."""
    return render_quote(wording, Sentence.ANSWERED, segments, answer, number=number, agency=agency)


def status_one(
    wording: Wording,
    number: str,
    problem: str,
    state: CaseState,
    agency: Name | None = None,
    since: datetime | None = None,
    due: datetime | None = None,
) -> Rendered:
    sentence = STATUS_SENTENCES[state]
    return render(wording, sentence, number=number, problem=problem, agency=agency, since=since, due=due)


def status_place(wording: Wording, number: str, problem: str, since: datetime) -> Rendered:
    """It waits for its place, which LOKASI tells."""
    return render(wording, Sentence.STATUS_PLACE, number=number, problem=problem, since=since)


def status_overdue(wording: Wording, number: str, agency: Name | None) -> Rendered:
    return render(wording, Sentence.STATUS_OVERDUE, number=number, agency=agency)


def status_list(wording: Wording, tickets: Sequence[TicketLine]) -> Rendered:
    """As many of *tickets*, newest first, as fit one segment, numbered from 1; `status_none` for none."""
    lines = [
        f"{place}) {line(ticket)}: {wording.states[ticket.state]}"
        for place, ticket in enumerate(tickets, start=1)
    ]
    return (
        render_list(wording, Sentence.STATUS_LIST, lines, " ")
        if lines
        else plain(wording, Sentence.STATUS_NONE)
    )


def status_none(wording: Wording) -> Rendered:
    return plain(wording, Sentence.STATUS_NONE)


def status_not_yours(wording: Wording, number: str) -> Rendered:
    """The same whether the number exists or not: only its own phone may learn of a report."""
    return render(wording, Sentence.STATUS_NOT_YOURS, number=number)


def status_mistyped(wording: Wording, number: str, suggestion: str | None, problem: str = "") -> Rendered:
    return render(wording, Sentence.STATUS_MISTYPED, number=number, suggestion=suggestion, problem=problem)


def status_web(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.STATUS_WEB, number=number)


def added(wording: Wording, number: str, agency: Name | None) -> Rendered:
    return render(wording, Sentence.ADDED, number=number, agency=agency)


def add_which(wording: Wording, tickets: Sequence[TicketLine]) -> Rendered:
    """*tickets* holds at least one."""
    return render_list(
        wording, Sentence.ADD_WHICH, [line(ticket) for ticket in tickets], ", ", number=tickets[0].number
    )


def add_empty(wording: Wording, number: str | None) -> Rendered:
    return render(wording, Sentence.ADD_EMPTY, number=number)


def cancel_ask(wording: Wording, number: str, problem: str, hours: int = 24) -> Rendered:
    return render(wording, Sentence.CANCEL_ASK, number=number, problem=problem, hours=hours)


def cancelled(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.CANCELLED, number=number)


def cancel_refused_answered(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.CANCEL_REFUSED_ANSWERED, number=number)


def cancel_kept(wording: Wording, number: str, problem: str = "") -> Rendered:
    return render(wording, Sentence.CANCEL_KEPT, number=number, problem=problem)


def cancel_which(wording: Wording, tickets: Sequence[TicketLine]) -> Rendered:
    """*tickets* holds at least one."""
    return render_list(
        wording, Sentence.CANCEL_WHICH, [line(ticket) for ticket in tickets], ", ", number=tickets[0].number
    )


def cancel_none(wording: Wording) -> Rendered:
    return plain(wording, Sentence.CANCEL_NONE)


def repeat(wording: Wording, number: str, state: CaseState) -> Rendered:
    return render(wording, Sentence.REPEAT, number=number, state=wording.states[state])


def repeat_or_new(wording: Wording, number: str, state: CaseState) -> Rendered:
    """`repeat` where BARU is served."""
    return render(wording, Sentence.REPEAT_OR_NEW, number=number, state=wording.states[state])


def separated(wording: Wording, number: str, verify_days: int) -> Rendered:
    return render(wording, Sentence.SEPARATED, number=number, days=verify_days)


def now_protected(wording: Wording, number: str, *, anonymous: bool) -> Rendered:
    """For a report that was there before it was asked to be anonymous, or else confidential."""
    return render(wording, Sentence.NOW_ANONYMOUS if anonymous else Sentence.NOW_CONFIDENTIAL, number=number)


def help_commands(wording: Wording) -> Rendered:
    return plain(wording, Sentence.HELP)


def stop(wording: Wording) -> Rendered:
    return plain(wording, Sentence.STOP)


def stop_one(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.STOP_ONE, number=number)


def start(wording: Wording, running: Sequence[TicketLine], due: datetime | None = None) -> Rendered:
    """*due* is the deadline of the one report when *running* holds exactly one."""
    if not running:
        return plain(wording, Sentence.START)
    if len(running) > 1:
        return render(wording, Sentence.START_SEVERAL, total=len(running))
    (ticket,) = running
    return render(
        wording, Sentence.START_ONE, number=ticket.number, state=wording.states[ticket.state], due=due
    )


def unclear(wording: Wording, ref: int | str) -> Rendered:
    """*ref* holds the digits of the review item: "88213" is shown as P-88213."""
    return render(wording, Sentence.UNCLEAR, ref=ref)


def by_hand(wording: Wording, ref: int | str) -> Rendered:
    """For a request that a person carries out."""
    return render(wording, Sentence.BY_HAND, ref=ref)


def review_unread(wording: Wording, ref: int | str) -> Rendered:
    """For a message that no person understood either."""
    return render(wording, Sentence.REVIEW_UNREAD, ref=ref)


def greeting(wording: Wording) -> Rendered:
    return plain(wording, Sentence.GREETING)


def sim_registration(wording: Wording) -> Rendered:
    return plain(wording, Sentence.SIM_REGISTRATION)


def abuse(wording: Wording) -> Rendered:
    return plain(wording, Sentence.ABUSE)


def too_many(wording: Wording, hours: int = 24) -> Rendered:
    return render(wording, Sentence.TOO_MANY, hours=hours)


def incomplete_parts(wording: Wording, number: str, arrived: int, total: int) -> Rendered:
    return render(wording, Sentence.INCOMPLETE_PARTS, number=number, arrived=arrived, total=total)


def mms(wording: Wording, number: str | None = None) -> Rendered:
    return render(wording, Sentence.MMS, number=number)


def private_matter(wording: Wording, number: str) -> Rendered:
    return render(wording, Sentence.PRIVATE_MATTER, number=number)


def nothing_pending(wording: Wording) -> Rendered:
    return plain(wording, Sentence.NOTHING_PENDING)


def erase_ask(wording: Wording, code: str) -> Rendered:
    return render(wording, Sentence.ERASE_ASK, code=code)


def erase_accepted(wording: Wording, code: str) -> Rendered:
    return render(wording, Sentence.ERASE_ACCEPTED, code=code)


def erase_wrong(wording: Wording) -> Rendered:
    return plain(wording, Sentence.ERASE_WRONG)


def line(ticket: TicketLine) -> str:
    """A ticket in a list: its number and what it is about."""
    return f"{ticket.number} {clean(ticket.problem, 20)}".strip()
