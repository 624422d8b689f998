"""The agency directory in force, and the one way to change it: checked, shown, then done whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from parsers import Knowledge
from sms_gateway import logs
from sms_gateway.catalog.agencies import agencies_file
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.domain.amendments import Amendment, Change, PastChange, plan
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.storage import agencies
from sms_gateway.storage.engine import Sessions

LOOK_SECONDS = 2.0
log = logs.get("agencies")


class AgencyBook:
    """The directory in force in this process.

    A call never reads once there is one: a transaction may be open. `look` takes over changes, between
    batches, and asks the database at most every LOOK_SECONDS.
    """

    def __init__(
        self, sessions: Sessions, knowledge: Callable[[], Knowledge], monotonic: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._knowledge = knowledge
        self._monotonic = monotonic
        self._lock = Lock()
        self._directory: AgencyDirectory | None = None
        self._look_at = 0.0

    def __call__(self) -> AgencyDirectory:
        """The directory in force. Raises StoreUnavailable, but only when there is none yet."""
        with self._lock:
            if self._directory is None:
                self._directory = in_force(self._sessions, self._knowledge())
                self._look_at = self._monotonic() + LOOK_SECONDS
            return self._directory

    def look(self) -> None:
        """Take over what was changed; without a database everything stays."""
        with self._lock:
            known = self._directory
            if known is None or self._monotonic() < self._look_at:
                return
            self._look_at = self._monotonic() + LOOK_SECONDS
            try:
                self._directory = _newer(known, self._sessions)
            except StoreUnavailable:
                return
        if self._directory is not known:
            log.info("agencies changed", before=known.version, agencies_version=self._directory.version)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import or a person would change at *revision* of the directory, and how it would be then."""

    changes: tuple[Change, ...]
    revision: int
    after: AgencyDirectory


def packaged(knowledge: Knowledge) -> AgencyDirectory:
    """The directory without any deviation."""
    return AgencyDirectory(packaged_offices(), region_names(knowledge))


def in_force(sessions: Sessions, knowledge: Knowledge) -> AgencyDirectory:
    """The directory with the deviations of the database. Raises StoreUnavailable."""
    return _newer(packaged(knowledge), sessions)


def _newer(known: AgencyDirectory, sessions: Sessions) -> AgencyDirectory:
    with sessions.read() as session:
        revision = agencies.revision(session)
        if revision == known.revision:
            return known
        return AgencyDirectory(known.offices, known.names, agencies.deviations(session), revision)


def read_amendments(path: Path) -> list[Amendment]:
    """What *path* asks for. Raises CatalogFault with every fault, a missing file being one."""
    try:
        return agencies_file(path)
    except OSError as error:
        told = Fault(str(path), 1, f"cannot be read: {error.strerror}", "Correct the path.")
        raise CatalogFault([told]) from None


def propose(wanted: Sequence[Amendment], source: str, office: Office, whole: bool = False) -> Proposal:
    """What *wanted* would change. *whole*: agencies it does not name lose their deviations. Writes nothing.

    Raises CatalogFault with everything that cannot be done, by the lines of *source*; StoreUnavailable.
    """
    directory = in_force(office.sessions, office.knowledge())
    planned = plan(directory, wanted, whole)
    if planned.refusals:
        raise CatalogFault([Fault(source, *refusal) for refusal in planned.refusals])
    return Proposal(planned.changes, directory.revision, planned.after)


def carry_out(proposal: Proposal, actor: str, office: Office) -> bool:
    """Do what was proposed; False, and nothing is done, when the directory has changed since."""
    now = office.now()
    with office.sessions.begin() as session:
        agencies.lock(session)
        if agencies.revision(session) != proposal.revision:
            return False
        for each in proposal.changes:
            agencies.change(session, each.code, each.was, each.now, actor[:64], now)
    log.info("agencies changed by a person", changes=len(proposal.changes))
    return True


def history(code: str, office: Office) -> list[PastChange]:
    """Who changed the agency *code* and when, newest first."""
    with office.sessions.read() as session:
        return agencies.history(session, code)
