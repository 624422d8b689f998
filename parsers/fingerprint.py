"""The normal form under which a text sent again is the same text."""

import re

from parsers.normalize import clean

_BETWEEN = re.compile(r"[\W_]+")


def fingerprint_text(text: str) -> str:
    """*text* cleaned and case folded, punctuation and blanks collapsed; digits are kept as they are."""
    return _BETWEEN.sub(" ", clean(text).text.casefold()).strip()
