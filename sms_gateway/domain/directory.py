"""The agencies in force: templates and deviations as one immutable value with a version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sms_gateway.domain.offices import (
    DESK,
    DESK_CODE,
    NATIONAL,
    Agency,
    Deviation,
    Entry,
    Level,
    Names,
    Offices,
    deviated,
)


@dataclass(frozen=True, slots=True)
class AgencyDirectory:
    """Every agency there is. *names* yields a region's name; *revision* grows with *deviations*."""

    offices: Offices
    names: Names
    deviations: Mapping[str, Deviation] = field(default_factory=dict)
    revision: int = 0

    @property
    def version(self) -> str:
        """Same templates and same changes, same version."""
        return f"{self.offices.version}+{self.revision}"

    def exists(self, office: str, level: Level) -> bool:
        """Whether templates have such an office at that level: what rules may name."""
        return self.offices.exists(office, level)

    def alone(self, province: str) -> bool:
        """Whether the regencies of *province* have no offices of their own."""
        return province in self.offices.alone

    def entry(self, code: str) -> Entry | None:
        """All that is known of the agency *code*, acting or not; None when there is none."""
        base = self.offices.entry(code, self.names)
        deviation = self.deviations.get(code)
        if deviation is None:
            return base
        known = base is not None or region_known(code, self.names)
        return deviated(base, deviation, self.offices.owner) if known else None

    def find(self, code: str) -> Agency | None:
        """The agency *code*, acting or not: a case keeps the name of an agency that was switched off."""
        entry = self.entry(code)
        return entry.agency if entry else None

    def acting(self, code: str) -> Agency | None:
        """*code* itself, or its parent while it is switched off; None: the national desk is to decide."""
        entry = self.entry(code)
        if entry is None or entry.acting:
            return entry.agency if entry else None
        parent = self.entry(entry.parent)
        return parent.agency if parent and parent.acting and parent.agency.code != DESK_CODE else None

    def in_region(self, region: str) -> Iterator[Entry]:
        """Every agency of *region* ("33.74", "33", NATIONAL), by office."""
        own = {code.partition("@")[0] for code in self._single() if code.partition("@")[2] == region}
        desk = {DESK} if region == NATIONAL else set()
        for office in sorted({*self.offices.offices, *own, *desk}):
            if entry := self.entry(f"{office}@{region}"):
                yield entry

    def of_office(self, office: str, regions: Iterable[str]) -> Iterator[Entry]:
        """The agencies of *office* in *regions* and in the country, by region."""
        for region in (NATIONAL, *regions):
            if entry := self.entry(f"{office}@{region}"):
                yield entry

    def deviating(self) -> Iterator[Entry]:
        """The agencies with a deviation, by code."""
        for code in sorted(self.deviations):
            if entry := self.entry(code):
                yield entry

    def _single(self) -> Iterator[str]:
        yield from self.offices.exceptions
        yield from self.deviations


def region_known(code: str, names: Names) -> bool:
    """Whether the region of *code* exists."""
    region = code.partition("@")[2]
    return region == NATIONAL or (region.count(".") < 2 and names(region) is not None)
