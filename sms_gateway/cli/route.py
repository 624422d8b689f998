"""`sms-gateway route`: where a report would go, and every reason for it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import parsers
from sms_gateway import bootstrap, settings
from sms_gateway.cli.options import configured
from sms_gateway.clock import utc_now
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import DESK_CODE
from sms_gateway.domain.routing import Fit, weigh
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.domain.topics import label
from sms_gateway.services.rule_trial import Tried, try_text
from sms_gateway.services.rules import read_file

SHOWN = 6
FAINT = 0.01
WHY = {
    "desk.no-rule": "no rule fits",
    "desk.no-region": "the rule needs a kabupaten or kota, and the report names none for certain",
    "desk.low-confidence": "the confidence is under routing.threshold",
    "desk.no-agency": "there is no such agency in that region",
    "desk.switched-off": "the agency is switched off and nobody acts for it",
}


@click.command()
@configured
@click.argument("text")
@click.option("--region", metavar="CODE", help="The Kemendagri code the report is known to come from.")
@click.option("--rules", "file", type=click.Path(dir_okay=False, path_type=Path), help="Try these rules.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def route(
    config: Path | None,
    data_dir: Path | None,
    text: str,
    region: str | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """Show which agency TEXT would go to, by which rule and which words. Nothing is stored."""
    found = settings.load(config, data_dir)
    book = read_file(file) if file else bootstrap.open_rules(found)()
    knowledge = parsers.load_knowledge()
    if region is not None and region not in knowledge.gazetteer:
        raise click.BadParameter(f"{region} is no Kemendagri code like 33.74", param_hint="--region")
    threshold = found.routing.threshold
    directory = bootstrap.directory_in_force(found, knowledge)
    tried = try_text(text, region, book, knowledge, directory, utc_now(), threshold)
    changed = bootstrap.has_database(found)
    if as_json:
        told = _plain(tried) | {"directory": "gateway" if changed else "packaged"}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    _explain(tried, book, knowledge, directory, threshold)
    if not changed:
        click.echo(
            f"\nAgencies as packaged: there is no gateway in {found.data_dir}. "
            "To see what was changed in yours, name its --data-dir."
        )


def _plain(tried: Tried) -> dict[str, object]:
    route, said = tried.route, tried.said
    return {
        "agency": route.agency.code if route.agency else DESK_CODE,
        "name": route.agency.name.long if route.agency else None,
        "rule": route.rule,
        "confidence": route.confidence,
        "reason": list(route.reason),
        "candidates": [asdict(candidate) for candidate in route.candidates],
        "topics": [list(pair) for pair in said.topics],
        "region": said.region,
        "agencies": list(said.agencies),
        "landmarks": list(said.landmarks),
        "rules_version": route.version,
    }


def _explain(
    tried: Tried, book: RuleBook, knowledge: parsers.Knowledge, directory: AgencyDirectory, threshold: float
) -> None:
    fits = weigh(tried.said, book)
    decision = _table()
    for name, value in _decision(tried, book, threshold):
        decision.add_row(Text(name, "bold"), value)
    understood = _table()
    for name, said in _understood(tried, knowledge):
        understood.add_row(Text(name, "bold"), escape(said))
    Console(highlight=False).print(
        Group(
            decision,
            Padding(Text("Understood", "bold underline"), (1, 0, 0, 0)),
            understood,
            Padding(Text("Candidates", "bold underline"), (1, 0, 0, 0)),
            _candidates(tried, directory),
            Padding(
                Text(f"Rules that fit ({len(fits)} of {len(book.rules)} tried)", "bold underline"),
                (1, 0, 0, 0),
            ),
            _fits(fits),
        )
    )


def _table() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _decision(tried: Tried, book: RuleBook, threshold: float) -> Iterator[tuple[str, str]]:
    route = tried.route
    agency = route.agency
    yield (
        "agency",
        (
            f"[bold green]{escape(agency.name.long)}[/] [dim]{agency.code}[/]"
            if agency
            else f"[bold yellow]the national desk[/] [dim]{DESK_CODE}[/]"
        ),
    )
    rule = book.rule(route.rule)
    if rule is None:
        yield "because", escape(WHY[route.rule])
    else:
        yield "because", f"{escape(rule.reason)} [dim](rule {rule.id}, {escape(book.source)}:{rule.line})[/]"
    off = [told.removeprefix("off ") for told in route.reason if told.startswith("off ")]
    if off:
        yield "instead of", f"{off[0]} [dim]is switched off; see `sms-gateway agencies show {off[0]}`[/]"
    heard = [told.removeprefix("words ") for told in route.reason if told.startswith("words ")]
    if heard:
        yield "words", _spoken(heard)
    yield "confidence", f"{route.confidence:.2f} [dim](the desk below {threshold:.2f})[/]"


def _understood(tried: Tried, knowledge: parsers.Knowledge) -> Iterator[tuple[str, str]]:
    said = tried.said
    topics = [f"{label(name).full} {score:.2f}" for name, score in said.topics if score >= FAINT]
    yield "topics", ", ".join(topics) or "none"
    region = said.region
    named = knowledge.gazetteer.region_name(region) if region and region in knowledge.gazetteer else ""
    yield "region", f"{named} ({region})" if region else "none"
    if said.agencies:
        yield "named", ", ".join(said.agencies)
    if said.landmarks:
        yield "landmark only", ", ".join(said.landmarks)


def _candidates(tried: Tried, directory: AgencyDirectory) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for place, candidate in enumerate(tried.route.candidates, 1):
        agency = directory.find(candidate.agency) if candidate.agency else None
        name = agency.name.long if agency else candidate.to
        table.add_row(f"{place}.", escape(name), f"{candidate.confidence:.2f}", f"[dim]{candidate.rule}[/]")
    if not tried.route.candidates:
        table.add_row("none")
    return table


def _fits(fits: list[Fit]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("rule", "to", "by topic"):
        table.add_column(name, no_wrap=True)
    table.add_column("words", overflow="fold")
    table.add_column("", no_wrap=True)
    seen: set[str] = set()
    for fit in fits:
        if fit.rule.id not in seen and len(seen) < SHOWN:
            seen.add(fit.rule.id)
            words = _spoken(fit.heard) or "-"
            table.add_row(fit.rule.id, str(fit.rule.to), fit.topic or "-", words, f"{fit.confidence:.2f}")
    return table


def _spoken(phrases: Iterable[str]) -> str:
    """Phrases as a person reads them: a root and its own word are one."""
    return escape(", ".join(dict.fromkeys(phrase.replace("~", "") for phrase in phrases)))
