"""Writes the texts in force as a complete file: the packaged one with its remarks, its texts replaced."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Final

from sms_gateway.catalog.wording import DATA
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Wording

_SECTION: Final = re.compile(r"^([a-z]+):")
_KEY: Final = re.compile(r"^  ([a-z_]+):")
_VARIANT: Final = "    - "
_REMARK: Final = re.compile(r" +#[^\"']*$")


def written(wording: Wording, folder: Traversable = DATA) -> str:
    """*wording* as YAML that `read_wording` takes; keys stand below the remarks of the packaged file."""
    text = folder.joinpath(f"sentences.{wording.language}.yaml").read_text(encoding="utf-8")
    return "".join(f"{line}\n" for line in _lines(text.splitlines(), wording))


def written_some(sentences: Mapping[str, Sequence[str]]) -> str:
    """Some sentences as a file that changes them in others."""
    lines = ["sentences:" if sentences else "sentences: {}"]
    for key, texts in sentences.items():
        lines += [f"  {key}:", *(_VARIANT + _quoted(each) for each in texts)]
    return "".join(f"{line}\n" for line in lines)


def _lines(lines: Sequence[str], wording: Wording) -> Iterator[str]:
    words = {
        "states": {str(key): word for key, word in wording.states.items()},
        "reasons": {str(key): word for key, word in wording.reasons.items()},
        "phrases": {str(key): word for key, word in wording.phrases.items()},
    }
    section = ""
    for line in lines:
        if opened := _SECTION.match(line):
            section = opened[1]
        key = _KEY.match(line)
        if key and section == "sentences":
            yield f"  {key[1]}:"
            yield from (_VARIANT + _quoted(each) for each in wording.sentences[Sentence(key[1])])
        elif key and section in words:
            remark = _REMARK.search(line)
            yield f"  {key[1]}: {_quoted(words[section][key[1]])}{remark[0] if remark else ''}"
        elif section != "sentences" or not line.strip() or line.lstrip().startswith("#") or opened:
            yield line


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
