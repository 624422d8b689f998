"""What shows that two reports are about different cases, however alike they read: each with its words.

One conflict is enough; none of them is outweighed by likeness.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from parsers.wordlist import wordset
from sms_gateway.domain.likeness import Difference, Street, compare_streets, same_name
from sms_gateway.domain.prints import Labelled, Print

_UNLABELLED: Final = frozenset({"number", "alley"})
_WEAK_FAULTS: Final = frozenset({"absent", "short", "late"})  # said of much else besides
_SCHOOLS: Final = wordset(
    "sd min mi smp mts sma smk man ma slb tk",
)
_LABELS: Final = _SCHOOLS | wordset(
    "number rt rw alley block km plot unit floor tower tps corridor gardu pole stop gate track hamlet",
    "phase cluster class",
)


def conflicts(a: Print, b: Print, differing: Difference) -> tuple[str, ...]:
    """Every conflict of two reports as "kind: words of a / words of b"; symmetric but for that order."""
    return tuple(dict.fromkeys(found for rule in _RULES for found in rule(a, b, differing)))


def _regions(a: Print, b: Print, _: Difference) -> Iterator[str]:
    for level in ("regency", "district", "village"):
        left, right = getattr(a, level), getattr(b, level)
        if left and right and left != right:
            yield f"{level}: {left} / {right}"
            return


def _streets(a: Print, b: Print, _: Difference) -> Iterator[str]:
    if a.streets and b.streets:
        found = {compare_streets(left, right) for left in a.streets for right in b.streets}
        if found == {Street.OTHER}:
            yield f"street: {_listed(a.streets)} / {_listed(b.streets)}"


def _numbers(a: Print, b: Print, _: Difference) -> Iterator[str]:
    for label in sorted(a.numbers.keys() & b.numbers.keys()):
        if not a.numbers[label] & b.numbers[label]:
            yield f"{label}: {_listed(a.numbers[label])} / {_listed(b.numbers[label])}"
    left, right = _free(a.numbers), _free(b.numbers)
    if left and right and not left & right and not (a.numbers.keys() & b.numbers.keys() - _LABELS):
        yield f"number: {_listed(left)} / {_listed(right)}"


def _schools(a: Print, b: Print, _: Difference) -> Iterator[str]:
    """An SMPN 2 is no SMAN 2."""
    left, right = a.numbers.keys() & _SCHOOLS, b.numbers.keys() & _SCHOOLS
    if left and right and not left & right:
        yield f"school: {_listed(left)} / {_listed(right)}"


def _free(labelled: Labelled) -> frozenset[str]:
    """Values under no label of their own or under that of an alley: "putat jaya 1a" and "gang 3a" compare."""
    found = [values for label, values in labelled.items() if label not in _LABELS or label in _UNLABELLED]
    return frozenset().union(*found)


def _names(a: Print, b: Print, _: Difference) -> Iterator[str]:
    for kind in sorted(a.names.keys() & b.names.keys()):
        pairs = [(left, right) for left in a.names[kind] for right in b.names[kind]]
        if not any(same_name(kind, *pair) for pair in pairs):
            yield f"{kind}: {_listed(a.names[kind])} / {_listed(b.names[kind])}"


def _persons(a: Print, b: Print, _: Difference) -> Iterator[str]:
    if a.persons and b.persons and not a.persons & b.persons:
        yield "person: another name"


def _money(a: Print, b: Print, _: Difference) -> Iterator[str]:
    if a.amounts and b.amounts and not a.amounts & b.amounts:
        yield f"amount: {_listed(map(str, a.amounts))} / {_listed(map(str, b.amounts))}"


def _days(a: Print, b: Print, _: Difference) -> Iterator[str]:
    if a.days and b.days and not a.days & b.days:
        yield f"day: {_listed(a.days)} / {_listed(b.days)}"


def _states(a: Print, b: Print, _: Difference) -> Iterator[str]:
    if a.mended != b.mended:
        yield "state: put right / not put right"


def _problems(a: Print, b: Print, _: Difference) -> Iterator[str]:
    left, right = a.matter, b.matter
    strong = left.faults - _WEAK_FAULTS, right.faults - _WEAK_FAULTS
    if all(strong) and not left.faults & right.faults:
        yield f"problem: {_listed(left.faults)} / {_listed(right.faults)}"
    elif left.things and right.things and not left.things & right.things and a.problem != b.problem:
        yield f"thing: {_listed(left.things)} / {_listed(right.things)}"


def _renamed(a: Print, b: Print, differing: Difference) -> Iterator[str]:
    """In nearly the same words, a name in the place of another name."""
    for left, right in differing.swapped:
        named = any(word in a.rare for word in left.split()), any(word in b.rare for word in right.split())
        if all(named) and differing.aligned >= 0.5:
            yield f"name: {left} / {right}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


_RULES: Final[tuple[Callable[[Print, Print, Difference], Iterator[str]], ...]] = (
    _regions, _streets, _numbers, _schools, _names, _persons, _money, _days, _states, _problems, _renamed,
)  # fmt: skip
