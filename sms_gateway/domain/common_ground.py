"""How particular the place is that two reports share: points, the words that earn them, and what is unsure.

Two points are a place one can walk to; a district alone is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from parsers.wordlist import wordset
from sms_gateway.domain.likeness import FILLERS, Difference, Street, compare_streets, same_name, same_word
from sms_gateway.domain.matters import matter_of
from sms_gateway.domain.prints import Print

_SCHOOLS: Final = frozenset({"sd", "min", "mi", "smp", "mts", "sma", "smk", "man", "ma", "slb", "tk"})
_LOOSE: Final = frozenset({"number", "alley"})
_OWN_LABELS: Final = _SCHOOLS | wordset(
    "rt rw block km plot unit floor tower tps corridor gardu pole stop gate track hamlet phase cluster",
    "class",
)
_WORTH_LITTLE: Final = frozenset({"district", "rt", "rw", "floor", "class", "track"})
_OFTEN_NAMED_SO: Final = frozenset({"masjid", "musholla", "posyandu", "kindergarten", "hamlet", "alley"})
_ONE_A_REGENCY: Final = wordset(
    "samsat disdukcapil dukcapil capil polres rsud imigrasi bpn pengadilan alun taspen",
)
_ONE_A_DISTRICT: Final = frozenset({"puskesmas", "kua", "polsek", "koramil"})
_COUNTER_TOPICS: Final = frozenset({"kependudukan"})  # what is done at the district's office
_EVERYWHERE: Final = wordset(  # streets every town has
    "sudirman merdeka diponegoro ahmad yani gatot subroto pahlawan veteran pemuda kartini gajah mada",
    "hayam wuruk imam bonjol melati mawar kenanga anggrek cempaka soekarno hatta hasanuddin teuku umar",
    "hasyim asyari supratman pramuka jenderal raya desa poros kampung nasional provinsi lintas pantura",
    "utama mangga nangka flamboyan",
)
_RARE_ENOUGH: Final = 4.0  # points from which names only one side holds do not matter any more


@dataclass(frozen=True, slots=True)
class Ground:
    """*points* for what is shared; *reasons* name it; *doubts* keep a person in the decision."""

    points: float
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


class _Find(NamedTuple):
    points: float
    reason: str
    sure: bool = True


def common_ground(a: Print, b: Print, differing: Difference) -> Ground:
    """What *a* and *b* share of a place; symmetric but for the order of words."""
    finds = [
        *_villages(a, b),
        *_streets(a, b),
        *_names(a, b),
        *_offices(a, b),
        *_numbers(a, b),
        *_details(a, b),
    ]
    finds += _words(a, b, " ".join(find.reason for find in finds))
    finds += _phrases(a, b, " ".join(find.reason for find in finds))
    points = sum(find.points for find in finds)
    doubts = [find.reason for find in finds if not find.sure]
    if points < _RARE_ENOUGH:
        doubts += _strangers(a, b, differing)
    return Ground(points, tuple(find.reason for find in finds if find.sure), tuple(doubts))


def _villages(a: Print, b: Print) -> Iterator[_Find]:
    if a.village and a.village == b.village:
        yield _Find(2.0, f"village: {a.village}")
    elif a.district and a.district == b.district:
        counter = a.topic in _COUNTER_TOPICS and b.topic in _COUNTER_TOPICS
        yield _Find(2.0 if counter else 0.5, f"district: {a.district}")


def _streets(a: Print, b: Print) -> Iterator[_Find]:
    pairs = [(left, right, compare_streets(left, right)) for left in a.streets for right in b.streets]
    same = [min(left, right, key=len) for left, right, found in pairs if found is Street.SAME]
    if same:
        yield _Find(
            1.0 if _is_usual(same[0]) and not (a.regency and b.regency) else 2.0, f"street: {same[0]}"
        )
    elif any(found is Street.UNSURE for _, _, found in pairs):
        yield _Find(0.0, f"street-unsure: {pairs[0][0]} / {pairs[0][1]}", sure=False)
    elif not pairs:
        unmarked = _said_by_other(a, b, a.streets) or _said_by_other(b, a, b.streets)
        if unmarked and not _is_usual(unmarked):
            yield _Find(2.0, f"street: {unmarked}")


def _said_by_other(one: Print, other: Print, streets: Sequence[str]) -> str | None:
    """The first two words of one side's street, when the other says them side by side without "jl"."""
    said = " ".join(other.words)
    for street in streets:
        name = " ".join([word for word in street.split() if word != "raya"][:2])
        if " " in name and f" {name} " in f" {said} ":
            return name
        if name in other.rare and name in one.rare:
            return name
    return None


def _is_usual(street: str) -> bool:
    return set(street.split()) <= _EVERYWHERE


def _names(a: Print, b: Print) -> Iterator[_Find]:
    for kind in sorted(a.names.keys() & b.names.keys()):
        pairs = [(left, right) for left in sorted(a.names[kind]) for right in sorted(b.names[kind])]
        same = [left for left, right in pairs if same_name(kind, left, right)]
        if same:
            yield _Find(_worth(kind, same[0], a, b), f"{kind}: {same[0]}")
    for one, other in ((a, b), (b, a)):
        for kind in sorted(one.names.keys() - other.names.keys() - _WORTH_LITTLE):
            said = [name for name in sorted(one.names[kind]) if f" {name} " in f" {' '.join(other.words)} "]
            if said and (" " in said[0] or said[0] in other.rare):
                yield _Find(
                    min(_worth(kind, said[0], a, b), 2.0 if " " in said[0] else 1.5), f"{kind}: {said[0]}"
                )


def _worth(kind: str, name: str, a: Print, b: Print) -> float:
    """Less for what every district has by the same name, unless the district is the same."""
    if kind in _WORTH_LITTLE:
        return 0.5
    rare = kind == "hamlet" and (a.rare | b.rare).intersection(name.split())
    often = kind in _OFTEN_NAMED_SO and not rare
    return 1.0 if often and not (a.district and a.district == b.district) else 2.0


def _offices(a: Print, b: Print) -> Iterator[_Find]:
    """Offices of which a regency, or a district, has one."""
    both = set(a.words) & set(b.words)
    if a.regency and a.regency == b.regency and both & _ONE_A_REGENCY:
        yield _Find(2.0, f"office: {min(both & _ONE_A_REGENCY)}")
    if a.district and a.district == b.district and both & _ONE_A_DISTRICT:
        yield _Find(1.5, f"office: {min(both & _ONE_A_DISTRICT)}")


def _numbers(a: Print, b: Print) -> Iterator[_Find]:
    shared = sorted(a.numbers.keys() & b.numbers.keys())
    for label in shared:
        values = ", ".join(sorted(a.numbers[label] & b.numbers[label]))
        yield _Find(_number_worth(label, a, b), f"{label}: {values}")
    free = _free(a) & _free(b)
    if not shared and free:
        yield _Find(1.0, f"number: {', '.join(sorted(free))}")
    for one, other in ((a, b), (b, a)):
        for label in sorted(one.numbers.keys() - other.numbers.keys()):
            if label in other.words and label not in _LOOSE and not one.numbers[label] & _free(other):
                yield _Find(
                    0.0, f"number-unsure: {label} {', '.join(sorted(one.numbers[label]))}", sure=False
                )


def _number_worth(label: str, a: Print, b: Print) -> float:
    """A high school's number is one in its regency, a primary school's in its district."""
    regency, district = (
        bool(a.regency and a.regency == b.regency),
        bool(a.district and a.district == b.district),
    )
    if label in {"smp", "mts", "sma", "smk", "man"} and regency:
        return 2.0
    if (label in _SCHOOLS and district) or (label == "km" and regency):
        return 1.5
    return 1.0


def _free(print_: Print) -> frozenset[str]:
    return frozenset().union(
        *(values for label, values in print_.numbers.items() if label not in _OWN_LABELS)
    )


def _details(a: Print, b: Print) -> Iterator[_Find]:
    if a.days & b.days:
        yield _Find(0.5, f"day: {', '.join(sorted(a.days & b.days))}")
    if a.amounts & b.amounts:
        yield _Find(0.5, f"amount: {', '.join(str(sum_) for sum_ in sorted(a.amounts & b.amounts))}")


def _words(a: Print, b: Print, said: str) -> Iterator[_Find]:
    """Names in both that have not been counted yet; those of a district count half."""
    rare = {word for word in a.rare for other in b.rare if same_word(word, other)}
    half = {word for word in a.rare | a.around if word in b.rare | b.around} - rare
    rare |= {word for one, other in ((a, b), (b, a)) for word in one.rare if word in _pairs(other)}
    fresh = [word for word in sorted(rare) if word not in said]
    if fresh:
        yield _Find(min(3.0, len(fresh)), f"name: {', '.join(fresh)}")
    loose = [word for word in sorted(half) if word not in said]
    if loose and not (a.district and b.district):
        yield _Find(min(1.0, 0.5 * len(loose)), f"around: {', '.join(loose)}")


def _pairs(print_: Print) -> set[str]:
    """Two words of a text written as one."""
    return {left + right for left, right in zip(print_.words, print_.words[1:], strict=False)}


def _phrases(a: Print, b: Print, said: str) -> Iterator[_Find]:
    """Two names side by side in both, though each of them may be a word as well: "putat jaya"."""
    pairs = set(zip(a.words, a.words[1:], strict=False)) & set(zip(b.words, b.words[1:], strict=False))
    for pair in sorted(pairs):
        if a.named & set(pair) and all(_fresh(word, said) for word in pair):
            yield _Find(1.0, f"name: {' '.join(pair)}")
            return


def _fresh(word: str, said: str) -> bool:
    return word.isalpha() and word not in said and word not in FILLERS and not matter_of((word,))


def _strangers(a: Print, b: Print, differing: Difference) -> Iterator[str]:
    """Names on both sides that the other does not know: two places may hide in them."""
    left = sorted(word for word in differing.only_a if word in a.rare and not _known(word, b))
    right = sorted(word for word in differing.only_b if word in b.rare and not _known(word, a))
    if left and right:
        yield f"names-differ: {', '.join(left[:3])} / {', '.join(right[:3])}"


def _known(word: str, other: Print) -> bool:
    return word in "".join(other.words) or any(same_word(word, each) for each in other.rare | other.around)
