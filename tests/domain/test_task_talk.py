"""ISI shows all that was said, the newest last, in pages that lose no word and fit their segments."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.officer_decisions import TaskView
from sms_gateway.domain.officers import TaskState
from sms_gateway.domain.task_talk import Said, Talk, report
from tests.conftest import WORDING

THREE = TaskView(7, 3, TaskState.OPEN, "24183567", CaseState.WORKING, "jalan rusak", reporters=8)
DAY = datetime(2026, 11, 12, 9, tzinfo=UTC)
TAIL = ". Pelapor: 8 orang, identitas disamarkan"
SAID = {
    Talk.ADDED: "Tambahan 12/11: ",
    Talk.REPLIED: "Jawaban 12/11: ",
    Talk.DISPUTED: "Sanggahan 12/11: ",
    Talk.PLACED: "Lokasi 12/11: ",
    Talk.REOPENED: "Dibuka lagi 12/11: ",
    Talk.JOINED: "Pelapor lain 12/11: ",
}


@pytest.mark.parametrize("talk", Talk)
def test_what_was_said_stands_behind_the_report_with_its_day(talk: Talk) -> None:
    text = report(WORDING, THREE, "jalan berlubang.", [Said(talk, DAY, "dpn indomaret")], 3, 1).text
    assert text == f"1708 TUGAS 3: jalan berlubang. {SAID[talk]}dpn indomaret{TAIL}"


def test_an_objection_without_words_says_so() -> None:
    text = report(WORDING, THREE, "jalan berlubang", [Said(Talk.DISPUTED, DAY, " ")], 3, 1).text
    assert text == f"1708 TUGAS 3: jalan berlubang. Sanggahan 12/11: tanpa keterangan{TAIL}"


def test_a_long_report_says_how_to_go_on_and_where_it_ends() -> None:
    first = "jalan berlubang parah sekali " * 20
    since = [Said(Talk.DISPUTED, DAY, "cuma ditabur pasir")]
    one, two, three = (report(WORDING, THREE, first, since, 3, page).text for page in (1, 2, 3))
    assert one.startswith("1708 TUGAS 3 (1/2): jalan berlubang parah sekali jalan")
    assert one.endswith(". Lanjut: 3 ISI 2. Pelapor: 8 orang, identitas disamarkan")
    assert two.startswith("1708 TUGAS 3 (2/2): ")
    assert two.endswith(f". Sanggahan 12/11: cuma ditabur pasir{TAIL}")
    assert three == two


_WORDS = st.lists(st.text(st.sampled_from("abcdefg€[]"), min_size=1, max_size=40), max_size=120)
_PAGE = re.compile(r"1708 TUGAS 3(?: \(([0-9]+)/([0-9]+)\))?: (.*?)\.(?: Lanjut: 3 ISI [0-9]+\.)? Pelapor: ")


@given(_WORDS, _WORDS, st.sampled_from([1, 2, 3, 6]))
def test_no_word_is_lost_between_the_pages(first: list[str], added: list[str], segments: int) -> None:
    since = [Said(Talk.ADDED, DAY, " ".join(added))]
    shown, page, pages = [], 1, 1
    while page <= pages:
        text = report(WORDING, THREE, " ".join(first), since, segments, page).text
        assert is_gsm7(text)
        assert measure(text).segments <= segments
        found = _PAGE.match(text)
        assert found
        pages = int(found[2] or 1)
        shown += found[3].split()
        page += 1
    wanted = [*first, "Tambahan", "12/11:", *(added or ["tanpa", "keterangan"])]
    assert "".join(shown).replace(".", "") == "".join(wanted)
