"""Codes of the privacy desk: why a law keeps a ticket, and how somebody asked to be forgotten."""

import re
from enum import StrEnum
from typing import Final

# The number of an order, like B/123/XI/2026: no blanks, so no name.
_REFERENCE: Final = re.compile(r"[A-Za-z0-9./_-]{3,64}")


class HoldReason(StrEnum):
    """Which law keeps it."""

    COURT = "court"
    POLICE = "police"
    AUDIT = "audit"  # BPK, inspectorate
    DISPUTE = "dispute"  # an objection or a claim that is not decided


class EraseReason(StrEnum):
    """How the wish came."""

    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"
    AUTHORITY = "authority"


class NotErased(StrEnum):
    """Why nobody was forgotten."""

    UNKNOWN = "unknown"  # nobody wrote from that number, or it was forgotten
    OFFICER = "officer"  # what an officer ordered must stay provable
    WAITING = "waiting"  # asked for before
    OVER = "over"  # the search is too old, or somebody else's


def is_reference(text: str) -> bool:
    """Whether *text* can be the number of an order, and nobody's phone."""
    counted = re.search(r"[0-9]", text) is not None and re.search(r"[0-9]{8}", text) is None
    return counted and _REFERENCE.fullmatch(text) is not None
