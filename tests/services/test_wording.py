"""The texts in force change with their file; a broken file changes nothing and doctor says so."""

from pathlib import Path

import pytest

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import triage
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.watched import LOOK_SECONDS
from sms_gateway.services.wording import open_wording, packaged
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Limits, Templates
from sms_gateway.storage.schema import outbox
from tests.builders import opened, rows, store
from tests.conftest import WORDING, OfficeMaker
from tests.services.test_rules import Ticks


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sentences.yaml"
    write(path, "LAPOR!: Halo, ada yang ingin dilaporkan?")
    return path


@pytest.fixture
def chosen(settings: Settings, file: Path) -> Settings:
    return settings.model_copy(update={"templates": Templates(file=file)})


def write(file: Path, greeting: str) -> None:
    file.write_text(f"sentences:\n  greeting: '{greeting}'\n", encoding="utf-8")


def test_a_changed_file_is_taken_over_but_not_looked_at_all_the_time(chosen: Settings, file: Path) -> None:
    ticks = Ticks()
    wording = open_wording(chosen, ticks)
    first = wording()
    assert first.sentences[Sentence.GREETING] == ("LAPOR!: Halo, ada yang ingin dilaporkan?",)
    assert first.sentences[Sentence.STOP] == WORDING.sentences[Sentence.STOP]
    write(file, "LAPOR!: Silakan melapor")
    assert wording() is first
    ticks.at = LOOK_SECONDS
    assert wording().sentences[Sentence.GREETING] == ("LAPOR!: Silakan melapor",)


@pytest.mark.parametrize("broken", ["Halo", "LAPOR!: {number}", "LAPOR!: ' {"])
def test_a_broken_file_changes_nothing_and_a_mended_one_does(
    chosen: Settings, file: Path, broken: str
) -> None:
    ticks = Ticks()
    wording = open_wording(chosen, ticks)
    first = wording()
    write(file, broken)
    ticks.at = LOOK_SECONDS
    assert wording() is first
    write(file, "LAPOR!: Silakan melapor")
    ticks.at = 2 * LOOK_SECONDS
    assert wording() is not first


def test_a_broken_file_stops_the_start(chosen: Settings, file: Path) -> None:
    write(file, "Halo")
    with pytest.raises(CatalogFault, match=r":2: sentences.greeting: it does not say who writes"):
        open_wording(chosen, Ticks())()


def test_a_missing_file_stops_the_start(chosen: Settings, file: Path) -> None:
    file.unlink()
    with pytest.raises(CatalogFault, match=r"Correct templates\.file"):
        open_wording(chosen, Ticks())()


def test_without_a_file_the_packaged_texts_hold(settings: Settings) -> None:
    assert open_wording(settings, Ticks())().version == packaged(settings).version == WORDING.version


def test_a_text_that_quotes_must_fit_what_is_configured(chosen: Settings, file: Path) -> None:
    file.write_text(f"sentences: {{answered: 'LAPOR!: {{number}} {'x' * 100} {{answer}}'}}", encoding="utf-8")
    assert open_wording(chosen, Ticks())()
    one = chosen.model_copy(update={"limits": Limits(quote_segments=1)})
    with pytest.raises(CatalogFault, match="too long for 1 segment"):
        open_wording(one, Ticks())()


def sentences(office: Office) -> Finding:
    return {finding.check: finding for finding in diagnose(office, None)}["sentences"]


def test_doctor_names_the_faults_of_the_file_as_it_is_now(
    make_office: OfficeMaker, chosen: Settings, file: Path
) -> None:
    wording = open_wording(chosen, Ticks())
    office = make_office(wording=wording, settings=chosen)
    assert (sentences(office).ok, sentences(office).detail) == (True, wording().version)
    write(file, "Halo")
    found = sentences(office)
    assert found.ok is False
    assert "it does not say who writes" in found.detail
    assert found.remedy == f"Run `sms-gateway templates check {file}`."


def test_doctor_names_a_language_nobody_wrote(make_office: OfficeMaker, settings: Settings) -> None:
    office = make_office(settings=settings.model_copy(update={"templates": Templates(language="xx")}))
    found = sentences(office)
    assert (found.ok, found.remedy) == (False, "Correct templates.language.")
    assert "Choose templates.language from: id." in found.detail


def test_a_citizen_gets_the_text_that_is_in_force(
    make_office: OfficeMaker, chosen: Settings, file: Path
) -> None:
    office = make_office(wording=open_wording(chosen, Ticks()), settings=chosen)
    store(office, "halo")
    triage.drain(office, 60)
    assert [opened(office, row) for row in rows(office, outbox)] == [
        "LAPOR!: Halo, ada yang ingin dilaporkan?"
    ]
