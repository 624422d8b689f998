"""Where traces of single SMS go, and of how many; by default nowhere."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sms_gateway.settings.section import Section, no_trailing_slash
from sms_gateway.settings.words import like, with_a_port

# No name and password in it: what opens the collector belongs into the environment.
_Collector = Annotated[
    str,
    like(
        r"https?://[^/\s@]+(/[^\s@]*)?",
        "an address like http://127.0.0.1:4318, without a name or password in it",
    ),
    AfterValidator(with_a_port),
    AfterValidator(no_trailing_slash),
]


class Tracing(Section):
    endpoint: _Collector | None = None  # None: nothing is traced
    ratio: Annotated[float, Field(gt=0, le=1)] = 1.0
