"""Whether a report must be asked where it is, and which places the question offers."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from parsers import Evidence, Parsed, Urgency
from parsers.wordlist import wordset
from sms_gateway.domain.offices import Level
from sms_gateway.domain.routing import Route
from sms_gateway.domain.topics import Topic

OFFERED: Final = 3
REGENCY: Final = 5  # characters of its code
# What happens nowhere in particular, once a national agency is sure to answer for it.
_ANYWHERE: Final = frozenset({Topic.PAJAK_KEUANGAN.value, Topic.ASN.value, Topic.HUKUM_IMIGRASI.value})
_NOWHERE: Final = frozenset({"bpjt@national", "ojk@national"})  # toll roads by their kilometre, and lenders
_MARKS: Final = wordset(
    "kec kecamatan kab kabupaten kota ds desa kel kelurahan kp kampung dusun dsn di daerah "
    "gampong nagari pekon jorong korong"
)
_WORD: Final = re.compile(r"[0-9A-Za-z']+")


def must_ask(parsed: Parsed, route: Route) -> bool:
    """Whether the regency is unknown and something depends on it; rescue is never kept waiting."""
    if parsed.place.regency is not None or parsed.urgency is Urgency.EMERGENCY:
        return False
    first = route.candidates[0] if route.candidates else None
    national = first is not None and first.to.endswith(f"@{Level.NATIONAL.value}")
    sure = national and route.agency is not None
    if sure and first is not None and first.to in _NOWHERE:
        return False
    return not (sure and bool(parsed.topics) and parsed.topics[0][0] in _ANYWHERE)


def offers(candidates: Iterable[str], near: Sequence[str]) -> tuple[str, ...]:
    """Up to three of *candidates* in as many regencies: first those *near* the sender, in that order.

    The others stay as they are, where most people live first. A regency with several such places is offered
    by its own code.
    """
    by_regency: dict[str, list[str]] = {}
    for code in candidates:
        if len(code) >= REGENCY:
            by_regency.setdefault(code[:REGENCY], []).append(code)
    codes = [found[0] if len(found) == 1 else regency for regency, found in by_regency.items()]
    places = {regency: place for place, regency in enumerate(regencies_of(near))}
    return tuple(sorted(codes, key=lambda code: places.get(code[:REGENCY], len(places)))[:OFFERED])


def regencies_of(regions: Iterable[str]) -> tuple[str, ...]:
    """The regency of each region that has one, once, in order."""
    return tuple(dict.fromkeys(region[:REGENCY] for region in regions if len(region) >= REGENCY))


def asked_name(text: str, evidence: Sequence[Evidence]) -> str:
    """The name that fits several places, as *text* has it; "" when none does."""
    for told in evidence:
        if told.rule == "place.candidates":
            words = [
                word for word in _WORD.findall(text[told.start : told.end]) if word.lower() not in _MARKS
            ]
            return " ".join(words).title()
    return ""
