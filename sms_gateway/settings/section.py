"""What every part of the configuration has in common."""

import json
from decimal import Decimal
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

from sms_gateway.settings.words import like, with_a_port


class Section(BaseModel):
    """A part of the configuration; a key nobody knows is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def split_words(value: str) -> tuple[str, ...]:
    """The words of a comma list, without blanks."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _words(value: Any) -> Any:
    """A list as YAML gives it (62 is a number there), or one of the environment: JSON, or commas."""
    if isinstance(value, str):
        value = from_json(value) if value.startswith("[") else split_words(value)
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else value


def from_json(value: str) -> Any:
    """A list of the environment that is written as JSON."""
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('must be a list: commas between its words, or JSON like ["a", "b"]') from None


def no_trailing_slash(url: str) -> str:
    """Paths are put behind an address."""
    return url.rstrip("/")


def _are_addresses(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for each in addresses:
        try:
            ip_network(each)
        except ValueError:
            raise ValueError("must be addresses or networks like 10.0.0.5 or 10.0.0.0/28") from None
    return addresses


WordList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
HttpUrl = Annotated[
    str,
    like(r"https?://[^/\s]+(/\S*)?", "an address like https://sms.example.id"),
    AfterValidator(with_a_port),
    AfterValidator(no_trailing_slash),
]
Seconds = Annotated[float, Field(gt=0)]
Lease = Annotated[float, Field(gt=0, le=1800)]  # a longer one would be taken for one of a wrong clock
PerSecond = Annotated[float, Field(gt=0, le=10_000)]
Price = Annotated[Decimal, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(gt=0)]
Addresses = Annotated[WordList, AfterValidator(_are_addresses)]


class PacedSection(Section):
    """A carrier that may be fed slower than it is called."""

    per_second: PerSecond | None = None  # segments; None: no limit
    price: Price | None = None  # of a segment; None: nobody said


class CarrierSection(PacedSection):
    """A carrier that is called over the wire."""

    timeout_seconds: Seconds = 10
