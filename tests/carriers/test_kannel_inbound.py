"""An MO of Kannel is read by its bytes, from known addresses only, and refused when a field is wrong."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.carriers.base import Refusal, Refused
from sms_gateway.carriers.calls import pairs
from sms_gateway.carriers.kannel import Kannel, KannelSettings
from sms_gateway.carriers.kannel_text import codec, decode, part
from sms_gateway.carriers.wire import new_session
from sms_gateway.domain.messages import InboundSms, SmsPart

CONCAT_8 = bytes([5, 0, 3, 7, 2, 1])
CONCAT_16 = bytes([6, 8, 4, 1, 2, 3, 3])


def unreadable(answer) -> str:
    assert isinstance(answer, Refused), answer
    assert (answer.refusal, answer.salvage) == (Refusal.UNREADABLE, None)
    return answer.reason


@pytest.mark.parametrize(
    ("data", "coding", "charset", "text"),
    [
        ("jalan {rusak} é".encode(), "0", "UTF-8", "jalan {rusak} é"),
        ("Jalan “rusak” 😭".encode("utf-16-be"), "2", "UTF-16BE", "Jalan “rusak” 😭"),
        ("Jalan “rusak” 😭".encode("utf-16-be"), "2", "", "Jalan “rusak” 😭"),
        ("Jalan “rusak” 😭".encode(), "0", "UTF-8", "Jalan “rusak” 😭"),  # mo-recode = true
        ("é biner".encode(), "1", "8-BIT", "é biner"),
        (b"kaf\xe9", "0", "ISO-8859-1", "kafé"),
        (b"\x93kutip\x94", "0", "windows-1252", "“kutip”"),
        (b"rusak \xff\xfe", "0", "UTF-8", "rusak \ufffd\ufffd"),
        (b"\x00A\xd8\x3d", "2", "UTF-16BE", "A\ufffd"),
        (b"", "0", "UTF-8", ""),
        (b"apa saja", "0", "KLINGON", "apa saja"),
    ],
)
def test_a_text_is_decoded_by_its_coding_and_charset(kannel, mo, get, now, data, coding, charset, text):
    call = get({**mo, "text": data, "coding": coding, "charset": charset})
    assert kannel.read_inbound(call, now).text == text


def test_a_post_url_has_the_fields_in_the_query_and_the_bare_text_as_the_body(kannel, mo, get, now):
    headers = {"content-type": 'text/plain; charset="UTF-8"'}
    call = get(mo, method="POST", headers=headers, body=b"text=other&id=other", form_ok=False)
    sms = kannel.read_inbound(call, now)
    assert (sms.text, sms.carrier_ref) == (mo["text"], mo["id"])


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("10.17.0.9", True),
        ("10.17.0.16", False),
        ("::1", False),
        ("203.0.113.7", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_only_known_addresses_are_read(kannel, mo, get, now, address, taken):
    answer = kannel.read_inbound(get(mo, remote_addr=address), now)
    assert isinstance(answer, InboundSms) == taken
    assert taken or answer.refusal is Refusal.FORBIDDEN


@pytest.mark.parametrize("name", ["text", "id", "from"])
def test_a_call_without_a_needed_field_is_unreadable(kannel, mo, get, now, name):
    del mo[name]
    assert name in unreadable(kannel.read_inbound(get(mo), now))


@pytest.mark.parametrize("name", ["id", "from"])
def test_a_needed_field_that_is_blank_is_missing(kannel, mo, get, now, name):
    assert name in unreadable(kannel.read_inbound(get({**mo, name: "  "}), now))


@pytest.mark.parametrize("name", ["text", "id", "from", "to", "at", "smsc", "udh", "coding", "charset"])
def test_a_field_that_is_there_twice_is_unreadable(kannel, mo, get, now, name):
    doubled = get(mo)
    doubled = replace(doubled, query=f"{doubled.query}&{name}={mo[name]}")
    assert "twice" in unreadable(kannel.read_inbound(doubled, now))


def test_a_field_in_query_and_body_is_there_twice(kannel, mo, get, now):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    call = get(mo, method="POST", headers=headers, body=b"text=lain")
    assert "twice" in unreadable(kannel.read_inbound(call, now))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "x" * 129),
        ("id", "tab\there"),
        ("id", "é"),
        ("from", "+628\n"),
        ("from", "8" * 65),
        ("to", "1708\0"),
        ("at", "kemarin"),
        ("at", "-1"),
        ("coding", "3"),
        ("coding", "x"),
        ("coding", "%c"),
    ],
)
def test_a_malformed_field_is_unreadable_and_not_quoted(kannel, mo, get, now, name, value):
    reason = unreadable(kannel.read_inbound(get({**mo, name: value}), now))
    assert reason == f"not readable: {name}"


@pytest.mark.parametrize(
    ("udh", "place"),
    [
        (CONCAT_8, (7, 2, 1)),
        (CONCAT_16, (0x0102, 3, 3)),
        (bytes([11, 5, 4, 11, 132, 35, 240, 0, 3, 9, 2, 2]), (9, 2, 2)),  # a port first
        (b"", None),
        (bytes([5, 0, 3, 7, 1, 1]), None),  # one of one
        (bytes([5, 0, 3, 7, 2, 0]), None),  # parts count from 1
        (bytes([5, 0, 3, 7, 2, 3]), None),  # three of two
        (bytes([5, 0, 3, 7]), None),  # cut short
        (bytes([9, 0, 9, 7, 2]), None),  # longer than it is
        (bytes([3, 36, 1, 1]), None),  # a language table, no part
    ],
)
def test_a_part_of_a_long_sms_says_its_place(kannel, mo, get, now, udh, place):
    body = "setengah é".encode()
    sms = kannel.read_inbound(get({**mo, "text": body, "udh": udh}), now)
    assert sms.part == (SmsPart(*place, body, "utf-8", udh) if place else None)
    assert sms.text == "setengah é"


def test_half_a_character_of_a_part_is_kept_in_its_bytes(kannel, mo, get, now):
    whole = "A😭".encode("utf-16-be")
    pieces = [
        get({**mo, "text": half, "coding": "2", "charset": "UTF-16BE", "udh": bytes([5, 0, 3, 7, 2, number])})
        for number, half in ((1, whole[:4]), (2, whole[4:]))
    ]
    parts = [kannel.read_inbound(piece, now).part for piece in pieces]
    assert decode(b"".join(each.body for each in parts), parts[0].charset) == "A😭"


@given(st.binary(max_size=300), st.sampled_from(["", "-1", "0", "1", "2"]), st.text(max_size=12))
def test_no_bytes_stop_the_reading(data, coding, charset):
    assert isinstance(decode(data, codec(coding, charset)), str)


@given(st.binary(max_size=40))
def test_no_header_stops_the_reading(udh):
    found = part(udh, b"x", "utf-8")
    assert found is None or 1 <= found.number <= found.total


@given(st.integers(0, 65535), st.integers(2, 255), st.data(), st.binary(max_size=8))
def test_a_place_is_read_from_behind_other_elements(ref, total, data, other):
    number = data.draw(st.integers(1, total))
    elements = bytes([0x24, len(other)]) + other + bytes([8, 4]) + ref.to_bytes(2) + bytes([total, number])
    found = part(bytes([len(elements)]) + elements, b"x", "utf-8")
    assert (found.ref, found.total, found.number) == (ref, total, number)


@given(st.dictionaries(st.sampled_from(["text", "id", "from", "udh"]), st.binary(max_size=60)))
def test_every_byte_survives_the_query(fields):
    assert dict(pairs(urlencode(fields))) == fields


@given(st.text(max_size=200))
def test_any_query_is_read_without_a_fault(query):
    assert isinstance(pairs(query), list)


def test_without_a_secret_it_does_not_start(kannel_settings):
    with pytest.raises(ValueError, match="secret"):
        Kannel(replace(kannel_settings, secret=""), partial(new_session, None))


def test_its_settings_do_not_show_their_secrets(kannel_settings: KannelSettings):
    assert kannel_settings.password not in repr(kannel_settings)
    assert kannel_settings.secret not in repr(kannel_settings)
