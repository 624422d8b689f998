"""Lays the sentences of the console over the texts of the files; one that fails the check is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sms_gateway.catalog.sentence_checks import Wrong, wrong_with
from sms_gateway.catalog.wording import with_sentences
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Wording

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """The texts in force, the sentences that come from the console, and the keys that were left out."""

    wording: Wording
    sentences: Mapping[Sentence, Texts]
    refused: tuple[str, ...]


def lay(base: Wording, overlay: Mapping[str, Texts], segments: int, source: str) -> Laid:
    """*base* with what *overlay* changes.

    A sentence that a release took away, or that is too long since a file has longer words, is refused.
    """
    known = {sentence.value: sentence for sentence in Sentence}
    fit = {
        known[key]: tuple(texts)
        for key, texts in overlay.items()
        if key in known and not any(wrongs(texts, known[key], base, segments))
    }
    refused = tuple(key for key in overlay if key not in {each.value for each in fit})
    return Laid(with_sentences(base, fit, source) if fit else base, fit, refused)


def wrongs(texts: Sequence[str], sentence: Sentence, base: Wording, segments: int) -> list[tuple[Wrong, ...]]:
    """What is wrong with each of *texts* as a text of *sentence*, the longest first."""
    last = len(texts) - 1
    return [
        tuple(wrong_with(text, sentence, base, segments, last=place == last))
        for place, text in enumerate(texts)
    ]
