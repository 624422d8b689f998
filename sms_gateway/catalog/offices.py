"""Reads the templates of offices from YAML and checks them whole: every fault with its line and remedy."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sms_gateway.catalog.agency_fields import NAME, OFFICE, amendment
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.shapes import shape_faults
from sms_gateway.catalog.yaml_lines import Document, read_yaml
from sms_gateway.domain.amendments import ACTING
from sms_gateway.domain.offices import Deviation, Government, Kind, Level, Office, Offices
from sms_gateway.domain.rendering import Name

PACKAGED: Final = "data/agencies.yaml"
SHORT: Final = 12  # with a blank and a region's short name of 18 it is the 31 a sentence has room for

Plain = Annotated[str, Field(pattern=rf"^{NAME}$", max_length=64)]
Pattern = Annotated[str, Field(pattern=rf"^{NAME}( \{{(region|bare)\}})?$", max_length=64)]
Identifier = Annotated[str, Field(pattern=rf"^{OFFICE}$", max_length=48)]
Above = Annotated[str, Field(pattern=rf"^{OFFICE}@(regency|province|national)$")]
Levels = Annotated[list[Level], Field(min_length=1)]
Province = Annotated[str, Field(pattern=r"^[0-9]{2}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeText(_Part):
    long: Pattern
    short: Pattern
    at: Levels | None = None
    only: Government | None = None
    parent: Above | None = None
    owner: Plain | None = None


class GroupText(_Part):
    group: Identifier
    about: str
    at: Levels
    kind: Kind = Kind.OFFICE
    owner: Plain | None = None
    offices: Annotated[dict[Identifier, OfficeText], Field(min_length=1)]


class DeskText(_Part):
    long: Plain
    short: Plain


class OfficesText(_Part):
    owner: Plain
    desk: DeskText
    alone: list[Province] = []
    groups: Annotated[list[GroupText], Field(min_length=1)]
    exceptions: dict[str, dict[str, str | None]] = {}


@cache
def packaged_offices() -> Offices:
    """The templates that come with the program."""
    return read_offices(files("sms_gateway").joinpath(PACKAGED).read_text(encoding="utf-8"), PACKAGED)


def read_offices(text: str, source: str) -> Offices:
    """The templates *text* holds. Raises CatalogFault with every fault at once, each with its line."""
    document = read_yaml(text, source)
    try:
        shape = OfficesText.model_validate(document.value)
    except ValidationError as error:
        raise CatalogFault([*shape_faults(error, document)]) from None
    offices = {identifier: office for identifier, office, _ in _offices(shape, document)}
    faults = [*_office_faults(shape, offices, document)]
    exceptions = _exceptions(shape, document, faults)
    if faults:
        raise CatalogFault(faults)
    return Offices(
        version=f"agencies-{sha256(text.encode()).hexdigest()[:12]}",
        owner=shape.owner,
        desk=Name(shape.desk.long, shape.desk.short),
        offices=offices,
        exceptions=exceptions,
        alone=frozenset(shape.alone),
        governments=tuple(each.id for each in offices.values() if each.kind is Kind.GOVERNMENT),
    )


def _offices(shape: OfficesText, document: Document) -> Iterator[tuple[str, Office, int]]:
    for g, group in enumerate(shape.groups):
        for identifier, told in group.offices.items():
            office = Office(
                id=identifier,
                name=Name(told.long, told.short),
                levels=frozenset(told.at or group.at),
                owner=told.owner or group.owner or shape.owner,
                kind=group.kind,
                only=told.only,
                parent=told.parent or "",
            )
            yield identifier, office, document.line(("groups", g, "offices", identifier))


def _office_faults(shape: OfficesText, offices: Mapping[str, Office], document: Document) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for identifier, office, line in _offices(shape, document):
        if identifier in seen:
            told = f"{identifier} is here already, in line {seen[identifier]}"
            yield Fault(document.source, line, told, "Keep one.")
        seen.setdefault(identifier, line)
        for reason, remedy in _wrong(office, offices):
            yield Fault(document.source, line, f"{identifier}: {reason}", remedy)


def _wrong(office: Office, offices: Mapping[str, Office]) -> Iterator[tuple[str, str]]:
    short = office.name.short.partition(" {")[0]
    if len(short) > SHORT:
        yield f"short is longer than {SHORT} characters", "Shorten it: a region's name follows."
    if len(short) > len(office.name.long.partition(" {")[0]):
        yield "short is longer than long", "Shorten it."
    if Level.NATIONAL in office.levels and "{" in office.name.long + office.name.short:
        yield "a national office has no region to be called by", "Remove the braces."
    above, _, level = office.parent.partition("@")
    if above and (above not in offices or Level(level) not in offices[above].levels):
        yield f"there is no {office.parent}", "Correct its parent."
    if above == office.id and office.levels == {Level(level)}:
        yield "it is its own parent", "Correct its parent."


def _exceptions(shape: OfficesText, document: Document, faults: list[Fault]) -> dict[str, Deviation]:
    found: dict[str, Deviation] = {}
    for code, told in shape.exceptions.items():
        wanted = amendment(code, told, document.source, document.line(("exceptions", code)), faults)
        if wanted is not None:
            fields = dict(wanted.fields)
            acting = fields.pop(ACTING, None)
            found[code] = Deviation(code, acting=None if acting is None else acting == "on", **fields)
    return found
