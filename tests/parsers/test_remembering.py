"""What is remembered of words cannot be filled with junk."""

import tracemalloc

from parsers import Knowledge, parse
from parsers.remembering import LONGEST, remembered
from tests.conftest import NOW


def test_a_word_is_worked_out_once_and_a_long_one_each_time() -> None:
    asked: list[str] = []

    @remembered(8)
    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    short, long = "a" * LONGEST, "a" * (LONGEST + 1)
    assert [length(short), length(short), length(long), length(long)] == [40, 40, 41, 41]
    assert asked == [short, long, long]


def test_thousands_of_endless_words_leave_little_in_the_memory(knowledge: Knowledge) -> None:
    letters = [chr(0x400 + code) for code in range(200)] * 16
    texts = ["".join(letters[number : number + 3000]) for number in range(180)]
    parse(texts[0], now=NOW, knowledge=knowledge)
    tracemalloc.start()
    try:
        for text in texts:
            parse(text, now=NOW, knowledge=knowledge)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 300_000, f"{kept} bytes"
