"""What parsing knows: one immutable value with a version, so that a batch is parsed with one state."""

from dataclasses import dataclass
from functools import cache

from parsers.gazetteer import Gazetteer, load_gazetteer
from parsers.lexicon import Lexicon, read_lexicon


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The compiled word lists and the regions. *version* is stored with each parse."""

    version: str
    lexicon: Lexicon
    gazetteer: Gazetteer


@cache
def load_knowledge() -> Knowledge:
    """The packaged base, read and compiled once. Raises ValueError when a packaged list is malformed."""
    lexicon = read_lexicon()
    return Knowledge(f"base-{lexicon.version}", lexicon, load_gazetteer())
