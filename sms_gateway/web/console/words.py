"""Coded reasons of ours as a person reads them: "region 33.74" and "topic sampah 0.90", in their language."""

import re
from collections.abc import Iterable
from typing import Final

from sms_gateway.catalog.console_texts import ConsoleTexts
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import Names
from sms_gateway.domain.topics import LABELS

_CODED: Final = re.compile(r"(by topic|[a-z_-]+)(?:: ?| )(.*)", re.DOTALL)
_TOPICS: Final = ("topic", "by topic")
_AGENCIES: Final = ("agency", "off", "acting")


def spoken(coded: str, t: ConsoleTexts, regions: Names, agencies: AgencyDirectory) -> str:
    """*coded* ("head value" or "head: value"); what has no text stays as it is."""
    found = _CODED.fullmatch(coded.removeprefix("conflict-"))
    head = t.texts.get(f"words.{found[1].replace(' ', '_')}") if found else None
    if found is None or head is None:
        return t.texts.get(f"words.{coded}", coded)
    kind, value = found[1], found[2].replace("~", "")
    first, _, rest = value.partition(" ")
    if kind in _TOPICS and first in LABELS:
        value = LABELS[first].full + (f" ({rest})" if rest else "")  # type: ignore[index]
    elif kind in _AGENCIES and (agency := agencies.find(value)):
        value = agency.name.long
    elif kind in ("region", "regency", "district", "village"):
        value = re.sub(r"[0-9]{2}(?:\.[0-9]+)*", lambda code: _named(code[0], regions), value)
    elif kind == "long-apart" and (hours := re.fullmatch("([0-9]+) h", value)):
        value = t("marks.hours", hours=hours[1])
    else:
        value = re.sub(r"[^,/]+", lambda part: _marked(kind, part[0], t), value)
    return f"{head}: {value}"


def all_spoken(coded: Iterable[str], t: ConsoleTexts, regions: Names, agencies: AgencyDirectory) -> str:
    """Each of *coded*, those with the same head once."""
    said: dict[str, list[str]] = {}
    for each in coded:
        head, _, value = spoken(each, t, regions, agencies).partition(": ")
        said.setdefault(head, []).append(value)
    return "; ".join(f"{head}: {', '.join(values)}" if any(values) else head for head, values in said.items())


def _marked(kind: str, part: str, t: ConsoleTexts) -> str:
    """One of several values: a code of ours in words, a word of a citizen as it is."""
    inner = part.strip()
    return part.replace(inner, t.texts.get(f"marks.{kind}.{inner.replace(' ', '-')}", inner), 1)


def _named(code: str, regions: Names) -> str:
    name = regions(code)
    return name.long if name else code
