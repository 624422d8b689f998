"""The clock of a province: WIB, WITA or WIT."""

from datetime import timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")

# Keputusan Presiden 41/1987; provinces split off since keep the clock of the one they come from.
_ZONES = {
    **dict.fromkeys(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"), WITA),
    **dict.fromkeys(("81", "82", "91", "92", "93", "94", "95", "96"), WIT),
}


def zone_of(region: str | None) -> timezone:
    """The zone of a Kemendagri code of any depth; WIB when it is unknown."""
    return _ZONES.get((region or "")[:2], WIB)
