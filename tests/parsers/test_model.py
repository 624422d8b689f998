"""The learned half of the topic classifier: what it hears, how sure it is, and what it goes by."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Evidence, load_knowledge, parse
from parsers.model import WHOLE, answered, lists, load_model, pack, shares, softmax, unpack
from parsers.ngrams import LONGEST, SHORTEST, cut

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
BITS = 15
FORMS = st.lists(st.text(alphabet="abcdefgé-'0123 ".replace(" ", ""), min_size=1, max_size=12), max_size=20)


def test_a_word_gives_its_runs_of_letters_with_the_blanks_around_it() -> None:
    runs = {
        " jalan "[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(" jalan ") - size + 1)
    }
    pieces = cut(["jalan"], BITS)
    assert (pieces.inner, len(pieces.buckets) - pieces.inner) == (len(runs), 2), "the word and its root"


def test_a_word_gives_the_same_pieces_wherever_it_stands() -> None:
    alone, among = cut(["rusak"], BITS), cut(["jalan", "rusak", "parah"], BITS)
    assert set(alone.buckets) <= set(among.buckets[among.words == 1])


@pytest.mark.parametrize("form", ["diperbaiki", "memperbaiki", "memperbaikinya"])
def test_affixed_forms_share_the_piece_of_their_root(form: str) -> None:
    assert cut([form], BITS).buckets[-1] == cut(["perbaiki"], BITS).buckets[-1]


def test_words_in_another_order_are_other_pairs() -> None:
    assert set(cut(["air", "mati"], BITS).buckets) != set(cut(["mati", "air"], BITS).buckets)


def test_different_words_rarely_share_a_bucket() -> None:
    pieces = [cut([f"kata{number}"], 17).buckets[-1] for number in range(2000)]
    assert len(set(pieces)) > 1950


@given(FORMS)
def test_every_piece_has_a_bucket_and_begins_in_a_word(forms: list[str]) -> None:
    pieces = cut(forms, BITS)
    assert len(pieces.buckets) == len(pieces.words)
    assert all(0 <= bucket < 1 << BITS for bucket in pieces.buckets)
    assert all(0 <= word < len(forms) for word in pieces.words)
    assert {int(word) for word in pieces.words} == set(range(len(forms)))


def test_very_many_words_are_cut_short() -> None:
    pieces = cut(["jalan"] * 50_000, BITS)
    assert len(pieces.buckets) < 20_000


@given(FORMS, st.dictionaries(st.sampled_from(load_model().topics), st.floats(0.1, 40)))
def test_the_probabilities_add_up_to_one(forms: list[str], totals: dict[str, float]) -> None:
    probabilities = load_model().judge(forms, totals)
    assert probabilities.shape == (25,)
    assert probabilities.min() >= 0
    assert probabilities.sum() == pytest.approx(1)


@given(FORMS)
def test_what_is_remembered_of_words_weighs_as_the_pieces_of_the_whole_text(forms: list[str]) -> None:
    model = load_model()
    pieces = cut(forms, model.bits)
    rows = model.weights[pieces.buckets].astype(np.float64)
    rows[pieces.inner :] *= WHOLE
    expected = rows.sum(axis=0) * model.scales / max(len(rows), 1) ** 0.5 + model.biases
    for _ in ("heard for the first time", "remembered"):
        assert np.array_equal(model.sums(forms), expected)


def test_a_text_too_long_to_be_cut_whole_is_weighed_by_its_first_words() -> None:
    model = load_model()
    assert np.array_equal(model.sums(["jalan"] * 5_000), model.sums(["jalan"] * 10_000))


def test_many_different_words_do_not_fill_the_memory() -> None:
    model = unpack(pack(load_model()))
    for number in range(9_000):
        model.sums([f"kata{number}"])
    assert len(model._heard) <= 8_192


def test_more_listed_evidence_never_makes_a_topic_less_likely() -> None:
    model = load_model()
    for topic in model.topics:
        place = model.topics.index(topic)
        said = [model.judge(["mohon"], {topic: total})[place] for total in (1.0, 3.0, 9.0)]
        assert said == sorted(said), topic


def test_a_model_is_the_same_after_writing_and_reading() -> None:
    model = load_model()
    again = unpack(pack(model))
    assert (again.version, again.topics, again.temperature) == (
        model.version,
        model.topics,
        model.temperature,
    )
    for mine, theirs in (
        (again.weights, model.weights),
        (again.listed, model.listed),
        (again.answers, model.answers),
    ):
        assert np.array_equal(mine, theirs)


@given(st.dictionaries(st.sampled_from(load_model().topics), st.floats(0.1, 40)))
def test_what_no_list_names_weighs_nothing(totals: dict[str, float]) -> None:
    """Nothing at all is heard of silent lists; a silent topic beside a named one has no root."""
    model = load_model()
    assert not lists(np.zeros(len(model.topics))).any()
    said = lists(np.array([totals.get(topic, 0.0) for topic in model.topics]))
    assert [bool(root) for root in said[: len(model.topics)]] == [topic in totals for topic in model.topics]


def test_a_hidden_cell_speaks_only_when_it_opens() -> None:
    answers = np.array([[2.0, -1.0]])
    shut, opened = answered(np.array([0.5, 0.5, -3.0]), answers), answered(np.array([0.5, 0.5, 3.0]), answers)
    assert (shut.tolist(), opened.tolist()) == ([0.5, 0.5], [6.5, -2.5])


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        unpack(pack(load_model())[:-89])


def test_another_weight_is_another_version() -> None:
    model = load_model()
    assert unpack(pack(replace(model, temperature=model.temperature + 1))).version != model.version


def test_the_model_knows_the_topics_of_the_lists() -> None:
    assert load_model().topics == tuple(load_knowledge().lexicon.topics)


def test_the_file_stays_small() -> None:
    assert len(pack(load_model())) < 4_000_000


def test_shares_and_softmax_rank_as_their_input_does() -> None:
    values = np.array([0.0, 3.0, 1.0])
    assert list(np.argsort(shares(values))) == list(np.argsort(softmax(values))) == [0, 2, 1]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("lampu dalan ning gangku pejah peteng", "penerangan_jalan"),
        ("jlnan rusaaak brlubangg2 pak", "jalan_jembatan"),
        ("sampahhh numpuukk blm diangkutt", "sampah"),
    ],
)
def test_misspelt_and_regional_words_are_heard(text: str, topic: str) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).topics[0][0] == topic


def test_what_the_model_alone_decides_shows_the_words_it_went_by() -> None:
    texts = [row["text"] for path in sorted(CORPUS.glob("*.jsonl")) for row in read(path)]
    alone: list[tuple[str, Evidence]] = []
    for text in texts[::5]:
        parsed = parse(text, now=NOW, knowledge=load_knowledge())
        alone += [(text, told) for told in parsed.evidence if told.rule.endswith(":model")]
        if parsed.topics and any(told.rule.endswith(":model") for told in parsed.evidence):
            assert all(
                told.rule == f"{parsed.topics[0][0]}:model"
                for told in parsed.evidence
                if told.rule.endswith(":model")
            )
    assert alone
    assert all(text[told.start : told.end].strip() for text, told in alone)


CORPUS = Path(__file__).parents[2] / "parsers" / "data" / "corpus"


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_judgement_takes_a_fraction_of_a_millisecond() -> None:
    model = load_model()
    forms = ("mohon diperbaiki jalan desa kami rusak parah sejak bulan lalu banyak lubang " * 3).split()[:34]
    times = []
    for _ in range(200):
        start = time.perf_counter()
        model.judge(forms, {"jalan_jembatan": 5.0})
        times.append(time.perf_counter() - start)
    assert min(times) < 0.0005
