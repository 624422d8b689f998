"""Writes down what was said both ways, phone by phone, as it would be read."""

from collections.abc import Iterator
from datetime import datetime

from sms_gateway.domain.sla import JAKARTA
from sms_gateway.rehearsal.rehearsal import Rehearsal


def talks(rehearsal: Rehearsal) -> Iterator[str]:
    """The lines of every conversation, one citizen after the other."""
    lines: dict[str, list[tuple[datetime, int, str]]] = {}
    for said in rehearsal.line.texts:
        lines.setdefault(said.number, []).append((said.at, 0, f"> {said.text}"))
    for heard in rehearsal.observer.heard:
        lines.setdefault(heard.number, []).append((heard.at, 1, f"< [{heard.kind}] {heard.text}"))
    for citizen in rehearsal.citizens:
        yield f"## {citizen.temperament} {citizen.phone}"
        for at, _, text in sorted(lines.get(citizen.phone, []), key=lambda line: line[:2]):
            yield f"{at.astimezone(JAKARTA):%d/%m %H.%M} {text}"
        yield from (f"! {surprise}" for surprise in citizen.surprises)
