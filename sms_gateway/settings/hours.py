"""When the service works and when it is quiet: joint leave by decree, and the hours without news."""

from datetime import date, time, timezone
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from sms_gateway.domain.quiet import Quiet
from sms_gateway.domain.zones import WIB, WIT, WITA
from sms_gateway.settings.section import Section, from_json
from sms_gateway.settings.words import like


def _dates(value: Any) -> Any:
    """A list as YAML gives it, or one of the environment: JSON, or commas."""
    if isinstance(value, str):
        value = from_json(value) if value.startswith("[") else [part.strip() for part in value.split(",")]
    return tuple(value) if isinstance(value, list) else value


# A text: YAML reads 21:00 without quotes as the number 1260, which must not pass for another time of day.
ClockTime = Annotated[str, like(r"([01][0-9]|2[0-3]):[0-5][0-9]", 'a time of day in quotes, like "06:00"')]
DateList = Annotated[tuple[date, ...], NoDecode, BeforeValidator(_dates)]


class Calendar(Section):
    """Days off beside the weekends, the public holidays and the joint leave that are known."""

    joint_leave: DateList = ()
    zone: Literal["WIB", "WITA", "WIT"] = "WIB"

    @property
    def clock(self) -> timezone:
        """Whose midnight ends a day."""
        return {"WIB": WIB, "WITA": WITA, "WIT": WIT}[self.zone]


class QuietHours(Section):
    """Hours of the recipient's region without news; equal hours: never quiet."""

    starts: ClockTime = "21:00"
    ends: ClockTime = "06:00"

    @property
    def hours(self) -> Quiet:
        """As the rules take it."""
        return Quiet(time.fromisoformat(self.starts), time.fromisoformat(self.ends))
