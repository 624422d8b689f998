"""Numbers of rows in an address: what no database could hold is no number, so its page does not exist."""

import re
from typing import Final

from flask import request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import IntegerConverter

_DIGITS: Final = "[0-9]{1,18}"  # below 2^63 whatever they are


class RowNumber(IntegerConverter):
    """Every `<int:...>` of a route."""

    regex = _DIGITS


def bound_numbers(state: BlueprintSetupState) -> None:
    """From here on `<int:...>` is the number of a row."""
    state.app.url_map.converters["int"] = RowNumber


def asked_number(name: str) -> int | None:
    """The number *name* of the query; None for what is none."""
    written = request.args.get(name, "")
    return int(written) if re.fullmatch(_DIGITS, written) else None
