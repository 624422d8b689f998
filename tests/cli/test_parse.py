"""The parse command answers every line in order and explains one text to a person."""

import json

import pytest
from click.testing import CliRunner

from sms_gateway.cli.parse import parse

KEYS = [
    "id",
    "kind",
    "failure",
    "command",
    "type",
    "topics",
    "place",
    "period",
    "urgency",
    "agencies",
    "personal_data",
    "missing",
    "confidence",
    "evidence",
]


def run(source: bytes) -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(parse, ["--jsonl", "--now", "2026-11-22T10:00:00+07:00"], input=source)
    return result.exit_code, [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


@pytest.mark.parametrize("text", ["jalan rusak di cianjur sdh 3 minggu", "STATUS 24183567", "p"])
def test_a_line_has_every_key_in_the_published_order(text: str) -> None:
    code, [answer] = run(json.dumps({"id": "a", "text": text}).encode())
    assert (code, list(answer)) == (0, KEYS)


def test_a_command_names_verb_ticket_and_rest() -> None:
    _, [answer] = run(b'{"id": 1, "text": "BELUM 24183567 cuma pasir"}')
    assert answer["command"] == {"verb": "dispute", "ticket": "24183567", "rest": "cuma pasir"}


def test_the_moment_is_an_argument() -> None:
    _, [answer] = run(b'{"id": 1, "text": "air pdam mati sdh 3 minggu"}')
    assert answer["period"] == {"from": "2026-11-01", "to": "2026-11-22"}


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    code, answers = run(b'{"id": 1, "text": "halo"}\nnot json\n{"id": 3}\n{"id": 4, "text": "halo"}\n')
    assert code == 1
    assert [("error" in answer, answer["id"]) for answer in answers] == [
        (False, 1),
        (True, None),
        (True, 3),
        (False, 4),
    ]
    assert str(answers[1]["error"]).startswith("line 2: ")


@pytest.mark.parametrize(
    "source", [b'{"id": 1, "text": "\\ud800 jalan"}', b'{"id": 1, "text": "\xff\xfe jalan rusak"}']
)
def test_broken_characters_are_answered(source: bytes) -> None:
    code, answers = run(source)
    assert (code, len(answers)) == (0, 1)


def test_officer_verbs_need_the_officers_role() -> None:
    _, answers = run(b'{"id": 1, "text": "3 isi", "role": "officer"}\n{"id": 2, "text": "3 isi"}')
    assert [answer["kind"] == "command" for answer in answers] == [True, False]


def test_a_text_is_explained_without_its_personal_numbers() -> None:
    result = CliRunner().invoke(parse, ["jalan rusak di cianjur hub 081234567890"])
    assert result.exit_code == 0
    assert "jalan_jembatan" in result.output
    assert "081234567890" not in result.output


def test_a_moment_that_is_no_date_is_refused() -> None:
    assert CliRunner().invoke(parse, ["halo", "--now", "besok"]).exit_code == 2
