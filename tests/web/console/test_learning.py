"""Pages where one person proposes what the parser learns and another one approves it."""

import re

import pytest
from werkzeug.test import TestResponse

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import learning, lesson_trial
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import lexicon_rules
from tests.builders import rows, store
from tests.web.console.conftest import Person, SignIn

PROPOSE = "/console/learning/propose"
RULE = "/console/learning/rules/1"


def propose(person: Person, **form: str) -> TestResponse:
    wanted = {"kind": "topic", "term": "cublekan", "value": "sampah", "weight": "4", "example": "", **form}
    return person.post(PROPOSE, PROPOSE, **wanted)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_one_proposes_another_approves_and_a_version_comes_back(office: Office, sign_in: SignIn) -> None:
    ani, budi = sign_in(AccountRole.REVIEWER), sign_in(AccountRole.NATIONAL_ADMIN)
    store(office, "cublekan di depan pasar bau sekali <script>alert(1)</script>")
    assert propose(ani).location == RULE
    assert "Sedang dicoba" in text(ani.get(RULE))
    lesson_trial.run(office, held_back=lambda: [])
    page = text(budi.get(RULE))
    assert "lingkungan_taman → sampah" in page
    assert "<script>alert" not in page
    assert ani.post(f"{RULE}/approve").status_code == 403
    assert budi.post(f"{RULE}/approve").location == RULE
    assert learning.versions(office).in_force == 1
    assert "Berlaku" in text(budi.get("/console/learning/versions"))
    back = "/console/learning/versions/0/rollback"
    assert budi.post(back, back).status_code == 303
    assert learning.versions(office).in_force == 2
    assert learning.in_force(office).knowledge.version == office.knowledge().version


def test_who_proposed_sees_no_button_and_is_refused(office: Office, sign_in: SignIn) -> None:
    admin = sign_in(AccountRole.NATIONAL_ADMIN)
    propose(admin)
    lesson_trial.run(office, held_back=lambda: [])
    page = text(admin.get(RULE))
    assert "Orang lain yang harus menyetujuinya" in page
    assert f"{RULE}/approve" not in page
    admin.post(f"{RULE}/approve")
    assert "Mintalah orang lain" in text(admin.get(RULE))
    assert learning.versions(office).in_force == 0


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        ({"term": "di"}, "term", "Terlalu pendek"),
        ({"term": "status"}, "term", "perintah SMS"),
        ({"term": ""}, "term", "wajib diisi"),
        ({"term": "<script>alert(1)</script>"}, "term", "huruf dan angka"),
        ({"term": '"><img onerror=x>'}, "term", "huruf dan angka"),
        ({"term": "x" * 10_000}, "term", "Terlalu panjang"),
        ({"term": "\u202ebmas"}, "term", ""),
        ({"term": "%_\\"}, "term", "huruf dan angka"),
        ({"value": "tidak_ada"}, "value", "tidak dikenal"),
        ({"weight": ""}, "weight", "kekuatannya"),
        ({"kind": "lain"}, "kind", "Pilih salah satu"),
    ],
)
def test_what_cannot_be_taught_is_said_at_its_field(
    sign_in: SignIn, form: dict[str, str], field: str, told: str
) -> None:
    answer = propose(sign_in(AccountRole.REVIEWER), **form)
    if not told:  # the direction of writing is no part of a word
        assert answer.status_code == 303
        return
    page = text(answer)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in page
    assert told in page
    assert "<script>alert" not in page
    assert not re.search(r"<img", page)


def test_a_rule_or_version_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    admin = sign_in(AccountRole.NATIONAL_ADMIN)
    for path in ("/console/learning/rules/9", "/console/learning/versions/9/rollback"):
        assert admin.get(path).status_code == 404
    for act in ("approve", "reject"):
        assert admin.post(f"/console/learning/rules/9/{act}").status_code == 404


def test_a_proposal_is_taken_back_by_its_own_and_rejected_only_by_who_may_approve(
    office: Office, sign_in: SignIn
) -> None:
    ani, sari = sign_in(AccountRole.REVIEWER, "ani"), sign_in(AccountRole.REVIEWER, "sari")
    propose(ani)
    assert sari.post(f"{RULE}/reject").status_code == 403
    assert ani.post(f"{RULE}/reject").status_code == 303
    found = learning.find(1, office)
    assert found is not None
    assert found.state == "withdrawn"


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("topic", "sampah DAN  kebersihan", "sampah"),
        ("topic", "sampah", "sampah"),
        ("place", "Kota Semarang", "33.74"),
        ("place", "33.74", "33.74"),
        ("agency", "Dinas Perhubungan", "dishub"),
        ("spelling", "sampah", "sampah"),
    ],
)
def test_what_a_word_means_is_chosen_by_name(
    office: Office, sign_in: SignIn, kind: str, typed: str, code: str
) -> None:
    ani = sign_in(AccountRole.REVIEWER)
    page = text(ani.get(PROPOSE))
    assert '<option value="Sampah dan kebersihan">' in page
    assert '<option value="Dinas Perhubungan">' in page
    assert propose(ani, kind=kind, value=typed).location == RULE
    assert rows(office, lexicon_rules)[0].value == code
