"""What time does to cases: sure ones leave, late ones are called late, silent ones closed, old ones alarmed.

Driven by the database: each round finds what is due, a case and a transaction at a time, and decides again
under its lock. So it may stop anywhere, run late or run twice, and still says everything once.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain import news_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.lifecycle import Move, Mover, Refused
from sms_gateway.services import news, review_tickets
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.moving import By, forward
from sms_gateway.services.news import News
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import due_cases, standings

BATCH = 100
ACTOR = "clock"
DESK = "desk"
Find = Callable[[Session, int], list[int]]  # at most so many
Step = Callable[[Hold], bool]
log = logs.get("deadlines")


def run(office: Office, mine: Mine = always) -> int:
    """One round over all that time brings, while it is *mine* to do; returns how many cases changed.

    Forwarding comes first: what has just got an agency is not called late for having had none.
    """
    rounds = (forward_sure, call_late, close_silent, alarm)
    changed = sum(each(office, mine) for each in rounds)
    with office.sessions.begin() as session:
        review_tickets.close_settled(session, office)
    return changed


def forward_sure(office: Office, mine: Mine = always) -> int:
    """Forward what was routed with at least `routing.forward` and left alone for `limits.verify_minutes`."""
    enough = office.settings.routing.forward
    if enough is None:
        return 0
    before = office.now() - timedelta(minutes=office.settings.limits.verify_minutes)
    return each_case(
        lambda session, most: due_cases.sure(session, enough, before, most), _forward, office, mine
    )


def call_late(office: Office, mine: Mine = always) -> int:
    """Tell the reporters of every case past its deadline who was reminded; once for each deadline."""
    now = office.now()
    return each_case(lambda session, most: due_cases.overdue(session, now, most), _call_late, office, mine)


def close_silent(office: Office, mine: Mine = always) -> int:
    """Close what was answered when no reporter said a word for `limits.close_working_days`."""
    now = office.now()
    return each_case(lambda session, most: due_cases.silent(session, now, most), _close, office, mine)


def alarm(office: Office, mine: Mine = always) -> int:
    """Escalate what is open past `limits.final_days`, once; doctor counts it until it has ended."""
    before = office.now() - timedelta(days=office.settings.limits.final_days)
    return each_case(lambda session, most: due_cases.beyond(session, before, most), _alarm, office, mine)


def each_case(find: Find, step: Step, office: Office, mine: Mine) -> int:
    """Do *step* for all that *find* finds, batch by batch; one that fails is left for the next round."""
    changed = 0
    failed: set[int] = set()
    while batch := _found(find, failed, office):
        for case_id in batch:
            if not mine():
                return changed
            if _done(case_id, step, office):
                changed += 1
            else:
                failed.add(case_id)
    return changed


def _found(find: Find, failed: set[int], office: Office) -> list[int]:
    """Those that failed are found again, and must not keep the others from being found."""
    with office.sessions.read() as session:
        return [case_id for case_id in find(session, BATCH + len(failed)) if case_id not in failed]


def _done(case_id: int, step: Step, office: Office) -> bool:
    try:
        return hold(partial(_same, case_id), step, office) or False
    except Exception as error:
        log.error("deadline not worked", case_id=case_id, **logs.fault(error))
        return False


def _same(case_id: int, session: Session) -> int:
    return case_id


def _forward(held: Hold) -> bool:
    number = next((each.number for each in held.reporters), None)
    if number is None or held.case.agency is None or held.case.state is not CaseState.UNVERIFIED:
        return False
    forward(number, held.case.agency, By(ACTOR, Mover.CLOCK), held)
    return True


def _call_late(held: Hold) -> bool:
    case = held.case
    clocks = [moment for moment in (case.due_at, case.other_due_at) if moment is not None]
    late = case.due_at is not None and min(clocks) < held.now and case.overdue_told_at is None
    if not late or case.state not in due_cases.RUNNING:
        return False
    before = CaseState(case.before_asking) if case.before_asking else case.state
    verifying = before is CaseState.UNVERIFIED and not case.returns  # sent back, the answer is what is late
    reminded = DESK if verifying or case.agency is None else case.agency
    standings.change(held.session, case.id, overdue_told_at=held.now)
    due = min(clocks).isoformat()
    event = held.record("overdue", ACTOR, due=due, reminded=reminded, state=str(case.state))
    agency = held.agency(case.agency)
    news.tell(
        News(
            news.OVERDUE,
            event,
            lambda each: news_replies.overdue(held.wording, each, agency, verifying=verifying),
        ),
        held,
    )
    return True


def _close(held: Hold) -> bool:
    case, limits = held.case, held.office.settings.limits
    there = held.after(Move.EXPIRE, Mover.CLOCK)
    if isinstance(there, Refused) or case.due_at is None or case.due_at >= held.now:
        return False
    spoke = due_cases.last_word(held.session, case.id, case.state_since)
    until = held.calendar.due(spoke, limits.close_working_days) if spoke else case.due_at
    if until >= held.now:  # somebody said something since: the days of silence begin there
        standings.change(held.session, case.id, due_at=until)
        return True
    held.store(there)
    event = held.record("expired", ACTOR)
    days, reopen = limits.close_working_days, limits.reopen_days
    news.tell(
        News(news.CLOSED, event, lambda each: news_replies.closed(held.wording, each, days, reopen)), held
    )
    return True


def _alarm(held: Hold) -> bool:
    held.record(due_cases.FINAL, ACTOR, state=str(held.case.state), agency=held.case.agency)
    return True
