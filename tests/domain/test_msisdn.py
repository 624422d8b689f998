"""Senders: one spelling for each, and who may be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.msisdn import Sender, SenderKind, may_reply, normalise, spellings

MOBILE = Sender(SenderKind.MOBILE, "+6281234567890")


@pytest.mark.parametrize(
    "raw",
    [
        "081234567890",
        "6281234567890",
        "+6281234567890",
        "006281234567890",
        " 6281234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "(0812) 3456.7890",
        "+62\u00a0812\u20113456\u20117890",
        "\u202a+6281234567890\u202c",
    ],
)
def test_every_spelling_of_a_mobile_number_is_one_sender(raw: str) -> None:
    assert normalise(raw) == MOBILE


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("+12025550123", SenderKind.FOREIGN, "+12025550123"),
        ("12025550123", SenderKind.FOREIGN, "+12025550123"),
        ("+6591234567", SenderKind.FOREIGN, "+6591234567"),
        ("0060123456789", SenderKind.FOREIGN, "+60123456789"),
        ("+62215551234", SenderKind.OTHER, "+62215551234"),  # Jakarta landline
        ("0215551234", SenderKind.OTHER, "+62215551234"),
        ("08001234567", SenderKind.OTHER, "+628001234567"),  # toll-free
        ("Telkomsel", SenderKind.OTHER, "TELKOMSEL"),
        ("  my   bank ", SenderKind.OTHER, "MY BANK"),
        ("1708", SenderKind.OTHER, "1708"),
        ("99887", SenderKind.OTHER, "99887"),
        ("08١٢٣٤٥٦٧٨٩٠", SenderKind.OTHER, "08١٢٣٤٥٦٧٨٩٠"),
        ("０８１２３４５６７８９０", SenderKind.OTHER, "０８１２３４５６７８９０"),
        ("+999123456789", SenderKind.OTHER, "+999123456789"),
        ("", SenderKind.OTHER, ""),
        ("+", SenderKind.OTHER, "+"),
        ("0812345", SenderKind.OTHER, "+62812345"),
    ],
)
def test_what_is_no_home_mobile_is_named_for_what_it_is(raw: str, kind: SenderKind, text: str) -> None:
    assert normalise(raw) == Sender(kind, text)


@pytest.mark.parametrize(
    ("raw", "countries", "answered"),
    [
        ("081234567890", ("62",), True),
        ("081234567890", ("1",), False),
        ("+12025550123", ("62",), False),
        ("+12025550123", ("62", "1"), True),
        ("+6591234567", ("6",), False),  # a calling code is matched whole
        ("0215551234", ("62",), False),
        ("1708", ("62",), False),
        ("GOPAY", ("62",), False),
    ],
)
def test_only_mobiles_of_listed_countries_are_answered(
    raw: str, countries: tuple[str, ...], answered: bool
) -> None:
    assert may_reply(normalise(raw), countries) is answered


@given(st.text(max_size=30))
def test_normalising_never_raises_and_is_stable(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once.e164) == once


@given(st.from_regex("8[1-9][0-9]{6,11}", fullmatch=True))
def test_the_four_prefixes_of_a_home_number_agree(national: str) -> None:
    senders = {normalise(head + national) for head in ("0", "62", "+62", "0062")}
    assert senders == {Sender(SenderKind.MOBILE, f"+62{national}")}


def test_a_leak_search_knows_the_usual_spellings() -> None:
    found = spellings("+6281234567890")
    for spelling in (
        "81234567890",
        "081234567890",
        "6281234567890",
        "+6281234567890",
        "%2B6281234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "+62 812-3456-7890",
        "+62-812-3456-7890",
        "62 812 3456 7890",
        "812.3456.7890",
        "8123-4567-890",
    ):
        assert spelling in found
    assert len(set(found)) == len(found)


@given(st.from_regex("8[1-9][0-9]{6,11}", fullmatch=True))
def test_every_local_spelling_reads_back_to_the_same_number(national: str) -> None:
    e164 = f"+62{national}"
    readable = [
        s for s in spellings(e164) if s.startswith(("0", "+62")) and "%" not in s and "+" not in s[1:]
    ]
    assert {normalise(spelling).e164 for spelling in readable} == {e164}
