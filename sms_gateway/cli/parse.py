"""`sms-gateway parse`: what the parser understood of a text and which words made it think so."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import click
from rich.console import Console

import parsers
from parsers.report import error_line, line
from sms_gateway.cli.explain import explain
from sms_gateway.clock import utc_now


class UnreadableLine(ValueError):
    """An input line that is no `{"id", "text"}` object; the sentence says why."""

    def __init__(self, reason: str, identifier: object = None) -> None:
        super().__init__(reason)
        self.identifier = identifier


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
        sys.exit(_stream(sys.stdin.buffer, sys.stdout.buffer, now))
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


def _stream(source: BinaryIO, target: BinaryIO, now: datetime) -> int:
    """Answer every line in order; the exit code: 1 when a line could not be read."""
    knowledge = parsers.load_knowledge()
    code = 0
    for number, raw in _numbered(source):
        try:
            request = read_request(raw)
        except UnreadableLine as fault:
            code = 1
            answer = error_line(fault.identifier, number, str(fault))
        else:
            answer = _answer(request, now, knowledge)
        target.write(answer.encode() + b"\n")
    target.flush()
    return code


def _numbered(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(source, start=1):
        if raw.strip():
            yield number, raw


def _answer(request: Request, now: datetime, knowledge: parsers.Knowledge) -> str:
    parsed = parsers.parse(
        request.text, now=now, knowledge=knowledge, region=request.region, role=request.role
    )
    return line(request.identifier, parsed)


def read_request(raw: bytes) -> Request:
    """Check one line of UTF-8 JSON. Raises UnreadableLine; bytes that are no UTF-8 become U+FFFD."""
    try:
        value = json.loads(raw.decode("utf-8", "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as fault:
        raise UnreadableLine(f"not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise UnreadableLine("not a JSON object")
    identifier = value.get("id")
    text, region, role = value.get("text"), value.get("region"), value.get("role") or "citizen"
    if not isinstance(text, str):
        raise UnreadableLine('"text" is not a string', identifier)
    if region is not None and not isinstance(region, str):
        raise UnreadableLine('"region" is not a string', identifier)
    if role not in ("citizen", "officer"):
        raise UnreadableLine('"role" is neither "citizen" nor "officer"', identifier)
    return Request(identifier, text, region, parsers.Role(role))
