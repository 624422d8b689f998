"""The console for tests: people of each role who are signed in, and a real Chromium with axe-core."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from sms_gateway.domain.permissions import AccountRole, is_bound
from sms_gateway.services import accounts, second_factor
from sms_gateway.services.console_sessions import look
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import SignedIn, Visitor, accept_invitation
from sms_gateway.settings import Settings
from sms_gateway.settings.console import Console
from sms_gateway.web.app import close_app, create_app
from tests.builders import gateway_of
from tests.conftest import HandClock, needs

# In the dark only the colours are other ones.
SCHEMES: tuple[tuple[str, dict[str, list[str]]], ...] = (
    ("light", {}),
    ("dark", {"runOnly": ["color-contrast"]}),
)
PASSWORD = "kuda sungai hijau tujuh"
AGENCY = "pupr@33.74"
HERE = Visitor("203.0.113.7", "Chrome, Linux")
expect.set_options(timeout=10_000)  # a machine may be busy
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are tried on one database; what they call is tested on both."""
    return sqlite_url


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    console = Console(requests_per_minute=100_000, sign_in_tries=3, sign_in_tries_per_address=5)
    return Settings(data_dir=tmp_path, console=console)


@pytest.fixture(scope="session")
def pages_made(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates, compiled once for all apps."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture
def app(office: Office, quick_passwords: None, pages_made: FileSystemBytecodeCache) -> Iterator[Flask]:
    app = create_app(gateway_of(office))
    app.jinja_env.bytecode_cache = pages_made
    yield app
    close_app(app)


@dataclass
class Person:
    """Somebody with an account, signed in as far as they can be, and the browser they use."""

    name: str
    role: AccountRole
    client: FlaskClient
    office: Office
    token: str
    secret: str = ""
    recovery: tuple[str, ...] = field(default=())

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)  # type: ignore[arg-type]

    def post(self, path: str, page: str = "/console/account", **form: str) -> TestResponse:
        """Send *form* with the token of *page*, which a person would have open."""
        return self.client.post(path, data={"csrf": csrf(self.client.get(page)), **form})

    def code(self) -> str:
        """What the phone shows now."""
        return pyotp.TOTP(self.secret).at(self.office.now())


SignIn = Callable[..., Person]


@pytest.fixture
def sign_in(app: Flask, office: Office, clock: HandClock) -> SignIn:
    """Makes an account of a role and signs it in."""

    def make(role: AccountRole, name: str | None = None, agency: str = AGENCY) -> Person:
        name = name or str(role).replace("_", "-")
        invitation = accounts.add(name, role, agency if is_bound(role) else None, "cli:test", office)
        here = Visitor(f"198.51.100.{invitation.account.id}", "Chrome, Linux")
        done = accept_invitation(name, invitation.code, PASSWORD, here, office)
        assert isinstance(done, SignedIn)
        person = Person(name, role, app.test_client(), office, done.token)
        if done.stage == "set_up":
            set_up(person, office, clock)
        person.client.set_cookie("console", person.token)
        return person

    return make


def set_up(person: Person, office: Office, clock: HandClock) -> None:
    """A code on the phone of *person*; the clock moves on, since a code is taken once."""
    running = look(person.token, office)
    assert running is not None
    person.secret = second_factor.setup_secret(running, office)
    done = second_factor.confirm(running, person.code(), "", office)
    assert isinstance(done, tuple)
    person.token, person.recovery = done[0].token, done[1]
    clock.forward(seconds=31)


def csrf(response: TestResponse) -> str:
    """The token of the first form of a page."""
    found = _CSRF.search(response.get_data(as_text=True))
    assert found, response.get_data(as_text=True)[:500]
    return found[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium; playwright brings none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The console on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(chromium: Browser, address: str) -> Iterator[NewPage]:
    """Opens a page of the console in a context of its own; *person*: already signed in."""
    contexts = []

    def make(person: Person | None = None, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "console", "value": person.token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing on the page that is open, in either colour scheme."""
    script = Axe().axe_script

    def check(page: Page) -> None:
        page.evaluate(script)  # once a page: it is half a megabyte
        for scheme, options in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            told = page.evaluate("told => axe.run(told)", {"resultTypes": ["violations"], **options})
            found = AxeResults(told)
            assert found.violations_count == 0, f"{page.url} ({scheme}): {found.generate_report()}"
        page.emulate_media(color_scheme="light")

    return check
