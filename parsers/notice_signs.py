"""Notices told by signs that come together: a prize and "anda", a slot and a bonus, an errand and "dek"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.complaint import Failure
from parsers.normalize import Clean
from parsers.phrases import Hit, Phrases, Word
from parsers.wordlist import wordset

_VETOES: Mapping[Failure, frozenset[str]] = {
    Failure.FRAUD: frozenset({"reporting", "theirs"}),
    Failure.SPAM: frozenset({"reporting", "complain", "lost"}),
    Failure.ADVERT: frozenset(
        {"reporting", "complain", "authority", "negation", "asking", "wishing", "lost"}
    ),
    Failure.WRONG_ADDRESS: frozenset({"reporting", "complain", "authority", "lost"}),
}
COUNTED = frozenset({"amount", "many", "opening"})  # signs that no list can hold
PLAINTS = frozenset({"reporting", "complain"})  # the signs of whoever complains
_OPENINGS = wordset(
    "jual dijual sedia tersedia ready promo terima menerima melayani jasa sewa disewakan rental kursus",
    "bimbel katering catering diskon obral les service servis spesialis gadai sablon konveksi",
)
_VETO_SIGNS = frozenset(
    {"reporting", "complain", "authority", "negation", "asking", "wishing", "civic", "lost"}
)
_ALL = frozenset(_VETOES)
_CHAT = 16  # words of a message between two people
_AMOUNT = re.compile(
    r"rp[0-9]*|[0-9]+(?:rb|rban|ribu|ribuan|jt|jtan|juta|jutaan|k|m|miliar|milyar)|[1-9][0-9]*0{3,9}"
)
_LONGEST = 60  # words of a notice
_AMID_TOPIC = 20  # words of one that has also much to say of a topic
_TOPICAL = 2.0  # topic evidence from which that is so
_SHORT_INSULT = 5  # words in which "maling" names no theft
_MOST = 6  # places of a sign that are tried
_UNITS = frozenset({"rb", "ribu", "jt", "juta", "rupiah", "miliar", "milyar"})
_PEOPLE = frozenset(
    {"orang", "teman", "temanmu", "grup", "group", "kontak", "sahabat", "kenalan", "org", "kali"}
)


Signs = Mapping[str, Sequence[Hit[str]]]
Signed = tuple[Failure, tuple[Hit[str], ...]]


_COMPLAINT: Signs = {"reporting": ()}  # enough to be no notice of any kind


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """The *signs* that make a text a notice together, *without* others.

    *sure* ones outweigh words that speak for a topic.
    """

    failure: Failure
    sure: bool
    signs: frozenset[str]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignLists:
    """The compiled *signs*, the *rules* on them, and the *plaints*: words that make a text a complaint."""

    signs: Phrases[str]
    rules: tuple[NoticeRule, ...]
    plaints: frozenset[str]


def find_signs(words: Sequence[Word], cleaned: Clean, lexicon: SignLists, strength: float) -> Signs:
    """Where every sign stands in *words*, in a text of topic *strength*. Linear in their number.

    Nothing in a text too long for a notice, nor where words that complain stand beside a topic.
    """
    found: dict[str, list[Hit[str]]] = {}
    if not words or len(words) > (_AMID_TOPIC if strength >= _TOPICAL else _LONGEST):
        return found
    if strength >= _TOPICAL and not lexicon.plaints.isdisjoint(word.form for word in words):
        return _COMPLAINT
    hits = lexicon.signs.overlapping([_as_typed(word, cleaned) for word in words])
    wide = [hit for hit in hits if hit.last - hit.first > 1 and _VETO_SIGNS.isdisjoint(hit.payloads)]
    for hit in hits:
        inside = any(one.first <= hit.first and hit.last <= one.last for one in wide if one is not hit)
        for sign in hit.payloads:
            if not (inside and sign in _VETO_SIGNS):  # "bebas banjir" complains of no flood
                found.setdefault(sign, []).append(hit)
    for sign, first, last in _counted(words):
        found.setdefault(sign, []).append(Hit(words[last - 1].form, (sign,), first, last))
    return found


def _counted(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """The signs no list holds, and where they stand: an amount, a number of people, a word that sells."""
    if words[0].form in _OPENINGS:
        yield "opening", 0, 1
    for place, word in enumerate(words):
        if _is_amount(words, place):
            yield "amount", place, place + 1
        elif word.form in _PEOPLE and place and words[place - 1].form[0] in "0123456789":
            yield "many", place - 1, place + 1


def _as_typed(word: Word, cleaned: Clean) -> Word:
    """*word* found by its typed form too: "gw" says who is spoken to, "saya" does not."""
    typed = cleaned.text[word.start : word.end]
    return word if typed == word.form else word._replace(keys=(*word.keys, typed))


def _is_amount(words: Sequence[Word], place: int) -> bool:
    form = words[place].form
    if form in _UNITS:
        return place > 0 and words[place - 1].form[0] in "0123456789"
    return form[0] in "r0123456789" and _AMOUNT.fullmatch(form) is not None


def vetoed(found: Signs) -> frozenset[Failure]:
    """What a text is not, because of signs *found* in it."""
    if "reporting" in found:
        return _ALL
    return frozenset(failure for failure, signs in _VETOES.items() if not signs.isdisjoint(found))


def told_by_signs(found: Signs, rules: Sequence[NoticeRule], length: int, strength: float) -> Signed | None:
    """What the first of *rules* says whose signs are *found* in a text of *length* words and *strength*."""
    if "insult" in found and (strength == 0 or length <= _SHORT_INSULT):
        scolded = _scolded(found, length)
        if scolded:
            return Failure.ABUSE, scolded
    vetoes, seen = vetoed(found), frozenset(found)
    if len(vetoes) == len(_VETOES):
        return None
    for rule in rules:
        if (
            rule.signs <= seen
            and rule.failure not in vetoes
            and rule.without.isdisjoint(seen)
            and (rule.sure or strength == 0)
            and (rule.failure is not Failure.WRONG_ADDRESS or length <= _CHAT)
        ):
            hits = _apart(sorted(rule.signs), found)
            if hits:
                return rule.failure, hits
    return None


def _scolded(found: Signs, length: int) -> tuple[Hit[str], ...]:
    """The hits of an insult aimed at someone when there is nothing else in the text."""
    insults = _apart(("aimed", "insult"), found) if "aimed" in found else ()
    hits = [hit for sign in ("aimed", "insult", "scold") for hit in found.get(sign, ())]
    covered = {place for hit in hits for place in range(hit.first, hit.last)}
    return insults if len(covered) == length else ()


def _apart(signs: Sequence[str], found: Signs) -> tuple[Hit[str], ...]:
    """A hit of each of *signs* (four at most) such that no word counts twice; nothing when there is none."""
    chosen: list[tuple[Hit[str], ...]] = [()]
    for sign in signs:
        chosen = [
            (*taken, hit)
            for taken in chosen
            for hit in found[sign][:_MOST]
            if all(hit.first >= other.last or other.first >= hit.last for other in taken)
        ]
    return chosen[0] if chosen else ()
