"""Words of other languages in the table that is in English: no food rather than a wrong one."""

from __future__ import annotations

import pytest

from shared.foods import lookup
from shared.foods.foreign import FALSE_FRIENDS, asked_in
from shared.foods.language import sentences
from shared.foods.tables.table import starter_table

pytestmark = pytest.mark.usefixtures("function_settings")

# What is like them in English: broth, liver pate, kale, chapati; peas, pate, tortilla bread; pate, raisins, lard, dinner rolls.
NONE_OF_THE_TABLE = {
    "de": ["Brot", "Pute", "Käse", "Rote", "Chips", "Sole"],
    "es": ["pera", "pato", "tortilla", "salsa", "data"],
    "fr": ["pâtes", "pois", "raisin", "lard", "prunes", "biscuits", "coin", "rôti"],
    "vi": ["bun", "me", "phở"],
    "ja": ["ご飯", "サケ"],
    "zh": ["米饭", "面包"],
}
ALIKE = {
    "de": [("Butter", "Butter, salted"), ("Pizza", "Cheese pizza"), ("Hamburger", "Hamburger")],
    "es": [("chorizo", "Chorizo, raw"), ("flan", "Flan")],
    "fr": [("brie", "Brie cheese"), ("orange", "Orange")],
    "ja": [("tofu", "Tofu, firm")],
}


@pytest.mark.parametrize(
    ("language", "word"), [(language, word) for language, words in NONE_OF_THE_TABLE.items() for word in words]
)
def test_no_food_rather_than_a_wrong_one(language: str, word: str) -> None:
    (spoken,) = sentences.read(f"100 g {word}", asked_in(language, starter_table()), language)
    assert (spoken.said.name, spoken.match, spoken.amount) == (word.casefold(), None, None)
    assert lookup.Foods(language).named(word) is None, "nor on the plate of a meal"


@pytest.mark.parametrize(("language", "word", "name"), [(language, *pair) for language, pairs in ALIKE.items() for pair in pairs])
def test_words_that_both_languages_write_alike(language: str, word: str, name: str) -> None:
    (spoken,) = sentences.read(f"100 g {word}", asked_in(language, starter_table()), language)
    assert spoken.match is not None
    assert spoken.match.food.name.startswith(name.partition(",")[0])


def test_english_may_be_misspelt() -> None:
    (spoken,) = sentences.read("100 g brocoli", asked_in("en", starter_table()))
    assert spoken.match is not None
    assert "broccoli" in spoken.match.food.name.casefold()


def test_false_friends_are_words_without_accents() -> None:
    for words in FALSE_FRIENDS.values():
        assert all(word.isascii() and word.islower() for word in words)


@pytest.mark.parametrize("language", ["vi", "es", "fr", "de", "ja", "zh"])
def test_a_search_without_meanings_says_so(language: str) -> None:
    """No key of Pinecone is given here, nor one of FoodData Central."""
    assert lookup.search("mantequilla", 5, language=language).degraded == ("pinecone",)
    assert lookup.search("butter", 5, language="en").degraded == ()
