"""The clock of a region: WIB, WITA or WIT."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

WIB: Final = timezone(timedelta(hours=7), "WIB")
WITA: Final = timezone(timedelta(hours=8), "WITA")
WIT: Final = timezone(timedelta(hours=9), "WIT")

# By Kemendagri's code of the province. Keputusan Presiden 41/1987; a province that was split off later keeps
# the clock of the one it comes from.
_OTHER_THAN_WIB: Final[Mapping[str, timezone]] = MappingProxyType(
    {
        **dict.fromkeys(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"), WITA),
        **dict.fromkeys(("81", "82", "91", "92", "93", "94", "95", "96"), WIT),
    }
)


def zone_of(region: str | None) -> timezone:
    """The zone of a Kemendagri code of any depth; WIB when the region is not known."""
    return _OTHER_THAN_WIB.get((region or "")[:2], WIB)


def zone_of_agency(code: str) -> timezone:
    """The zone of an agency's code ("pupr@33.74"); WIB for one of the whole country."""
    return zone_of(code.partition("@")[2])


def day_of_agency(code: str, now: datetime) -> date:
    """The day on the clock of that agency."""
    return now.astimezone(zone_of_agency(code)).date()
