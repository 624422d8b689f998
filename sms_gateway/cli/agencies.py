"""`sms-gateway agencies`: see which agencies there are, and change what differs from the templates."""

import sys
from datetime import datetime
from itertools import chain
from pathlib import Path

import click

import parsers
from sms_gateway import bootstrap, settings
from sms_gateway.catalog.agencies import written
from sms_gateway.catalog.agency_fields import amendment
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.cli.agency_lines import changed, listed, past, shown
from sms_gateway.cli.opening import opened
from sms_gateway.cli.options import actor, configured
from sms_gateway.cli.so_many import so_many
from sms_gateway.domain.offices import NATIONAL
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import agencies as directory
from sms_gateway.services.office import Office
from sms_gateway.services.regions import regions_with_a_government

FORMS = ("csv", "yaml")
STALE = "Somebody else changed the directory meanwhile; nothing was done. Run the command again."


@click.group()
def agencies() -> None:
    """Which agencies there are; changes are live within seconds and can be undone."""


def by_whom(command: click.Command) -> click.Command:
    """Adds --by."""
    command.params.append(
        click.Option(["--by"], metavar="NAME", help="Who changes it (default: the account of this system).")
    )
    return command


@by_whom
@agencies.command("import")
@configured
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--replace", "whole", is_flag=True, help="FILE is everything: what it does not name is undone.")
def import_(
    config: Path | None,
    data_dir: Path | None,
    file: Path,
    dry_run: bool,
    yes: bool,
    whole: bool,
    by: str | None,
) -> None:
    """Change agencies as FILE (.csv or .yaml) says; the difference is shown first."""
    wanted = directory.read_amendments(file)
    with opened(config, data_dir) as office:
        proposal = directory.propose(wanted, str(file), office, whole)
        _show(proposal)
        if dry_run or not proposal.changes:
            return
        if not yes:
            click.confirm("Do it?", abort=True)
        _carry_out(proposal, by, office)


@by_whom
@agencies.command("set")
@configured
@click.argument("code")
@click.option(
    "--on/--off", "acting", default=None, help="Whether it acts; reports go to its parent while off."
)
@click.option("--name", "long", help='Its full name; "" for that of its template.')
@click.option("--short", help="Its name where the full one does not fit an SMS.")
@click.option(
    "--parent", metavar="CODE", help="Who acts for it while it is off; desk@id for the national desk."
)
@click.option("--owner", help="Who maintains this entry.")
def set_(
    config: Path | None,
    data_dir: Path | None,
    code: str,
    acting: bool | None,
    by: str | None,
    **names: str | None,
) -> None:
    """Change one agency, like pupr@33.74."""
    told: dict[str, str | None] = {name: value for name, value in names.items() if value is not None}
    if acting is not None:
        told["acting"] = "on" if acting else "off"
    if not told:
        raise click.UsageError("say what to change: --on, --off, --name, --short, --parent or --owner")
    faults: list[Fault] = []
    wanted = amendment(code, told, "agencies set", 1, faults)
    if wanted is None:
        raise CatalogFault(faults)
    with opened(config, data_dir) as office:
        proposal = directory.propose([wanted], "agencies set", office)
        _show(proposal)
        if proposal.changes:
            _carry_out(proposal, by, office)


@agencies.command("list")
@configured
@click.option("--region", metavar="CODE", help="Those of one region: 33.74, 33, or id for the country.")
@click.option("--office", "identifier", metavar="ID", help="Those of one office, like pupr, in every region.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
def list_(
    config: Path | None, data_dir: Path | None, region: str | None, identifier: str | None, everything: bool
) -> None:
    """List agencies; without an option the national ones and those that differ from their template."""
    knowledge = parsers.load_knowledge()
    found = bootstrap.directory_in_force(settings.load(config, data_dir), knowledge)
    regions = (NATIONAL, *regions_with_a_government(knowledge))
    if region is not None and region not in regions:
        raise click.BadParameter(f"{region} is no code like 33.74, 33 or id", param_hint="--region")
    if identifier is not None:
        entries = found.of_office(identifier, regions if region is None else (region,))
    elif region is not None:
        entries = found.in_region(region)
    elif everything:
        entries = chain.from_iterable(found.in_region(each) for each in regions)
    else:
        differing = (each for each in found.deviating() if not each.agency.code.endswith(f"@{NATIONAL}"))
        entries = chain(found.in_region(NATIONAL), differing)
    lines = [listed(entry, differs=entry.agency.code in found.deviations) for entry in entries]
    click.echo("\n".join(lines))
    differ = so_many(len(found.deviations), "differs from its template.", "differ from their template.")
    click.echo(f"{so_many(len(lines), 'agency', 'agencies')}; {differ}", err=True)
    sys.exit(0 if lines else 1)


@agencies.command()
@configured
@click.argument("code")
def show(config: Path | None, data_dir: Path | None, code: str) -> None:
    """Show one agency: its names, who acts for it, who maintains it, and who changed what and when."""
    with opened(config, data_dir) as office:
        found = directory.in_force(office.sessions, office.knowledge())
        entry = found.entry(code)
        if entry is None:
            raise click.BadParameter(f'there is no {code}; an agency is written like "pupr@33.74"')
        for line in shown(entry, found):
            click.echo(line)
        for change in directory.history(code, office):
            click.echo(past(change, _when(change.at)))


@agencies.command()
@configured
@click.option("--format", "form", type=click.Choice(FORMS), default=FORMS[0], show_default=True)
def export(config: Path | None, data_dir: Path | None, form: str) -> None:
    """Write what differs from the templates; `import --replace` of it brings this state back."""
    found = bootstrap.directory_in_force(settings.load(config, data_dir), parsers.load_knowledge())
    ordered = [found.deviations[code] for code in sorted(found.deviations)]
    click.echo(written(ordered, as_yaml=form == FORMS[1]), nl=False)


def _show(proposal: directory.Proposal) -> None:
    for change in proposal.changes:
        for line in changed(change, proposal.after):
            click.echo(line)
    changes = len(proposal.changes)
    told = so_many(changes, "agency changes.", "agencies change.")
    click.echo(told if changes else "Nothing changes.")


def _carry_out(proposal: directory.Proposal, by: str | None, office: Office) -> None:
    if not directory.carry_out(proposal, actor(by), office):
        raise click.ClickException(STALE)
    click.echo("Done. The workers take it over within seconds.")


def _when(at: datetime) -> str:
    return f"{at.astimezone(JAKARTA):%d/%m/%Y %H.%M} WIB"
