"""Topics ranked by the words that speak for them, and the short label of the problem."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.complaint import Evidence
from parsers.lexicon import Lexicon, Problem
from parsers.model import Model
from parsers.normalize import Clean
from parsers.phrases import Word

FALLBACK = "lainnya"
SPEAKS = 0.8  # summed weight from which a text is taken to name a problem
_USUAL = (  # how often each is complained about, for ranking what no word speaks for
    "jalan_jembatan", "bansos", "perhubungan", "kesehatan", "sampah", "kependudukan", "air_bersih",
    "pendidikan",
)  # fmt: skip
_SHARPNESS = 1.6
_DOUBT = 1.2
_RANKED = 5
_DIGITS = frozenset("0123456789")
_CLUELESS = 0.12  # below this the best of 25 topics is no better than a guess


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """Ranked (topic, score); *strength* is the summed weight behind the first; evidence in raw offsets."""

    topics: tuple[tuple[str, float], ...]
    strength: float
    problem: str
    evidence: tuple[Evidence, ...]


class _Vote(NamedTuple):
    topic: str
    weight: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Said:
    """What the word lists say of a text: the votes of its words, and their sums above zero by topic."""

    votes: tuple[_Vote, ...]
    totals: Mapping[str, float]
    where: Mapping[str, int]


def listen(words: Sequence[Word], cleaned: Clean, lexicon: Lexicon, muted: frozenset[int]) -> Said:
    """The votes of the words of a text; *muted* words say something else (a place name, a prize)."""
    where = positions(words)
    votes = (
        *_term_votes(words, muted, cleaned, lexicon),
        *_combined_votes(words, where, cleaned, lexicon),
    )
    totals: dict[str, float] = {}
    for vote in votes:
        totals[vote.topic] = totals.get(vote.topic, 0.0) + vote.weight
    return Said(votes, {topic: total for topic, total in totals.items() if total > 0}, where)


def find_topics(
    words: Sequence[Word],
    cleaned: Clean,
    lexicon: Lexicon,
    muted: frozenset[int] = frozenset(),
    model: Model | None = None,
) -> TopicFinding:
    """At least three topics, best first, scores in 0..1 summing to at most 1; "lainnya" when no word speaks.

    *muted* are the indices of words that say something else (a place name, a prize). With a *model* the
    first score is the probability that the topic is right; without one the word lists rank alone.
    """
    said = listen(words, cleaned, lexicon, muted)
    ranked, learned = _judged(words, cleaned, said, model) if model else (_ranked(said.totals), ())
    best = ranked[0][0]
    strength = max(said.totals.values(), default=0.0)
    named = strength >= SPEAKS
    problem, chosen = _problem(best, words, said.where, cleaned, lexicon) if named else ("", ())
    shown = {topic for topic, _ in ranked[:3]}
    told = (*learned, *(vote.evidence for vote in said.votes if vote.topic in shown and vote.weight > 0))
    if problem and not chosen:
        behind = [one for one in told if one.rule.startswith(f"{best}:")][:1]
        chosen = tuple(Evidence("problem", one.start, one.end, problem) for one in behind)
    return TopicFinding(ranked, strength, problem, (*told, *chosen))


def _judged(
    words: Sequence[Word], cleaned: Clean, said: Said, model: Model
) -> tuple[tuple[tuple[str, float], ...], tuple[Evidence, ...]]:
    """The model's ranking; its words are evidence where no listed word speaks for the first topic."""
    forms = [word.form for word in words]
    scores = model.judge(forms, said.totals).tolist()
    order = sorted(range(len(scores)), key=lambda one: (-scores[one], one))[:_RANKED]
    ranked = [(model.topics[one], math.floor(scores[one] * 10_000) / 10_000) for one in order]
    if ranked[0][1] < _CLUELESS:
        others = [topic for topic, _ in ranked if topic != FALLBACK]
        return tuple(zip((FALLBACK, *others), (score for _, score in ranked), strict=False)), ()
    best = ranked[0][0]
    if best in said.totals:
        return tuple(ranked), ()
    found = [words[index] for index in model.speaking(forms, best)]
    spans = [cleaned.raw_span(word.start, word.end) for word in found]
    return tuple(ranked), tuple(Evidence("topics", start, end, f"{best}:model") for start, end in spans)


def positions(words: Sequence[Word]) -> Mapping[str, int]:
    """Each key of each word, and of each pair of neighbours, with the index of its first word.

    A number after a word is also called "#", so that a list can say "minta #" for any sum.
    """
    found: dict[str, int] = {}
    for index, word in enumerate(words):
        for key in word.keys:
            found.setdefault(key, index)
        if index:
            found.setdefault(f"{words[index - 1].form} {word.form}", index - 1)
            if word.form[0] in _DIGITS:
                found.setdefault(f"{words[index - 1].form} #", index - 1)
    return found


def _term_votes(
    words: Sequence[Word], muted: frozenset[int], cleaned: Clean, lexicon: Lexicon
) -> list[_Vote]:
    votes: list[_Vote] = []
    seen: dict[str, int] = {}
    for hit in lexicon.terms.find(words):
        times = seen[hit.term] = seen.get(hit.term, 0) + 1
        if times > 3 or all(index in muted for index in range(hit.first, hit.last)):
            continue
        start, end = cleaned.raw_span(words[hit.first].start, words[hit.last - 1].end)
        fading = (1.0 if times == 1 else 0.3) * _early(hit.first)
        for payload in hit.payloads:
            if payload.topic != "-":
                evidence = Evidence("topics", start, end, f"{payload.topic}:{hit.term}")
                votes.append(_Vote(payload.topic, payload.weight * fading, evidence))
    return votes


def _early(position: int) -> float:
    """People name their problem first: words far down the text count less, never less than half."""
    return max(0.5, 1.0 - position / 160)


def _combined_votes(
    words: Sequence[Word], where: Mapping[str, int], cleaned: Clean, lexicon: Lexicon
) -> list[_Vote]:
    votes: list[_Vote] = []
    likely = {place for word in where.keys() & lexicon.combined.keys() for place in lexicon.combined[word]}
    for combination in (lexicon.combinations[place] for place in sorted(likely)):
        found = _places(combination.parts, where)
        if not found or max(found) - min(found) > 14:
            continue
        rule = f"{combination.topic}:" + "+".join(words[place].form for place in found)
        for place in found:
            start, end = cleaned.raw_span(words[place].start, words[place].end)
            evidence = Evidence("topics", start, end, rule)
            votes.append(_Vote(combination.topic, combination.weight / len(found), evidence))
    return votes


def _places(parts: Sequence[frozenset[str]], where: Mapping[str, int]) -> list[int]:
    """Where each part is found, or nothing when one is missing."""
    found: list[int] = []
    for part in parts:
        said = where.keys() & part
        if not said:
            return []
        found.append(min([where[word] for word in said]))
    return found


def _ranked(totals: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    powers = {topic: math.pow(total, _SHARPNESS) for topic, total in totals.items()}
    whole = sum(powers.values()) + math.pow(_DOUBT, _SHARPNESS)
    ranked = sorted(
        ((topic, power / whole) for topic, power in powers.items()), key=lambda pair: (-pair[1], pair[0])
    )
    scored = [(topic, math.floor(score * 10_000) / 10_000) for topic, score in ranked[:_RANKED]]
    if not scored:
        scored = [(FALLBACK, 0.3)]
    for rank, topic in enumerate(topic for topic in (*_USUAL, FALLBACK) if topic not in totals):
        if len(scored) >= 3:
            break
        if topic != scored[0][0]:
            scored.append((topic, min(scored[-1][1], round(0.02 - rank * 0.001, 4))))
    return tuple(scored)


def _problem(
    topic: str, words: Sequence[Word], where: Mapping[str, int], cleaned: Clean, lexicon: Lexicon
) -> tuple[str, tuple[Evidence, ...]]:
    fallback = ""
    for problem in lexicon.problems.get(topic, ()):
        if not problem.parts:
            fallback = problem.label
            continue
        found = _places(problem.parts, where)
        if found:
            return problem.label, _named(problem, found, words, cleaned)
    return fallback, ()


def _named(
    problem: Problem, found: Sequence[int], words: Sequence[Word], cleaned: Clean
) -> tuple[Evidence, ...]:
    spans = [cleaned.raw_span(words[place].start, words[place].end) for place in sorted(set(found))]
    return tuple(Evidence("problem", start, end, problem.label) for start, end in spans)
