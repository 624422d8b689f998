"""The longest values are the longest there are, so what fits with them fits with every real one."""

import pytest

from parsers import Knowledge
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.offices import LONG_UNITS, NATIONAL, SHORT_UNITS
from sms_gateway.domain.rendering import clean
from sms_gateway.domain.sentences import BRANDS, Sentence
from sms_gateway.domain.specimens import AGENCY, FIELDS, PLACE, PROBLEM, REGION, render_longest, values
from sms_gateway.domain.topics import LABELS
from sms_gateway.services.agencies import packaged
from sms_gateway.services.regions import SHORT_NAME, region_names, regions_with_a_government
from tests.conftest import WORDING


@pytest.fixture(scope="module")
def everywhere(knowledge: Knowledge) -> AgencyDirectory:
    return packaged(knowledge)


def test_every_field_of_every_sentence_has_a_longest_value() -> None:
    assert frozenset().union(*(sentence.fields for sentence in Sentence)) == FIELDS == set(values(WORDING))


def test_no_agency_has_a_longer_name(everywhere: AgencyDirectory, knowledge: Knowledge) -> None:
    assert (measure(AGENCY.long).units, measure(AGENCY.short).units) == (LONG_UNITS, SHORT_UNITS)
    for region in (NATIONAL, *regions_with_a_government(knowledge)):
        for entry in everywhere.in_region(region):
            assert len(entry.agency.name.long) <= len(AGENCY.long)
            assert len(entry.agency.name.short) <= len(AGENCY.short)


def test_no_region_has_a_longer_name(knowledge: Knowledge) -> None:
    name = region_names(knowledge)
    named = [found for code in regions_with_a_government(knowledge) if (found := name(code))]
    assert max(len(each.long) for each in named) == len(REGION.long)
    assert max(len(each.short) for each in named) <= len(REGION.short) == SHORT_NAME


def test_no_problem_and_no_place_is_written_longer() -> None:
    assert clean(PROBLEM + " x", 20) != PROBLEM == clean(PROBLEM, 20)
    assert all(len(label.sms) <= len(PROBLEM) for label in LABELS.values())
    assert (len(PLACE.long), len(PLACE.short)) == (60, SHORT_NAME)


@pytest.mark.parametrize("sentence", Sentence)
def test_every_sentence_fits_with_the_longest_values(sentence: Sentence) -> None:
    most = 3 if "answer" in sentence.fields else 1
    rendered = render_longest(WORDING, sentence, most)
    assert rendered.over == 0
    assert rendered.segments == measure(rendered.text).segments <= most
    assert is_gsm7(rendered.text)
    assert rendered.text.startswith(BRANDS[sentence.audience])
    assert not set("{}[]") & set(rendered.text)
