"""One new word beside what a person said is proposed; where several could be meant, none is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import load_knowledge, plain_words
from parsers.overlay import Rule, RuleKind
from sms_gateway.catalog.corpus import all_texts
from sms_gateway.domain.new_words import CLEAR_SIGN, Understood, guesses

KNOWN = frozenset(word for text in all_texts() for word in plain_words(text, knowledge=load_knowledge()))
HEAP = Rule(RuleKind.TOPIC, "cublekan", "sampah", CLEAR_SIGN)
CITY, DISTRICT = "33.74", "33.74.08"


def place(term: str, code: str) -> Rule:
    return Rule(RuleKind.PLACE, term, code)


@pytest.mark.parametrize(
    ("text", "said", "rules"),
    [
        ("cublekan di depan pasar bau sekali", Understood("sampah"), (HEAP,)),
        ("CUBLEKAN lagi, cublekan terus pak", Understood("sampah"), (HEAP,)),
        ("cublekan di depan pasar bau sekali", Understood(), ()),
        ("cublekan di depan pasar", Understood("lainnya"), ()),
        ("cublekan dan ngemplong di depan pasar", Understood("sampah"), ()),  # which of the two?
        ("sdh 3 hari begini terus", Understood("listrik", DISTRICT), ()),  # no new word
        ("cublekan di xyzzy", Understood("sampah"), (HEAP,)),  # what follows "di" is no matter
        ("nama xyzzy, cublekan penuh", Understood("sampah"), (HEAP,)),  # nor who it is
        ("pak xyzzy minta uang cublekan", Understood("sampah"), (HEAP,)),
        ("lurah xyzzy minta uang", Understood("pungli_korupsi"), ()),
        ("[NAMA] lapor cublekan penuh", Understood("sampah"), (HEAP,)),
        ("lampu mati di kota lunpia", Understood("", CITY), (place("kota lunpia", CITY),)),
        ("lampu mati di lunpia", Understood("", CITY), (place("lunpia", CITY),)),
        ("lampu mati di semrang", Understood("", CITY), (place("semrang", CITY),)),
        ("lampu mati di semrang", Understood("", DISTRICT), (place("semrang", CITY),)),
        ("lampu mati candisri semarang", Understood("", DISTRICT), (place("candisri", DISTRICT),)),
        ("lampu mati di lunpia dan di xyzzy", Understood("", CITY), ()),
        ("lampu mati lunpia", Understood("", CITY), ()),  # nothing says that it is a place
        ("cublekan di kota lunpia", Understood("sampah", CITY), (place("kota lunpia", CITY), HEAP)),
        ("cublekan", Understood("sampah", "99.99"), (HEAP,)),  # no such region
        ("", Understood("sampah", CITY), ()),
    ],
)
def test_a_new_word_is_proposed(text: str, said: Understood, rules: tuple[Rule, ...]) -> None:
    assert guesses(text, said, KNOWN, load_knowledge()) == rules


@given(st.text(max_size=200))
def test_any_text_gives_at_most_one_rule_of_a_kind(text: str) -> None:
    found = guesses(text, Understood("sampah", DISTRICT), KNOWN, load_knowledge())
    assert len({rule.kind for rule in found}) == len(found)
    assert all(rule.term not in KNOWN for rule in found)
