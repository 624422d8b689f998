"""The packaged weights come from the packaged texts, and only from those meant for learning."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import parsers.train
from parsers.lexicon import read_lexicon
from parsers.model import FILE, pack
from parsers.train import DATA, Example, example, table, terms, texts, train

TOPICS = tuple(read_lexicon().topics)


def write(folder: Path, *rows: tuple[str, str, str]) -> Path:
    lines = [json.dumps({"text": text, "topic": topic, "split": split}) for text, topic, split in rows]
    (folder / "any.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_the_packaged_model_is_rebuilt_byte_for_byte() -> None:
    rebuilt, packaged = pack(train()), (DATA / FILE).read_bytes()
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


def test_the_scores_are_probabilities_of_being_right() -> None:
    """Mean score and hit rate on texts never learned from agree within seven points."""
    lexicon, model = read_lexicon(), train()
    held = [example(text, topic, lexicon) for text, topic in texts(DATA / "corpus", "held")]
    judged = [model.judge(one.forms, one.totals) for one in held]
    hits = [model.topics[int(np.argmax(found))] == one.topic for found, one in zip(judged, held, strict=True)]
    assert abs(float(np.mean([found.max() for found in judged])) - float(np.mean(hits))) < 0.07


def test_the_command_line_writes_where_the_model_is_read_from() -> None:
    assert Path(parsers.__file__).parent / "data" / "model.bin" == parsers.train.DATA / FILE
