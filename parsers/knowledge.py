"""What parsing knows: one immutable value with a version, so that a batch is parsed with one state."""

from dataclasses import dataclass
from functools import cache

from parsers.gazetteer import Gazetteer, load_gazetteer
from parsers.lexicon import Lexicon, read_lexicon
from parsers.model import Model, load_model


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The compiled word lists, the regions and the learned weights. *version* is stored with each parse."""

    version: str
    lexicon: Lexicon
    gazetteer: Gazetteer
    model: Model


@cache
def load_knowledge() -> Knowledge:
    """The packaged base, read and compiled once. Raises ValueError when a packaged list is malformed."""
    lexicon = read_lexicon()
    model = load_model()
    return Knowledge(f"base-{lexicon.version}-{model.version}", lexicon, load_gazetteer(), model)
