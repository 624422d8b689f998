"""A file of office templates is read whole or refused whole, with the line and remedy of every fault."""

import pytest

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.offices import packaged_offices, read_offices
from sms_gateway.domain.offices import Deviation, Government, Kind, Level, Office
from sms_gateway.domain.rendering import Name

GOOD = """\
owner: admin nasional
desk: {long: Admin Nasional, short: Admin Nas}
alone: ["31"]
groups:
  - group: pemda
    about: Governments.
    kind: government
    at: [regency]
    offices:
      pemkot: {only: kota, long: "Pemerintah {region}", short: "Pemkot {bare}"}
  - group: dinas
    about: Offices.
    owner: Pemda
    at: [regency, province]
    offices:
      pupr: {long: Dinas PU, short: DPU}
      pdam:
        at: [regency]
        parent: pupr@regency
        long: PDAM
        short: PDAM
  - group: pusat
    about: The state.
    at: [national]
    offices:
      kai: {long: PT KAI, short: KAI, owner: KAI}
exceptions:
  pdam@31: {long: PAM Jaya, short: PAM Jaya}
  pupr@34: {acting: off, parent: pemkot@34.71}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(CatalogFault) as caught:
        read_offices(text, "a.yaml")
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.line}: {fault.reason}" for fault in caught.value.faults]


def test_a_template_becomes_what_it_says() -> None:
    found = read_offices(GOOD, "a.yaml")
    assert found.offices["pemkot"] == Office(
        "pemkot",
        Name("Pemerintah {region}", "Pemkot {bare}"),
        frozenset({Level.REGENCY}),
        "admin nasional",
        Kind.GOVERNMENT,
        Government.KOTA,
    )
    assert found.offices["pdam"].parent == "pupr@regency"
    assert [found.offices[each].owner for each in ("pupr", "kai")] == ["Pemda", "KAI"]
    assert (found.governments, found.alone, found.desk.short) == (("pemkot",), {"31"}, "Admin Nas")
    assert found.exceptions["pdam@31"] == Deviation("pdam@31", "PAM Jaya", "PAM Jaya")
    assert found.exceptions["pupr@34"] == Deviation("pupr@34", parent="pemkot@34.71", acting=False)


def test_the_same_text_has_the_same_version() -> None:
    one, same, other = (read_offices(text, "a.yaml").version for text in (GOOD, GOOD, GOOD + "# x"))
    assert one == same != other


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("at: [national]", "at: [country]", "24: groups.2.at.0: Input should be 'regency'"),
        ("at: [national]", "at: []", "24: groups.2.at: List should have at least 1 item"),
        ("kind: government", "kind: king", "7: groups.0.kind: Input should be 'government'"),
        ("only: kota", "only: desa", "10: groups.0.offices.pemkot.only: Input should be"),
        ("long: PT KAI", 'long: "PT {where}"', "26: groups.2.offices.kai.long: String should match"),
        ("long: PT KAI", 'long: "PT KAI {region}"', "26: kai: a national office has no region"),
        ("short: KAI", "short: Kereta Api Ind", "26: kai: short is longer than 12 characters"),
        ("short: KAI", "short: Kereta A", "26: kai: short is longer than long"),
        ("long: PDAM\n        ", "", "17: groups.1.offices.pdam.long: Field required"),
        ("short: PDAM", "shrt: PDAM", "21: groups.1.offices.pdam.shrt: there is no such key"),
        ("pupr@regency", "nobody@regency", "17: pdam: there is no nobody@regency"),
        ("pupr@regency", "pupr@national", "17: pdam: there is no pupr@national"),
        ("pupr@regency", "pdam@regency", "17: pdam: it is its own parent"),
        ("pupr@regency", "pupr@village", "19: groups.1.offices.pdam.parent: String should match"),
        ("      kai:", "      pupr:", "26: pupr is here already, in line 16"),
        ("      kai:", "      KAI:", "26: groups.2.offices.KAI: String should match"),
        ("owner: admin nasional\n", "", "1: owner: Field required"),
        ('"31"', '"31.71"', "3: alone.0: String should match"),
        ("pdam@31", "pdam@jakarta", "28: pdam@jakarta is no agency code"),
        ("acting: off", "acting: maybe", "29: acting: maybe is neither on nor off"),
        ("acting: off", "colour: red", "29: colour: there is no such field"),
        ("parent: pemkot@34.71", "parent: pemkot", "29: parent: pemkot is no agency code"),
        ("long: PAM Jaya", "long: PAM [Jaya]", "28: did not find expected"),
        ("long: PAM Jaya", "long: 'PAM €'", "28: long: 'PAM €' holds what an SMS name may not"),
        (GOOD, "- a list", "1: the file: Input should be a valid dictionary"),
    ],
)
def test_a_fault_is_told_with_its_line(before: str, after: str, expected: str) -> None:
    told = faults(GOOD.replace(before, after, 1))
    assert any(fault.startswith(expected) for fault in told), told


def test_every_fault_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = GOOD.replace("pupr@regency", "x@regency").replace("KAI, short: KAI", "KAI, short: Kereta Api K")
    assert [fault.partition(":")[0] for fault in faults(text.replace("acting: off", "acting: x"))] == [
        "17",
        "26",
        "29",
    ]


def test_the_packaged_directory_is_sound() -> None:
    found = packaged_offices()
    assert len(found.offices) > 150
    assert {office.kind for office in found.offices.values()} == set(Kind)
