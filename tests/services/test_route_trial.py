"""Where a report would go: the same as routing says, with the rule's sentence, and nothing is stored."""

import pytest

from sms_gateway.services.office import Office
from sms_gateway.services.route_trial import try_report
from sms_gateway.storage import schema
from tests.builders import ROAD, rows


@pytest.mark.parametrize(
    ("topic", "place", "words", "code"),
    [
        ("jalan_jembatan", "33.74", "", "pupr@33.74"),
        ("jalan_jembatan", "kota semarang", "", "pupr@33.74"),
        ("", "", ROAD, "pupr@33.74"),
        ("jalan_jembatan", "", "", ""),  # the rule needs a regency
        ("nonsense", "33.74", "", ""),
        ("", "33.74", "x" * 100_000, ""),
    ],
)
def test_topic_place_and_words_decide(topic: str, place: str, words: str, code: str, office: Office) -> None:
    found = try_report(topic, place, words, office)
    assert found is not None
    assert found.code == code
    assert bool(found.why) == bool(code)
    assert rows(office, schema.messages) == []


def test_a_place_nobody_knows_is_none(office: Office) -> None:
    assert try_report("sampah", "zzzz qqqq", "", office) is None
