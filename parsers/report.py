"""A parsed text as one line of JSON, every key present and in the published order."""

import json

from parsers.complaint import Command, Parsed, Place


def line(identifier: object, parsed: Parsed) -> str:
    """One compact JSON object without a line break; *identifier* is given back as it came."""
    period = parsed.period
    shape = {
        "id": identifier,
        "kind": parsed.kind,
        "failure": parsed.failure,
        "command": _command(parsed.command),
        "type": parsed.type,
        "topics": [[topic, score] for topic, score in parsed.topics],
        "place": _place(parsed.place),
        "period": None
        if period is None
        else {"from": period.start.isoformat(), "to": period.end.isoformat()},
        "urgency": parsed.urgency,
        "agencies": list(parsed.agencies),
        "personal_data": [{"type": s.type, "start": s.start, "end": s.end} for s in parsed.personal_data],
        "missing": list(parsed.missing),
        "confidence": parsed.confidence,
        "evidence": [
            {"field": e.field, "start": e.start, "end": e.end, "rule": e.rule} for e in parsed.evidence
        ],
    }
    return encode(shape)


def error_line(identifier: object, number: int, reason: str) -> str:
    """The object that stands for input line *number* (from 1) that could not be read."""
    return encode({"id": identifier, "error": f"line {number}: {reason}"})


def encode(shape: dict[str, object]) -> str:
    """Compact JSON; lone surrogates, which no file can hold, become U+FFFD."""
    text = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _command(command: Command | None) -> dict[str, str | None] | None:
    if command is None:
        return None
    return {"verb": command.verb, "ticket": command.ticket, "rest": command.rest}


def _place(place: Place) -> dict[str, object]:
    return {
        "province": place.province,
        "regency": place.regency,
        "district": place.district,
        "village": place.village,
        "street": place.street,
        "number": place.number,
        "rt": place.rt,
        "rw": place.rw,
        "landmark": place.landmark,
        "candidates": list(place.candidates),
    }
