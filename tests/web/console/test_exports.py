"""Pages of files that are made in the background: asked for with a filter, watched, fetched, cancelled."""

import csv
import io

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import exports
from sms_gateway.services.office import Office
from tests.builders import OTHER_CITIZEN, ROAD, WATER, sql, store, work
from tests.web.console.conftest import SignIn

TICKETS, FIRST = "/console/exports/tickets", "/console/exports/1"


@pytest.fixture
def busy(office: Office) -> Office:
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    return office


def test_from_a_search_to_a_file(busy: Office, sign_in: SignIn) -> None:
    ani = sign_in(AccountRole.AUDITOR)
    assert f'action="{TICKETS}?words=kelud"' in ani.get("/console/tickets?words=kelud").get_data(as_text=True)
    assert ani.post(f"{TICKETS}?words=kelud").location == FIRST
    waiting = ani.get(FIRST).get_data(as_text=True)
    assert "Kemajuan: 0%" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert ani.get(f"{FIRST}/file").location == FIRST
    exports.work(busy)
    answer = ani.get(f"{FIRST}/file")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lapor-1708-tickets-')
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True), newline="")))
    assert len(lines) == 2
    assert "Siap" in ani.get("/console/exports").get_data(as_text=True)
    assert ani.post(f"{FIRST}/cancel").location == "/console/exports"
    assert ani.get(f"{FIRST}/file").location == FIRST


def test_nobody_else_sees_or_stops_it(busy: Office, sign_in: SignIn) -> None:
    sign_in(AccountRole.AUDITOR, "ani").post(TICKETS)
    budi = sign_in(AccountRole.NATIONAL_ADMIN)
    for path in (FIRST, f"{FIRST}/file"):
        assert budi.get(path).status_code == 404
    assert budi.post(f"{FIRST}/cancel").status_code == 404


@pytest.mark.parametrize(
    "query", ["sender=1", "since=kemarin", "place=%00%25_", "place=<script>alert(1)</script>"]
)
def test_a_search_that_is_none_makes_no_file(busy: Office, sign_in: SignIn, query: str) -> None:
    ani = sign_in(AccountRole.NATIONAL_ADMIN)
    assert ani.post(f"{TICKETS}?{query}").location == "/console/tickets"
    assert "<script>alert" not in ani.get("/console/tickets").get_data(as_text=True)
    assert "Belum ada berkas" in ani.get("/console/exports").get_data(as_text=True)


def test_counts_of_a_span_and_only_three_at_a_time(busy: Office, sign_in: SignIn) -> None:
    ani = sign_in(AccountRole.AUDITOR)
    for number in range(1, 4):
        path = "/console/exports/dashboard?period=30d"
        assert ani.post(path).location == f"/console/exports/{number}"
    assert ani.post(TICKETS).location == "/console/exports"
    assert "Tiga berkas Anda" in ani.get("/console/exports").get_data(as_text=True)
    assert ani.post("/console/exports/dashboard?period=dates&from=x&to=y").location == "/console/dashboard"


def test_a_file_the_database_was_too_slow_for_is_tried_again(busy: Office, sign_in: SignIn) -> None:
    ani = sign_in(AccountRole.AUDITOR)
    ani.post(TICKETS)
    sql(busy, "UPDATE exports SET why = 'slow-1', ended_at = asked_at")
    assert "berkas lain didahulukan" in ani.get(FIRST).text
    sql(busy, "UPDATE exports SET state = 'failed', why = 'slow'")
    assert "tiga kali terlalu lama" in ani.get(FIRST).text
    assert ani.post(f"{FIRST}/resume", FIRST).location == FIRST
    assert "Kemajuan: 0%" in ani.get(FIRST).text
    exports.work(busy)
    assert ani.get(f"{FIRST}/file").status_code == 200
