"""Where traces of single SMS go, and of how many; by default nowhere."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sms_gateway.settings.section import Section

# No name and password in it: what opens the collector belongs into the environment.
_Collector = Annotated[
    str, Field(pattern=r"^https?://[^/\s@]+(/[^\s@]*)?$"), AfterValidator(lambda url: url.rstrip("/"))
]


class Tracing(Section):
    endpoint: _Collector | None = None  # None: nothing is traced
    ratio: Annotated[float, Field(gt=0, le=1)] = 1.0
