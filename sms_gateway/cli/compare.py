"""`sms-gateway compare`: whether two texts report the same case, and what says so."""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import click

import parsers
from parsers.report import encode, error_line
from sms_gateway.cli.parse import UnreadableLine
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
        sys.exit(_stream(sys.stdin.buffer, sys.stdout.buffer, now))
    if text_a is None or text_b is None:
        raise click.UsageError("give TEXT_A and TEXT_B, or --jsonl and lines on stdin")
    found = _compared(Request(None, text_a, text_b, hours, None, None), now, parsers.load_knowledge())
    click.echo(f"{found.verdict}  {found.score:.2f}")
    for reason in found.reasons:
        click.echo(f"  {reason}")


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
    found = _compared(request, now, knowledge)
    return encode({"id": request.identifier, "verdict": found.verdict.value, "reasons": list(found.reasons)})


def _compared(request: Request, now: datetime, knowledge: parsers.Knowledge) -> Comparison:
    a = _print(request.a, request.region_a, now, knowledge)
    b = _print(request.b, request.region_b, now, knowledge)
    return compare_prints(a, b, request.hours_apart)


def _print(text: str, region: str | None, now: datetime, knowledge: parsers.Knowledge) -> Print:
    parsed = parsers.parse(text, now=now, knowledge=knowledge, region=region)
    return print_of(text, parsed, knowledge=knowledge, region=region)


def read_request(raw: bytes) -> Request:
    """Check one line of UTF-8 JSON. Raises UnreadableLine; bytes that are no UTF-8 become U+FFFD."""
    try:
        value = json.loads(raw.decode("utf-8", "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as fault:
        raise UnreadableLine(f"not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise UnreadableLine("not a JSON object")
    identifier = value.get("id")
    a, b = _text(value, "a", identifier), _text(value, "b", identifier)
    return Request(
        identifier,
        a,
        b,
        _hours(value.get("hours_apart"), identifier),
        _region(value, "region_a", identifier),
        _region(value, "region_b", identifier),
    )


def _text(value: dict[str, object], key: str, identifier: object) -> str:
    text = value.get(key)
    if not isinstance(text, str):
        raise UnreadableLine(f'"{key}" is not a string', identifier)
    return text


def _region(value: dict[str, object], key: str, identifier: object) -> str | None:
    region = value.get(key)
    if region is not None and not isinstance(region, str):
        raise UnreadableLine(f'"{key}" is not a string', identifier)
    return region


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
