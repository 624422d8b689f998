"""`sms-gateway parse`: what the parser understood of a text and which words made it think so."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import click
from rich.console import Console

import parsers
from parsers.report import line
from sms_gateway.cli.explain import explain
from sms_gateway.cli.json_lines import Fields, UnreadableLine, answer_lines, region_in, text_in
from sms_gateway.clock import utc_now


@dataclass(frozen=True, slots=True)
class Request:
    """One input line, checked."""

    identifier: object
    text: str
    region: str | None
    role: parsers.Role


@click.command("parse")
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line from stdin, write one a line.")
@click.option("--now", "now_iso", metavar="ISO", help="The moment the texts were sent; default: now.")
@click.option("--officer", is_flag=True, help="Read TEXT as an officer's.")
def parse(text: str | None, jsonl: bool, now_iso: str | None, officer: bool) -> None:
    """Show what the parser understands of TEXT."""
    now = _moment(now_iso)
    if jsonl:
        answer = partial(_answer, now=now, knowledge=parsers.load_knowledge())
        sys.exit(answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer))
    if text is None:
        raise click.UsageError("give TEXT, or --jsonl and lines on stdin")
    role = parsers.Role.OFFICER if officer else parsers.Role.CITIZEN
    parsed = parsers.parse(text, now=now, knowledge=parsers.load_knowledge(), role=role)
    explain(text, parsed, Console())


def _moment(now_iso: str | None) -> datetime:
    if now_iso is None:
        return utc_now()
    try:
        moment = datetime.fromisoformat(now_iso)
    except ValueError as fault:
        raise click.BadParameter(f"{now_iso!r} is not an ISO date and time", param_hint="--now") from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answer(fields: Fields, now: datetime, knowledge: parsers.Knowledge) -> str:
    request = read_request(fields)
    parsed = parsers.parse(
        request.text, now=now, knowledge=knowledge, region=request.region, role=request.role
    )
    return line(request.identifier, parsed)


def read_request(fields: Fields) -> Request:
    """Check one line. Raises UnreadableLine."""
    identifier, role = fields.get("id"), fields.get("role") or "citizen"
    text, region = text_in(fields, "text"), region_in(fields, "region")
    if role not in ("citizen", "officer"):
        raise UnreadableLine('"role" is neither "citizen" nor "officer"', identifier)
    return Request(identifier, text, region, parsers.Role(role))
