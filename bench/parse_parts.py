"""The parts of parsing, each beside what it is measured against, in one run; called by parse.py.

The classifier's peer is scikit-learn with the same weights and the same pieces, so every answer is equal; its
own vectoriser is shown too. The gazetteer's peer is tokenising: cleaning the text and spelling its words.
"""

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC

sys.path.insert(0, str(Path(__file__).parents[1]))
from parsers.lexicon import Lexicon, read_lexicon
from parsers.mentions import Scan
from parsers.model import lists, load_model
from parsers.normalize import clean
from parsers.place_tokens import tokens
from parsers.spelling import spell
from parsers.topic import listen
from parsers.train import DATA, example, table

LENGTH, TEXTS, ROUNDS = 200, 300, 5
Heard = tuple[tuple[str, ...], dict[str, float]]  # words, what the word lists say of them
LOADING = """
import time
began = time.perf_counter()
from parsers import load_knowledge
load_knowledge()
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(time.perf_counter() - began, int(peak[0]) / 1024)
"""  # Linux: the most this process ever held


def texts() -> list[str]:
    """The first LENGTH characters of held-out texts that are as long as that, the shorter ones joined."""
    rows = [json.loads(line) for path in sorted((DATA / "corpus").glob("*.jsonl")) for line in path.open()]
    held = [str(row["text"]) for row in rows if row["split"] == "held"]
    joined = [f"{one} {other}"[:LENGTH] for one, other in pairwise(held)]
    return [text for text in joined if len(text) == LENGTH][:TEXTS]


def each(work: Callable[[object], object], inputs: Sequence[object]) -> list[float]:
    """Milliseconds of *work* for each input, the best of ROUNDS."""
    found = [float("inf")] * len(inputs)
    for _ in range(ROUNDS):
        for index, one in enumerate(inputs):
            began = time.perf_counter()
            work(one)
            found[index] = min(found[index], (time.perf_counter() - began) * 1000)
    return found


def latency(understand: Callable[[str], object]) -> None:
    """Every text once after a warm-up: what one SMS waits."""
    found = []
    for text in texts() * 2:
        began = time.perf_counter()
        understand(text)
        found.append((time.perf_counter() - began) * 1000)
    ordered = sorted(found[len(found) // 2 :])
    print(
        f"{LENGTH} characters  p50 {median(ordered):.2f} ms, p99 {ordered[len(ordered) * 99 // 100]:.2f} ms"
    )


def loading() -> None:
    """A process of its own that loads the knowledge once."""
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True)
    seconds, megabytes = (float(part) for part in done.stdout.split())
    print(f"loading         {seconds:.2f} s, the process then holds {megabytes:.0f} MB")


def gazetteer() -> None:
    """Finding every name among 92,000 with what stands around it, beside tokenising."""
    from parsers import load_knowledge

    names, slang = load_knowledge().gazetteer, read_lexicon().slang
    words = [tokens(clean(text).text) for text in texts()]
    cutting = median(each(lambda text: spell(clean(text), slang), texts()))  # type: ignore[arg-type]
    bare = median(each(lambda text: tokens(clean(text).text), texts()))  # type: ignore[arg-type]
    finding = median(each(lambda found: Scan(found, names, ()).mentions(), words))  # type: ignore[arg-type]
    print(f"gazetteer       {finding * 1000:.0f} us")
    print(f"                tokens {cutting * 1000:.0f} us, ratio {finding / cutting:.2f}")
    print(f"                unspelled words {bare * 1000:.0f} us, ratio {finding / bare:.2f}")


def heard(text: str, lexicon: Lexicon) -> Heard:
    cleaned = clean(text)
    words = spell(cleaned, lexicon.slang)
    return tuple(word.form for word in words), dict(listen(words, cleaned, lexicon, frozenset()).totals)


def same_weights() -> MLPClassifier:
    """scikit-learn's network with the packaged weights: hidden cells, and two for each topic's straight sum.

    A sum is what its cell lets through less what the cell of its opposite does.
    """
    model = load_model()
    count = len(model.topics)
    weights = np.vstack([model.weights * model.scales.astype(float), model.listed])
    straight, opened = weights[:, :count], weights[:, count:]
    biases, thresholds = model.biases[:count], model.biases[count:]
    machine = MLPClassifier((opened.shape[1] + 2 * count,), max_iter=1, batch_size=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        machine.fit(csr_matrix((count, len(weights))), model.topics)
    order = [model.topics.index(topic) for topic in machine.classes_]
    same = np.eye(count)
    machine.coefs_ = [
        np.hstack([opened, straight, -straight]),
        np.vstack([model.answers, same, -same])[:, order],
    ]
    machine.intercepts_ = [np.concatenate([thresholds, biases, -biases]), np.zeros(count)]
    return machine


def columns(inputs: Sequence[Heard]) -> csr_matrix:
    rows = table([_as_example(one) for one in inputs], load_model().topics)
    return hstack([rows.pieces, lists(rows.totals)]).tocsr()


def _as_example(one: Heard):  # type: ignore[no-untyped-def]
    from parsers.train import Example

    return Example(one[0], one[1], load_model().topics[0])


def classifier() -> None:
    """One text at a time, as an SMS comes."""
    lexicon = read_lexicon()
    model, inputs = load_model(), [heard(text, lexicon) for text in texts()]
    peer = make_pipeline(FunctionTransformer(columns), same_weights())
    ours = [model.topics[int(np.argmax(model.judge(*one)))] for one in inputs]
    equal = sum(mine == other for mine, other in zip(ours, peer.predict(inputs), strict=True))
    mine = median(each(lambda one: model.judge(*one), inputs))  # type: ignore[misc]
    theirs = median(each(lambda one: peer.predict([one]), inputs))
    own = own_vectoriser()
    alone = median(each(lambda one: own.predict([one]), [" ".join(one[0]) for one in inputs]))
    print(f"classifier      {mine * 1000:.0f} us; scikit-learn, same weights: {theirs * 1000:.0f} us, ratio "
          f"{theirs / mine:.0f}, {equal} of {len(inputs)} answers equal")  # fmt: skip
    print(f"                scikit-learn's own vectoriser and LinearSVC: {alone * 1000:.0f} us, "
          f"ratio {alone / mine:.0f}")  # fmt: skip


def own_vectoriser():  # type: ignore[no-untyped-def]
    """What one writes first: hashed n-grams of characters and LinearSVC on the same texts."""
    from parsers.train import texts as labelled

    lexicon = read_lexicon()
    rows = [(" ".join(example(text, topic, lexicon).forms), topic)
            for text, topic in labelled(DATA / "corpus", "train")]  # fmt: skip
    vectoriser = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=1 << 17)
    return make_pipeline(vectoriser, LinearSVC(C=0.5)).fit(*zip(*rows, strict=True))


def main(understand: Callable[[str], object]) -> None:
    latency(understand)
    loading()
    gazetteer()
    classifier()
