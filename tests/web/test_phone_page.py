"""The handset's routes: the page, the SMS that came back, and who may ask."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from threading import Thread

import pytest
import re2
import requests
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_server

from sms_gateway.domain.handset import HandsetSms, Silence
from sms_gateway.web import phone
from sms_gateway.web.phone import is_loopback, phone_routes

NUMBER = "081200000001"
NOON_WIB = datetime(2026, 11, 10, 12, 0, tzinfo=timezone(timedelta(hours=7)))
SENT = [HandsetSms(id, f"LAPOR!: balasan {id}", NOON_WIB) for id in (3, 5, 8)]


def replies(number: str, after: int) -> Sequence[HandsetSms]:
    return [sms for sms in SENT if sms.id > after] if number == NUMBER else []


def why(number: str) -> Silence | None:
    return None if number == NUMBER else Silence.COUNTRY


@pytest.fixture
def app() -> Flask:
    app = Flask("fake_gateway")
    app.register_blueprint(phone_routes(replies, why))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_messages_give_id_text_and_utc_time_oldest_first(client: FlaskClient) -> None:
    answer = client.get(f"/simulator/messages?from={NUMBER}&after=3")

    assert answer.get_json() == [
        {"id": 5, "text": "LAPOR!: balasan 5", "at": "2026-11-10T05:00:00+00:00"},
        {"id": 8, "text": "LAPOR!: balasan 8", "at": "2026-11-10T05:00:00+00:00"},
    ]


def test_without_after_every_sms_of_the_number_comes(client: FlaskClient) -> None:
    answer = client.get(f"/simulator/messages?from={NUMBER}")

    assert [sms["id"] for sms in answer.get_json()] == [3, 5, 8]


def test_another_number_sees_none_of_them(client: FlaskClient) -> None:
    assert client.get("/simulator/messages?from=081200000002&after=0").get_json() == []


def test_messages_are_never_cached(client: FlaskClient) -> None:
    assert client.get(f"/simulator/messages?from={NUMBER}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "1 ", "+1", "٣", "1" * 19, "0x1", "1\n"])
def test_a_bad_after_is_400_with_a_reason(client: FlaskClient, after: str) -> None:
    answer = client.get("/simulator/messages", query_string={"from": NUMBER, "after": after})

    assert (answer.status_code, "after" in answer.get_json()["error"]) == (400, True)


@pytest.mark.parametrize(("number", "told"), [(NUMBER, None), ("+447400123456", "country")])
def test_the_handset_may_ask_why_a_number_is_not_answered(
    client: FlaskClient, number: str, told: str | None
) -> None:
    assert client.get("/simulator/silence", query_string={"from": number}).get_json() == {"why": told}


@given(after=st.text(max_size=30))
def test_any_after_is_read_as_a_number_or_refused(after: str) -> None:
    app = Flask("fake_gateway")
    app.register_blueprint(phone_routes(replies, why))

    answer = app.test_client().get("/simulator/messages", query_string={"from": NUMBER, "after": after})

    assert answer.status_code == (200 if phone.AFTER.fullmatch(after) else 400)


@pytest.mark.parametrize("query", ["", "after=3", "from=", "from=%20"])
def test_a_missing_number_is_400_with_a_reason(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/simulator/messages?{query}")

    assert (answer.status_code, "from" in answer.get_json()["error"]) == (400, True)


LOOPBACK = ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "::ffff:127.9.9.9"]
ELSEWHERE = [
    "10.0.0.1",
    "128.0.0.1",
    "0.0.0.1",
    "::",
    "::2",
    "::ffff:10.0.0.1",
    "2001:db8::1",
    "",
    "x",
    "127.1",
]


@pytest.mark.parametrize("address", LOOPBACK)
@pytest.mark.parametrize("path", ["/phone", f"/simulator/messages?from={NUMBER}", "/phone/static/phone.js"])
def test_a_client_on_this_machine_is_served(client: FlaskClient, address: str, path: str) -> None:
    assert client.get(path, environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("path", ["/phone", f"/simulator/messages?from={NUMBER}", "/phone/static/phone.js"])
def test_a_client_elsewhere_is_refused(client: FlaskClient, address: str, path: str) -> None:
    assert client.get(path, environ_base={"REMOTE_ADDR": address}).status_code == 403


def test_a_forwarding_header_opens_nothing(client: FlaskClient) -> None:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}

    answer = client.get("/phone", environ_base={"REMOTE_ADDR": "10.0.0.1"}, headers=headers)

    assert answer.status_code == 403


def test_no_address_is_not_this_machine() -> None:
    assert not is_loopback(None)


def test_the_page_allows_only_its_own_files(client: FlaskClient) -> None:
    assert client.get("/phone").headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_the_page_has_no_inline_code_and_no_foreign_address(client: FlaskClient) -> None:
    page = client.get("/phone").text

    assert re2.findall(r"(?i)<script>|<style| style=| on[a-z]+=|https?://|javascript:", page) == []


def test_every_field_of_the_page_has_a_label_and_no_name_that_could_reach_a_url(client: FlaskClient) -> None:
    page = client.get("/phone").text

    fields = re2.findall(r'<(?:input|textarea) id="([a-z]+)"', page)
    assert fields == ["number", "text"]
    assert re2.findall(r'<label[^>]* for="([a-z]+)"|<label for="([a-z]+)"', page) != []
    assert all(f'for="{field}"' in page for field in fields)
    assert " name=" not in page.replace('<meta name="', "")


def test_without_javascript_the_page_names_the_terminal_handset(client: FlaskClient) -> None:
    page = client.get("/phone").text

    assert "sms-gateway phone --from" in page.split("<noscript>")[1].split("</noscript>")[0]


def test_the_pattern_of_after_compiles_under_re2() -> None:
    assert re2.compile(phone.AFTER.pattern).fullmatch("12")


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/phone", "text/html"),
        ("/phone/static/phone.css", "text/css"),
        ("/phone/static/phone.js", "text/javascript"),
    ],
)
def test_page_style_and_script_come_over_http(server: str, path: str, kind: str) -> None:
    answer = requests.get(f"{server}{path}", timeout=5, proxies={"http": ""})

    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)
