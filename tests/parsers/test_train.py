"""The packaged weights come from the packaged texts, and only from those meant for learning."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import parsers.train
from parsers.lexicon import read_lexicon
from parsers.model import FILE, Model, pack
from parsers.train import DATA, Example, example, table, terms, texts, train
from parsers.train_layer import learn

TOPICS = tuple(read_lexicon().topics)


def write(folder: Path, *rows: tuple[str, str, str]) -> Path:
    lines = [json.dumps({"text": text, "topic": topic, "split": split}) for text, topic, split in rows]
    (folder / "any.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rebuilt_model() -> Model:
    """Learning takes half a minute, so it is done once."""
    return train()


def test_the_packaged_model_is_rebuilt_byte_for_byte(rebuilt_model: Model) -> None:
    rebuilt, packaged = pack(rebuilt_model), (DATA / FILE).read_bytes()
    assert sha256(rebuilt).hexdigest() == sha256(packaged).hexdigest(), "run: python -m parsers.train"


def test_only_the_training_split_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path, ("jalan rusak", "jalan_jembatan", "train"), ("air mati", "air_bersih", "held"))
    assert list(texts(folder, "train")) == [("jalan rusak", "jalan_jembatan")]


def test_a_text_is_learned_as_it_is_spelled_and_listed() -> None:
    one = example("jln rusak parah di kec gajahmungkur", "jalan_jembatan", read_lexicon())
    assert one.forms[:3] == ("jl", "rusak", "parah")
    assert max(one.totals, key=one.totals.__getitem__) == "jalan_jembatan"


def test_listed_terms_are_learned_without_their_marks() -> None:
    found = list(terms())
    assert all("~" not in form for one in found for form in one.forms)
    assert {one.topic for one in found} == set(TOPICS)


def test_a_row_counts_each_piece_and_is_shortened_by_the_length() -> None:
    short = table([Example(("air",), {}, "air_bersih")], TOPICS)
    long = table([Example(("air", "air"), {}, "air_bersih")], TOPICS)
    assert long.pieces.max() > short.pieces.max()
    assert long.pieces.max() < 2 * short.pieces.max()


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_texts_to_learn_from(topic: str) -> None:
    learned = [found for _, found in texts(DATA / "corpus", "train")]
    assert learned.count(topic) >= 40


def test_the_scores_are_probabilities_of_being_right(rebuilt_model: Model) -> None:
    """Mean score and hit rate on texts never learned from agree within seven points."""
    lexicon, model = read_lexicon(), rebuilt_model
    held = [example(text, topic, lexicon) for text, topic in texts(DATA / "corpus", "held")]
    judged = [model.judge(one.forms, one.totals) for one in held]
    hits = [model.topics[int(np.argmax(found))] == one.topic for found, one in zip(judged, held, strict=True)]
    assert abs(float(np.mean([found.max() for found in judged])) - float(np.mean(hits))) < 0.07


def test_the_command_line_writes_where_the_model_is_read_from() -> None:
    assert Path(parsers.__file__).parent / "data" / "model.bin" == parsers.train.DATA / FILE


def test_a_hidden_layer_tells_what_no_line_divides() -> None:
    """Two pieces that mean one topic apart and another together, or when neither is there."""
    rows = [[0, 0], [0, 1], [1, 0], [1, 1]] * 100
    topics = np.array([int(sum(row) == 1) for row in rows], dtype=np.intp)
    pieces, listed = csr_matrix(np.array(rows) * 2.0), np.zeros((len(rows), 1))
    layer = learn(pieces, listed, topics, 2)
    assert layer.margins(pieces, listed).argmax(axis=1).tolist() == topics.tolist()


def test_learning_twice_gives_the_same_layer() -> None:
    pieces, topics = csr_matrix(np.eye(6)), np.array([0, 1, 2, 0, 1, 2], dtype=np.intp)
    first, second = (learn(pieces, np.zeros((6, 2)), topics, 3) for _ in range(2))
    assert all(np.array_equal(getattr(first, name), getattr(second, name)) for name in ("pieces", "answers"))
