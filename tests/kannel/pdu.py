"""SMPP 3.4 on the wire, as much of it as a test SMSC speaks: packs and unpacks protocol data units."""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

HEADER: Final = struct.Struct(">IIII")
RESPONSE: Final = 0x80000000
UDH_INDICATOR: Final = 0x40
RECEIPT: Final = 0x04


class Command(IntEnum):
    """The commands of SMPP 3.4, 5.1.2.1, that a transceiver exchanges."""

    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015


class Coding(IntEnum):
    """data_coding: the SMSC's default alphabet (GSM 03.38) or UCS-2 (UTF-16BE)."""

    GSM7 = 0
    UCS2 = 8


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit: *command* with the response bit, *status* 0 for OK, *body* after the header."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def packed(self) -> bytes:
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass(frozen=True, slots=True)
class Sm:
    """The body that submit_sm and deliver_sm share; *data* is the short message without its *udh*."""

    source: str
    destination: str
    data: bytes
    coding: int = Coding.GSM7
    udh: bytes = b""
    esm_class: int = 0
    wants_receipt: bool = False

    def packed(self) -> bytes:
        esm = self.esm_class | (UDH_INDICATOR if self.udh else 0)
        short = self.udh + self.data
        head = b"\0" + _address(self.source) + _address(self.destination)
        middle = bytes([esm, 0, 0]) + b"\0\0" + bytes([int(self.wants_receipt), 0, self.coding, 0])
        return head + middle + bytes([len(short)]) + short


def sm(body: bytes) -> Sm:
    """Read the mandatory fields of a submit_sm or deliver_sm body; optional ones are left alone."""
    reader = _Reader(body)
    reader.text()  # service_type
    source, destination = reader.address(), reader.address()
    esm_class = reader.octets(3)[0]
    reader.text(), reader.text()  # schedule_delivery_time, validity_period
    wants, _, coding, _ = reader.octets(4)
    short = reader.octets(reader.octets(1)[0])
    header = short[0] + 1 if esm_class & UDH_INDICATOR else 0
    return Sm(source, destination, short[header:], coding, short[:header], esm_class, bool(wants & 1))


def cstring(text: str) -> bytes:
    return text.encode("ascii") + b"\0"


def _address(number: str) -> bytes:
    """TON, NPI and number: international for +62..., unknown for a short code."""
    return (b"\x01\x01" if number.startswith("+") else b"\0\x01") + cstring(number.removeprefix("+"))


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def octets(self, count: int) -> bytes:
        found, self._body = self._body[:count], self._body[count:]
        return found

    def text(self) -> str:
        found, _, self._body = self._body.partition(b"\0")
        return found.decode("ascii")

    def address(self) -> str:
        ton, _ = self.octets(2)
        return ("+" if ton == 1 else "") + self.text()
