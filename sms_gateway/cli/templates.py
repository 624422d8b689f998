"""`sms-gateway templates`: see what is texted and how long it gets, check a file of texts, write one."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sms_gateway import bootstrap, settings
from sms_gateway.catalog.wording_text import written, written_some
from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.domain import gsm7
from sms_gateway.domain.sentences import BRANDS, Sentence
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.specimens import render_longest, render_variant
from sms_gateway.domain.wording import Wording
from sms_gateway.errors import GatewayError
from sms_gateway.services import rewording
from sms_gateway.services import templates as texts_in_force
from sms_gateway.services.rewording import NotReworded
from sms_gateway.services.wording import open_wording, packaged, read_file
from sms_gateway.settings import Settings


@click.group()
def templates() -> None:
    """The sentences that are texted, and a file of your own that changes some of them."""


@templates.command("list")
@configured
def list_(config: Path | None, data_dir: Path | None) -> None:
    """List every sentence with its length for the longest values; * marks one that was changed."""
    found = settings.load(config, data_dir)
    wording, base = _in_force(found), packaged(found)
    table = Table("", "key", "texts", "units", "segments", "longest", box=None, pad_edge=False)
    table.columns[5].overflow = "fold"
    for sentence, variants in wording.sentences.items():
        rendered = render_longest(wording, sentence, found.limits.quote_segments)
        mark = "*" if variants != base.sentences[sentence] else ""
        units = str(gsm7.measure(rendered.text).units)
        row = (mark, str(sentence), str(len(variants)), units, str(rendered.segments))
        table.add_row(*row, Text(rendered.text))
    console = Console(highlight=False)
    console.print(table)
    console.print(f"{len(wording.sentences)} sentences, {wording.version}, from {wording.source}")


@templates.command()
@configured
@click.argument("key", type=click.Choice([str(sentence) for sentence in Sentence]), metavar="KEY")
def show(config: Path | None, data_dir: Path | None, key: str) -> None:
    """Show the texts of KEY, the fields they may hold, and each with the longest values."""
    found = settings.load(config, data_dir)
    wording, sentence = _in_force(found), Sentence(key)
    head = Table(box=None, show_header=False, pad_edge=False)
    head.add_column(no_wrap=True, style="bold")
    head.add_column(overflow="fold")
    for name, value in _head(wording, sentence, packaged(found)):
        head.add_row(name, Text(value))
    texts = Table("units", "segments", "text, and with the longest values", box=None, pad_edge=False)
    for variant in wording.sentences[sentence]:
        rendered = render_variant(wording, sentence, variant, found.limits.quote_segments)
        units = str(gsm7.measure(rendered.text).units)
        texts.add_row("", "", Text(variant, "bold"))
        texts.add_row(units, str(rendered.segments), Text(rendered.text))
    Console(highlight=False).print(Group(head, Padding(texts, (1, 0, 0, 0))))


@templates.command()
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(config: Path | None, data_dir: Path | None, file: Path) -> None:
    """Validate FILE, whole or with a few keys only; exit 1 with every fault."""
    found = settings.load(config, data_dir)
    wording, base = read_file(found, file), packaged(found)
    changed = [key for key in Sentence if wording.sentences[key] != base.sentences[key]]
    named = ", ".join(changed) or "none"
    click.echo(f"{file}: {len(changed)} of {len(Sentence)} sentences changed: {named}; {wording.version}")


@templates.command()
@configured
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A new file (default: standard output)."
)
@click.option("--version", type=click.IntRange(min=1), help="Only what that version of the console changes.")
def export(config: Path | None, data_dir: Path | None, out: Path | None, version: int | None) -> None:
    """Write all texts in force as a file to edit; keep in it only what you change."""
    found = settings.load(config, data_dir)
    text = written(_in_force(found)) if version is None else _of_version(version, config, data_dir)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{out} is there already; choose another name.") from None
    click.echo(f"{out} is written. Check it with: sms-gateway templates check {out}")


@templates.command()
@configured
def versions(config: Path | None, data_dir: Path | None) -> None:
    """List the newest versions the console made of the texts; the first row is in force."""
    table = Table("version", "sentences", "because", "of", "by", "when", box=None, pad_edge=False)
    with opened(config, data_dir) as office:
        for each in rewording.versions(office).rows:
            when = f"{each.made_at.astimezone(JAKARTA):%d/%m/%Y %H.%M}"
            told = (" ".join(each.sentences) or "-", each.made_by_what.value, str(each.subject))
            table.add_row(str(each.id), *told, each.made_by, when)
    if not table.row_count:
        click.echo("Nothing was changed in the console: the texts of the files are in force.")
        return
    Console(file=sys.stdout, highlight=False, markup=False, width=None if os.isatty(1) else 200).print(table)


@templates.command()
@configured
@click.argument("version", type=click.IntRange(min=0))
@click.option("--by", metavar="WHO", help="Who does it (default: the account of this system).")
def rollback(config: Path | None, data_dir: Path | None, version: int, by: str | None) -> None:
    """Make a new version equal to VERSION; 0 is the texts of the files alone. Live within seconds."""
    with opened(config, data_dir) as office:
        made = rewording.roll_back(version, actor(by), office)
    if made is NotReworded.NO_SUCH:
        raise _no_version(version)
    if made is NotReworded.IN_FORCE:
        raise GatewayError(f"Version {version} is in force.", "Nothing is to be done.")
    click.echo(f"Version {made} is in force, equal to version {version}.")


def _of_version(version: int, config: Path | None, data_dir: Path | None) -> str:
    with opened(config, data_dir) as office:
        found = rewording.version(version, office)
    if found is None:
        raise _no_version(version)
    return written_some(found.sentences)


def _no_version(version: int) -> GatewayError:
    return GatewayError(f"There is no version {version}.", "See `sms-gateway templates versions`.")


def _in_force(found: Settings) -> Wording:
    """With what the console changes, where there is a gateway; else those of the files."""
    files = open_wording(found, time.monotonic)()
    if not bootstrap.has_database(found):
        return files
    gateway = bootstrap.build(found, "cli")
    try:
        return texts_in_force.in_force(gateway.office)[0]
    finally:
        gateway.close()


def _head(wording: Wording, sentence: Sentence, base: Wording) -> Iterator[tuple[str, str]]:
    yield "key", str(sentence)
    yield "to", f"a {sentence.audience}; begins with {' or '.join(BRANDS[sentence.audience])}"
    yield "must hold", _named(sentence.must)
    yield "may hold", _named(sentence.may)
    changed = wording.sentences[sentence] != base.sentences[sentence]
    yield "from", wording.source if changed else base.source


def _named(fields: frozenset[str]) -> str:
    return " ".join(f"{{{field}}}" for field in sorted(fields)) or "nothing"
