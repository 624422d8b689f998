"""Reads the texts of one language from YAML and checks them whole: every fault with its line and its key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.sentence_checks import letters, wrong_with
from sms_gateway.catalog.shapes import shape_faults
from sms_gateway.catalog.yaml_lines import Document, read_yaml
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import PROMISES, Phrase, Wording

DATA: Final = files("sms_gateway").joinpath("data")
DEFAULT: Final = "id"
_PROMISE: Final = 60  # characters
SEGMENTS: Final = 3  # limits.quote_segments where nobody says otherwise
Key = TypeVar("Key", bound=StrEnum)
T = TypeVar("T")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Variants = Annotated[list[Text], BeforeValidator(_as_list), Field(min_length=1)]


class WordingText(BaseModel):
    """The file as it is written; a section that is left out changes nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    states: dict[str, Text] = {}
    reasons: dict[str, Text] = {}
    phrases: dict[str, Text] = {}
    sentences: dict[str, Variants] = {}


@lru_cache(8)
def packaged_wording(
    language: str = DEFAULT, folder: Traversable = DATA, segments: int = SEGMENTS
) -> Wording:
    """The texts of `sentences.<language>.yaml` in *folder*, which must be complete; read and checked once.

    Raises CatalogFault with every fault, a language that is not there being one.
    """
    name = f"sentences.{language}.yaml"
    file = folder.joinpath(name)
    if not file.is_file():
        known = ", ".join(languages(folder)) or "none"
        told = Fault(name, 1, "there is no such language", f"Choose templates.language from: {known}.")
        raise CatalogFault([told])
    wording = read_wording(file.read_text(encoding="utf-8"), f"data/{name}", segments=segments)
    if wording.language != language:
        told = Fault(name, 1, f"language is {wording.language}", f"Write `language: {language}`.")
        raise CatalogFault([told])
    return wording


def languages(folder: Traversable = DATA) -> tuple[str, ...]:
    """The languages there are texts for."""
    names = [each.name.split(".") for each in folder.iterdir()]
    return tuple(sorted(n[1] for n in names if len(n) == 3 and (n[0], n[2]) == ("sentences", "yaml")))


def wording_file(path: Path, base: Wording, segments: int = SEGMENTS) -> Wording:
    """*base* with what *path* changes. Raises CatalogFault, OSError when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CatalogFault([Fault(str(path), 1, "not UTF-8", "Save the file as UTF-8.")]) from None
    return read_wording(text, str(path), base, segments)


def read_wording(text: str, source: str, base: Wording | None = None, segments: int = SEGMENTS) -> Wording:
    """The wording *text* is: all of it, or what it changes in *base*; a text that quotes has *segments*.

    Raises CatalogFault with every fault at once, each with its line.
    """
    document = read_yaml(text, source)
    try:
        shape = WordingText.model_validate(document.value or {})
    except ValidationError as error:
        raise CatalogFault([*shape_faults(error, document)]) from None
    faults = [*_language(shape, document, base), *_sections(shape, document, whole=base is None)]
    if faults and base is None:
        raise CatalogFault(faults)
    wording = _wording(shape, source, base)
    faults += [*_words(wording, document), *_texts(wording, document, segments)]
    if faults:
        raise CatalogFault(faults)
    return wording


def _words(wording: Wording, document: Document) -> Iterator[Fault]:
    sections: tuple[tuple[str, Mapping[Any, str], int], ...] = (
        ("states", wording.states, 13),
        ("reasons", wording.reasons, 24),
        ("phrases", wording.phrases, 24),
    )
    for name, words, most in sections:
        for key, word in words.items():
            line = document.line((name, str(key)))
            for wrong in letters(word):
                yield Fault(document.source, line, f"{name}.{key}: {wrong.reason}", wrong.remedy)
            longest = _PROMISE if key in PROMISES else most
            if len(word) > longest:
                told = f"{name}.{key}: more than {longest} characters"
                yield Fault(document.source, line, told, "Shorten it.")


def _texts(wording: Wording, document: Document, segments: int) -> Iterator[Fault]:
    """Of every sentence, changed or not: a longer word of a state can make one too long that was not."""
    for sentence, variants in wording.sentences.items():
        for place, variant in enumerate(variants):
            line = document.line(("sentences", str(sentence), place))
            last = place == len(variants) - 1
            for wrong in wrong_with(variant, sentence, wording, segments, last=last):
                yield Fault(document.source, line, f"sentences.{sentence}: {wrong.reason}", wrong.remedy)


def _language(shape: WordingText, document: Document, base: Wording | None) -> Iterator[Fault]:
    line = document.line(("language",))
    if base is None and shape.language is None:
        yield Fault(document.source, line, "language is missing", "Add `language: id` or the like.")
    if base is not None and shape.language not in (None, base.language):
        told = f"language is {shape.language}, templates.language is {base.language}"
        yield Fault(document.source, line, told, "Make them the same.")


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    given: Mapping[str, object]
    keys: type[StrEnum]


def _sections(shape: WordingText, document: Document, *, whole: bool) -> Iterator[Fault]:
    for section in (
        _Section("states", shape.states, CaseState),
        _Section("reasons", shape.reasons, ArchiveCode),
        _Section("phrases", shape.phrases, Phrase),
        _Section("sentences", shape.sentences, Sentence),
    ):
        known = [key.value for key in section.keys]
        for key in section.given:
            if key not in known:
                line = document.line((section.name, key))
                yield Fault(
                    document.source, line, f"{section.name}.{key}: there is no such key", _near(key, known)
                )
        if whole:
            line = document.line((section.name,))
            for key in known:
                if key not in section.given:
                    yield Fault(document.source, line, f"{section.name}.{key} is missing", "Add it.")


def _near(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    return f"Is {near[0]} meant?" if near else "`sms-gateway templates list` shows the keys."


def _wording(shape: WordingText, source: str, base: Wording | None) -> Wording:
    sentences = {key: tuple(variants) for key, variants in shape.sentences.items()}
    parts = (
        _over(base.sentences if base else {}, sentences, Sentence),
        _over(base.states if base else {}, shape.states, CaseState),
        _over(base.reasons if base else {}, shape.reasons, ArchiveCode),
        _over(base.phrases if base else {}, shape.phrases, Phrase),
    )
    language = base.language if base else str(shape.language)
    return Wording(language, _version(language, *parts), source, *parts)


def with_sentences(base: Wording, changed: Mapping[Sentence, tuple[str, ...]], source: str) -> Wording:
    """*base* with other texts for some sentences, which nobody has checked."""
    sentences = {key: changed.get(key, variants) for key, variants in base.sentences.items()}
    version = _version(base.language, sentences, base.states, base.reasons, base.phrases)
    return replace(base, version=version, source=source, sentences=sentences)


def _version(language: str, *parts: Mapping[Any, object]) -> str:
    told = repr([[(str(key), part[key]) for key in part] for part in parts])
    return f"{language}-{sha256(told.encode()).hexdigest()[:12]}"


def _over(base: Mapping[Key, T], changed: Mapping[str, T], keys: type[Key]) -> Mapping[Key, T]:
    """*base* with what is changed, in the order of *keys*."""
    return {key: changed[key.value] if key.value in changed else base[key] for key in keys}
