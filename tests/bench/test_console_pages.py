"""The measurement of the console leaves no page out, and asks nobody for a page they may not open."""

from collections.abc import Iterator

import pytest
from flask import Flask

from bench.console_pages import PAGES, Who
from bench.console_people import ROLES
from sms_gateway.domain.permissions import PERMISSIONS, Permission
from sms_gateway.services.office import Office
from sms_gateway.web.app import close_app, create_app
from sms_gateway.web.console.guard import Door
from tests.builders import gateway_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    app = create_app(gateway_of(office))
    yield app
    close_app(app)


def test_every_page_that_is_opened_by_get_is_measured(app: Flask) -> None:
    needs = app.extensions["console_guard"].needs
    opened = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in needs and "GET" in (rule.methods or ()) and needs[rule.endpoint] is not Door.FILE
    }
    assert {f"console.{page.endpoint}" for page in PAGES} == opened


def test_every_address_is_one_of_its_page_and_open_to_who_asks(app: Flask) -> None:
    needs, routes = app.extensions["console_guard"].needs, app.url_map.bind("localhost")
    for page in PAGES:
        path = page.path.partition("?")[0]
        for number in (
            "officer",
            "review",
            "read",
            "rule",
            "version",
            "rewording",
            "wording",
            "export",
            "hold",
        ):
            path = path.replace(f"{{{number}}}", "1")
        endpoint, _ = routes.match(path.replace("{search}", "1"), method="GET")
        assert endpoint == f"console.{page.endpoint}", page
        need = needs[endpoint]
        if isinstance(need, Permission):
            assert page.who in ROLES, page
            assert need in PERMISSIONS[ROLES[page.who]], page
        elif need is not Door.OPEN:
            assert page.who is {Door.CODE: Who.HALF, Door.SET_UP: Who.SET_UP}[need], page
