"""Templates of offices: where they stand, what an agency is called in its region, who acts for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sms_gateway.domain.rendering import Name

NATIONAL: Final = "id"
DESK: Final = "desk"
DESK_CODE: Final = f"{DESK}@{NATIONAL}"
LONG_UNITS: Final = 60  # of a name in a sentence; a longer one is written with the office's short name
SHORT_UNITS: Final = 31  # every sentence is one segment with a short name of this length
_FIRST_CITY: Final = "71"  # Kemendagri's codes: regencies from 01, cities from 71
_TITLES: Final = ("Kota ", "Kab ", "Kt ")

Names = Callable[[str], Name | None]


class Level(StrEnum):
    """Whose office it is: of a regency or city, of a province, of the country."""

    REGENCY = "regency"
    PROVINCE = "province"
    NATIONAL = "national"


class Government(StrEnum):
    """What a second-level region is: Kemendagri's codes number regencies from 01 and cities from 71."""

    KABUPATEN = "kabupaten"
    KOTA = "kota"

    @classmethod
    def of(cls, region: str) -> "Government":
        """That of *region*, a code of two parts or more."""
        number = region.split(".")[1]
        return cls.KOTA if number >= _FIRST_CITY else cls.KABUPATEN


class Kind(StrEnum):
    """What an office is to its region: the government, an office of it, or a branch of a national service."""

    GOVERNMENT = "government"
    OFFICE = "office"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Office:
    """A template. *only*: not in the other kind of regency. *parent*: "office@level", "": the usual one."""

    id: str
    name: Name
    levels: frozenset[Level]
    owner: str
    kind: Kind = Kind.OFFICE
    only: Government | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """An office of a region. *code* is "<office>@<region>": "pupr@33.74", or "pln@id" for a national one."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency with all the directory says of it. *parent* is a code: the desk's when nobody else's."""

    agency: Agency
    parent: str
    owner: str
    acting: bool = True


@dataclass(frozen=True, slots=True)
class Deviation:
    """What one agency has that its template has not; None is as the template says.

    Where there is no template it makes the agency: it needs *long*.
    """

    code: str
    long: str | None = None
    short: str | None = None
    parent: str | None = None
    acting: bool | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Offices:
    """Every template. *exceptions* are deviations for everybody; *alone*: provinces that govern alone.

    *governments* are the offices that are the region itself.
    """

    version: str
    owner: str
    desk: Name
    offices: Mapping[str, Office]
    exceptions: Mapping[str, Deviation]
    alone: frozenset[str]
    governments: tuple[str, ...]

    def exists(self, office: str, level: Level) -> bool:
        """Whether there is such an office at that level."""
        return office in self.offices and level in self.offices[office].levels

    def stands(self, code: str) -> bool:
        """Whether a template makes the agency *code*; its region is not looked up."""
        identifier, _, region = code.partition("@")
        office = self.offices.get(identifier)
        if office is None:
            return False
        if region == NATIONAL:
            return Level.NATIONAL in office.levels
        province, *deeper = region.split(".")
        if not deeper:
            return self._in_province(office, province)
        own = province not in self.alone or office.kind is not Kind.OFFICE
        fits = office.only is None or Government.of(region) is office.only
        return len(deeper) == 1 and Level.REGENCY in office.levels and own and fits

    def entry(self, code: str, names: Names) -> Entry | None:
        """The agency *code* as templates and exceptions have it; None when they do not."""
        if code == DESK_CODE:
            return Entry(Agency(code, self.desk), "", self.owner)
        base = self._templated(code, names) if self.stands(code) else None
        exception = self.exceptions.get(code)
        return deviated(base, exception, self.owner) if exception else base

    def _in_province(self, office: Office, province: str) -> bool:
        alone = province in self.alone and Level.REGENCY in office.levels and office.only is None
        return Level.PROVINCE in office.levels or alone

    def _templated(self, code: str, names: Names) -> Entry | None:
        identifier, _, region = code.partition("@")
        office = self.offices[identifier]
        if region == NATIONAL:
            return Entry(Agency(code, office.name), self._parent(office, region), office.owner)
        place = names(region)
        if place is None:
            return None
        name = Name(_long(office.name, place), _filled(office.name.short, place.short))
        return Entry(Agency(code, name), self._parent(office, region), office.owner)

    def _parent(self, office: Office, region: str) -> str:
        """Who acts for it: whom the template names, else what `Kind` says, else the desk."""
        return next((code for code in self._above(office, region) if self.stands(code)), DESK_CODE)

    def _above(self, office: Office, region: str) -> tuple[str, ...]:
        mine = f"{office.id}@{region}"
        if office.parent:
            above, _, level = office.parent.partition("@")
            where = {
                Level.NATIONAL: NATIONAL,
                Level.PROVINCE: region.partition(".")[0],
                Level.REGENCY: region,
            }
            code = f"{above}@{where[Level(level)]}"
            return (code,) if code != mine else ()
        if region == NATIONAL or office.kind is Kind.GOVERNMENT:
            return ()
        if office.kind is Kind.BRANCH:
            return (f"{office.id}@{NATIONAL}",)
        return tuple(f"{government}@{region}" for government in self.governments)


def deviated(base: Entry | None, deviation: Deviation, owner: str) -> Entry | None:
    """*base* with what *deviation* says instead; without either a base or a name there is no agency."""
    long = deviation.long or (base.agency.name.long if base else None)
    if long is None:
        return None
    short = deviation.short or (long if deviation.long or base is None else base.agency.name.short)
    acting = deviation.acting if deviation.acting is not None else (base is None or base.acting)
    return Entry(
        Agency(deviation.code, Name(long, short)),
        deviation.parent or (base.parent if base else DESK_CODE),
        deviation.owner or (base.owner if base else owner),
        acting,
    )


def _long(office: Name, place: Name) -> str:
    """The full name, or with the short name of the office where no sentence could hold it."""
    full = _filled(office.long, place.long)
    return full if len(full) <= LONG_UNITS else _filled(office.short, place.long)


def _filled(pattern: str, place: str) -> str:
    if "{" not in pattern:
        return f"{pattern} {place}"
    bare = next((place.removeprefix(title) for title in _TITLES if place.startswith(title)), place)
    return pattern.replace("{region}", place).replace("{bare}", bare)
