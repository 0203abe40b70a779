"""shared/foods/language/words.py: the words of a name in one spelling."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.language import amounts, preparation
from shared.foods.language.synonyms import SYNONYMS
from shared.foods.language.words import MAX_TEXT, MAX_WORDS, fold, head_last, spelled, state_stems, stem, stems, without_amounts
from shared.foods.usda.descriptions import state_of
from shared.nutrition.models import State


def read(text: str) -> list[str]:
    return stems(without_amounts(spelled(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tomatoes", "tomato"),
        ("POTATO", "potatoes"),
        ("jalapeño", "jalapeno"),
        ("crème fraîche", "creme fraiche"),
        ("cow's milk", "cow’s milk"),
        ("Ｒｉｃｅ", "rice"),
        ("berries", "berry"),
        ("leaves", "leaf"),
        ("radishes", "radish"),
        ("2 % milk", "2% milk"),
        ("2 percent milk", "2% milk"),
        ("stir-fried beef", "stir fried beef"),
        ("aubergines", "eggplant"),
        ("yoghurt", "yogurt"),
        ("king prawns", "king shrimp"),
        ("spring onions", "scallion"),
        ("garbanzo beans", "chickpeas"),
        ("beef mince", "ground beef"),
        ("semi-skimmed milk", "2% milk"),
        ("leg of lamb", "lamb leg"),
        ("breast of chicken", "chicken breast"),
        ("mac & cheese", "macaroni and cheese"),
    ],
)
def test_two_spellings_of_one_name(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(("one", "other"), [("bread", "breaded"), ("fries", "fried"), ("can", "canned"), ("butter", "buttered")])
def test_what_looks_alike_and_is_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2 cups of cooked rice", ["cooked", "rice"]),
        ("200g chicken breast", ["chicken", "breast"]),
        ("a glass of milk", ["milk"]),
        ("3 slices bacon", ["bacon"]),
        ("1 1/2 tbsp olive oil", ["olive", "oil"]),
        ("two cloves of garlic", ["garlic"]),
        ("cloves", ["cloves"]),  # the spice
        ("granola bar", ["granola", "bar"]),
        ("bar of chocolate", ["chocolate"]),
        ("pound cake", ["pound", "cake"]),
        ("a pound of cake", ["cake"]),
        ("half an avocado", ["avocado"]),
        ("gram flour", ["gram", "flour"]),  # of chickpeas
        ("500 gram flour", ["flour"]),
        ("0,5 l whole milk", ["whole", "milk"]),
        ("250 g", ["g"]),
    ],
)
def test_amounts_are_left_out(text: str, what: list[str]) -> None:
    assert without_amounts(spelled(text)) == what


@pytest.mark.parametrize(("word", "state"), preparation.STATES.items())
def test_a_word_means_one_state_everywhere(word: str, state: State) -> None:
    assert state_stems()[stem(word)] is state
    assert amounts.read(f"100 g {word} thing").state is state
    if word not in {"roast", "prepared", "sousvide"}:  # a cut, and what every mix says, in the USDA's descriptions
        assert state_of(f"Thing, {word}") is state


def test_measures_and_vessels_are_those_of_the_units() -> None:
    for word in ("cups", "tablespoon", "ounces", "gallon"):
        assert without_amounts(["2", word, "rice"]) == without_amounts(["2", "cup", "rice"])
    for word in ("tin", "sachets", "boxes", "wedge"):
        assert without_amounts(["#", word, "tuna"]) == ["tuna"]
    assert without_amounts(["#", "breast", "chicken"]) == ["breast", "chicken"], "a part of the food"


def test_what_it_is_comes_last() -> None:
    assert head_last(["spaghetti", "with", "meat", "sauce"]) == ["meat", "sauce", "spaghetti"]
    assert head_last(["rice", "pudding"]) == ["rice", "pudding"]
    assert head_last(["with", "milk"]) == ["with", "milk"]


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    words = without_amounts(spelled(text))
    assert len(words) <= MAX_WORDS
    assert len(fold(text)) <= 4 * MAX_TEXT  # one letter may be written as several
    assert all(stems(words)) or not words
    assert spelled(text.upper()) == spelled(text.upper().lower())


def test_synonyms_lead_to_words_that_stay() -> None:
    """Otherwise a food would be stored under one word and looked for under another."""
    for instead in set(SYNONYMS.values()):
        assert stems(instead.split()) == [stem(word) for word in instead.split()], instead


def test_threads_do_not_spoil_each_others_stems() -> None:
    """A fresh instance gets its first requests at the same moment, and what they stem is kept for as long as it lives."""
    words = sorted({word for phrase in SYNONYMS for word in phrase.split()})
    alone = [stem.__wrapped__(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda _: [stem.__wrapped__(word) for word in words], range(24)))
    finally:
        sys.setswitchinterval(before)
    assert all(found == alone for found in together)
