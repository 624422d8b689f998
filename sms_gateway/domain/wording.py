"""The texts of one language as one immutable value with a version, handed to whatever renders an SMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.sentences import Sentence


class Phrase(StrEnum):
    """Words that stand in a field where nothing better is known, or between two words."""

    AND = "and"
    THOSE_DIGITS = "those_digits"
    THAT_PLACE = "that_place"
    WAPRES = "wapres"
    LATE = "late"
    DUE = "due"
    DAYS_LATE = "days_late"
    CLOSES = "closes"
    OR = "or"
    ANSWER_LEAVING = "answer_leaving"
    LEAVING = "leaving"
    ADDED = "added"
    REPLIED = "replied"
    OBJECTED = "objected"
    PLACED = "placed"
    REOPENED = "reopened"
    JOINED = "joined"
    NO_WORDS = "no_words"
    URGENT = "urgent"
    PROMISE_ANONYMOUS = "promise_anonymous"
    PROMISE_CONFIDENTIAL = "promise_confidential"
    PROMISE_BOTH = "promise_both"


# What ANONIM and RAHASIA promise, in half a sentence.
PROMISES = (Phrase.PROMISE_ANONYMOUS, Phrase.PROMISE_CONFIDENTIAL, Phrase.PROMISE_BOTH)


@dataclass(frozen=True, slots=True)
class Wording:
    """*sentences* have variants, the longest first. *version* is a digest: same texts, same version.

    A variant holds str.format fields. A part in [square brackets] is left out when its field is unknown or
    the text would not fit.
    """

    language: str
    version: str
    source: str
    sentences: Mapping[Sentence, tuple[str, ...]]
    states: Mapping[CaseState, str]
    reasons: Mapping[ArchiveCode, str]
    phrases: Mapping[Phrase, str]
