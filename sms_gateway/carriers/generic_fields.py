"""The fields of a call or an answer that somebody else named: of a form, or along a dotted path of JSON."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from sms_gateway.carriers.base import Refusal, Refused, WebhookRequest
from sms_gateway.carriers.calls import FORM, once, pairs, posted

JSON_TYPE = "application/json"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def read_json(text: str | bytes) -> Json:
    """The value of *text*; None when it is no JSON, is nested too deep, or holds half a character."""
    try:
        found: Json = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found


def at(value: Json, path: str) -> str | None:
    """The text or number at a dotted *path*; None where there is none.

    A list is entered only when it has one element: of several the others would be lost in silence.
    """
    for step in path.split("."):
        if isinstance(value, list) and step == "0" and len(value) == 1:
            value = value[0]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def of_call(request: WebhookRequest, names: Mapping[str, str]) -> dict[str, str] | Refused:
    """What *request* says under *names* (ours to theirs), by our names; what is not there is left out.

    A posted call is read by its body alone: that is all a signature covers.
    """
    if request.headers.get("content-type", "").startswith(JSON_TYPE) and request.method == "POST":
        value = read_json(request.body)
        if not isinstance(value, dict):
            return Refused(Refusal.UNREADABLE, "the body is no JSON object")
        said = {ours: at(value, theirs) for ours, theirs in names.items()}
        return {ours: text for ours, text in said.items() if text is not None}
    found = posted(request) if request.method == "POST" else pairs(request.query)
    fields = once(found, frozenset(names.values()))
    if isinstance(fields, Refused):
        return fields
    return {
        ours: fields[theirs].decode("utf-8", "replace") for ours, theirs in names.items() if theirs in fields
    }


__all__ = ["FORM", "JSON_TYPE", "at", "of_call", "read_json"]
