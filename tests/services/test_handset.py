"""The trial handset says why a number is not answered."""

from datetime import timedelta

from sms_gateway.domain.handset import Silence
from sms_gateway.services import handset
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Limits
from sms_gateway.storage import senders
from tests.builders import CITIZEN, RUBBISH, store, work
from tests.conftest import HandClock, OfficeMaker

BRITISH = "+447400123456"


def test_nothing_speaks_against_a_number_that_never_wrote_or_was_answered(office: Office) -> None:
    assert handset.silence(CITIZEN, office) is None
    store(office, RUBBISH)
    work(office)
    assert handset.silence(CITIZEN, office) is None


def test_a_number_of_a_country_that_is_not_answered(office: Office) -> None:
    assert handset.silence(BRITISH, office) is Silence.COUNTRY


def test_a_sender_that_is_no_number_is_no_matter_of_its_country(office: Office) -> None:
    assert handset.silence("TELKOMSEL", office) is None


def test_a_number_whose_newest_answers_led_to_nothing_until_an_hour_is_over(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    office = make_office(settings=Settings(limits=Limits(idle_replies=1)))
    store(office, "YA")
    work(office)
    assert handset.silence(CITIZEN, office) is Silence.IDLE
    clock.forward(hours=2)
    assert handset.silence(CITIZEN, office) is None


def test_a_number_that_was_told_that_it_is_not_answered_for_now(office: Office, clock: HandClock) -> None:
    store(office, RUBBISH)
    with office.sessions.begin() as session:
        row = senders.by_blind(session, office.vault.blind(CITIZEN))
        assert row is not None
        senders.set_unanswered(session, row.id, office.now() + timedelta(hours=24))
    assert handset.silence(CITIZEN, office) is Silence.TOO_MANY
    clock.forward(hours=25)
    assert handset.silence(CITIZEN, office) is None
