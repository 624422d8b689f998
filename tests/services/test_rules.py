"""The rules in force change with their file; a broken file changes nothing and doctor says so."""

from pathlib import Path

import pytest

from sms_gateway import bootstrap
from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.services import triage
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.office import Office
from sms_gateway.services.rules import LOOK_SECONDS, RulesFile, packaged
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Routing
from sms_gateway.storage.schema import cases
from tests.builders import ROAD, RUBBISH, rows, store
from tests.conftest import OfficeMaker

RULES = """\
examples_from: "33.10"
watchers: [inspektorat]
groups:
  - group: jalan
    about: Roads.
    rules:
      - id: jalan
        topics: [jalan_jembatan]
        to: OFFICE
        confidence: 0.9
        reason: Jalan diurus dinas ini.
        examples: [jalan rusak parah]
"""


class Ticks:
    """A clock of seconds that is moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES.replace("OFFICE", "pupr@regency"), encoding="utf-8")
    return path


def write(file: Path, office: str) -> None:
    file.write_text(RULES.replace("OFFICE", office) + f"# {office}\n", encoding="utf-8")


def test_a_changed_file_is_taken_over_but_not_looked_at_all_the_time(file: Path) -> None:
    ticks = Ticks()
    rules = RulesFile(file, ticks)
    first = rules()
    write(file, "setda@regency")
    assert rules() is first
    ticks.at = LOOK_SECONDS
    assert rules().rules[0].to.office == "setda"


def test_a_file_that_did_not_change_is_not_read_again(file: Path) -> None:
    ticks = Ticks()
    rules = RulesFile(file, ticks)
    first = rules()
    ticks.at = 10 * LOOK_SECONDS
    assert rules() is first


@pytest.mark.parametrize("broken", ["nobody@regency", "["])
def test_a_broken_file_changes_nothing_and_a_mended_one_does(file: Path, broken: str) -> None:
    ticks = Ticks()
    rules = RulesFile(file, ticks)
    first = rules()
    for step, (office, expected) in enumerate([(broken, "pupr"), ("setda@regency", "setda")], 1):
        write(file, office)
        ticks.at = step * LOOK_SECONDS
        assert rules().rules[0].to.office == expected
    assert rules() is not first


def test_a_file_that_is_gone_changes_nothing(file: Path) -> None:
    ticks = Ticks()
    rules = RulesFile(file, ticks)
    first = rules()
    file.unlink()
    ticks.at = LOOK_SECONDS
    assert rules() is first


def test_a_broken_file_stops_the_start(file: Path, settings: Settings) -> None:
    write(file, "nobody@regency")
    chosen = settings.model_copy(update={"routing": Routing(rules=file)})
    with pytest.raises(CatalogFault, match="there is no nobody@regency"):
        bootstrap.open_rules(chosen)()


def test_without_a_file_the_packaged_rules_hold(settings: Settings) -> None:
    assert bootstrap.open_rules(settings)().version == packaged().version


def test_doctor_names_the_faults_of_the_file_as_it_is_now(
    make_office: OfficeMaker, settings: Settings, file: Path
) -> None:
    rules = RulesFile(file, Ticks())
    office = make_office(rules=rules, settings=settings.model_copy(update={"routing": Routing(rules=file)}))
    found = {finding.check: finding for finding in diagnose(office, None)}["routing rules"]
    assert (found.ok, found.detail) == (True, rules().version)
    write(file, "nobody@regency")
    found = {finding.check: finding for finding in diagnose(office, None)}["routing rules"]
    assert found.ok is False
    assert "there is no nobody@regency" in found.detail
    assert "routing check" in found.remedy


def test_a_case_keeps_its_rule_its_candidates_and_the_version(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    [case] = rows(office, cases)
    assert (case.agency, case.route_rule, case.rules_version) == ("pupr@33.74", "jalan", packaged().version)
    assert case.route_candidates[0] == {
        "to": "pupr@regency",
        "agency": "pupr@33.74",
        "rule": "jalan",
        "confidence": case.route_confidence,
    }


def test_an_unplaced_report_waits_at_the_desk_with_its_candidates(office: Office) -> None:
    store(office, "jalan berlubang parah sudah lama tidak diperbaiki")
    triage.drain(office, 60)
    [case] = rows(office, cases)
    assert (case.agency, case.route_rule) == (None, "desk.no-region")
    assert case.route_candidates[0]["to"] == "pupr@regency"


def test_a_report_behind_a_protection_word_is_routed_too(office: Office) -> None:
    store(office, f"RAHASIA {RUBBISH}")
    triage.drain(office, 60)
    [case] = rows(office, cases)
    assert (case.agency, case.topic) == ("dlh@33.19", "sampah")
