"""A form as it was sent, with what is wrong by field: shown again with what was typed but passwords."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import request

from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.typed_days import start_of


@dataclass(slots=True)
class Form:
    """*values* as typed, *errors* as keys of the texts by field ("" for the form as a whole)."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """What was typed into *name*; empty for what was not sent."""
        return self.values.get(name, "")

    def refuse(self, name: str, key: str) -> None:
        """The field *name* is wrong because of the text `key`; the first reason stays."""
        self.errors.setdefault(name, key)

    def require(self, *names: str) -> None:
        """Each of *names* must be filled in."""
        for name in names:
            if not self[name].strip():
                self.refuse(name, "error.required")

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors


def sent_day(form: Form, name: str) -> datetime | None:
    """The start in Jakarta of the day in *name*; what is none, or of no year anybody means, is refused."""
    day = start_of(form[name], JAKARTA)
    if day is None or not 2000 <= day.year <= 2999:
        form.refuse(name, "tickets.no_day")
        return None
    return day


def sent_form() -> Form:
    """The form of this request; empty for one that only opens the page."""
    return Form(request.form.to_dict()) if request.method == "POST" else Form()
