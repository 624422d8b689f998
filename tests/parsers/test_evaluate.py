"""The figures of the measuring tool, on rows small enough to count by hand."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from parsers.evaluate import labels, main
from parsers.scores import Bin, confusions, coverage, interval, macro_f1, quality, reliability, share

PAIRS = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "b")]
HITS = st.lists(st.booleans(), min_size=1, max_size=40)


def shown(*arguments: str) -> str:
    out = io.StringIO()
    main(arguments, Console(file=out, width=120))
    return out.getvalue()


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_precision_counts_what_was_guessed_and_recall_what_was_expected() -> None:
    found = quality(PAIRS)
    assert (found["b"].precision, found["b"].recall) == (pytest.approx(1 / 3), 1.0)
    assert (found["a"].precision, found["a"].recall, found["a"].f1) == (1.0, 0.5, pytest.approx(2 / 3))
    assert (found["c"].rows, found["c"].found, found["c"].f1) == (1, 0, 0.0)


def test_macro_f1_leaves_out_rare_classes() -> None:
    assert macro_f1(PAIRS, 2) == quality(PAIRS)["a"].f1


def test_mistakes_are_ranked_by_how_often_they_happen() -> None:
    assert confusions([*PAIRS, ("c", "b")]) == [("c", "b", 2), ("a", "b", 1)]


def test_reliability_sets_scores_beside_hits() -> None:
    assert reliability([0.95, 0.85, 1.0], [True, False, True]) == [
        Bin(0.8, 1, 0.85, 0.0),
        Bin(0.9, 2, 0.975, 1.0),
    ]


def test_coverage_tells_how_many_are_sure_and_how_many_of_those_are_right() -> None:
    assert coverage([0.9, 0.8, 0.2, 0.1], [True, False, True, True], 0.8) == (0.5, 0.5)


def test_nothing_measured_is_nothing() -> None:
    assert (share([]), macro_f1([]), interval([]), coverage([], [], 0.5)) == (
        0.0,
        0.0,
        (0.0, 0.0),
        (0.0, 0.0),
    )


@given(HITS)
def test_the_interval_holds_the_share_and_is_the_same_each_time(hits: list[bool]) -> None:
    low, high = interval(hits)
    assert 0 <= low <= share(hits) <= high <= 1
    assert interval(hits) == (low, high)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_every_row_is_in_one_bin(rows: list[tuple[float, bool]]) -> None:
    found = reliability([score for score, _ in rows], [hit for _, hit in rows])
    assert sum(each.rows for each in found) == len(rows)


def test_a_folder_is_read_file_by_file_and_by_split(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", {"text": "x", "split": "held"})
    write(tmp_path / "a.jsonl", {"text": "y", "split": "train"}, {"text": "z", "split": "held"})
    assert [row["text"] for row in labels(tmp_path, "held")] == ["z", "x"]
    assert [row["text"] for row in labels(tmp_path, None)] == ["y", "z", "x"]


def test_only_labelled_fields_are_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "some.jsonl", {"text": "jalan rusak berlubang", "topic": "jalan_jembatan"})
    told = shown(str(path))
    assert "accuracy 1.000" in told
    assert "regency:" not in told
    assert "urgency:" not in told


def test_every_field_of_a_full_row_is_measured(tmp_path: Path) -> None:
    row = {
        "text": "jalan rusak berlubang di kota semarang",
        "topic": "jalan_jembatan",
        "type": "pengaduan",
        "urgency": "normal",
        "regency": "Kota Semarang",
        "missing": [],
    }
    told = shown(str(write(tmp_path / "some.jsonl", row)))
    assert "regency: 1 rows; precision 1.000 of 1" in told
    assert "type: 1 rows, accuracy 1.000" in told
    assert "missing place: 1 rows; precision 0.000 of 0" in told


def test_recall_counts_the_regencies_the_text_names(tmp_path: Path) -> None:
    rows = [
        {"text": "jalan rusak di kota semarang", "regency_code": "33.74", "named_in_text": True},
        {"text": "jalan rusak", "regency_code": "33.74", "named_in_text": False},
    ]
    told = shown(str(write(tmp_path / "some.jsonl", *rows)), "--field", "regency")
    assert "precision 1.000 of 1" in told
    assert "recall 1.000 of 1" in told


def test_a_cut_text_is_read_as_it_would_arrive(tmp_path: Path) -> None:
    row = {"text": "mohon bantuannya pak " * 8 + "jalan rusak berlubang", "topic": "jalan_jembatan"}
    path = write(tmp_path / "some.jsonl", row)
    assert "accuracy 1.000" in shown(str(path), "--field", "topic")
    assert "accuracy 1.000" not in shown(str(path), "--field", "topic", "--cut", "40")


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "none.jsonl")])
    assert ended.value.code == 2
    assert "none.jsonl" in capsys.readouterr().err
