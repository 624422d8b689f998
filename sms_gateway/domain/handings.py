"""From whom an agency has a case: another one that had it before, by the moves that passed it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FORWARDED: Final = "forwarded"
RETURNED: Final = "returned"
REOPENED: Final = "reopened"
UNDONE: Final = "undone"
KINDS: Final = (FORWARDED, RETURNED, REOPENED, UNDONE)


@dataclass(frozen=True, slots=True)
class Handing:
    """A move that changed who has a case: *agency* got it by FORWARDED; UNDONE took *undone* back."""

    kind: str
    agency: str | None = None
    undone: str | None = None


@dataclass(frozen=True, slots=True)
class _Here:
    """*holder* has it; *last*: the agency that had it before, since the case was verified."""

    holder: str | None = None
    last: str | None = None


_UNDOES: Final = {"forward": FORWARDED, "return": RETURNED, "reopen": REOPENED}


def came_from(handings: Sequence[Handing]) -> str | None:
    """The agency that had the case before the one that has it now, which may be the same; None: no other.

    What was routed to an agency and never forwarded there was not its own.
    """
    stood: list[tuple[str, _Here]] = [("", _Here())]
    for each in handings:
        here = stood[-1][1]
        if each.kind == UNDONE:
            if len(stood) > 1 and stood[-1][0] == _UNDOES.get(each.undone or ""):
                stood.pop()
        elif each.kind == FORWARDED:
            stood.append((each.kind, _Here(each.agency, here.holder or here.last)))
        elif each.kind == RETURNED:
            stood.append((each.kind, _Here(None, here.holder or here.last)))
        else:
            stood.append((each.kind, _Here()))
    return stood[-1][1].last
