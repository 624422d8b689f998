"""An import of officers: every fault at once, the difference first, then one transaction an officer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.officers import Line, officers_file
from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.msisdn import masked, normalise
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.zones import zone_of
from sms_gateway.services import officers as enrolment
from sms_gateway.services.office import Office
from sms_gateway.services.officer_changes import Details, alter
from sms_gateway.services.officer_hold import OfficerRefused, resolved, stand_in
from sms_gateway.storage import officers, senders
from sms_gateway.storage.officers import OfficerRow

Known = Mapping[str, OfficerRow]


class Kind(StrEnum):
    """What an import does to one phone."""

    ADDED = "added"
    CHANGED = "changed"
    AGAIN = "enrolled again"


SIGNS = {Kind.ADDED: "+", Kind.AGAIN: "+", Kind.CHANGED: "~"}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one phone; *fields* are those that differ, as a person reads them."""

    kind: Kind
    wanted: Candidate
    fields: tuple[str, ...]

    def __str__(self) -> str:
        told = ", ".join(self.fields)
        phone = masked(normalise(self.wanted.phone).e164)
        return f"{SIGNS[self.kind]} {self.kind:14} {phone:14} {self.wanted.agency:20} {told}"


def propose(path: Path, office: Office) -> list[Change]:
    """What *path* would change, line by line. Writes nothing.

    Raises CatalogFault with everything that cannot be done, by line; StoreUnavailable.
    """
    source = str(path)
    try:
        lines = officers_file(path)
    except OSError as error:
        told = Fault(source, 1, f"cannot be read: {error.strerror}", "Correct the path.")
        raise CatalogFault([told]) from None
    with office.sessions.read() as session:
        known = _known(lines, session, office)
        faults = [Fault(source, *fault) for fault in _refusals(lines, known, session, office)]
        if faults:
            raise CatalogFault(faults)
        changes = [_change(line.wanted, known, session, office) for line in lines]
    return [each for each in changes if each is not None]


def steps(changes: Sequence[Change]) -> list[Change]:
    """*changes* in an order that works: phones first, then who stands in, as two may do for each other."""
    new = [each for each in changes if each.kind is not Kind.CHANGED]
    phones = [replace(each, wanted=replace(each.wanted, stand_in=None)) for each in new]
    others = [each for each in changes if each.kind is Kind.CHANGED or each.wanted.stand_in]
    return phones + [replace(each, kind=Kind.CHANGED) for each in others]


def carry_out(change: Change, by: str, office: Office) -> None:
    """Do one change, in a transaction of its own. Raises OfficerRefused when it was overtaken."""
    if change.kind is not Kind.CHANGED:
        region = change.wanted.agency.partition("@")[2]
        enrolment.add(
            change.wanted, by, office, leaves_at(office.now(), zone_of(region), office.settings.quiet.hours)
        )
        return

    wanted = change.wanted
    alter(wanted.phone, Details(wanted.name, wanted.stand_in, wanted.admin), by, office)


def _known(lines: Sequence[Line], session: Session, office: Office) -> Known:
    found = {}
    for line in lines:
        number = normalise(line.wanted.phone).e164
        sender = senders.by_blind(session, office.vault.blind(number))
        officer = officers.of_sender(session, sender.id) if sender else None
        if officer is not None:
            found[number] = officer
    return found


def _refusals(
    lines: Sequence[Line], known: Known, session: Session, office: Office
) -> Iterator[tuple[int, str, str]]:
    coming = {normalise(line.wanted.phone).e164: line.wanted.agency for line in lines}
    for line in lines:
        wanted = line.wanted
        try:
            enrolment.checked(replace(wanted, stand_in=None), office)
            officer = known.get(normalise(wanted.phone).e164)
            _same_agency(wanted, officer)
            _can_stand_in(wanted, officer, coming, session, office)
        except OfficerRefused as refused:
            yield line.number, refused.what.rstrip("."), refused.remedy


def _same_agency(wanted: Candidate, officer: OfficerRow | None) -> None:
    if officer is None or officer.state is OfficerState.DISABLED or officer.agency == wanted.agency:
        return
    what = f"Officer {officer.id} is of {officer.agency}."
    raise OfficerRefused("other-agency", what, "Disable that one first: its tasks stay with its agency.")


def _can_stand_in(
    wanted: Candidate, officer: OfficerRow | None, coming: Mapping[str, str], session: Session, office: Office
) -> None:
    if wanted.stand_in is None:
        return
    number = normalise(wanted.stand_in).e164
    if number == normalise(wanted.phone).e164:
        raise _oneself()
    if number not in coming:
        found = stand_in(wanted.stand_in, wanted.agency, session, office)
        if officer is not None and found == officer.id:
            raise _oneself()
    elif coming[number] != wanted.agency:
        raise OfficerRefused("stand-in", "The stand-in is of another agency.", "Name one of the same.")


def _oneself() -> OfficerRefused:
    return OfficerRefused("stand-in", "Nobody stands in for himself.", "Name another.")


def _change(wanted: Candidate, known: Known, session: Session, office: Office) -> Change | None:
    officer = known.get(normalise(wanted.phone).e164)
    _, name, _ = enrolment.checked(wanted, office)
    if officer is None or officer.state is OfficerState.DISABLED:
        told = [name, *(["admin"] if wanted.admin else []), *(["with a stand-in"] if wanted.stand_in else [])]
        return Change(Kind.AGAIN if officer else Kind.ADDED, wanted, tuple(told))
    fields = []
    if name != officer.name:
        fields.append(f"name {officer.name} -> {name}")
    if wanted.admin != officer.admin:
        fields.append("becomes admin" if wanted.admin else "no admin any more")
    if _stand_in_id(wanted, session, office) != officer.stand_in_id:
        fields.append("another stand-in" if wanted.stand_in else "no stand-in any more")
    return Change(Kind.CHANGED, wanted, tuple(fields)) if fields else None


def _stand_in_id(wanted: Candidate, session: Session, office: Office) -> int | None:
    """The number of the stand-in; 0 for one who is only to be enrolled."""
    if wanted.stand_in is None:
        return None
    try:
        return resolved(wanted.stand_in, session, office).id
    except OfficerRefused:
        return 0
