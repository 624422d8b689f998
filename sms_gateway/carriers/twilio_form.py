"""What Twilio posts, read once: every field as it was signed, and our own id in the address."""

import re
from urllib.parse import parse_qsl

OUTBOX_FIELD = "outbox"
MAX_FIELDS = 500  # a Twilio form has about 30
Form = tuple[tuple[str, str], ...]

_ROW_ID = re.compile(r"[0-9]{1,18}")


def fields_of(body: bytes) -> Form | None:
    """What Twilio signed: the fields of the body alone, blanks and repeats kept; None when too many."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        return None
    return tuple(pairs)


def first_values(form: Form) -> dict[str, str]:
    """Of a repeated field the first counts."""
    return dict(reversed(form))


def outbox_id(query: str) -> int | None:
    """Our own id in the *query* of the address that we gave for reports."""
    for name, value in parse_qsl(query[:2000]):
        if name == OUTBOX_FIELD and _ROW_ID.fullmatch(value):
            return int(value)
    return None
