"""The hash form of LAPOR! 1708: regions by their order, misspelt or short, and what is no form."""

import pytest

from parsers import load_knowledge, parse
from tests.parsers.test_pipeline import NOW


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Raskin #jawa barat#kab garut#cikajang#mekarsari#beras bau apek", "Garut Cikajang Mekarsari"),
        ("raskin#jabar#garut#cikajang##berasnya kurang", "Garut Cikajang"),
        (
            "RASKIN #Jateng#Kota Semarang#Gajahmungkur#Lempongsari#beras berkutu",
            "Semarang Gajahmungkur Lempongsari",
        ),
        ("Raskin #jawa brat#kab grut#cikajng#beras tdk dibagi", "Garut Cikajang"),
    ],
)
def test_a_form_names_the_regions_in_their_order(text: str, names: str) -> None:
    knowledge = load_knowledge()
    place = parse(text, now=NOW, knowledge=knowledge).place
    codes = [code for code in (place.regency, place.district, place.village) if code]
    assert " ".join(knowledge.gazetteer.name(code) for code in codes) == names


@pytest.mark.parametrize("text", ["STATUS #24183567", "jalan rusak #viral #fyp #tolong", "#jabar#"])
def test_hash_tags_are_no_form(text: str) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).place.regency is None
