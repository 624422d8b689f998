"""A file of texts is read whole or refused whole, with the line, key, reason and remedy of every fault."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.wording import languages, packaged_wording, read_wording, wording_file
from sms_gateway.domain import replies
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.gsm7 import is_gsm7
from sms_gateway.domain.sentences import BRANDS, Sentence
from sms_gateway.domain.specimens import NUMBER, PROBLEM, REGION
from sms_gateway.domain.wording import Phrase
from tests.conftest import WORDING
from tests.domain.test_replies import Line

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


def test_every_unknown_key_is_named_with_its_line_beside_the_other_faults() -> None:
    text = "states: {workin: x}\nsentences:\n  stop: x\n  sotp: x\nfurther: {}\n"
    assert faults(text) == ["5: further: there is no such key"]
    assert faults(text.replace("further: {}\n", "")) == [
        "1: states.workin: there is no such key",
        "3: sentences.stop: it does not say who writes",
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


ACK = "LAPOR!: No {number}. Verifikasi maks {days} hari kerja"


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("ack", ACK + " {agency}", "there is no {agency} here"),
        ("ack", ACK + " {number:>9}", "there is no {number:>9} here"),
        ("ack", ACK + " {}", "there is no {} here"),
        ("ack", "LAPOR!: Laporan {number} diterima", "{days} is missing"),
        ("ack", "LAPOR!: No {number}[ maks {days} hari]", "{days} may not stand in [ ]"),
        ("ack", ACK + " {problem}", "the last text needs {problem}, which may be unknown"),
        ("ack", ACK + " [{problem}", "a [ is not closed"),
        ("ack", ACK + " {problem}]", "the brackets [ ] are not in pairs"),
        ("ack", ACK + " [di [{region}]]", "the brackets [ ] are not in pairs"),
        ("ack", ACK + " {number", "the braces { } are not in pairs"),
        ("ack", ACK + " {{number}}", "the braces { } are not in pairs"),
        ("ack", ACK + "[ saja]", "the part [ saja] holds no field"),
        ("stop", "LAPOR!: Anda berhenti \N{EN DASH} MULAI", "\N{EN DASH} (U+2013, EN DASH) is not GSM-7"),
        ("stop", "LAPOR!: Anda  berhenti", "it has a line break, or a space too many"),
        ("stop", "Anda tidak dikirimi SMS lagi", "it does not say who writes"),
        ("stop", "1708: Anda tidak dikirimi SMS lagi", "it does not say who writes"),
        ("stop", "LAPOR!: cek di bit.ly/abc", "bit.ly reads as a link"),
        ("stop", "LAPOR!: cek di http://10.0.0.1/", "http://10.0.0.1/ reads as a link"),
        ("stop", "LAPOR!: cek di lapor.go.id.example.com", "lapor.go.id.example.com reads as a link"),
        ("stop", "LAPOR!: cek di lapor.go.id@example.com", "example.com reads as a link"),
        ("stop", "LAPOR!: Anda berhenti.Aktifkan lagi: MULAI", "berhenti.Aktifkan reads as a link"),
        ("cancelled", "LAPOR!: cek di {number}.id", "0.id reads as a link"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_its_line(key: str, text: str, reason: str) -> None:
    assert f"2: sentences.{key}: {reason}" in faults(f"sentences:\n  {key}: {json.dumps(text)}\n")


@pytest.mark.parametrize(
    "text", ["cek di lapor.go.id", "cek https://lapor.go.id/x (s.d. 17/11)", "a.n. Anda"]
)
def test_the_one_link_and_abbreviations_are_no_fault(text: str) -> None:
    read_wording(f"sentences: {{stop: '{STOP}. {text}'}}", "w.yaml", WORDING)


@pytest.mark.parametrize(
    ("key", "text", "units"),
    [
        ("stop", f"LAPOR!: {'x' * 152}", 0),
        ("stop", f"LAPOR!: {'x' * 153}", 1),
        ("stop", f"LAPOR!: {'x' * 151}~", 1),  # two units
        ("cancelled", f"LAPOR!: {{number}} {'x' * 144}", 1),
        ("added", f"LAPOR!: {{number}} {'x' * 143}[ {{agency}}]", 0),
        ("disputed", f"LAPOR!: {{number}} {{count}} {{most}} {{due}} {'x' * 130}", 1),
        ("cancel_which", f"LAPOR!: {{number}} {{list}} {'x' * 96}", 1),
        ("answered", f"LAPOR!: {{number}} {'x' * 378} {{answer}}", 0),
        ("answered", f"LAPOR!: {{number}} {'x' * 450} {{answer}}", 72),
    ],
)
def test_a_text_must_fit_with_the_longest_values_once_its_optional_parts_are_left_out(
    key: str, text: str, units: int
) -> None:
    written = f"sentences:\n  {key}: {json.dumps(text)}\n"
    if units:
        [found] = faults(written)
        assert found.startswith(f"2: sentences.{key}: {units} units too long")
    else:
        read_wording(written, "w.yaml", WORDING)


def test_a_text_that_quotes_must_fit_the_segments_that_are_configured() -> None:
    text = f"sentences: {{answered: 'LAPOR!: {{number}} {'x' * 200} {{answer}}'}}"
    read_wording(text, "w.yaml", WORDING, segments=2)
    with pytest.raises(CatalogFault, match="too long for 1 segments"):
        read_wording(text, "w.yaml", WORDING, segments=1)


def test_each_text_of_a_sentence_is_checked_and_named_by_its_own_line() -> None:
    text = (
        "sentences:\n  mms:\n    - 'LAPOR!: foto {number}'\n    - 'LAPOR!: \N{GRINNING FACE}'\n    - 'foto'\n"
    )
    assert [found.partition(": ")[0] for found in faults(text)] == ["4", "5"]


@pytest.mark.parametrize(
    "text",
    ["states: {done: sudah selesai sekali}", "reasons: {hoax: 'a\N{EM DASH}b'}", "phrases: {and: ' dan'}"],
)
def test_a_word_that_does_not_fit_is_refused(text: str) -> None:
    [found] = faults(text)
    assert found.startswith(f"1: {text.partition(':')[0]}.")


def test_a_longer_word_is_tried_in_the_sentences_that_use_it() -> None:
    text = f"LAPOR!: {{number}} {{days}} {{reason}} {'x' * 117}"
    tight = read_wording(f"sentences: {{archived: '{text}'}}", "w.yaml", WORDING)
    with pytest.raises(CatalogFault, match=r"sentences.archived: 1 units too long"):
        read_wording("reasons: {in_court: di tangan pengadilan x}", "w.yaml", tight)


PLAIN = [" maks ", " ", "x" * 30, "lapor.go.id", "\N{EURO SIGN}", "\N{EM DASH}", "[", "]", "{", "}"]
PIECES = st.sampled_from([*PLAIN, "{number}", "{problem}", "{agency}", "[ {problem}]", "[, di {region}]"])


@given(st.lists(PIECES, max_size=9).map("".join), st.booleans(), st.booleans(), st.integers(0, 365))
def test_whatever_is_not_refused_renders_whole_with_or_without_what_may_be_unknown(
    text: str, has_problem: bool, has_region: bool, days: int
) -> None:
    written = f"sentences: {{ack: {json.dumps(f'LAPOR!: No {{number}} {{days}}{text}')}}}"
    try:
        wording = read_wording(written, "w.yaml", WORDING)
    except CatalogFault:
        return
    rendered = replies.ack(
        wording, NUMBER, PROBLEM if has_problem else "", REGION if has_region else None, days
    )
    assert (rendered.segments, rendered.over) == (1, 0)
    assert is_gsm7(rendered.text)
    assert NUMBER in rendered.text
    assert not set("{}[]") & set(rendered.text)


def invented(language: str) -> str:
    """A whole small language: every sentence is its brand and the fields it must hold."""
    sections = {"states": CaseState, "reasons": ArchiveCode, "phrases": Phrase}
    lines = [f"language: {language}"]
    for name, keys in sections.items():
        lines += [f"{name}:", *(f"  {key}: {name[:3]}" for key in keys)]
    lines.append("sentences:")
    for sentence in Sentence:
        shown = " ".join(f"{{{field}}}" for field in sorted(sentence.must))
        text = f"{BRANDS[sentence.audience][0]} bla {shown}".strip()
        lines.append(f"  {sentence}: '{text}'")
    return "\n".join(lines) + "\n"


def test_another_language_is_found_by_its_code_and_spoken(tmp_path: Path) -> None:
    (tmp_path / "sentences.xx.yaml").write_text(invented("xx"), encoding="utf-8")
    wording = packaged_wording("xx", tmp_path)
    assert languages(tmp_path) == ("xx",)
    assert (wording.language, wording.version[:3]) == ("xx", "xx-")
    assert replies.cancelled(wording, NUMBER).text == f"LAPOR!: bla {NUMBER}"
    assert replies.repeat(wording, NUMBER, CaseState.DONE).text == f"LAPOR!: bla {NUMBER}"
    assert replies.status_list(wording, [Line()]).text == f"LAPOR!: bla 1) {NUMBER} jalan rusak: sta"


def test_a_file_of_a_language_must_be_of_that_language(tmp_path: Path) -> None:
    (tmp_path / "sentences.yy.yaml").write_text(invented("xx"), encoding="utf-8")
    with pytest.raises(CatalogFault, match="language is xx"):
        packaged_wording("yy", tmp_path)
