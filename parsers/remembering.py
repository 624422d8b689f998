"""Remembers what a function says of a word, without letting junk fill the memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

LONGEST: Final = 40  # letters: a word of thousands is worked out each time, and never kept
T = TypeVar("T")


def remembered(size: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Keep the newest *size* answers of a pure function of one word, for words of LONGEST letters at most."""

    def remembering(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(maxsize=size)(function)

        @wraps(function)
        def answer(word: str) -> T:
            return kept(word) if len(word) <= LONGEST else function(word)

        return answer

    return remembering
