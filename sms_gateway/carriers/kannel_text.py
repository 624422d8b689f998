"""The bytes of an MO of Kannel as text, and as the parts of a long SMS. Never raises."""

from collections.abc import Iterator
from typing import Final

from sms_gateway.domain.messages import SmsPart

# What `%C` may say (Kannel 1.4.5 says UTF-8, UTF-16BE or 8-BIT), as Python codecs.
CODECS: Final = {
    "UTF-8": "utf-8",
    "UTF-16BE": "utf-16-be",
    "UCS-2": "utf-16-be",
    "UCS-2BE": "utf-16-be",
    "ISO-8859-1": "latin-1",
    "WINDOWS-1252": "cp1252",
    "US-ASCII": "ascii",
}
UCS2: Final = "2"  # of `%c`
# 3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8: concatenated short messages, 8- and 16-bit reference.
_REFERENCE_OCTETS: Final = {0x00: 1, 0x08: 2}


def codec(coding: str, charset: str) -> str:
    """The codec of a text with `%c` *coding* and `%C` *charset*; an unknown one goes by the coding."""
    return CODECS.get(charset.strip().upper(), "utf-16-be" if coding == UCS2 else "utf-8")


def decode(data: bytes, codec: str) -> str:
    """*data* as text; what is no text becomes the replacement character, the rest stays."""
    return data.decode(codec, "replace")


def part(udh: bytes, body: bytes, codec: str) -> SmsPart | None:
    """The place of *body* in a long SMS, when *udh* names one; a header that makes no sense names none."""
    for element, value in _elements(udh):
        width = _REFERENCE_OCTETS.get(element)
        if width is None or len(value) != width + 2:
            continue
        total, number = value[-2], value[-1]
        if 1 <= number <= total and total > 1:
            return SmsPart(int.from_bytes(value[:width]), total, number, body, codec, udh)
    return None


def _elements(udh: bytes) -> Iterator[tuple[int, bytes]]:
    """The information elements of a user data header as (identifier, value)."""
    rest = udh[1 : 1 + udh[0]] if udh else b""
    while len(rest) >= 2:
        length = rest[1]
        yield rest[0], rest[2 : 2 + length]
        rest = rest[2 + length :]
