"""The fuzz target of the parser: whatever the bytes, the answer that comes back is sound.

`python tests/parsers/fuzz_parse.py SEEDS -max_total_time=600` goes on from SEEDS (needs the `fuzz` extra).
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["parsers"]):
    import parsers
    from parsers.report import line

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
REGIONS = (None, "33", "33.74", "31.74", "92.71", "nowhere")
ROLES = tuple(parsers.Role)


def read(data: bytes) -> tuple[str, parsers.Role, str | None]:
    """Text, role and known region; the first byte chooses the last two. It may hold lone surrogates."""
    head, body = data[:1] or b"\0", data[1:]
    text = body.decode("utf-8", "surrogatepass" if head[0] & 64 else "replace")
    return text, ROLES[head[0] % len(ROLES)], REGIONS[head[0] % len(REGIONS)]


def check(data: bytes) -> None:
    try:
        text, role, region = read(data)
    except UnicodeDecodeError:
        return
    parsed = parsers.parse(text, now=NOW, knowledge=parsers.load_knowledge(), region=region, role=role)
    shown = json.loads(line(1, parsed))
    spans = [*shown["evidence"], *shown["personal_data"]]
    unsound = [span for span in spans if not 0 <= span["start"] <= span["end"] <= len(text)]
    if unsound:
        raise AssertionError(f"offsets outside the text: {unsound}")
    if not 0 <= parsed.confidence <= 1 or (parsed.kind is parsers.Kind.REPORT and len(parsed.topics) < 3):
        raise AssertionError("a report needs three topics and a confidence in 0..1")
    masked = parsers.mask(text)
    if parsers.mask(masked) != masked:
        raise AssertionError("masked twice is not masked once")


if __name__ == "__main__":
    parsers.load_knowledge()
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
