"""The outbox of the console: each state with its reasons, and what may be done to one SMS or many."""

import pytest

from sms_gateway.domain.dead_letters import Waiting
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import audit, triage
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import outbox
from tests.builders import OTHER_CITIZEN, ROAD, WATER, rows, sql, store
from tests.web.console.conftest import Person, SignIn

ADMIN = AccountRole.NATIONAL_ADMIN


def promised(office: Office, state: str, reason: str) -> None:
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    sql(office, "UPDATE outbox SET state = :state, reason = :reason", state=state, reason=reason)


def text(person: Person, path: str) -> str:
    answer = person.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def send(person: Person, path: str, *ids: int, **form: str) -> tuple[int, str]:
    token = {"csrf": _token(person)}
    answer = person.client.post(path, data={"id": [str(each) for each in ids], **token, **form})
    return answer.status_code, answer.get_data(as_text=True)


def _token(person: Person) -> str:
    return text(person, "/console/account").partition('name="csrf" value="')[2][:64]


def states(office: Office) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in rows(office, outbox)]


@pytest.mark.parametrize(
    ("state", "stored"), [(Waiting.HELD, "held"), (Waiting.UNKNOWN, "unknown"), (Waiting.FAILED, "refused")]
)
def test_each_state_lists_its_own_with_the_reason(
    sign_in: SignIn, office: Office, state: Waiting, stored: str
) -> None:
    person = sign_in(ADMIN)
    promised(office, stored, "worker-died")
    for each in Waiting:
        shown = "proses pengirim berhenti" in text(person, f"/console/outbox?state={each}")
        assert shown is (each is state)


def test_the_kind_of_an_sms_is_said_in_words_with_its_code_on_its_page(
    sign_in: SignIn, office: Office
) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "not-taken-in-time")
    for path in ("/console/outbox", "/console/outbox/2", "/console/outbox/retry?id=2"):
        page = text(person, path)
        assert "tanda terima laporan" in page
        assert ("<code>ack</code>" in page) is (path == "/console/outbox/2")


def test_no_whole_number_and_no_text_is_shown(sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "not-taken-in-time")
    for path in ("/console/outbox", "/console/outbox/2", "/console/outbox/retry?id=2"):
        page = text(person, path)
        assert OTHER_CITIZEN.lstrip("+62") not in page.replace("-", "")
        assert WATER not in page


def test_many_are_sent_again_and_noted_with_the_account(sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "not-taken-in-time")
    assert "Kirim ulang 2 SMS?" in text(person, "/console/outbox/retry?id=1&id=2")
    assert send(person, "/console/outbox/retry", 1, 2)[0] == 303
    assert states(office) == [("retry", "by-hand")] * 2
    noted = [row.entry for row in audit.listed(office) if row.entry.action == "sms-retried"]
    assert len(noted) == 2
    assert all(each.actor.startswith("account:") for each in noted)


def test_what_may_be_the_second_is_sent_only_by_whoever_says_so(sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN)
    promised(office, "unknown", "worker-died")
    status, page = send(person, "/console/outbox/retry", 1, 2)
    assert status == 409
    assert "1, 2: SMS ini mungkin sudah diterima warga" in page
    assert states(office) == [("unknown", "worker-died")] * 2
    assert send(person, "/console/outbox/retry", 1, 2, may_be_second="1")[0] == 303
    assert states(office) == [("retry", "by-hand")] * 2


def test_one_is_given_up_only_with_a_reason(sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "not-taken-in-time")
    assert send(person, "/console/outbox/drop", 1)[0] == 422
    assert send(person, "/console/outbox/drop", 1, reason="<script>")[0] == 422
    assert send(person, "/console/outbox/drop", 1, reason="too-late")[0] == 303
    assert states(office) == [("expired", "dropped-too-late"), ("held", "not-taken-in-time")]


def test_one_that_is_gone_stops_the_whole_choice(sign_in: SignIn, office: Office) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "not-taken-in-time")
    assert send(person, "/console/outbox/drop", 1, 99, reason="test")[0] == 409
    assert states(office) == [("held", "not-taken-in-time")] * 2


@pytest.mark.parametrize(
    "typed", ["<script>x", '"><img onerror=x>', "%", "-1", "9" * 400, "a" * 10_000, "\u202e"]
)
def test_nonsense_in_an_address_finds_nothing(sign_in: SignIn, office: Office, typed: str) -> None:
    person = sign_in(ADMIN)
    promised(office, "held", "<script>alert(1)</script>")
    query = {"state": typed, "carrier": "", "after": typed, "id": typed}
    answer = person.client.get("/console/outbox", query_string=query)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert person.client.get("/console/outbox/retry", query_string=query).status_code == 200
    assert "Tidak ada SMS" in text(person, "/console/outbox?carrier=%25")


def test_without_any_choice_nothing_is_done(sign_in: SignIn) -> None:
    status, page = send(sign_in(ADMIN), "/console/outbox/retry")
    assert status == 200
    assert "Belum ada SMS yang dicentang" in page


def test_who_only_reads_gets_no_buttons(sign_in: SignIn, office: Office) -> None:
    promised(office, "held", "not-taken-in-time")
    person = sign_in(AccountRole.AUDITOR)
    assert "outbox/retry" not in text(person, "/console/outbox") + text(person, "/console/outbox/1")
