"""The dashboard: its figures, whose they are, its file, and what it makes of odd addresses."""

import csv
import io

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import hourly
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import cases
from tests.builders import OTHER_CITIZEN, ROAD, WATER, rows, store, work
from tests.conftest import HandClock
from tests.web.console.conftest import SignIn

PATH = "/console/dashboard"


@pytest.fixture
def busy(office: Office, clock: HandClock) -> Office:
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    clock.forward(minutes=3)
    hourly.keep(office)
    return office


def file_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "period", ["", "?period=24h", "?period=30d", "?period=dates&from=2026-11-09&to=2026-11-10"]
)
def test_it_shows_what_was_counted(busy: Office, sign_in: SignIn, period: str) -> None:
    answer = sign_in(AccountRole.AUDITOR).get(PATH + period)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<p class="count">2</p><h2>Laporan baru</h2>' in text
    assert "<title>Jawa Tengah: 1</title>" in text
    assert "<title>Papua Barat Daya: 0</title>" in text
    assert " style=" not in text


def test_an_agency_sees_its_own_figures_only(busy: Office, sign_in: SignIn) -> None:
    first, second = rows(busy, cases)
    assert first.agency != second.agency
    person = sign_in(AccountRole.AGENCY_ADMIN, agency=first.agency)
    text = person.get(PATH).get_data(as_text=True)
    assert '<p class="count">1</p><h2>Laporan baru</h2>' in text
    assert "Pesan masuk" not in text
    assert "<title>Jawa Barat: 0</title>" in text
    found = file_of(person.get(f"{PATH}/counts.csv").get_data(as_text=True))
    assert [line[1:] for line in found if line[1] in ("tickets", "messages")] == [["tickets", "", "1"]]


def test_the_file_has_every_count_of_the_span(busy: Office, sign_in: SignIn) -> None:
    answer = sign_in(AccountRole.AUDITOR).get(f"{PATH}/counts.csv?period=24h")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lapor-1708-')
    head, *found = file_of(answer.get_data(as_text=True))
    assert head == ["hour_wib", "measure", "part", "count"]
    assert ["2026-11-10 09:00", "messages", "ticket", "2"] in found


@pytest.mark.parametrize(
    "odd",
    [
        "from=2026-11-10&to=2026-11-01",
        "from=<script>alert(1)</script>&to=%22%3E%3Cimg onerror=x%3E",
        "from=&to=%00",
    ],
)
def test_dates_that_are_none_are_told_and_never_written_as_they_came(
    busy: Office, sign_in: SignIn, odd: str
) -> None:
    person = sign_in(AccountRole.AUDITOR)
    for path in (PATH, f"{PATH}/counts.csv"):
        answer = person.get(f"{path}?period=dates&{odd}")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert 'id="span-error"' in text
        assert "<script>alert" not in text
        assert "<img" not in text


def test_before_anything_was_counted_it_is_there_and_empty(sign_in: SignIn) -> None:
    text = sign_in(AccountRole.REVIEWER).get(f"{PATH}?period=nonsense").get_data(as_text=True)
    assert '<p class="count">0</p><h2>Laporan baru</h2>' in text
