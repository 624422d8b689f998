"""Turns what a model refuses in a YAML document into faults with their lines."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from sms_gateway.catalog.faults import Fault
from sms_gateway.catalog.yaml_lines import Document

_REMEDIES: Final = {
    "extra_forbidden": "Remove it, or correct the spelling; the keys are listed at the top of the file.",
    "missing": "Add it.",
}


def shape_faults(error: ValidationError, document: Document) -> Iterator[Fault]:
    """Every fault of *error*, at the line of the key or item it is about."""
    return (_fault(each, document) for each in error.errors())


def _fault(fault: Any, document: Document) -> Fault:
    place = [part for part in fault["loc"] if part != "[key]"]
    where = ".".join(str(part) for part in place) or "the file"
    remedy = _REMEDIES.get(fault["type"], "Correct it.")
    if fault["type"] == "string_pattern_mismatch":
        remedy = f"It must match {fault.get('ctx', {}).get('pattern', '')}"
    reason = "there is no such key" if fault["type"] == "extra_forbidden" else str(fault["msg"])
    return Fault(document.source, document.line(place), f"{where}: {reason}", remedy)
