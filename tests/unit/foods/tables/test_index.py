"""shared/foods/tables/index.py: which food a name means, over a small table and over the one that ships."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.foods.language.words import spelled, stem, stems, without_amounts
from shared.foods.models import Food, Kind
from shared.foods.tables import starter
from shared.foods.tables.index import THRESHOLD, FoodIndex
from shared.foods.tables.packing import columns
from shared.nutrition.models import Per100g, State

STARTER = FoodIndex(columns(starter.foods(), starter.ids()))
FOODS = st.sampled_from(starter.foods())


def food(name: str, **fields: Any) -> Food:
    return Food.model_validate({"food_id": f"usda-{abs(hash(name))}", "name": name, "per_100g": Per100g(calories=100), **fields})


def table(*foods: Food) -> FoodIndex:
    return FoodIndex(columns(foods))


def found(index: FoodIndex, text: str, **said: Any) -> str | None:
    match = index.best(text, **said)
    return match.food.name if match else None


# What is meant


def test_one_food_comes_before_dishes_and_products_of_it() -> None:
    index = table(
        food("Milk, RICH & CO", brand="RICH & CO", kind=Kind.BRANDED),
        food("Waffles, milk", kind=Kind.DISH),
        food("Milk shake", kind=Kind.DISH),
        food("Milk"),
    )
    assert [match.food.name for match in index.search("milk")][:2] == ["Milk", "Milk, RICH & CO"]
    assert found(index, "milk") == "Milk"


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("tomato soup", "Tomato"),
        ("rice pudding", "Rice"),
        ("butter chicken", "Butter"),
        ("butter chicken", "Chicken"),
        ("chocolate milk", "Milk chocolate"),
        ("apple watch", "Apple"),
        ("milk", "Milk powder"),
        ("tomato", "Tomato soup"),
        ("soup", "Tomato soup"),
        ("crispy chicken", "Chicken"),
        ("love", "Cloves"),
        ("gravel", "Gravy"),
        ("battery", "Butter"),
        ("rice cooker", "Rice, cooked"),
        ("blue", "Blue cheese"),
        ("cooked", "Rice, cooked"),
        ("zzzz burger brand", "Hamburger"),
    ],
)
def test_better_nothing_than_another_food(text: str, only: str) -> None:
    assert found(table(food(only)), text) is None
    assert all(match.score < THRESHOLD for match in table(food(only)).search(text))


def test_a_shelf_may_be_left_unsaid() -> None:
    assert found(table(food("Gouda cheese")), "gouda") == "Gouda cheese"
    assert found(table(food("Olive oil")), "olive") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("raw chicken breast", "Chicken breast, raw"),
        ("chicken breast, fried", "Chicken breast, fried"),
        ("chicken breast", "Chicken breast, roasted"),
    ],
)
def test_the_state_that_is_said_is_wanted(text: str, name: str) -> None:
    assert found(STARTER, text) == name


def test_the_state_that_was_seen_counts_where_the_name_says_none() -> None:
    assert found(STARTER, "rice", state=State.DRY) == "White rice, uncooked"
    assert found(STARTER, "rice", state=State.COOKED) == "White rice, cooked"
    assert found(STARTER, "raw salmon", state=State.COOKED) == "Salmon, raw"


def test_another_state_is_not_taken() -> None:
    cooked = table(food("Chicken breast, roasted", state="baked", category="meat"))
    assert found(cooked, "raw chicken breast") is None
    assert found(cooked, "grilled chicken breast") == "Chicken breast, roasted"
    lentils = table(food("Lentils, raw", state="raw", category="legume"))
    assert found(lentils, "dry lentils") == "Lentils, raw"
    assert found(table(food("Mango, raw", state="raw", category="fruit")), "dried mango") is None


def test_the_category_decides_between_foods_that_fit_alike() -> None:
    index = table(
        food("Coconut", category="fruit", aliases=("cocos",)), food("Coconut drink", category="beverage", aliases=("cocos",))
    )
    assert found(index, "cocos", category="beverage") == "Coconut drink"
    assert found(index, "cocos", category="fruit") == "Coconut"


def test_what_a_model_names() -> None:
    match = STARTER.best("steamed broccoli", state=State.COOKED, category="vegetable")
    assert match is not None
    assert match.food.fdc_id == 169967
    assert STARTER.best("grandma's secret") is None


# Spelling


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("chiken brest", "Chicken breast, roasted"),
        ("tomatoe", "Tomato"),
        ("brocolli", "Broccoli, raw"),
        ("peanutbutter", "Peanut butter"),
        ("butter milk", "Buttermilk, low-fat"),
        ("roastd chiken breast", "Chicken breast, roasted"),
        ("JALAPEÑO", "Jalapeno"),
    ],
)
def test_slips_are_forgiven(text: str, name: str) -> None:
    assert found(STARTER, text) == name


def test_a_mended_name_is_less_sure() -> None:
    sure, mended = STARTER.best("avocado"), STARTER.best("avacado")
    assert sure is not None
    assert mended is not None
    assert mended.score < sure.score


# Properties over the table that ships


@given(FOODS)
@settings(max_examples=300)
def test_a_food_is_found_by_its_own_name(wanted: Food) -> None:
    shown = STARTER.search(wanted.name, 5)
    assert wanted.name in [match.food.name for match in shown if match.score == shown[0].score]
    match = STARTER.best(wanted.name)
    assert match is not None
    assert match.food.name == wanted.name or match.score == shown[0].score


@given(FOODS, st.data())
@settings(max_examples=150)
def test_every_other_name_means_it_too_or_a_likelier_food(wanted: Food, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from((wanted.name, *wanted.aliases)))
    match = STARTER.best(name)
    assert match is not None, name
    ids = STARTER.ids()
    assert match.food.food_id == wanted.food_id or match.score > 0.9 or ids.index(match.food.food_id) < ids.index(wanted.food_id), (
        name
    )


@given(st.sampled_from([food for food in starter.foods() if food.name.isalpha() and not food.name.endswith("s")]))
def test_plural_is_singular(one: Food) -> None:
    assert found(STARTER, f"{one.name}s") == found(STARTER, one.name)


def _says_all_by_its_words(food: Food) -> bool:
    """No small words, measures and numbers, and no phrase that stands for another."""
    words = spelled(food.name)
    return words == without_amounts(words) and stems(words) == [stem(word) for word in words]


@given(FOODS.filter(_says_all_by_its_words), st.randoms())
@settings(max_examples=150)
def test_the_order_of_words_matters_little(wanted: Food, random: Any) -> None:
    words = spelled(wanted.name)
    random.shuffle(words)
    assert wanted.name in [match.food.name for match in STARTER.search(" ".join(words), 20)]


@given(st.text(max_size=300), st.integers(-1, 30))
@settings(max_examples=300)
def test_any_text_is_answered(text: str, limit: int) -> None:
    shown = STARTER.search(text, limit)
    assert len(shown) <= max(limit, 0)
    assert all(0 < match.score <= 1 for match in shown)
    assert [match.score for match in shown] == sorted((match.score for match in shown), reverse=True)
    taken = STARTER.best(text)
    assert taken is None or THRESHOLD <= taken.score <= 1
    assert len(STARTER.complete(text, limit)) <= max(limit, 0)


@pytest.mark.parametrize("text", ["a" * 10_000, "chicken " * 2_000, "x," * 5_000, "\u0300" * 10_000, "½" * 10_000, "🍕" * 10_000])
def test_long_text_takes_no_longer(text: str) -> None:
    started = time.process_time()
    STARTER.search(text)
    STARTER.best(text)
    STARTER.complete(text)
    assert time.process_time() - started < 1.0


# Completing


def test_completions_go_on_as_typed() -> None:
    assert STARTER.complete("chicken br", 3)[0].name == "Chicken breast, roasted"
    assert STARTER.complete("app", 1)[0].name == "Apple"
    assert STARTER.complete("2 egg", 1)[0].name == "Egg, raw"
    assert all("rice" in food.name.casefold() for food in STARTER.complete("brown ri", 5))
    assert STARTER.complete("qqqq ri") == []
    assert STARTER.complete("") == []


def test_each_name_is_completed_once() -> None:
    names = [food.name for food in STARTER.complete("c", 30)]
    assert len(names) == len(set(names)) == 30


@given(FOODS)
def test_a_food_is_completed_from_its_name(wanted: Food) -> None:
    assert wanted.name in [food.name for food in STARTER.complete(wanted.name, 30)]


def test_a_food_is_got_by_its_id() -> None:
    wanted = starter.foods()[0]
    assert STARTER.get(wanted.food_id) == wanted
    assert STARTER.get("usda-0") is None
    assert len(STARTER) == len(starter.foods())


def test_an_empty_table_knows_nothing() -> None:
    empty = table()
    assert (empty.search("milk"), empty.best("milk"), empty.complete("m"), empty.get("usda-1")) == ([], None, [], None)
