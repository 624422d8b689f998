"""`sms-gateway compare`: whether two texts report the same case, and what says so."""

import math
import sys
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import click

import parsers
from parsers.report import encode
from sms_gateway.cli.json_lines import Fields, UnreadableLine, answer_lines, region_in, text_in
from sms_gateway.clock import utc_now
from sms_gateway.domain.dedupe import Comparison
from sms_gateway.domain.dedupe import compare as compare_prints
from sms_gateway.domain.prints import Print, print_of


@dataclass(frozen=True, slots=True)
class Request:
    """One input line, checked."""

    identifier: object
    a: str
    b: str
    hours_apart: float
    region_a: str | None
    region_b: str | None


@click.command("compare")
@click.argument("text_a", required=False)
@click.argument("text_b", required=False)
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line from stdin, write one a line.")
@click.option("--hours", default=0.0, show_default=True, help="The hours between TEXT_A and TEXT_B.")
def compare(text_a: str | None, text_b: str | None, jsonl: bool, hours: float) -> None:
    """Show whether TEXT_A and TEXT_B report the same case."""
    now = utc_now()
    if jsonl:
        answer = partial(_answer, now=now, knowledge=parsers.load_knowledge())
        sys.exit(answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer))
    if text_a is None or text_b is None:
        raise click.UsageError("give TEXT_A and TEXT_B, or --jsonl and lines on stdin")
    found = _compared(Request(None, text_a, text_b, hours, None, None), now, parsers.load_knowledge())
    click.echo(f"{found.verdict}  {found.score:.2f}")
    for reason in found.reasons:
        click.echo(f"  {reason}")


def _answer(fields: Fields, now: datetime, knowledge: parsers.Knowledge) -> str:
    request = read_request(fields)
    found = _compared(request, now, knowledge)
    return encode({"id": request.identifier, "verdict": found.verdict.value, "reasons": list(found.reasons)})


def _compared(request: Request, now: datetime, knowledge: parsers.Knowledge) -> Comparison:
    a = _print(request.a, request.region_a, now, knowledge)
    b = _print(request.b, request.region_b, now, knowledge)
    return compare_prints(a, b, request.hours_apart)


def _print(text: str, region: str | None, now: datetime, knowledge: parsers.Knowledge) -> Print:
    parsed = parsers.parse(text, now=now, knowledge=knowledge, region=region)
    return print_of(text, parsed, knowledge=knowledge, region=region)


def read_request(fields: Fields) -> Request:
    """Check one line. Raises UnreadableLine."""
    identifier = fields.get("id")
    return Request(
        identifier,
        text_in(fields, "a"),
        text_in(fields, "b"),
        _hours(fields.get("hours_apart"), identifier),
        region_in(fields, "region_a"),
        region_in(fields, "region_b"),
    )


def _hours(hours: object, identifier: object) -> float:
    """Hours between the two; none given is none known: 0."""
    if hours is None:
        return 0.0
    if isinstance(hours, bool) or not isinstance(hours, int | float):
        raise UnreadableLine('"hours_apart" is not a number', identifier)
    try:
        read = float(hours)
    except OverflowError:
        read = math.inf
    if not math.isfinite(read):
        raise UnreadableLine('"hours_apart" is not a number', identifier)
    return read
