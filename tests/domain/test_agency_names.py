"""Agencies as officers call them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge
from sms_gateway.domain.agency_names import meant, regions_in, regions_of
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.rendering import Name
from sms_gateway.services.agencies import packaged

REGIONS = ("33.74", "33.22", "33", "id")


@pytest.fixture(scope="module")
def around(knowledge: Knowledge) -> list[Agency]:
    directory = packaged(knowledge)
    return [entry.agency for region in REGIONS for entry in directory.in_region(region)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("dishub kota semarang", ["dishub@33.74"]),
        ("Dinas Perhubungn Kota Semarang", ["dishub@33.74"]),
        ("dishub kab semarang", ["dishub@33.22"]),
        ("dishub", ["dishub@33.74", "dishub@33.22", "dishub@33"]),
        ("dishub jateng", ["dishub@33"]),
        ("dishub provinsi", ["dishub@33"]),
        ("dinas pekerjaan umum kota semarang", ["pupr@33.74"]),
        ("pupr kota semarang", ["pupr@33.74"]),
        ("PLN", ["pln@id"]),
        ("bbpjn", ["bbpjn@id"]),
        ("dishub kab bogor", []),
        ("pak budi saja", []),
        ("???", []),
    ],
)
def test_an_agency_is_found_by_what_officers_call_it(
    words: str, codes: list[str], around: list[Agency]
) -> None:
    assert [agency.code for agency in meant(words, around)] == codes


AGENCIES = st.lists(
    st.builds(Agency, st.sampled_from(["a@33", "b@33.74", "c@id"]), st.builds(Name, st.text(), st.text())),
    max_size=5,
)


@given(st.text(), AGENCIES)
def test_any_words_find_at_most_three_of_the_agencies_there_are(words: str, agencies: list[Agency]) -> None:
    found = meant(words, agencies)
    assert len(found) <= 3
    assert all(each in agencies for each in found)


def test_the_nearest_regions_come_first() -> None:
    assert regions_of("33.74.01.1001", "33.22", None, "id") == ("33.74", "33.22", "33", "id")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("damkar semarang", ["33.22", "33.74"]),
        ("dinas pu JATENG", ["33"]),
        ("damkar semarangan", []),
        ("", []),
    ],
)
def test_a_region_is_found_in_the_words_that_name_its_agency(words: str, found: list[str]) -> None:
    bare = {"33": "Jawa Tengah", "33.22": "Semarang", "33.74": "Semarang", "33.19": "Kudus"}
    assert list(regions_in(words, bare)) == found
