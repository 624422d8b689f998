"""Signing in over HTTP: what leaks nothing, what is counted, what ends, and what a form must carry."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import accounts, audit
from sms_gateway.services import sign_in as signing
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import SignedIn, Visitor
from sms_gateway.settings import Settings
from sms_gateway.storage.schema import console_sessions
from sms_gateway.web.app import close_app, create_app
from tests.builders import gateway_of, sql
from tests.conftest import HandClock, OfficeMaker
from tests.web.console.conftest import HERE, PASSWORD, SignIn, csrf, set_up

ADMIN, AUDITOR = AccountRole.NATIONAL_ADMIN, AccountRole.AUDITOR


def attempt(
    app: Flask, name: str, password: str = PASSWORD, address: str = "203.0.113.9", **headers: str
) -> tuple[int, str]:
    """One try from a new browser: status, and the page without its tokens."""
    client = app.test_client()
    token = csrf(client.get("/console/sign-in"))
    answer = client.post(
        "/console/sign-in",
        data={"csrf": token, "name": name, "password": password},
        headers=headers,
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code, answer.get_data(as_text=True).replace(token, "").replace(name, "")


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(app: Flask, sign_in: SignIn) -> None:
    sign_in(AUDITOR, "ani")
    assert attempt(app, "ani", "not the password at all") == attempt(app, "budi")


def test_after_so_many_tries_the_right_password_is_refused_as_well(
    app: Flask, office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    sign_in(AUDITOR, "ani")
    most = office.settings.console.sign_in_tries
    for place, name in enumerate(("ani", "nobody")):
        tries = [attempt(app, name, "wrong password here", f"203.0.113.{place}")[0] for _ in range(most)]
        assert tries == [422] * most
    assert attempt(app, "ani") == attempt(app, "nobody")
    assert attempt(app, "ani")[0] == 429
    clock.forward(minutes=office.settings.console.sign_in_minutes, seconds=1)
    assert attempt(app, "ani")[0] == 303


def test_an_address_is_counted_over_all_names(app: Flask, office: Office, sign_in: SignIn) -> None:
    sign_in(AUDITOR, "ani")
    for number in range(office.settings.console.sign_in_tries_per_address):
        attempt(app, f"nobody{number}", "x")
    assert attempt(app, "ani")[0] == 429
    # What stands in X-Forwarded-For is read by the front alone, of proxies it knows.
    assert attempt(app, "ani", **{"X-Forwarded-For": "198.51.100.1"})[0] == 429


def test_a_form_needs_the_token_of_its_own_browser_and_our_origin(app: Flask, sign_in: SignIn) -> None:
    person, other = sign_in(ADMIN), sign_in(AUDITOR)
    token = csrf(person.get("/console/account"))
    stolen = csrf(other.get("/console/account"))
    end, foreign = "/console/account/sign-ins/end", {"Origin": "https://evil.example"}
    assert person.client.post(end).status_code == 419
    assert person.client.post(end, data={"csrf": stolen}).status_code == 419
    assert person.client.post(end, data={"csrf": token}, headers=foreign).status_code == 419
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert person.client.post(end, data={"csrf": token}, headers=cross).status_code == 419
    null = {"Origin": "null"}
    assert person.client.post(end, data={"csrf": token}, headers=null).status_code == 419
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert person.client.post(end, data={"csrf": token}, headers=ours).status_code == 303


def test_a_token_foisted_on_a_browser_is_not_the_one_that_is_signed_in(app: Flask, sign_in: SignIn) -> None:
    sign_in(AUDITOR, "ani")
    client = app.test_client()
    client.set_cookie("console", "f" * 64)
    form = {"csrf": csrf(client.get("/console/sign-in")), "name": "ani", "password": PASSWORD}
    assert client.post("/console/sign-in", data=form).status_code == 303
    found = client.get_cookie("console")
    assert found is not None
    assert found.value != "f" * 64


def test_the_code_brings_another_token_and_the_half_one_is_void(
    app: Flask, office: Office, sign_in: SignIn
) -> None:
    person = sign_in(ADMIN)
    half = signing.sign_in(person.name, PASSWORD, HERE, office)
    assert isinstance(half, SignedIn)
    client = app.test_client()
    client.set_cookie("console", half.token)
    assert client.get("/console/users").location == "/console/sign-in/code?next=/console/users"
    form = {
        "csrf": csrf(client.get("/console/sign-in/code")),
        "code": person.code(),
        "next": "/console/users",
    }
    done = client.post("/console/sign-in/code", data=form)
    assert (done.status_code, done.location) == (303, "/console/users")
    assert client.get("/console/users").status_code == 200
    client.set_cookie("console", half.token)
    assert client.get("/console/users").location.startswith("/console/sign-in?")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/console/../x\\y", "/console//evil.example", ""]
)
def test_after_the_sign_in_nobody_is_led_elsewhere(app: Flask, sign_in: SignIn, elsewhere: str) -> None:
    person, client = sign_in(AUDITOR, "ani"), app.test_client()
    form = {"csrf": csrf(client.get("/console/sign-in")), "name": "ani", "password": PASSWORD}
    half = client.post("/console/sign-in", data={**form, "next": elsewhere})
    assert half.location.partition("?")[0] == "/console/sign-in/code"
    form = {"csrf": csrf(client.get(half.location)), "code": person.code(), "next": elsewhere}
    done = client.post("/console/sign-in/code", data=form)
    assert (done.status_code, done.location) == (303, "/console/")


def test_a_sign_in_ends_when_nobody_uses_it_and_after_so_many_hours(
    sign_in: SignIn, office: Office, clock: HandClock
) -> None:
    console, person = office.settings.console, sign_in(AUDITOR)
    for _ in range(console.session_hours * 3 - 1):
        clock.forward(minutes=20)
        assert person.get("/console/").status_code == 200
    clock.forward(minutes=20)
    assert person.get("/console/").status_code == 302
    other = sign_in(AUDITOR, "budi")
    clock.forward(minutes=console.idle_minutes)
    assert other.get("/console/").status_code == 302


def test_whoever_is_disabled_is_out_at_once(sign_in: SignIn, office: Office, app: Flask) -> None:
    person = sign_in(AUDITOR, "ani")
    accounts.disable("ani", "cli:test", office)
    assert person.get("/console/").status_code == 302
    assert attempt(app, "ani")[0] == 422


def test_signing_out_ends_it_on_the_server(sign_in: SignIn) -> None:
    person = sign_in(AUDITOR)
    assert person.post("/console/sign-out").status_code == 200
    person.client.set_cookie("console", person.token)
    assert person.get("/console/").status_code == 302


def test_the_others_can_be_signed_out(sign_in: SignIn, office: Office, app: Flask) -> None:
    person = sign_in(AUDITOR, "ani")
    other = signing.sign_in("ani", PASSWORD, Visitor("203.0.113.8", "Firefox, Android"), office)
    assert isinstance(other, SignedIn)
    assert "Firefox, Android" in person.get("/console/account").get_data(as_text=True)
    person.post("/console/account/sign-ins/end")
    answer = person.get("/console/account").get_data(as_text=True)
    assert "Firefox, Android" not in answer
    assert "Dikeluarkan di tempat lain: 1." in answer
    assert "Dikeluarkan di tempat lain" not in person.get("/console/account").get_data(as_text=True)


def test_a_changed_password_ends_every_other_sign_in_and_the_token(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AUDITOR, "ani")
    signing.sign_in("ani", PASSWORD, HERE, office)
    new = "gunung biru tujuh kali lima"
    form = {"old": PASSWORD, "password": new, "again": new}
    assert person.post("/console/account/password", **{**form, "old": "no"}).status_code == 422
    assert person.post("/console/account/password", **form).status_code == 303
    assert person.get("/console/account").status_code == 200
    with office.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(console_sessions)) == 1
    person.client.set_cookie("console", person.token)
    assert person.get("/console/account").status_code == 302


def test_the_browser_is_told_what_a_page_may_do(app: Flask, sign_in: SignIn) -> None:
    answer = sign_in(AUDITOR).get("/console/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    text = answer.get_data(as_text=True)
    assert "style=" not in text
    assert "<script>" not in text


def test_with_https_the_cookies_are_bound_to_the_host(make_office: OfficeMaker, settings: Settings) -> None:
    office = make_office(settings=settings.model_copy(update={"public_url": "https://sms.example.id"}))
    app = create_app(gateway_of(office))
    [cookie] = app.test_client().get("/console/sign-in").headers.getlist("Set-Cookie")
    close_app(app)
    assert cookie.startswith("__Host-console-visitor=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie


def test_too_many_pages_in_a_minute_are_refused(make_office: OfficeMaker, settings: Settings) -> None:
    console = settings.console.model_copy(update={"requests_per_minute": 3})
    office = make_office(settings=settings.model_copy(update={"console": console}))
    app = create_app(gateway_of(office))
    client = app.test_client()
    assert [client.get("/console/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
    close_app(app)


def test_who_signs_in_and_who_tries_is_noted(app: Flask, sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN, "ani")
    attempt(app, "ani", "wrong password here")
    person.post("/console/users/invite", page="/console/users/invite", name="budi", role="auditor")
    noted = [(row.entry.actor, row.entry.action) for row in audit.listed(office)]
    assert noted == [
        ("cli:test", "account-added"),
        ("cli:test", "account-invited"),
        ("account:1", "invitation-accepted"),
        ("account:1", "signed-in"),
        ("account:1", "code-set-up"),
        ("account:1", "sign-ins-ended"),
        ("visitor", "sign-in-refused"),
        ("account:1", "account-added"),
        ("account:1", "account-invited"),
    ]
    assert audit.verify(office).broken is None


def test_a_password_waits_ten_minutes_for_its_code(
    sign_in: SignIn, office: Office, app: Flask, clock: HandClock
) -> None:
    person = sign_in(ADMIN)
    half = signing.sign_in(person.name, PASSWORD, HERE, office)
    assert isinstance(half, SignedIn)
    client = app.test_client()
    client.set_cookie("console", half.token)
    clock.at += timedelta(minutes=10)
    assert client.get("/console/sign-in/code").location == "/console/sign-in?next=/console/sign-in/code"


def test_a_sign_in_from_before_its_role_needed_a_code_is_asked_for_one_at_the_next_request(
    sign_in: SignIn, office: Office, clock: HandClock
) -> None:
    person = sign_in(AUDITOR)
    sql(office, "UPDATE accounts SET totp_secret = NULL, totp_step = NULL")
    assert person.get("/console/privacy").location == "/console/code-set-up?next=/console/privacy"
    form = person.post("/console/account/shortcuts", "/console/code-set-up", keys="off")
    assert form.location == "/console/code-set-up"
    assert 'class="menu"' not in person.get("/console/code-set-up").text
    set_up(person, office, clock)
    person.client.set_cookie("console", person.token)
    assert person.get("/console/privacy").status_code == 200
