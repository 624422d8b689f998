"""Short word lists written as text."""


def wordset(*lines: str) -> frozenset[str]:
    """The blank-separated words of *lines*."""
    return frozenset(word for line in lines for word in line.split())
