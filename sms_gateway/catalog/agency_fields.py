"""What a file may say of one agency: the fields, how they are written, and each fault with its line."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sms_gateway.catalog.faults import Fault
from sms_gateway.domain.amendments import ACTING, FIELDS, Amendment
from sms_gateway.domain.gsm7 import measure
from sms_gateway.domain.offices import LONG_UNITS, SHORT_UNITS

NAME: Final = r"[A-Za-z0-9][A-Za-z0-9 .,&'()/-]*"
OFFICE: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
MOST_CODE: Final = 64
_OWNER_LONGEST: Final = 64
_CODE: Final = re.compile(OFFICE + r"@(id|[0-9]{2}(\.[0-9]{2})?)")
_NAME: Final = re.compile(NAME)
_SWITCH: Final = ("on", "off")
_LONGEST: Final = {"long": LONG_UNITS, "short": SHORT_UNITS, "owner": _OWNER_LONGEST}


def amendment(
    code: str, told: Mapping[str, str | None], source: str, line: int, faults: list[Fault]
) -> Amendment | None:
    """What *told* asks for *code*, None when it cannot be read; what is wrong is added to *faults*."""
    found = [Fault(source, line, reason, remedy) for reason, remedy in _wrong(code, told)]
    faults += found
    if found:
        return None
    fields = {name: value or None for name, value in told.items()}
    return Amendment(code, line, fields)


def _wrong(code: str, told: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    if not _CODE.fullmatch(code) or len(code) > MOST_CODE:
        yield f"{code or 'an empty code'} is no agency code", 'Write it like "pupr@33.74" or "pln@id".'
    for name in told:
        if name not in FIELDS:
            yield f"{name}: there is no such field", f"There are code, {', '.join(FIELDS)}."
    for name in ("long", "short", "owner"):
        if value := told.get(name):
            yield from _wrong_name(name, value)
    acting, parent = told.get(ACTING), told.get("parent")
    if acting and acting not in _SWITCH:
        yield f"acting: {acting} is neither on nor off", "Write on or off."
    if parent and not _CODE.fullmatch(parent):
        yield f"parent: {parent} is no agency code", 'Write it like "pemkot@33.74" or "desk@id".'


def _wrong_name(name: str, value: str) -> Iterator[tuple[str, str]]:
    if not _NAME.fullmatch(value) or value != " ".join(value.split()):
        yield f"{name}: {value!r} holds what an SMS name may not", "Use letters, digits and . , & ' ( ) / -"
    elif measure(value).units > _LONGEST[name]:
        yield f"{name}: longer than {_LONGEST[name]} characters", "Shorten it."
