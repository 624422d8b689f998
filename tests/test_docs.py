"""What the documents name exists: paths, links, keys, variables; nothing of one machine stands in them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from sms_gateway.cli import cli
from sms_gateway.settings import Settings, known_keys
from sms_gateway.settings.model import SECRET_NAMES
from tests.documents import (
    DOCUMENTS,
    GUIDES,
    ROOT,
    RUNBOOKS,
    Found,
    commands,
    lines,
    links,
    occurrences,
    quoted,
)
from workers.main import main as worker

RUN = "python3 -m venv .venv && .venv/bin/pip install -e '.[embedded]' && .venv/bin/sms-gateway up"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[embedded,test]' && .venv/bin/pytest"
MADE_BY_THE_GATEWAY = ("data/",)
SUFFIXES = (".py", ".md", ".yaml", ".toml", ".tsv", ".json", ".jsonl", ".gz", "/")
# config.yaml explains a key by the comment above it, or above the key it follows.

KEYS = {key.replace("__", ".") for key in known_keys(Settings)}
SECTIONS = {key.partition(".")[0] for key in KEYS if "." in key}
# Keys whose value is a table of the operator's own words.
TABLES = {"carriers.generic.constants", "carriers.generic.states"}
EVERYTHING = [each for document in DOCUMENTS for each in quoted(document)]


def test_the_readme_gives_the_two_installs_word_for_word() -> None:
    given = [found.text for found in commands(ROOT / "README.md")]
    assert [text for text in given if "&&" in text] == [RUN, TEST]


def test_make_is_short_for_them() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    assert [recipe.splitlines() for recipe in recipes[1:]] == [
        ["run:", f"\t{RUN}"],
        ["test:", f"\t{TEST}"],
        ["check:", "\t.ci/run"],
    ]


@pytest.mark.parametrize("command", [RUN, TEST])
def test_the_extras_an_install_asks_for_exist(command: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = command.partition("[")[2].partition("]")[0].split(",")
    assert set(asked) <= set(project["optional-dependencies"])
    assert {"sms-gateway", "sms-gateway-worker"} == set(project["scripts"])


def our_commands() -> Iterator[Found]:
    written = [found for document in DOCUMENTS for found in commands(document) if "&&" not in found.text]
    yield from (each for each in [*written, *EVERYTHING] if "sms-gateway" in each.text.split(" ")[0])


@pytest.mark.parametrize("found", [each for each in our_commands() if " " in each.text], ids=str)
def test_a_command_of_ours_has_these_arguments(found: Found) -> None:
    program, *arguments = found.words
    if program == "sms-gateway":
        name = arguments.pop(0)
        command = cli.get_command(click.Context(cli), name)
        while isinstance(command, click.Group):
            name = arguments.pop(0)
            command = command.get_command(click.Context(command), name)
    else:
        name, command = program, worker
    assert command is not None, f"{found}: there is no such command"
    command.make_context(name, arguments)


def paths() -> list[Found]:
    named = [
        each
        for each in EVERYTHING
        if re.fullmatch(r"[A-Za-z.][\w.<>/-]*", each.text) and each.text.endswith(SUFFIXES)
    ]
    return [each for each in named if not each.text.startswith(MADE_BY_THE_GATEWAY)]


@pytest.mark.parametrize("found", paths(), ids=str)
def test_a_path_exists(found: Found) -> None:
    pattern = re.sub(r"<[a-z]+>", "*", found.text.rstrip("/"))
    assert [path for folder in (ROOT, ROOT / "sms_gateway") for path in folder.glob(pattern)]


@pytest.mark.parametrize("found", [each for doc in DOCUMENTS for each in links(doc)], ids=str)
def test_a_link_leads_somewhere(found: Found) -> None:
    assert (found.line.document.parent / found.text).exists()


def test_every_decision_is_in_the_index_and_has_its_three_parts() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [found.text for found in links(folder / "README.md")] == [path.name for path in decisions]
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        heads = [line.text for line in lines(path) if line.text.startswith("## ")]
        assert heads == ["## Context", "## Decision", "## Consequences"], path.name


@pytest.mark.parametrize("document", RUNBOOKS, ids=lambda path: path.stem)
def test_a_runbook_says_how_it_shows_what_not_to_do_and_when_it_is_over(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for part in ("How it shows", "## What not to do", "## How to know it is over"):
        assert part in text, part


def test_every_runbook_is_linked_from_the_readme_and_named_by_doctor_as_it_is_called() -> None:
    linked = {found.text for found in links(ROOT / "README.md")}
    assert {str(path.relative_to(ROOT)) for path in RUNBOOKS} <= linked
    source = (path.read_text(encoding="utf-8") for path in ROOT.glob("sms_gateway/**/*.py"))
    named = {name for text in source for name in re.findall(r"docs/runbooks/[a-z-]+\.md", text)}
    assert named
    assert named <= {str(path.relative_to(ROOT)) for path in RUNBOOKS}


@pytest.mark.parametrize("found", occurrences(re.compile(r"SMSGW_[A-Z_]+"), *DOCUMENTS), ids=str)
def test_a_variable_is_one_the_settings_know(found: Found) -> None:
    known = {f"SMSGW_{key}".upper().replace(".", "__") for key in KEYS}
    assert found.text in known | {"SMSGW_SECTION__KEY"}


@pytest.mark.parametrize(
    "found",
    [
        each
        for each in EVERYTHING
        if each.text.partition(".")[0] in SECTIONS
        and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", each.text)
        and not (ROOT / f"{each.text.replace('.', '/')}.py").exists()  # a module, named as what logs
    ],
    ids=str,
)
def test_a_key_is_one_the_settings_know(found: Found) -> None:
    assert found.text in KEYS


@pytest.mark.parametrize("document", GUIDES, ids=lambda path: path.stem)
def test_a_piece_of_configuration_holds_known_keys(document: Path) -> None:
    text = "\n".join(line.text for line in lines(document) if line.language == "yaml")
    assert set(leaves(yaml.safe_load(text) or {})) <= KEYS


def leaves(mapping: dict[str, object], prefix: str = "") -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, dict) and f"{prefix}{key}" not in TABLES:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def explained() -> dict[str, bool]:
    """Each leaf of config.yaml: whether a comment stands above it, or above the key it directly follows."""
    found: dict[str, bool] = {}
    section: list[str] = []
    told = False
    for line in (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines():
        key, _, value = line.strip().partition(":")
        if not line.strip() or key.startswith("# ---"):
            told = False
        elif key.startswith("#"):
            told = True
        else:
            section = [*section[: (len(line) - len(line.lstrip())) // 2], key]
            if value.strip():
                found[".".join(section)] = told
            else:
                told = False
    return found


def test_every_key_of_the_configuration_is_explained() -> None:
    assert [key for key, told in explained().items() if not told] == []


def test_config_yaml_holds_every_key_but_secrets_and_planted_faults() -> None:
    sections = {key for key in KEYS if any(other.startswith(f"{key}.") for other in KEYS)}
    planted = {key for key in KEYS if key.startswith("testing.")}
    assert set(explained()) == KEYS - sections - planted - set(SECRET_NAMES)


HOSTS = {"127.0.0.1", "YOUR-HOST"}
EXAMPLE_NUMBER = "081234567890"


@pytest.mark.parametrize("found", occurrences(re.compile(r"https?://([^/\s:>)`]+)"), *DOCUMENTS), ids=str)
def test_an_address_is_of_this_machine_or_an_example(found: Found) -> None:
    assert found.text in HOSTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_nothing_of_one_machine_or_person_is_in_a_document(document: Path) -> None:
    index = re.compile(r"--?(?:extra-)?index-url|--find-links")
    machine = re.compile(r"(?:^|[\s`\"'(=])(/(?:home|root|Users|work|tmp|var|opt|srv|mnt)/\S*)")
    number = re.compile(r"(?:^|[^0-9])((?:\+?62|0)[ -]?8[0-9](?:[ .-]?[0-9]){6,10})")
    numbers = {re.sub("[^0-9]", "", found.text) for found in occurrences(number, document)}
    assert occurrences(index, document) == []
    assert occurrences(machine, document) == []
    assert numbers <= {EXAMPLE_NUMBER}
