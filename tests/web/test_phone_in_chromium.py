"""The handset as a person uses it, in a real browser against a fake gateway on 127.0.0.1."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway
from webdriver import ENTER, SHIFT, Browser, missing_browser

EXAMPLE = "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang"
SHIFT_ENTER = SHIFT + ENTER + SHIFT  # WebDriver: naming SHIFT again lets it go


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    missing = missing_browser()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing}: the page must be tried in a browser here")
    if missing:
        pytest.skip(missing)
    with Browser(tmp_path_factory.mktemp("chromium") / "profile") as browser:
        yield browser


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    gateway = FakeGateway()
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def phone(chromium: Browser, gateway: FakeGateway) -> Browser:
    chromium.resize(1280, 800)
    chromium.prefer("prefers-color-scheme", "light")
    chromium.go(gateway.page)
    chromium.wait_for("#empty", "Belum ada SMS")
    return chromium


def test_the_example_sent_with_enter_shows_the_tick_and_the_reply(
    phone: Browser, gateway: FakeGateway
) -> None:
    phone.click("#example")
    assert phone.value("#text") == EXAMPLE
    phone.type("#text", ENTER)

    phone.wait_for(".theirs .words", "LAPOR!: Laporan diterima, No 24183567")
    assert phone.texts(".mine .words") == [EXAMPLE]
    assert "✓" in phone.wait_for(".mine .meta", "✓")
    assert phone.value("#text") == ""


def test_the_form_carries_the_plain_number_and_an_id(phone: Browser, gateway: FakeGateway) -> None:
    phone.type("#text", "jalan rusak" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    [form] = gateway.forms
    assert len(form.pop("id")) >= 16
    assert form == {"from": "081234567890", "to": "1708", "text": "jalan rusak"}


def test_an_unreachable_gateway_keeps_the_text_and_says_so(phone: Browser, gateway: FakeGateway) -> None:
    gateway.stop()
    phone.type("#text", "jalan rusak" + ENTER)

    phone.wait_for("#notice", "Gateway tidak dapat dihubungi")
    phone.wait_for(".mine .meta", "belum terkirim")
    assert phone.texts(".mine .words") == ["jalan rusak"]


def test_a_kept_text_is_sent_again_under_its_own_id(phone: Browser, gateway: FakeGateway) -> None:
    gateway.status = 503
    phone.type("#text", "jalan rusak" + ENTER)
    phone.wait_for("#notice", "kode 503")
    gateway.stop()
    phone.wait_for("#notice", "tidak dapat dihubungi")
    gateway.status = 200
    gateway.start()
    phone.click(".again")

    phone.wait_for(".theirs .words", "LAPOR!")
    phone.wait_for(".mine .meta", "✓")
    assert phone.texts(".mine .words") == ["jalan rusak"]
    assert len({form["id"] for form in gateway.forms}) == 1


def test_the_sentence_goes_when_the_gateway_is_back(phone: Browser, gateway: FakeGateway) -> None:
    gateway.stop()
    phone.wait_for("#notice", "tidak dapat dihubungi")
    gateway.start()

    phone.wait_until("return document.getElementById('notice').textContent === ''")


def test_sms_baru_empties_the_view_but_keeps_what_was_not_taken(phone: Browser, gateway: FakeGateway) -> None:
    phone.type("#text", "satu" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")
    gateway.status = 503
    phone.type("#text", "dua" + ENTER)
    phone.wait_for(".mine .meta", "belum terkirim")
    phone.click("#clear")

    assert phone.texts(".sms .words") == ["dua"]


def test_shift_and_enter_starts_a_new_line_in_the_same_sms(phone: Browser, gateway: FakeGateway) -> None:
    phone.type("#text", "satu" + SHIFT_ENTER + "dua" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    assert [form["text"] for form in gateway.forms] == ["satu\ndua"]


def test_several_sms_may_be_on_their_way_at_once(phone: Browser, gateway: FakeGateway) -> None:
    gateway.delay = 1.5
    for text in ("satu", "dua", "tiga"):
        phone.type("#text", text + ENTER)
    assert phone.texts(".mine .words") == ["satu", "dua", "tiga"]
    assert gateway.forms == []

    phone.wait_until("return document.querySelectorAll('.mine .tick').length === 3")
    phone.wait_until("return document.querySelectorAll('.theirs').length === 3")


def test_blank_text_is_not_sent(phone: Browser, gateway: FakeGateway) -> None:
    phone.type("#text", "  " + ENTER)
    phone.type("#text", "isi" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    assert [form["text"] for form in gateway.forms] == ["isi"]


def test_another_number_is_another_thread_and_the_first_one_stays(
    phone: Browser, gateway: FakeGateway
) -> None:
    phone.type("#text", "satu" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")
    phone.clear("#number")
    phone.type("#number", "0812 0000 0001" + ENTER)
    assert phone.texts(".sms .words") == []
    phone.type("#text", "dua" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")
    phone.clear("#number")
    phone.type("#number", "0812-3456-7890" + ENTER)

    assert phone.texts(".mine .words") == ["satu"]
    assert [form["from"] for form in gateway.forms] == ["081234567890", "081200000001"]


def test_a_number_that_is_none_is_explained_and_nothing_is_sent(phone: Browser, gateway: FakeGateway) -> None:
    phone.clear("#number")
    phone.type("#number", "abc" + ENTER)
    phone.type("#text", "satu" + ENTER)

    phone.wait_for("#number-fault", "Nomor hanya boleh berisi angka")
    assert (gateway.forms, phone.value("#text")) == ([], "satu")


def test_what_came_before_is_shown_on_opening_the_page(chromium: Browser, gateway: FakeGateway) -> None:
    gateway.receive("081234567890", "LAPOR!: kemarin")
    chromium.go(gateway.page)

    chromium.wait_for(".theirs .words", "LAPOR!: kemarin")


def test_a_reply_is_text_even_when_it_looks_like_markup(phone: Browser, gateway: FakeGateway) -> None:
    gateway.answer = "<b>tebal</b><img src=x onerror=alert(1)>\nbaris"
    phone.type("#text", "x" + ENTER)

    phone.wait_for(".theirs .words", gateway.answer)
    assert phone.run("return document.querySelectorAll('.theirs b, .theirs img').length") == 0


# (text, units, room, SMS, coding): 3GPP TS 23.038; an escape pair or a surrogate pair is not split.
COUNTS = [
    ("", 0, 160, 0, "GSM-7"),
    ("a" * 160, 160, 160, 1, "GSM-7"),
    ("a" * 161, 161, 306, 2, "GSM-7"),
    ("a" * 307, 307, 459, 3, "GSM-7"),
    ("é@\n", 3, 160, 1, "GSM-7"),
    ("€" * 80, 160, 160, 1, "GSM-7"),
    ("[" * 153, 306, 459, 3, "GSM-7"),
    ("ê", 1, 70, 1, "UCS-2"),
    ("a" * 69 + "\u2019", 70, 70, 1, "UCS-2"),
    ("a" * 70 + "\u2019", 71, 134, 2, "UCS-2"),
    ("😀", 2, 70, 1, "UCS-2"),
    ("😀" * 67, 134, 201, 3, "UCS-2"),
]


def test_the_counter_knows_both_codings_and_their_segments(phone: Browser) -> None:
    seen = [_count(phone, text) for text, *_ in COUNTS]

    assert seen == [f"{units}/{room} · {count} SMS · {coding}" for _, units, room, count, coding in COUNTS]


def _count(phone: Browser, text: str) -> str:
    phone.run(
        "const t = document.getElementById('text'); t.value = arguments[0]; "
        "t.dispatchEvent(new Event('input'))",
        text,
    )
    return phone.text("#counter").split(" (")[0]


def test_typing_an_emoji_switches_the_counter_to_ucs_2_and_names_it(phone: Browser) -> None:
    phone.type("#text", "halo")
    assert phone.text("#counter") == "4/160 · 1 SMS · GSM-7"
    phone.type("#text", "😀")

    assert phone.text("#counter") == "6/70 · 1 SMS · UCS-2 (ada 😀)"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 568)])
def test_the_whole_handset_fits_the_window(phone: Browser, width: int, height: int) -> None:
    phone.resize(width, height)
    phone.type("#text", "x" * 400 + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    assert phone.run(
        "const r = document.documentElement;"
        "return [r.scrollWidth <= innerWidth, r.scrollHeight <= innerHeight]"
    ) == [True, True]


CONTRAST = Path(__file__).with_name("contrast.js").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(phone: Browser, gateway: FakeGateway, scheme: str) -> None:
    phone.prefer("prefers-color-scheme", scheme)
    phone.type("#text", "satu" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")
    gateway.status = 503
    phone.type("#text", "dua" + ENTER)
    phone.wait_for("#notice", "kode 503")
    phone.type("#text", "😀")
    phone.settle()

    measured = phone.run(CONTRAST)
    assert len(measured) > 20
    assert [each for each in measured if each[1] < 4.5] == []


def test_with_reduced_motion_nothing_moves(phone: Browser) -> None:
    phone.prefer("prefers-reduced-motion", "reduce")
    phone.type("#text", "satu" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    assert phone.run("return document.getAnimations({subtree: true}).length") == 0
    assert phone.run("return getComputedStyle(document.querySelector('.sms.fresh')).animationName") == "none"


def test_every_control_is_named_and_reached_with_tab(phone: Browser) -> None:
    phone.run("document.activeElement.blur(); document.getElementById('number').focus()")
    order = ["number"] + [phone.press_tab() for _ in range(5)]

    assert order == ["number", "log", "text", "clear", "example", "send"]
    assert phone.run("return document.getElementById('log').getAttribute('aria-live')") == "polite"


def test_the_browser_refuses_nothing_of_the_page(phone: Browser) -> None:
    phone.complaints()
    phone.type("#text", "satu" + ENTER)
    phone.wait_for(".theirs .words", "LAPOR!")

    assert phone.complaints() == []
