"""The agencies there are, as the console shows them: found by words, who serves them, what is open."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from sms_gateway.domain.amendments import PastChange
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import DESK, DESK_CODE, NATIONAL, Entry, Level
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.rulebook import Rule
from sms_gateway.services.actors import names_of
from sms_gateway.services.office import Office
from sms_gateway.services.officer_list import Listed, listed, on_duty
from sms_gateway.services.regions import region_names, regions_with_a_government
from sms_gateway.storage import agencies, officers, open_cases

PAGE = 25
MOST_OFF = 50


class Which(StrEnum):
    """Which agencies a list shows."""

    ALL = "all"
    SERVED = "served"  # with an active officer
    UNSERVED = "unserved"  # with something open and no active officer
    DIFFERS = "differs"  # not as its template says


@dataclass(frozen=True, slots=True)
class Line:
    """An agency in a list: *on_duty* officers today, *served* by any, *open* and *late* cases."""

    entry: Entry
    level: Level
    region: str
    topics: tuple[str, ...]
    differs: bool
    on_duty: int
    served: bool
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of agencies; *after* is where the next one begins, "" on the last."""

    rows: tuple[Line, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One agency; *parent* acts for it while it is off, it acts for those in *acts_for*."""

    line: Line
    parent: str
    acts_for: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    officers: tuple[Listed, ...]
    history: tuple[PastChange, ...]
    names: Mapping[str, str]  # of the accounts in *history*


class AgencyIndex:
    """Every agency in the order of a list, with the words it is found by; made anew with each directory."""

    def __init__(self) -> None:
        self._of: AgencyDirectory | None = None
        self._rows: list[tuple[tuple[str, str], str, Entry]] = []

    def __call__(self, office: Office) -> list[tuple[tuple[str, str], str, Entry]]:
        """Place in the order, words, agency: of the directory in force."""
        directory = office.agencies()
        if self._of is not directory:
            regions = (NATIONAL, *regions_with_a_government(office.knowledge()))
            entries = [each for region in regions for each in directory.in_region(region)]
            self._rows = sorted((_place(each.agency.code), _words(each), each) for each in entries)
            self._of = directory
        return self._rows


index = AgencyIndex()


def page(typed: str, which: Which, after: str, scope: Scope, office: Office) -> Page:
    """The agencies of *which* that have every word of *typed*, behind the code *after*, within *scope*."""
    office.agencies.look()
    rows = index(office)
    with office.sessions.read() as session:
        among = _among(which, scope, office, session)
        found = _found(rows, typed.casefold().split(), among, after)
        entries = list(islice(found, PAGE + 1))
        lines = _lines(entries[:PAGE], office, session)
    return Page(tuple(lines), entries[PAGE - 1].agency.code if len(entries) > PAGE else "")


def show(code: str, scope: Scope, office: Office) -> Shown | None:
    """The agency *code*; None for one *scope* does not cover, too."""
    office.agencies.look()
    directory = office.agencies()
    entry = directory.entry(code) if scope.covers(code) else None
    if entry is None:
        return None
    parent = directory.find(entry.parent) if entry.parent else None
    off = [each for _, _, each in index(office) if not each.acting and each.parent == code]
    with office.sessions.read() as session:
        line = _lines([entry], office, session)[0]
        history = agencies.history(session, code)
        names = names_of((each.actor for each in history), session)
    return Shown(
        line,
        parent.name.long if parent else "",
        tuple(off[:MOST_OFF]),
        tuple(_rules(code, office)),
        tuple(listed(office, code)),
        tuple(history),
        names,
    )


def level_of(code: str) -> Level:
    """Where that agency stands."""
    region = code.partition("@")[2]
    if region == NATIONAL:
        return Level.NATIONAL
    return Level.REGENCY if "." in region else Level.PROVINCE


def _place(code: str) -> tuple[str, str]:
    """National ones first, then by province, regency and office."""
    office, _, region = code.partition("@")
    return ("" if region == NATIONAL else region, office)


def _words(entry: Entry) -> str:
    agency = entry.agency
    return f"{agency.code} {agency.name.long} {agency.name.short}".casefold()


def _among(which: Which, scope: Scope, office: Office, session: Session) -> Collection[str] | None:
    """The codes a list may show; None: any."""
    if scope.agency is not None:
        return (scope.agency,)
    if which is Which.SERVED:
        return officers.served(session)
    if which is Which.UNSERVED:
        return set(officers.unserved(session))
    return set(office.agencies().deviations) if which is Which.DIFFERS else None


def _found(
    rows: list[tuple[tuple[str, str], str, Entry]],
    words: list[str],
    among: Collection[str] | None,
    after: str,
) -> Iterator[Entry]:
    """Word by word: what lacks the first one is not looked at again."""
    fits = rows[bisect_right(rows, _place(after), key=lambda row: row[0]) :] if after else rows
    for word in words:
        fits = [row for row in fits if word in row[1]]
    return (entry for _, _, entry in fits if among is None or entry.agency.code in among)


def _lines(entries: list[Entry], office: Office, session: Session) -> list[Line]:
    """Three queries, however many agencies."""
    codes = [each.agency.code for each in entries]
    there = on_duty(codes, office, session)
    counts = open_cases.at_agencies(session, codes, office.now())
    names, directory = region_names(office.knowledge()), office.agencies()
    lines = []
    for entry in entries:
        code = entry.agency.code
        named = names(code.partition("@")[2])
        topics = dict.fromkeys(topic for rule in _rules(code, office) for topic in sorted(rule.topics))
        lines.append(
            Line(
                entry,
                level_of(code),
                named.long if named else "",
                tuple(topics),
                code in directory.deviations,
                there.get(code, 0),
                code in there,
                *counts.get(code, (0, 0)),
            )
        )
    return lines


def _rules(code: str, office: Office) -> Iterator[Rule]:
    """The rules in force that may lead a report to that agency, in their order."""
    identifier, _, region = code.partition("@")
    if code == DESK_CODE:
        yield from (rule for rule in office.rules().rules if rule.to.office == DESK)
        return
    level, alone = level_of(code), office.agencies().alone(region)
    for rule in office.rules().rules:
        aims = [to for to in (rule.to, rule.otherwise) if to is not None and to.office == identifier]
        fits = any(to.level is level or (alone and to.level is Level.REGENCY) for to in aims)
        if fits and _reaches(rule, region):
            yield rule


def _reaches(rule: Rule, region: str) -> bool:
    """Whether a report of that region or below it may be one the rule is for."""
    if region == NATIONAL:
        return True
    inside = not rule.regions or any(
        f"{region}.".startswith(f"{each}.") or f"{each}.".startswith(f"{region}.") for each in rule.regions
    )
    kind = rule.government is None or "." not in region or rule.government.of(region) is rule.government
    return inside and kind
