"""Says how the gateway is: one finding per check, each with its remedy, and the numbers behind it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import GatewayError
from sms_gateway.metrics import Snapshot
from sms_gateway.services import (
    carrier_findings,
    ground,
    identity,
    lineage,
    officer_findings,
    sending,
    standby,
    templates,
    tracing_findings,
    wording,
)
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.rules import fault_of
from sms_gateway.services.schema import RUNBOOK, unfit
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage import invariants, operations, refusals
from sms_gateway.storage.counted import TOLD
from sms_gateway.storage.dialect import plan_by_values
from sms_gateway.storage.migrations import Fit, look
from sms_gateway.storage.refusals import Waiting

STALE = timedelta(seconds=30)
COUNTED = timedelta(days=3)  # by then every old row should have been read again
REWORD = "Propose other texts for them in the console."
PARTS = ("web", "inbox", "outbox", "schedule")
PROMISES = {
    "I1": "every acknowledged SMS has exactly one outcome",
    "I2": "at most one acknowledgement SMS per ticket",
    "I3": "nothing stays past its deadline without an owner",
    "I4": "the states add up to the number of inbound rows",
}


def diagnose(office: Office, queue_fault: str | None, *, whole: bool = False) -> list[Finding]:
    """Every check in the order a person would look. *queue_fault* is what the queue said of itself.

    *whole*: every row is read, not only those behind what was counted.
    """
    findings = [
        Finding("configuration", True, f"env {office.settings.env}, public_url {office.settings.public_url}")
    ]
    try:
        office.sessions.ping()
    except GatewayError as error:
        return [*findings, Finding("database", False, error.what, error.remedy)]
    schema, waiting = _schema(office), standby.waiting(office)
    findings += [ground.writable(office), *standby.commits(waiting), schema]
    if schema.ok is not False:
        findings += _of_use(office, whole, waiting)
    findings += [
        _rules(office),
        _wording(office),
        _queue(queue_fault, office),
        *carrier_findings.usable(office),
        ground.disk(office),
        *ground.certificate(office),
        *tracing_findings.traces(office),
    ]
    return findings


def _of_use(office: Office, whole: bool, waiting: Waiting | None) -> Iterator[Finding]:
    """What only a database with a schema can tell."""
    yield _keys(office)
    yield ground.clock(office)
    yield standby.instead(_claims(office), waiting)
    yield from _of_store(snapshot(office, whole=whole), waiting)
    yield from carrier_findings.refused_countries(office)
    yield from carrier_findings.unanswered_countries(office)
    yield _sending(office)
    yield from officer_findings.of_officers(office)
    yield from carrier_findings.feeding(office)
    yield from _reworded(office)


def unready(office: Office) -> GatewayError | None:
    """Why no SMS can be taken now; None when one can."""
    try:
        with office.sessions.read() as session:
            operations.can_take(session)
            if refusals.read_only(session):
                return refusals.READ_ONLY
    except GatewayError as error:
        return error
    except SQLAlchemyError:
        return GatewayError("The database has no schema.", "Run `sms-gateway migrate`.")
    disk = ground.disk(office)
    if not disk.ok and office.settings.database.url is None:
        least = office.settings.limits.min_free_disk_mb
        told = f"The disk is full: {disk.detail}, less than limits.min_free_disk_mb, {least}."
        return GatewayError(told, disk.remedy)
    return None


def _schema(office: Office) -> Finding:
    found = look(office.sessions)
    told = f"{found.current or 'none'} of {found.newest}"
    if found.fit is Fit.AHEAD:
        told = f"{found.current}, newer than the {found.newest} of this program, which works on it"
        return Finding("migrations", None, told, f"Finish the upgrade, or the way back: see {RUNBOOK}.")
    fault = unfit(found)
    return Finding("migrations", fault is None, told, fault.remedy if fault else "")


def _keys(office: Office) -> Finding:
    """The keys at hand open what was sealed with those the database is written with."""
    unfit, behind = identity.of_database(office.sessions, office.vault)
    if unfit:
        return Finding("keys", False, f"other keys: {', '.join(unfit)}", "See docs/runbooks/keys.md.")
    if behind:
        remedy = "Run `sms-gateway keys rotate`; see docs/runbooks/keys.md."
        return Finding("keys", None, "open the canary, which is sealed under an older one", remedy)
    return Finding("keys", True, "open the canary")


def _sending(office: Office) -> Finding:
    runbook = "Run `sms-gateway outbox release`; see docs/runbooks/restore.md first."
    found = sending.state(office)
    if found.held is not None:
        counted = ", ".join(f"{count} {name}" for name, count in found.waiting.items())
        since = f"{found.held.since.astimezone(JAKARTA):%d/%m/%Y %H.%M} WIB"
        return Finding("sending", False, f"held ({found.held.why}) since {since}: {counted}", runbook)
    if not lineage.is_known(office.sessions, office.settings.data_dir):
        return Finding(
            "sending", False, "this is not the database this data directory knows: it will be held", runbook
        )
    return Finding("sending", True, "not held")


def _claims(office: Office) -> Finding:
    """Whatever a dead worker had claimed is taken up at once by another, while there is one."""
    with office.sessions.read() as session:
        plan_by_values(session)
        left, unsent = invariants.abandoned(session, STALE.total_seconds())
    if not left + unsent:
        return Finding("claims", True, "none left by a dead worker")
    lacking = [part for part, count in (("inbox", left), ("outbox", unsent)) if count]
    remedy = f"Start {' and '.join(f'`{_command(part)}`' for part in lacking)}, or `sms-gateway up`."
    told = f"{left} messages and {unsent} SMS left by a dead worker, taken up by nobody"
    return Finding("claims", False, told, f"{remedy} If it runs, its database is stuck: restart it.")


def _rules(office: Office) -> Finding:
    """The file as it is now: workers keep the rules they have when a new file has faults."""
    fault = fault_of(office.rules, office.settings.routing.rules)
    if fault is None:
        return Finding("routing rules", True, office.rules().version)
    file = office.settings.routing.rules
    return Finding("routing rules", False, fault.what.strip(), f"Run `sms-gateway routing check {file}`.")


def _wording(office: Office) -> Finding:
    """The texts as configured now: workers keep those they have when a new file has faults."""
    fault = wording.fault_of(office.settings)
    if fault is None:
        return Finding("sentences", True, office.wording().version)
    file = office.settings.templates.file
    remedy = f"Run `sms-gateway templates check {file}`." if file else "Correct templates.language."
    return Finding("sentences", False, fault.what.strip(), remedy)


def _reworded(office: Office) -> Iterator[Finding]:
    """Which sentences the console changed, and those of them that no longer pass the check."""
    found = templates.notice(office) if wording.fault_of(office.settings) is None else None
    if found is not None:
        well, told = found
        yield Finding("sentences of the console", well or None, told, "" if well else REWORD)


def _queue(fault: str | None, office: Office) -> Finding:
    if fault is None:
        return Finding("queue", True, "answers")
    embedded = office.settings.redis.url is None
    up = "Start the gateway with `sms-gateway up`, or name a server in redis.url"
    remedy = up if embedded else "Start Redis or correct redis.url"
    return Finding("queue", False, fault, f"{remedy}; messages are kept and worked slower.")


def _of_store(state: Snapshot, waiting: Waiting | None) -> Iterable[Finding]:
    yield from (standby.instead(each, waiting) for each in _alive(state))
    yield from carrier_findings.credentials(state)
    yield from carrier_findings.signatures(state)
    for name, count in state.invariants.items():
        remedy = "" if count == 0 else "See docs/runbooks/backlog.md."
        yield Finding(f"{name}", count == 0, f"{PROMISES[name]}: {count} violations", remedy)
    if state.counted_age > COUNTED.total_seconds():
        told = f"some were last counted {state.counted_age / 3600:.0f} h ago"
        yield Finding(
            "old rows", False, told, "Start `sms-gateway-worker schedule`; see docs/runbooks/growth.md."
        )
    if state.uncounted:
        told = (
            f"{_many(state.uncounted)} old rows were not looked at: the schedule counts them, "
            "some thousand a second"
        )
        yield Finding("old rows", None, told, "See docs/runbooks/growth.md if this lasts for hours.")
    for kind, count in state.overdue.items():
        if count:
            yield Finding(f"waiting for a person: {kind}", None, f"{count} past their time")
    total = sum(state.messages.values())
    yield Finding("messages", None, f"{total} in all: " + _listed(state.messages))
    yield Finding("outbox", None, f"{sum(state.outbox.values())} in all: " + _listed(state.outbox))


def _many(count: int) -> str:
    return f"{count}" if count < TOLD else f"{TOLD} or more"


def _alive(state: Snapshot) -> Iterator[Finding]:
    for part in PARTS:
        ages = [age for name, age in state.heartbeat_age.items() if name.startswith(f"{part}@")]
        well = bool(ages) and min(ages) < STALE.total_seconds()
        detail = f"alive {min(ages):.0f} s ago" if ages else "never seen"
        remedy = "" if well else f"Start it: `sms-gateway up`, or `{_command(part)}`."
        yield Finding(f"part {part}", well, detail, remedy)


def _command(part: str) -> str:
    return "sms-gateway serve" if part == "web" else f"sms-gateway-worker {part}"


def _listed(counts: object) -> str:
    items = counts.items() if isinstance(counts, dict) else ()
    return ", ".join(f"{state} {count}" for state, count in items if count) or "nothing yet"
