"""Topics: a closed list, each with names that fit where they are shown."""

import pytest

from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.topics import LABELS, Topic, label


def test_there_are_twenty_five_topics_and_each_has_a_label() -> None:
    assert len(Topic) == 25
    assert set(LABELS) == set(Topic)


@pytest.mark.parametrize("topic", Topic)
def test_the_short_label_fits_its_place_in_a_sentence(topic: Topic) -> None:
    assert is_gsm7(LABELS[topic].sms)
    assert 0 < measure(LABELS[topic].sms).units <= 20


def test_no_two_topics_share_a_label() -> None:
    assert len({entry.sms for entry in LABELS.values()}) == len(Topic)
    assert len({entry.full for entry in LABELS.values()}) == len(Topic)


@pytest.mark.parametrize(
    ("topic", "sms"),
    [("jalan_jembatan", "jalan rusak"), ("air_bersih", "air PDAM"), ("unheard_of", "lainnya")],
)
def test_a_topic_id_is_labelled_and_an_unknown_one_is_other(topic: str, sms: str) -> None:
    assert label(topic).sms == sms
