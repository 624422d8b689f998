"""What a file or a person asks to change in the directory: checked, and shown before it is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sms_gateway.domain.directory import AgencyDirectory, region_known
from sms_gateway.domain.offices import DESK_CODE, SHORT_UNITS, Deviation, Entry

ACTING: Final = "acting"
FIELDS: Final = ("long", "short", "parent", ACTING, "owner")
_DEEPEST: Final = 20


class Kind(StrEnum):
    """What a change does to an agency."""

    ADDED = "added"
    RENAMED = "renamed"
    SWITCHED_OFF = "switched off"
    SWITCHED_ON = "switched on"
    PARENT = "parent"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Amendment:
    """The *fields* to set for *code*; None: as the template has it; a field that is not there stays."""

    code: str
    line: int
    fields: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One agency before and after. *was* and *now* are its deviations; *now* None: it has none any more."""

    code: str
    before: Entry | None
    after: Entry
    was: Deviation | None
    now: Deviation | None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What is different about it, in the order a person would say it."""
        if self.before is None:
            return (Kind.ADDED,) if self.after.acting else (Kind.ADDED, Kind.SWITCHED_OFF)
        switched = Kind.SWITCHED_ON if self.after.acting else Kind.SWITCHED_OFF
        told = (
            (Kind.RENAMED, self.before.agency.name != self.after.agency.name),
            (switched, self.before.acting != self.after.acting),
            (Kind.PARENT, self.before.parent != self.after.parent),
            (Kind.OWNER, self.before.owner != self.after.owner),
        )
        return tuple(kind for kind, differs in told if differs)


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change that was done: the fields of the deviation before and after; None: there was none."""

    code: str
    before: Mapping[str, str | bool] | None
    after: Mapping[str, str | bool] | None
    actor: str
    at: datetime


class Refusal(NamedTuple):
    """Why the amendment of *line* cannot be done, and what to do."""

    line: int
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, by code, and what cannot be done; with a refusal nothing may be done.

    *after* is the directory as it would be.
    """

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    after: AgencyDirectory


def plan(directory: AgencyDirectory, wanted: Sequence[Amendment], whole: bool = False) -> Plan:
    """What *wanted* does to *directory*. *whole*: what it does not name, field or agency, is as the template.

    An agency that no template makes is switched off instead of lost: cases may bear its name.
    """
    deviations = dict(directory.deviations)
    for amendment in wanted:
        was = None if whole else directory.deviations.get(amendment.code)
        _set(deviations, _amended(was or Deviation(amendment.code), amendment, directory))
    if whole:
        for code in set(deviations) - {amendment.code for amendment in wanted}:
            _set(deviations, _left_out(directory, deviations[code]))
    after = replace(directory, deviations=deviations)
    refusals = sorted(refusal for each in wanted for refusal in _refused(each, directory, after))
    if refusals:
        return Plan((), tuple(refusals), directory)
    codes = sorted({*directory.deviations, *deviations})
    changes = (_change(code, directory, after) for code in codes)
    return Plan(tuple(change for change in changes if change is not None), (), after)


def _amended(wanted: Deviation, amendment: Amendment, directory: AgencyDirectory) -> Deviation:
    """*wanted* with the fields that are told; what is as in the template is no deviation."""
    told = dict(amendment.fields)
    if ACTING in told:
        switch = told.pop(ACTING)
        wanted = replace(wanted, acting=None if switch is None else switch == "on")
    wanted = replace(wanted, **told)  # type: ignore[arg-type]
    base = directory.offices.entry(amendment.code, directory.names)
    return wanted if base is None else _without(wanted, base)


def _without(wanted: Deviation, base: Entry) -> Deviation:
    """*wanted* without what *base* says already."""
    name = base.agency.name
    long = None if wanted.long == name.long else wanted.long
    return Deviation(
        wanted.code,
        long,
        None if wanted.short == (long or name.short) else wanted.short,
        None if wanted.parent == base.parent else wanted.parent,
        None if wanted.acting == base.acting else wanted.acting,
        None if wanted.owner == base.owner else wanted.owner,
    )


def _left_out(directory: AgencyDirectory, deviation: Deviation) -> Deviation:
    base = directory.offices.entry(deviation.code, directory.names)
    return Deviation(deviation.code) if base else replace(deviation, acting=False)


def _set(deviations: dict[str, Deviation], wanted: Deviation) -> None:
    deviations[wanted.code] = wanted
    if wanted == Deviation(wanted.code):
        del deviations[wanted.code]


def _change(code: str, before: AgencyDirectory, after: AgencyDirectory) -> Change | None:
    was, now = before.deviations.get(code), after.deviations.get(code)
    entry = after.entry(code)
    return None if was == now or entry is None else Change(code, before.entry(code), entry, was, now)


def _refused(wanted: Amendment, before: AgencyDirectory, after: AgencyDirectory) -> Iterator[Refusal]:
    code, line = wanted.code, wanted.line
    if code == DESK_CODE and not {ACTING, "parent"}.isdisjoint(wanted.fields):
        yield Refusal(
            line, f"{code} is the owner of last resort", "It is never switched off and has no parent."
        )
        return
    if not region_known(code, before.names):
        yield Refusal(line, f"{code}: there is no such region", "Use a Kemendagri code like 33.74, or id.")
        return
    entry = after.entry(code)
    if entry is None:
        told = "no template makes this agency, so it needs a name of its own"
        yield Refusal(line, f"{code}: {told}", "Give `long` and `short`, or correct the code.")
        return
    yield from _names_refused(wanted, entry)
    if wanted.fields.get("parent"):
        yield from _parent_refused(wanted, entry, after)


def _names_refused(wanted: Amendment, entry: Entry) -> Iterator[Refusal]:
    name = entry.agency.name
    if len(name.short) > SHORT_UNITS:
        yield Refusal(
            wanted.line, f"{wanted.code}: `short` is missing", f"Give one of at most {SHORT_UNITS}."
        )
    elif len(name.short) > len(name.long):
        yield Refusal(wanted.line, f"{wanted.code}: `short` is longer than `long`", "Shorten it.")


def _parent_refused(wanted: Amendment, entry: Entry, after: AgencyDirectory) -> Iterator[Refusal]:
    if after.entry(entry.parent) is None:
        yield Refusal(wanted.line, f"{wanted.code}: there is no parent {entry.parent}", "Correct its code.")
    seen, above = {wanted.code}, after.entry(entry.parent)
    while above is not None and len(seen) < _DEEPEST:
        if above.agency.code in seen:
            told = f"{wanted.code}: its parents lead back to {above.agency.code}"
            yield Refusal(wanted.line, told, "Break the circle; desk@id ends every line.")
            return
        seen.add(above.agency.code)
        above = after.entry(above.parent) if above.parent else None
