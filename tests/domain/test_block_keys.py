"""Duplicates meet under a key, and no report has many."""

from hypothesis import given

from sms_gateway.domain.block_keys import MOST, keys
from sms_gateway.domain.dedupe import Verdict, compare
from sms_gateway.domain.prints import Print
from tests.domain.test_dedupe import PAIRS, SENTENCES, of


def test_nearly_all_duplicates_share_a_key() -> None:
    met, duplicates = 0, 0
    for pair in PAIRS:
        a, b = of(pair["a"], pair.get("region_a")), of(pair["b"], pair.get("region_b"))
        if compare(a, b, pair["hours_apart"]).verdict is Verdict.DUPLICATE:
            duplicates += 1
            met += bool(set(keys(a)) & set(keys(b)))
    assert met / duplicates >= 0.97


def test_a_report_of_an_unknown_region_is_found_by_its_rare_words() -> None:
    placed, unplaced = of("lampu mati di jl suryotomo yogyakarta"), of("lampu mati di jl suryotomo")
    assert set(keys(placed)) & set(keys(unplaced))


def test_another_region_alone_is_another_heap() -> None:
    here, there = of("jalan rusak di jl melati semarang"), of("jalan rusak di jl melati bandung")
    assert not {key for key in set(keys(here)) & set(keys(there)) if not key.startswith(("*", "text"))}


def test_a_report_without_words_has_no_key() -> None:
    assert keys(Print()) == ()


@given(SENTENCES)
def test_no_report_has_many_keys_and_they_are_always_the_same(text: str) -> None:
    found = keys(of(text))
    assert len(set(found)) == len(found) <= MOST
    assert found == keys(of(text))
