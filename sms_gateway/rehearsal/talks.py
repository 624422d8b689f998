"""Writes down what was said both ways, phone by phone, as it would be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sms_gateway.domain.sla import JAKARTA
from sms_gateway.rehearsal.holder import Holder
from sms_gateway.rehearsal.rehearsal import Rehearsal

Line = tuple[datetime, int, str]


def talks(rehearsal: Rehearsal) -> Iterator[str]:
    """The lines of every conversation, the officers' first, phone by phone."""
    lines: dict[str, list[Line]] = {}
    for said in rehearsal.line.texts:
        lines.setdefault(said.number, []).append((said.at, 0, f"> {said.text}"))
    for heard in rehearsal.observer.heard:
        lines.setdefault(heard.number, []).append((heard.at, 1, f"< [{heard.kind}] {heard.text}"))
    for officer in rehearsal.officers:
        heading = f"## officer {officer.temperament} {officer.name} {officer.agency} {officer.phone}"
        yield from _talk(heading, officer, lines)
    for citizen in rehearsal.citizens:
        yield from _talk(f"## {citizen.temperament} {citizen.phone}", citizen, lines)


def _talk(heading: str, holder: Holder, lines: Mapping[str, Sequence[Line]]) -> Iterator[str]:
    yield heading
    for at, _, text in sorted(lines.get(holder.phone, []), key=lambda line: line[:2]):
        yield f"{at.astimezone(JAKARTA):%d/%m %H.%M} {text}"
    yield from (f"! {surprise}" for surprise in holder.surprises)
