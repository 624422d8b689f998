"""A pattern made of a word list finds what the list says, the longest word first."""

import re

from hypothesis import given
from hypothesis import strategies as st

from parsers.time_counts import COUNTING
from parsers.time_words import AGO_WORDS, DAYS, UNITS
from parsers.wordlist import either

WORDS = st.text(alphabet="ab1 '-/", min_size=1, max_size=5)


@given(st.lists(WORDS, min_size=1, max_size=12), st.text(alphabet="ab1 '-/x", max_size=30))
def test_words_written_together_match_as_words_written_one_by_one(words: list[str], text: str) -> None:
    plain = "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"
    for before, after in (("", ""), (r"\b", r"\b"), ("", "?x")):
        wanted = [match.span() for match in re.finditer(before + plain + after, text)]
        assert [match.span() for match in re.finditer(before + either(words) + after, text)] == wanted


def test_every_word_of_a_list_is_matched_whole() -> None:
    for words in (COUNTING, AGO_WORDS, DAYS, UNITS):
        pattern = re.compile(either(words))
        assert [word for word in words if not pattern.fullmatch(word)] == []
