"""Every page of the console says what it needs, and lets in exactly whom the table of permissions names."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from sms_gateway.domain.permissions import PERMISSIONS, AccountRole, Permission
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.web.app import close_app, create_app
from sms_gateway.web.console.guard import Door, Guard
from tests.builders import gateway_of
from tests.web.console.conftest import SignIn


def console_rules(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """Endpoint, path with its parts filled in, methods: of everything below /console."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console"):
            path = re.sub(r"<(?:int:)?[a-z_]+>", "1", re.sub(r"<path:[a-z]+>", "x", rule.rule))
            yield rule.endpoint, path, (rule.methods or set()) & {"GET", "POST"}


def test_every_route_below_console_is_declared(app: Flask) -> None:
    guard: Guard = app.extensions["console_guard"]
    assert {endpoint for endpoint, _, _ in console_rules(app)} == set(guard.needs)


def test_what_is_not_declared_is_refused(app: Flask) -> None:
    del app.extensions["console_guard"].needs["console.sign_in"]
    assert app.test_client().get("/console/sign-in").status_code == 403


@pytest.mark.parametrize("role", AccountRole)
def test_a_role_opens_exactly_what_it_has_the_permission_for(
    role: AccountRole, app: Flask, sign_in: SignIn
) -> None:
    person, guard = sign_in(role), app.extensions["console_guard"]
    opened, refused = set(), set()
    for endpoint, path, methods in console_rules(app):
        need = guard.needs[endpoint]
        if not isinstance(need, Permission):
            continue
        for method in sorted(methods):
            token = "0" * 64 if method == "POST" else ""
            status = person.client.open(path, method=method, data={"csrf": token}).status_code
            # Without the token of a form a POST goes no further than to 419, whatever the role.
            allowed = status == 419 if method == "POST" else status in (200, 404)
            assert allowed or status == 403, (method, path, status)
            if method == "GET":
                (refused if status == 403 else opened).add(endpoint)
                assert (status == 403) == (need not in PERMISSIONS[role]), (path, status)
    assert opened


@pytest.mark.parametrize("role", AccountRole)
def test_a_form_of_another_role_is_refused_with_a_good_token_too(
    role: AccountRole, app: Flask, sign_in: SignIn
) -> None:
    person, guard = sign_in(role), app.extensions["console_guard"]
    for endpoint, path, methods in console_rules(app):
        need = guard.needs[endpoint]
        if "POST" in methods and isinstance(need, Permission) and need not in PERMISSIONS[role]:
            assert person.post(path).status_code == 403, path


def test_without_a_sign_in_every_page_leads_to_it(app: Flask) -> None:
    client, guard = app.test_client(), app.extensions["console_guard"]
    for endpoint, path, methods in console_rules(app):
        if guard.needs[endpoint] not in (Door.OPEN, Door.FILE) and "GET" in methods:
            answer = client.get(path)
            assert answer.status_code == 302, path
            assert answer.location.startswith("/console/sign-in"), path


def test_a_character_that_postgresql_refuses_reaches_no_page(sign_in: SignIn) -> None:
    person = sign_in(AccountRole.NATIONAL_ADMIN)
    assert person.get("/console/tickets/%00").status_code == 404
    for answer in (person.get("/console/users?q=a%00"), person.post("/console/users/invite", name="a\0b")):
        assert "\ufffd" in answer.text
        assert "\0" not in answer.text


def test_every_role_has_a_row_and_the_auditor_only_reads() -> None:
    assert set(PERMISSIONS) == set(AccountRole)
    writes = {each for each in PERMISSIONS[AccountRole.AUDITOR] if not each.startswith("see_")}
    assert writes == {Permission.OWN_ACCOUNT}


def test_the_console_can_be_switched_off(office: Office, settings: Settings) -> None:
    console = settings.console.model_copy(update={"enabled": False})
    app = create_app(gateway_of(office, settings.model_copy(update={"console": console})))
    assert app.test_client().get("/console/sign-in").status_code == 404
    close_app(app)
