"""SMS on the air interface: GSM 03.38 by its table, long ones in parts with a user data header."""

from typing import Final

from tests.kannel.pdu import Coding, Sm

# 3GPP TS 23.038, 6.2.1 and 6.2.1.1: the position is the code; \x1b leads into the extension.
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = {
    10: "\f",
    20: "^",
    40: "{",
    41: "}",
    47: "\\",
    60: "[",
    61: "~",
    62: "]",
    64: "|",
    101: "€",
}
EVERY_GSM_CHARACTER: Final = _BASIC.replace("\x1b", "") + "".join(_EXTENSION.values())
PART_OCTETS: Final = {Coding.GSM7: 153, Coding.UCS2: 134}


def gsm_decoded(data: bytes) -> str:
    octets = iter(data)
    return "".join(_EXTENSION[next(octets)] if octet == 0x1B else _BASIC[octet] for octet in octets)


def gsm_encoded(text: str) -> bytes:
    codes = {char: bytes([0x1B, code]) for code, char in _EXTENSION.items()}
    return b"".join(codes.get(char) or bytes([_BASIC.index(char)]) for char in text)


def text_of(sms: Sm) -> str:
    """The text of one whole SMS."""
    return sms.data.decode("utf-16-be") if sms.coding == Coding.UCS2 else gsm_decoded(sms.data)


def joined(parts: list[Sm]) -> str:
    """The text of a long SMS, whose parts are all there; a character may be cut between two."""
    in_order = sorted(parts, key=lambda part: part.udh[-1])
    assert [part.udh[-1] for part in in_order] == list(range(1, in_order[0].udh[-2] + 1))
    data = b"".join(part.data for part in in_order)
    return text_of(Sm("", "", data, in_order[0].coding))


def mo(sender: str, text: str, reference: int = 1) -> list[Sm]:
    """*text* from a handset: one SMS, or the parts of a long one; UCS-2 when GSM has not every character."""
    gsm = all(char in EVERY_GSM_CHARACTER for char in text)
    coding = Coding.GSM7 if gsm else Coding.UCS2
    data = gsm_encoded(text) if gsm else text.encode("utf-16-be")
    if len(data) <= (160 if gsm else 140):
        return [Sm(sender, "1708", data, coding)]
    size = PART_OCTETS[coding]
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    headers = (bytes([5, 0, 3, reference, len(pieces), number]) for number in range(1, len(pieces) + 1))
    return [Sm(sender, "1708", piece, coding, header) for header, piece in zip(headers, pieces, strict=True)]
