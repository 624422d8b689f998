"""How somebody becomes an officer: what a candidate must be like, what an answer to the code means."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sms_gateway.domain.gsm7 import transliterate

NAME_LENGTH: Final = 40
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z .,'-]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom to enrol: the *phone* and the *stand_in* as somebody wrote them (phone or officer number)."""

    phone: str
    agency: str
    name: str
    stand_in: str | None = None
    admin: bool = False


class CodeAnswer(StrEnum):
    """What an answer to the code of the enrolment comes to."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"  # wrong, and it was the last try
    EXPIRED = "expired"
    VOID = "void"  # there is no code that counts


def judge(*, fits: bool | None, tries: int, until: datetime | None, now: datetime, most: int) -> CodeAnswer:
    """What an answer comes to after *tries* wrong ones of *most*; *fits* is None when no code waits."""
    if fits is None or until is None or tries >= most:
        return CodeAnswer.VOID
    if now >= until:
        return CodeAnswer.EXPIRED
    if fits:
        return CodeAnswer.RIGHT
    return CodeAnswer.SPENT if tries + 1 >= most else CodeAnswer.WRONG


def shown_name(text: str) -> str | None:
    """A name as an SMS may show it; None for what is no name, or too long."""
    name = " ".join(transliterate(text).split())
    return name if len(name) <= NAME_LENGTH and _NAME.fullmatch(name) else None
