"""Carriers take turns, and so do the callers of one carrier: no flood is anybody else's."""

import threading
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.web.turns import Turns

CALLS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=60)


def filled(*calls: tuple[str, str], most: int = 100, in_all: int = 1000) -> Turns[tuple[str, str, int]]:
    turns: Turns[tuple[str, str, int]] = Turns(most, in_all)
    for number, (carrier, caller) in enumerate(calls):
        assert turns.put(carrier, caller, (carrier, caller, number))
    return turns


def taken(turns: Turns[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    turns.close()
    return list(iter(turns.take, None))


def test_another_carrier_waits_for_one_turn_only() -> None:
    turns = filled(*[("flooded", "forger")] * 50, ("kannel", "smsbox"))
    assert [carrier for carrier, _, _ in taken(turns)][:3] == ["flooded", "kannel", "flooded"]


def test_another_caller_of_the_flooded_carrier_has_every_second_turn() -> None:
    turns = filled(*[("twilio", "forger")] * 50, *[("twilio", "twilio")] * 3)
    assert [caller for _, caller, _ in taken(turns)][:6] == ["forger", "twilio"] * 3


def test_so_much_of_one_caller_waits_and_others_still_may() -> None:
    turns = filled(*[("twilio", "forger")] * 3, most=3)
    assert not turns.put("twilio", "forger", ("twilio", "forger", 4))
    assert turns.put("twilio", "twilio", ("twilio", "twilio", 5))
    assert turns.put("kannel", "forger", ("kannel", "forger", 6))


def test_no_more_than_so_much_waits_in_all() -> None:
    turns = filled(("a", "x"), ("b", "y"), in_all=2)
    assert not turns.put("c", "z", ("c", "z", 3))
    assert turns.take() == ("a", "x", 0)
    assert turns.put("c", "z", ("c", "z", 4))


def test_a_caller_that_is_refused_leaves_nothing_behind() -> None:
    turns = filled(("a", "x"), most=1)
    for _ in range(3):
        assert not turns.put("a", "x", ("a", "x", 9))
    assert taken(turns) == [("a", "x", 0)]


@given(CALLS)
def test_everything_is_handed_out_once_and_of_one_caller_in_order(calls: list[tuple[str, str]]) -> None:
    found = taken(filled(*calls))
    assert Counter((carrier, caller) for carrier, caller, _ in found) == Counter(calls)
    for each in set(calls):
        numbers = [number for carrier, caller, number in found if (carrier, caller) == each]
        assert numbers == sorted(numbers)


@given(CALLS)
def test_while_two_carriers_wait_neither_has_two_turns_in_a_row(calls: list[tuple[str, str]]) -> None:
    found = [carrier for carrier, _, _ in taken(filled(*calls))]
    both = 2 * min(Counter(found)[each] for each in "ab")
    assert all(one != next_one for one, next_one in pairwise(found[:both]))


def test_whoever_waits_for_an_item_gets_the_next_one_and_none_after_the_end() -> None:
    turns: Turns[str] = Turns(10, 10)
    found: list[str | None] = []
    threads = [threading.Thread(target=lambda: found.append(turns.take())) for _ in range(3)]
    for each in threads:
        each.start()
    turns.put("a", "x", "one")
    turns.close()
    for each in threads:
        each.join(5)
    assert Counter(found) == {"one": 1, None: 2}
    assert not turns.put("a", "x", "late")
