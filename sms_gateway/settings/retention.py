"""How long personal data are kept, by class: in days, null for ever."""

from typing import Annotated

from pydantic import Field

from sms_gateway.settings.section import Section

# A case may be disputed, and somebody may ask who looked, for months: shorter would destroy what they need.
_Days = Annotated[int, Field(ge=90, le=36_500)] | None
_Year = Annotated[int, Field(ge=365, le=36_500)] | None


class Retention(Section):
    texts_days: _Days = 730
    sms_days: _Days = 365
    numbers_days: _Days = 1095
    opt_outs_days: _Days = 1825
    views_days: _Year = 1825
    reasons_days: _Year = 1825
    every_hours: Annotated[int, Field(ge=1, le=168)] = 6
    rows_at_once: Annotated[int, Field(ge=1, le=1_000_000)] = 5000
