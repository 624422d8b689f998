"""A file of texts is read whole or refused whole, with the line, key, reason and remedy of every fault."""

from pathlib import Path

import pytest

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.wording import languages, packaged_wording, read_wording, wording_file
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.wording import Phrase
from tests.conftest import WORDING

STOP = "LAPOR!: Anda tidak kami kirimi SMS lagi. Aktifkan lagi: MULAI"
OVERLAY = f"""\
states:
  working: dikerjakan
sentences:
  stop: "{STOP}"
"""


def faults(text: str, *, whole: bool = False) -> list[str]:
    with pytest.raises(CatalogFault) as caught:
        read_wording(text, "w.yaml", None if whole else WORDING)
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.line}: {fault.reason}" for fault in caught.value.faults]


def test_the_packaged_texts_are_complete() -> None:
    assert (set(WORDING.sentences), set(WORDING.states)) == (set(Sentence), set(CaseState))
    assert (set(WORDING.reasons), set(WORDING.phrases)) == (set(ArchiveCode), set(Phrase))
    assert WORDING.language == "id"
    assert "id" in languages()


def test_a_file_with_a_few_keys_changes_those_and_nothing_else() -> None:
    changed = read_wording(OVERLAY, "w.yaml", WORDING)
    assert changed.sentences[Sentence.STOP] == (STOP,)
    assert changed.states[CaseState.WORKING] == "dikerjakan"
    others = set(Sentence) - {Sentence.STOP}
    assert all(changed.sentences[key] == WORDING.sentences[key] for key in others)
    assert (changed.reasons, changed.phrases) == (WORDING.reasons, WORDING.phrases)


def test_the_same_texts_have_the_same_version() -> None:
    one = read_wording(OVERLAY, "w.yaml", WORDING)
    again = read_wording(OVERLAY + "# a remark\n", "v.yaml", WORDING)
    assert one.version == again.version != WORDING.version
    assert read_wording("", "w.yaml", WORDING).version == WORDING.version


def test_every_unknown_key_is_named_with_its_line_at_once() -> None:
    text = "states: {workin: x}\nsentences:\n  stop: x\n  sotp: x\nfurther: {}\n"
    assert faults(text) == ["5: further: there is no such key"]
    assert faults(text.replace("further: {}\n", "")) == [
        "1: states.workin: there is no such key",
        "4: sentences.sotp: there is no such key",
    ]


def test_a_complete_file_may_lack_no_key() -> None:
    found = faults("language: xx\nstates: {}\nsentences:\n  stop: x\n", whole=True)
    assert len(found) == len(Sentence) - 1 + len(CaseState) + len(ArchiveCode) + len(Phrase)
    assert "3: sentences.ack is missing" in found
    assert faults("states: {}\n", whole=True)[0] == "1: language is missing"


def test_a_file_for_another_language_is_refused() -> None:
    assert faults("language: jv\n") == ["1: language is jv, templates.language is id"]


@pytest.mark.parametrize(
    "text", ["sentences: {stop: []}", "sentences: {stop: ''}", "sentences: [stop]", "- a"]
)
def test_what_is_no_list_of_texts_is_refused(text: str) -> None:
    assert faults(text)[0].startswith("1: ")


def test_an_unknown_language_is_named_with_those_there_are() -> None:
    with pytest.raises(CatalogFault, match=r"sentences.xx.yaml:1: there is no such language.*id"):
        packaged_wording("xx")


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_bytes(b"sentences: {stop: '\xff'}")
    with pytest.raises(CatalogFault, match="not UTF-8"):
        wording_file(path, WORDING)
