"""What the packaged file says about each sentence: under which heading it stands, and when it is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sms_gateway.catalog.wording import DATA
from sms_gateway.domain.sentences import Sentence

OTHER: Final = "other"
_HEADING: Final = re.compile(r"^  # ---- ([A-Z, ]+)")
_REMARK: Final = re.compile(r"^  # (.+)$")
_KEY: Final = re.compile(r"^  ([a-z_]+):")


@dataclass(frozen=True, slots=True)
class Remark:
    """*group* is a code made of the heading: "news"; *text* is in English."""

    group: str
    text: str


@cache
def remarks(language: str) -> Mapping[Sentence, Remark]:
    """The remark of every sentence, in the order of the file; without a heading it is in OTHER."""
    lines = DATA.joinpath(f"sentences.{language}.yaml").read_text(encoding="utf-8").splitlines()
    known = {sentence.value: sentence for sentence in Sentence}
    found: dict[Sentence, Remark] = {}
    group, told = OTHER, list[str]()
    for line in lines[lines.index("sentences:") :]:
        heading, remark, key = _HEADING.match(line), _REMARK.match(line), _KEY.match(line)
        if heading:
            group, told = _code(heading[1]), []
        elif remark:
            told.append(remark[1].strip())
        elif key and key[1] in known:
            found[known[key[1]]] = Remark(group, " ".join(told))
            told = []
    return found


def _code(heading: str) -> str:
    return re.sub(r"[^a-z]+", "_", heading.lower()).strip("_")
