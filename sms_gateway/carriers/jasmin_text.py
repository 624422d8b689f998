"""The bytes of an SMS as Jasmin hands them on, by their SMPP data coding, as text. Never raises."""

from typing import Final, Literal

Alphabet = Literal["gsm7", "ascii", "latin1", "utf8"]

# SMPP 3.4, 5.2.19. Coding 0 is the default alphabet of the operator's SMSC, so an operator decides.
CODECS: Final = {
    "1": "ascii",
    "3": "latin-1",
    "5": "shift_jis",
    "6": "iso8859-5",
    "7": "iso8859-8",
    "8": "utf-16-be",
    "14": "euc-kr",
}
_BYTES: Final = "utf-8"  # 2 and 4, and whatever is not listed: bytes that may be text all the same
_ALPHABETS: Final = {"ascii": "ascii", "latin1": "latin-1", "utf8": "utf-8"}

# 3GPP TS 23.038, 6.2.1 and 6.2.1.1, one octet a character, in the order of their codes.
_GSM7: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True))
_ESCAPE: Final = 0x1B
_NO_CHARACTER: Final = "\ufffd"


def decode(data: bytes, coding: str, alphabet: Alphabet) -> str:
    """*data* of data coding *coding*; what is no text becomes the replacement character, the rest stays."""
    if coding not in ("", "0"):
        return data.decode(CODECS.get(coding, _BYTES), "replace")
    return _gsm7(data) if alphabet == "gsm7" else data.decode(_ALPHABETS[alphabet], "replace")


def _gsm7(data: bytes) -> str:
    """Unpacked GSM 03.38. An escape before nothing known is shown as a space, as the standard asks."""
    found: list[str] = []
    escaped = False
    for octet in data:
        if escaped:
            found.append(_EXTENSION.get(octet) or " " + _basic(octet))
            escaped = False
        elif octet == _ESCAPE:
            escaped = True
        else:
            found.append(_basic(octet))
    return "".join(found)


def _basic(octet: int) -> str:
    return _GSM7[octet] if octet < len(_GSM7) and octet != _ESCAPE else _NO_CHARACTER
