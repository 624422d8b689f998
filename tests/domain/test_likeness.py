"""Words of two texts that are one in another form or spelling."""

from hypothesis import given
from hypothesis import strategies as some

from sms_gateway.domain.likeness import FILLERS, difference, same_word

WORDS = some.sampled_from(
    (
        "berlubang",
        "lubang",
        "lbang",
        "jalan",
        "jalanan",
        "parah",
        "prah",
        "rusak",
        "dirusak",
        "mati",
        "40",
        "04",
    )
)
OTHERS = some.text("abnpr", min_size=1, max_size=9)


@given(some.lists(WORDS | OTHERS, min_size=1, max_size=12), WORDS | OTHERS)
def test_a_word_stands_in_a_text_when_any_word_there_is_the_same(text: list[str], word: str) -> None:
    kept = [each for each in text if each not in FILLERS]
    found = next((each for each in kept if each == word), None) or next(
        (each for each in kept if same_word(word, each)), None
    )

    alone = difference(text, [word]).only_b

    assert word in FILLERS or alone == (() if found else (word,))


def test_of_two_words_that_are_the_same_the_first_one_counts() -> None:
    told = difference(["parah", "prah", "jalan"], ["jalanan", "rusak", "praah"])

    assert told.only_a == ("prah",)
    assert told.only_b == ("rusak",)
