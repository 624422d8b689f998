"""Who sends for whom: a table, and that nothing that may have left ever moves."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.failover import Shut, Ways, by_their_ways
from sms_gateway.domain.pace import Candidate

ORDER = {"kannel": ("generic", "jasmin")}
NAMES = ("kannel", "generic", "jasmin")


def sms(number: int = 1, carrier: str = "kannel", **parts: object) -> Candidate:
    values: dict[str, object] = {"free": False, "look": False, "home": "kannel", "movable": True}
    return Candidate(number, carrier, 1, **{**values, **parts})  # type: ignore[arg-type]


def ways(room: dict[str, float] | None = None, unsettled: str = "", off: str = "") -> Ways:
    ill = room or {}
    return Ways(ill, frozenset(unsettled.split()) | set(ill), frozenset(off.split()), ORDER)


@pytest.mark.parametrize(
    ("found", "by"),
    [
        (ways(), "kannel"),
        (ways({"kannel": 0}), "generic"),
        (ways({"kannel": 0, "generic": 0}), "jasmin"),
        (ways({"kannel": 0}, off="generic"), "jasmin"),
        (ways({"kannel": 0}, unsettled="generic"), "jasmin"),
        (ways({"kannel": 0, "jasmin": 0}, unsettled="generic"), "generic"),
        (ways({"kannel": 0, "generic": 0, "jasmin": 0}), None),
        (ways(unsettled="kannel"), "generic"),  # closed a moment ago: nobody hurries back
        (ways({"generic": 0, "jasmin": 0}, unsettled="kannel"), "kannel"),
        (ways(off="kannel"), "generic"),
        (ways({"generic": 0}), "kannel"),
    ],
)
def test_who_sends(found: Ways, by: str | None) -> None:
    sent = [each.carrier for each in by_their_ways([sms()], found)]
    assert sent == ([by] if by else [])
    assert ("kannel" in found.shut((), NAMES).homes) == (by is None)


def test_one_that_was_moved_comes_back_once_its_carrier_is_settled() -> None:
    assert [each.carrier for each in by_their_ways([sms(carrier="generic")], ways())] == ["kannel"]


def test_one_that_may_have_left_waits_for_the_carrier_it_may_have_left_by() -> None:
    bound = sms(carrier="generic", movable=False)
    assert [each.carrier for each in by_their_ways([bound], ways({"kannel": 0}))] == ["generic"]
    assert list(by_their_ways([bound], ways({"generic": 0}))) == []


def test_a_look_goes_to_whoever_sent() -> None:
    look = sms(carrier="kannel", look=True, free=True, movable=False)
    assert list(by_their_ways([look], ways({"kannel": 0}))) == [look]


def test_half_open_one_goes_on_trial_and_no_emergency_where_another_could_take_it() -> None:
    waiting = [sms(1, free=True), sms(2), sms(3)]
    sent = [each.carrier for each in by_their_ways(waiting, ways({"kannel": 1}))]
    assert sent == ["generic", "kannel", "generic"]


def test_without_another_one_goes_on_trial_and_the_others_wait() -> None:
    alone = Ways({"kannel": 1}, frozenset({"kannel"}))
    assert [each.id for each in by_their_ways([sms(1, free=True), sms(2)], alone)] == [1]


def test_what_is_full_is_shut_for_whoever_would_leave_by_it() -> None:
    assert ways({"kannel": 0}).shut({"generic"}, NAMES) == Shut(
        frozenset({"kannel", "generic"}), frozenset({"kannel", "generic"})
    )


ROOMS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([0.0, 1.0]))
SOME = st.frozensets(st.sampled_from(NAMES))


@given(
    ROOMS,
    SOME,
    SOME,
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans(), st.booleans())),
)
def test_whatever_fails_nobody_is_fed_beyond_his_room(
    room: dict[str, float],
    unsettled: frozenset[str],
    off: frozenset[str],
    rows: list[tuple[str, str, bool, bool]],
) -> None:
    order = dict(zip(NAMES, [NAMES[1:], NAMES[2:], ()], strict=True))
    found = Ways(room, unsettled | set(room), off, order)
    waiting = [
        sms(number, carrier, home=home, movable=movable, free=free)
        for number, (carrier, home, movable, free) in enumerate(rows)
    ]
    sent = list(by_their_ways(waiting, found))
    before = {each.id: each for each in waiting}
    for each in sent:
        was = before[each.id]
        assert each.carrier == was.carrier or was.movable
        assert each.carrier in {was.carrier, was.home, *order[was.home]}
    for name, most in room.items():
        assert sum(each.carrier == name for each in sent) <= most
    shut = found.shut((), NAMES)
    for each, by in product(waiting, [{one.id for one in sent}]):
        hidden = each.home in shut.homes if each.movable else each.carrier in shut.carriers
        assert not (hidden and each.id in by)
