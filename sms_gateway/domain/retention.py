"""What is kept how long: the classes of personal data, each with the moment before which it may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DataClass(StrEnum):
    """Personal data that goes by itself once its time is over; its limit is `retention.<class>_days`."""

    TEXTS = "texts"  # the words of a message as they came; what is masked of it stays
    SMS = "sms"  # the words of an SMS of ours
    NUMBERS = "numbers"  # the number of who has not written for so long
    OPT_OUTS = "opt_outs"  # the number of who wrote STOP: with it the wish would be forgotten
    VIEWS = "views"  # which account was shown what
    REASONS = "reasons"  # what somebody typed as the reason to see a number
    SIGN_INS = "sign_ins"  # of the console; when they end is `console.session_hours`


class Stays(StrEnum):
    """What is never deleted: it holds ids, codes and masked words, and others lean on it."""

    AUDIT = "audit"
    REVEALS = "reveals"  # who saw which number and when, without the words of the reason
    CASES = "cases"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class Rule:
    """A class and how many days it is kept; None: for ever."""

    what: DataClass
    days: int | None

    def cutoff(self, now: datetime) -> datetime | None:
        """What is older may go; None: nothing may."""
        return now - timedelta(days=self.days) if self.days is not None else None


def rules(days: Mapping[str, int | None]) -> tuple[Rule, ...]:
    """A rule for each class; *days* by class. Sign-ins go when they are over."""
    return tuple(Rule(each, 0 if each is DataClass.SIGN_INS else days[each]) for each in DataClass)
