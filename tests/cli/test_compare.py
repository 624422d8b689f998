"""The compare command answers every line in order, names what it cannot read, and talks to a person."""

import json

import pytest
from click.testing import CliRunner

from sms_gateway.cli.compare import compare

A = "got mampet di dukuh kupang barat no 74 surabaya"
B = "got mampet di dukuh kupang barat no 65 surabaya"


def run(*lines: object) -> tuple[int, list[dict[str, object]]]:
    source = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    result = CliRunner().invoke(compare, ["--jsonl"], input=source)
    return result.exit_code, [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def test_a_line_has_the_published_keys() -> None:
    code, [answer] = run({"id": 7, "a": A, "b": A, "hours_apart": 2})
    assert (code, list(answer)) == (0, ["id", "verdict", "reasons"])
    assert (answer["id"], answer["verdict"]) == (7, "duplicate")


def test_a_conflict_is_named_with_its_words() -> None:
    _, [answer] = run({"id": 1, "a": A, "b": B, "hours_apart": 2})
    assert (answer["verdict"], answer["reasons"]) == ("different", ["conflict-number: 74 / 65"])


def test_the_regions_known_from_before_tell_two_cities_apart() -> None:
    text = "jalan diponegoro berlubang depan smpn 1 bahaya sekali untuk anak"
    _, [same, other] = run(
        {"id": 1, "a": text, "b": text, "hours_apart": 1, "region_a": "35.73", "region_b": "35.73"},
        {"id": 2, "a": text, "b": text, "hours_apart": 1, "region_a": "35.73", "region_b": "35.07"},
    )
    assert (same["verdict"], other["verdict"]) == ("duplicate", "different")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"not json", "not JSON"),
        (b"[1]", "not a JSON object"),
        ({"id": 3, "a": 1, "b": "x", "hours_apart": 1}, '"a" is not a string'),
        ({"id": 3, "a": "x", "hours_apart": 1}, '"b" is not a string'),
        ({"id": 3, "a": "x", "b": "y", "hours_apart": "1"}, '"hours_apart" is not a number'),
        (b'{"id": 3, "a": "x", "b": "y", "hours_apart": NaN}', '"hours_apart" is not a number'),
        ({"id": 3, "a": "x", "b": "y", "region_a": 33}, '"region_a" is not a string'),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_next_is_answered(line: object, told: str) -> None:
    code, [bad, good] = run(line, {"id": 4, "a": A, "b": A, "hours_apart": 0})
    assert (code, good["verdict"]) == (1, "duplicate")
    assert told in str(bad["error"])


@pytest.mark.parametrize(
    "text", ["", "\x00", "STATUS 24183567", "p", "\ud800 jalan", "1" * 5000, "jl " * 3000]
)
def test_any_text_gets_a_verdict(text: str) -> None:
    code, [answer] = run({"id": 1, "a": text, "b": text, "hours_apart": 0})
    assert (code, "verdict" in answer) == (0, True)


def test_a_person_gives_two_texts() -> None:
    result = CliRunner().invoke(compare, [A, B])
    assert result.exit_code == 0
    assert result.output.startswith("different")


def test_one_text_is_not_enough() -> None:
    assert CliRunner().invoke(compare, [A]).exit_code == 2
