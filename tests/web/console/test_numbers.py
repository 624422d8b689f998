"""What no database could hold as a number is no page, wherever a number stands in an address."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from sms_gateway.domain.permissions import AccountRole
from tests.web.console.conftest import Person, SignIn

HUGE = (str(10**18), str(2**63), str(2**64), "9" * 400)


@pytest.fixture
def ani(sign_in: SignIn) -> Person:
    return sign_in(AccountRole.NATIONAL_ADMIN)


def rules(app: Flask, method: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console") and method in (rule.methods or ()):
            yield rule.rule


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_number_too_large_for_a_row_is_not_found(app: Flask, ani: Person, method: str) -> None:
    numbered = [rule for rule in rules(app, method) if "<int:" in rule]
    assert len(numbered) >= 10
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', ani.get("/console/account").text)[0]
    for rule in numbered:
        for number in HUGE:
            path = re.sub(r"<[a-z_]+>", "disable", re.sub(r"<int:[a-z_]+>", number, rule))
            answer = ani.client.open(path, method=method, data={"csrf": token})
            assert answer.status_code == 404, (path, answer.status_code)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_largest_number_of_a_row_is_asked_for(app: Flask, ani: Person, method: str) -> None:
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', ani.get("/console/account").text)[0]
    for rule in [rule for rule in rules(app, method) if "<int:" in rule]:
        path = re.sub(r"<[a-z_]+>", "disable", re.sub(r"<int:[a-z_]+>", "9" * 18, rule))
        answer = ani.client.open(path, method=method, data={"csrf": token})
        assert answer.status_code in (303, 404), (path, answer.status_code)


@pytest.mark.parametrize("number", [str(2**63), "9" * 400, "-1", "١", "1_0"])
def test_a_list_that_goes_on_at_no_number_is_shown_all_the_same(app: Flask, ani: Person, number: str) -> None:
    places = dict.fromkeys(("before", "after", "behind", "id", "sender", "q", "number", "words"), number)
    for rule in rules(app, "GET"):
        if "<" not in rule:
            answer = ani.client.get(rule, query_string=places)
            assert answer.status_code < 500, (rule, answer.status_code)
