"""Agencies and their changes as lines of text, one a line, for a person and for grep."""

from collections.abc import Iterator, Mapping

from sms_gateway.domain.amendments import Change, Kind, PastChange
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import Entry

CODE = 26
NAME = 46
SIGNS = {Kind.ADDED: "+", Kind.SWITCHED_OFF: "-", Kind.SWITCHED_ON: "+"}


def listed(entry: Entry, *, differs: bool) -> str:
    """One agency in columns; * marks one that differs from its template."""
    name = entry.agency.name
    state = "acting" if entry.acting else "OFF"
    mark = "*" if differs else " "
    return (
        f"{mark} {entry.agency.code:{CODE}} {name.long:{NAME}} {name.short:{CODE}} {state:6} {entry.parent}"
    )


def shown(entry: Entry, directory: AgencyDirectory) -> Iterator[str]:
    """Everything about one agency."""
    code, name = entry.agency.code, entry.agency.name
    parent = directory.find(entry.parent) if entry.parent else None
    yield f"code    {code}"
    yield f"name    {name.long}"
    yield f"short   {name.short}"
    yield (
        f"parent  {entry.parent} ({parent.name.long})" if parent else "parent  none: the owner of last resort"
    )
    yield f"owner   {entry.owner}"
    if entry.acting:
        yield "state   acting"
    else:
        instead = directory.acting(code)
        yield f"state   OFF; {instead.name.long if instead else 'the national desk'} acts for it"
    yield f"from    {'a deviation' if code in directory.deviations else 'its template'}"


def changed(change: Change, after: AgencyDirectory) -> Iterator[str]:
    """What a change does, one line each kind; *after* is the directory with it."""
    for kind in change.kinds:
        yield f"{SIGNS.get(kind, '~')} {kind:12} {change.code:{CODE}} {_told(kind, change, after)}"
    if not change.kinds:
        yield f"~ {'tidied':12} {change.code:{CODE}} its template says the same"


def past(change: PastChange, at: str) -> str:
    """One line of an agency's history."""
    return f"{at}  {change.actor}: {_fields(change.before)} -> {_fields(change.after)}"


def _told(kind: Kind, change: Change, after: AgencyDirectory) -> str:
    before, now = change.before, change.after
    if kind is Kind.SWITCHED_OFF:
        instead = after.acting(change.code)
        return f"new reports go to {instead.code if instead else 'the national desk'}"
    if before is None:
        return f"{_both(now)}, parent {now.parent}"
    pairs = {
        Kind.RENAMED: (_both(before), _both(now)),
        Kind.PARENT: (before.parent, now.parent),
        Kind.OWNER: (before.owner, now.owner),
        Kind.SWITCHED_ON: ("OFF", "acting"),
    }
    return " -> ".join(pairs[kind])


def _both(entry: Entry) -> str:
    return f"{entry.agency.name.long} ({entry.agency.name.short})"


def _fields(told: Mapping[str, str | bool] | None) -> str:
    if not told:
        return "as its template"
    words = {
        name: ("on" if value else "off") if isinstance(value, bool) else value for name, value in told.items()
    }
    return ", ".join(f"{name} {value}" for name, value in words.items())
