"""Every province has the clock the law gives it."""

from datetime import timedelta, timezone

import pytest

from sms_gateway.domain.zones import WIB, WIT, WITA, zone_of, zone_of_agency


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("11", WIB),  # Aceh
        ("31.74", WIB),  # Jakarta
        ("61.71", WIB),  # Kalimantan Barat
        ("62", WIB),  # Kalimantan Tengah
        ("51.71", WITA),  # Bali
        ("53", WITA),
        ("63.71", WITA),  # Banjarmasin
        ("64", WITA),
        ("73.71.01.1001", WITA),  # Makassar
        ("81", WIT),  # Maluku
        ("94.01", WIT),
        (None, WIB),
        ("", WIB),
        ("id", WIB),
    ],
)
def test_a_region_has_the_clock_of_its_province(region: str | None, zone: object) -> None:
    assert zone_of(region) is zone


def test_the_three_clocks_are_an_hour_apart() -> None:
    assert [zone.utcoffset(None) for zone in (WIB, WITA, WIT)] == [timedelta(hours=h) for h in (7, 8, 9)]


@pytest.mark.parametrize(("agency", "zone"), [("pupr@33.74", WIB), ("dinkes@51", WITA), ("pln", WIB)])
def test_an_agency_has_the_clock_of_its_region(agency: str, zone: timezone) -> None:
    assert zone_of_agency(agency) == zone
