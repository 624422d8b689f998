"""What is wrong with a key, in words: its name, what is wanted, and what was found, unless that is secret."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from pydantic import AfterValidator, BaseModel

_SHOWN: Final = 24  # characters; keys and tokens of carriers are longer
_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+]{0,23}://)?")
_HOLDS_AN_ADDRESS: Final = re.compile(r"(.*_)?url|endpoint")
_PLACE: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(?::(?P<port>[0-9]{1,5}))?")
_NUMBER, _WHOLE, _TEXT = "must be a number", "must be a whole number", "must be a text; put it in quotes"
_LIST: Final = "must be a list"
_SWITCH: Final = "must be true or false"
_SECTION: Final = "must be a section with keys of its own"
_DAY: Final = "must be a day like 2027-03-08"
_WANTED: Final[Mapping[str, str]] = {
    "bool_parsing": _SWITCH,
    "bool_type": _SWITCH,
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "dict_type": _SECTION,
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than": "must be more than {gt:.15g}",
    "greater_than_equal": "must be {ge:.15g} or more",
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_type": _WHOLE,
    "less_than_equal": "must be {le:.15g} or less",
    "literal_error": "must be {expected}",
    "model_type": _SECTION,
    "path_type": "must be the path of a file or folder",
    "string_too_long": "must have {max_length} characters or less",
    "string_too_short": "must have {min_length} characters or more",
    "string_type": _TEXT,
    "tuple_type": _LIST,
}


def like(pattern: str, wanted: str) -> AfterValidator:
    """A text of this form; a person is told *wanted*, never the form itself."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if form.fullmatch(text) is None:
            raise ValueError(f"must be {wanted}")
        return text

    return AfterValidator(check)


def with_a_port(url: str) -> str:
    """*url*, whose port can be one: any other fails only where it is used first, with a traceback."""
    place = url.partition("://")[2].partition("?")[0].rpartition("@")[2].partition("/")[0]
    found = _PLACE.fullmatch(place)
    if found is None or not 1 <= int(found["port"] or 1) <= 65535:
        raise ValueError(
            "must have a host and, behind a colon, a port from 1 to 65535, like db1.internal:5432"
        )
    return url


def sentence(fault: Any, model: type[BaseModel], secrets: Iterable[str]) -> str:
    """One fault of pydantic's in *model*; what stands at its keys *secrets* is never shown."""
    path = [str(part) for part in fault["loc"]]
    where = ".".join(path)
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no such key{_instead(path, model)}"
    form = _WANTED.get(fault["type"])
    wanted = form.format_map(fault.get("ctx", {})) if form else fault["msg"].removeprefix("Value error, ")
    found = "" if not path or path[0] in set(secrets) else f"; found {_found(path, fault['input'])}"
    return f"{where}: {wanted}{found}" if where else wanted


def nearest(name: str, known: Iterable[str], spelt: Callable[[str], str] = str) -> str:
    """What somebody may have meant who wrote *name*."""
    close = get_close_matches(name, list(known), 1)
    return f"; did you mean {spelt(close[0])}?" if close else "; config.yaml as it comes holds every key"


def _instead(path: list[str], model: type[BaseModel]) -> str:
    section = model
    for name in path[:-1]:
        kind = section.model_fields[name].annotation
        assert isinstance(kind, type)  # noqa: S101 - only a section refuses a key
        section = kind
    return nearest(path[-1], section.model_fields, lambda close: ".".join([*path[:-1], close]))


def _found(path: list[str], value: Any) -> str:
    """Of an address only how it begins: a password may stand in the rest."""
    if isinstance(value, str):
        begins = _ADDRESS.match(value)
        if _HOLDS_AN_ADDRESS.fullmatch(path[-1]) or (begins and begins[0]):
            return f"an address that begins with {begins[0]}" if begins and begins[0] else "no address"
        return f'"{value}"' if len(value) <= _SHOWN and value.isprintable() else f"{len(value)} characters"
    plain = {type(None): "nothing", dict: "a section", list: "a list", tuple: "a list"}
    return plain.get(type(value)) or str(value).lower()[:_SHOWN]
