"""Tries a rule book before it goes live: every example through the real parser, every phrase spelled."""

from dataclasses import dataclass
from datetime import datetime

from parsers import Knowledge, parse, plain_words
from sms_gateway.domain.routing import Directory, Route, route
from sms_gateway.domain.rulebook import JOIN, Example, Rule, RuleBook
from sms_gateway.domain.understood import Understood, understand


@dataclass(frozen=True, slots=True)
class Tried:
    """A text, what was understood of it, and where it goes."""

    said: Understood
    route: Route


@dataclass(frozen=True, slots=True)
class Missed:
    """An example that another rule decided, *by* its id."""

    rule: Rule
    text: str
    by: str


def try_text(
    text: str,
    region: str | None,
    book: RuleBook,
    knowledge: Knowledge,
    directory: Directory,
    now: datetime,
    threshold: float,
) -> Tried:
    """Where *text* goes by *book*. *region* is known from before, None when only the text says."""
    parsed = parse(text, now=now, knowledge=knowledge, region=region)
    said = understand(text, parsed, knowledge, region)
    return Tried(said, route(said, book, directory, threshold))


def missed_examples(
    book: RuleBook, knowledge: Knowledge, directory: Directory, now: datetime, threshold: float
) -> list[Missed]:
    """The examples that their rule does not decide."""

    def decided(example: Example) -> str:
        tried = try_text(example.text, example.region, book, knowledge, directory, now, threshold)
        return tried.route.rule

    return [
        Missed(rule, example.text, by)
        for rule in book.rules
        for example in rule.examples
        if (by := decided(example)) != rule.id
    ]


def unheard_phrases(book: RuleBook, knowledge: Knowledge) -> dict[str, str]:
    """Phrases that texts are never read as, with what they are read as: the spelling changes them.

    An abbreviation may still be heard beside words that tell what it means ("smp", "spt").
    """
    parts = {part for rule in book.rules for phrase in rule.phrases() for part in phrase.split(JOIN)}
    read = {
        part: " ".join(plain_words(part, knowledge=knowledge)) for part in sorted(parts) if "~" not in part
    }
    return {part: words for part, words in read.items() if part != words}
