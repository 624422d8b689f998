"""Short messages as people send them, each with the topic it must be filed under."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parsers import Kind, load_knowledge, parse

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LINES = Path(__file__).with_name("corpus.jsonl").read_text(encoding="utf-8").splitlines()
CORPUS = [(row["text"], row["topic"]) for row in map(json.loads, LINES)]


@pytest.mark.parametrize(("text", "topic"), CORPUS)
def test_a_short_message_is_filed_under_its_topic(text: str, topic: str) -> None:
    parsed = parse(text, now=NOW, knowledge=load_knowledge())
    assert (parsed.kind, parsed.topics[:1] and parsed.topics[0][0]) == (Kind.REPORT, topic)


def test_every_topic_has_five_messages() -> None:
    counts = Counter(topic for _, topic in CORPUS)
    assert {topic: counts[topic] for topic in load_knowledge().lexicon.topics if counts[topic] < 5} == {}
