"""The style sheet is one block for each noun; what is meant for one width stays inside its braces."""

import re
from pathlib import Path

import sms_gateway

SHEET = Path(sms_gateway.__file__).parent / "web/static/console/console.css"


def test_every_block_of_the_style_sheet_begins_outside_of_any_brace() -> None:
    depth, inside = 0, []
    for found in re.finditer(r"^/\* [^*]*\*/|[{}]", SHEET.read_text(encoding="utf-8"), re.MULTILINE):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth:
            inside.append(found[0])
    assert inside == []
    assert depth == 0
