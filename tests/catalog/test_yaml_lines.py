"""YAML is read with its lines, as text, and what is more than a list of facts is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.yaml_lines import DEEPEST, MOST_BYTES, read_yaml

TEXT = """\
rules:
  - id: road
    words: [jalan, "berlubang"]
    region: 33.70
  - id: lamp
    on: no
    empty:
"""


def test_every_scalar_stays_the_text_that_was_written() -> None:
    assert read_yaml(TEXT, "f.yaml").value == {
        "rules": [
            {"id": "road", "words": ["jalan", "berlubang"], "region": "33.70"},
            {"id": "lamp", "on": "no", "empty": None},
        ]
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("rules",), 1),
        (("rules", 0), 2),
        (("rules", 0, "words"), 3),
        (("rules", 0, "words", 1), 3),
        (("rules", 1), 5),
        (("rules", 1, "on"), 6),
        (("rules", 1, "missing"), 5),  # the nearest thing around it
        (("rules", 1, "on", "deeper", 3), 6),
        (("nowhere",), 1),
    ],
)
def test_every_key_and_item_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert read_yaml(TEXT, "f.yaml").line(path) == line


def test_an_empty_file_is_nothing() -> None:
    assert read_yaml("# only a comment\n", "f.yaml").value is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a is here already, in line 1"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "c is here already, in line 3"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "the tag tag:yaml.org,2002:python/object:os.system"),
        ("a: 1\nb: !own x\n", 2, "the tag !own"),
        ("a: &x [1]\nb: *x\n", 1, "an anchor or alias"),
        ("a: 1\n---\nb: 1\n", 2, "a second document"),
        ("a: 1\n? [x]\n: 1\n", 2, "a key that is no word"),
        ("a: 1\nb: [1\n", 3, "did not find expected ',' or ']'"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), 1, f"nested deeper than {DEEPEST}"),
        ("[" * 5_000, 1, f"nested deeper than {DEEPEST}"),
        ("# " + "x" * MOST_BYTES, 1, f"more than {MOST_BYTES} bytes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(CatalogFault) as caught:
        read_yaml(text, "f.yaml")
    fault = caught.value.faults[0]
    assert (fault.source, fault.line) == ("f.yaml", line)
    assert reason in fault.reason
    assert fault.remedy


def test_all_duplicate_keys_are_told_at_once() -> None:
    with pytest.raises(CatalogFault) as caught:
        read_yaml("a: 1\na: 2\nb: 1\nb: 2\n", "f.yaml")
    assert [fault.line for fault in caught.value.faults] == [2, 4]
    assert "f.yaml:2: a is here already, in line 1. Keep one." in str(caught.value)


@given(st.text(max_size=60) | st.text(alphabet="ab:-[]{}&*!'\"\n \t#|>?%@,", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        line = read_yaml(text, "f.yaml").line(("x", 1))
    except CatalogFault as fault:
        line = fault.faults[0].line
    assert line >= 1
