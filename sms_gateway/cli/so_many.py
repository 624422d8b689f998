"""How many of what, as a person says it."""


def so_many(count: int, one: str, more: str) -> str:
    """Like `1 agency changes`, `3 agencies change`."""
    return f"{count} {one if count == 1 else more}"
