"""Doctor says whether who asked for traces gets any, and what to do when not."""

import sys

import pytest

import sms_gateway.tracing
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.tracing_findings import INSTALL, START, traces
from sms_gateway.settings import Settings
from tests.collector import collecting
from tests.conftest import OfficeMaker

NOBODY = "http://127.0.0.1:1"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def asked(make_office: OfficeMaker, settings: Settings, endpoint: str | None) -> list[Finding]:
    tracing = settings.tracing.model_copy(update={"endpoint": endpoint})
    return list(traces(make_office(settings=settings.model_copy(update={"tracing": tracing}))))


def test_nothing_is_said_where_nobody_asked_for_traces(office: Office) -> None:
    assert list(traces(office)) == []


def test_a_collector_that_takes_them_is_well(make_office: OfficeMaker, settings: Settings) -> None:
    with collecting() as collector:
        assert [found.ok for found in asked(make_office, settings, collector.url)] == [True]
        assert collector.spans == []


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_collector_that_refuses_is_worth_knowing_and_no_fault(
    make_office: OfficeMaker, settings: Settings, status: int
) -> None:
    with collecting(status) as collector:
        [found] = asked(make_office, settings, collector.url)
    assert (found.ok, found.remedy) == (None, START)


def test_without_the_extra_it_is_a_fault_with_what_to_install(
    make_office: OfficeMaker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(sms_gateway.tracing, "otlp")
    monkeypatch.setitem(sys.modules, "sms_gateway.tracing.otlp", None)
    [found] = asked(make_office, settings, NOBODY)
    assert (found.ok, found.remedy) == (False, INSTALL)
