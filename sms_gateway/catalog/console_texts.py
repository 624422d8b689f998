"""The words of the console, a file for each language with the same keys and the same fields in each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Final

from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.wording import DATA
from sms_gateway.catalog.yaml_lines import Value, read_yaml

LANGUAGES: Final = ("id", "en")  # the first is spoken to whoever has not chosen


@dataclass(frozen=True, slots=True)
class ConsoleTexts:
    """The texts of one language by their dotted keys."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **fields: object) -> str:
        """The text at *key* with its fields filled in. KeyError for one there is none of."""
        return self.texts[key].format(**fields)


def read_console_texts(folder: Traversable = DATA) -> dict[str, ConsoleTexts]:
    """Every language. Raises CatalogFault: a key or a field that is not in all of them."""
    found = {language: ConsoleTexts(language, _read(language, folder)) for language in LANGUAGES}
    first, *others = found.values()
    faults = [fault for other in others for fault in _differences(first, other)]
    if faults:
        raise CatalogFault(faults)
    return found


@cache
def packaged_console_texts() -> Mapping[str, ConsoleTexts]:
    """Those that come with the gateway, read once."""
    return read_console_texts()


def fields_of(text: str) -> frozenset[str]:
    """The names of the fields in *text*."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _read(language: str, folder: Traversable) -> dict[str, str]:
    name = f"console.{language}.yaml"
    document = read_yaml(folder.joinpath(name).read_text(encoding="utf-8"), name)
    return dict(_flat(document.value, ""))


def _flat(value: Value, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{prefix}.{key}" if prefix else key)
    else:
        yield prefix, str(value or "")


def _differences(first: ConsoleTexts, other: ConsoleTexts) -> Iterator[Fault]:
    for key in sorted(first.texts.keys() ^ other.texts.keys()):
        lacking = other if key in first.texts else first
        yield Fault(f"console.{lacking.language}.yaml", 1, f"{key} is missing", "Translate it.")
    for key in sorted(first.texts.keys() & other.texts.keys()):
        if fields_of(first.texts[key]) != fields_of(other.texts[key]):
            yield Fault(f"console.{other.language}.yaml", 1, f"{key} has other fields", "Use the same.")
