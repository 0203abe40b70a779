"""shared/meals/portions.py: the one question about a photographed meal, and what an answer makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Unprocessable
from shared.meals import portions
from shared.meals.portions import NoPortionQuestion, UnknownChoice
from shared.nutrition.models import AllowedUnit, Evidence, FoodItem
from shared.nutrition.rules import total
from tests.unit.nutrition import foods

RICE = foods.item("rice", grams=150, quantity=150, calories=195, allowed_units=(AllowedUnit(unit="cup", grams=158),))
CURRY = foods.item("curry", grams=300, quantity=300, calories=450, allowed_units=(AllowedUnit(unit="cup", grams=236),))
LETTUCE = foods.item("lettuce", grams=40, quantity=40, calories=6)


def test_asks_about_the_food_that_matters_most() -> None:
    asked = portions.question([LETTUCE, RICE, CURRY])
    assert asked is not None
    assert (asked.item_id, asked.item_name) == (CURRY.id, "curry")
    offered = [(choice.grams, choice.unit) for choice in asked.choices]
    assert offered == [(150, None), (236, "cup"), (300, None), (450, None), (600, None)]
    assert [choice.choice_id for choice in asked.choices if choice.is_judged] == ["300g"]


def test_its_own_portion_is_offered_first() -> None:
    """A cup of 236 g and three quarters of what was judged are one to the person: the cup is the better word."""
    asked = portions.question([CURRY])
    assert asked is not None
    assert [(choice.grams, choice.unit) for choice in asked.choices][1] == (236, "cup")


@pytest.mark.parametrize(
    "item",
    [
        LETTUCE,
        CURRY.model_copy(update={"evidence": Evidence.WEIGHED}),
        CURRY.model_copy(update={"calories": None}),
        CURRY.model_copy(update={"grams": None}),
        CURRY.model_copy(update={"error_share": 0.0}),
    ],
    ids=["too little", "weighed", "unknown energy", "unknown weight", "no doubt"],
)
def test_what_is_not_asked(item: FoodItem) -> None:
    assert portions.question([item]) is None


def test_nothing_is_asked_of_nothing() -> None:
    assert portions.question([]) is None


@given(st.lists(foods.items, max_size=6))
def test_every_choice_has_the_effect_that_it_promises(items: list[FoodItem]) -> None:
    asked = portions.question(items)
    if asked is None:
        return
    assert len({choice.choice_id for choice in asked.choices}) == len(asked.choices) <= 7
    for choice in asked.choices:
        grams = portions.chosen(asked, choice.choice_id, None)
        changed = portions.with_portion(items, asked.item_id, grams, error_share=0.1)
        assert total(changed).calories == pytest.approx(choice.total_calories)
        answered = next(item for item in changed if item.id == asked.item_id)
        assert (answered.evidence, answered.error_share) == (Evidence.TYPED, 0.1)
        assert answered.grams == pytest.approx(choice.grams)
        assert [item for item in changed if item.id != asked.item_id] == [item for item in items if item.id != asked.item_id]


def test_a_weight_instead_of_a_choice() -> None:
    assert portions.chosen(portions.question([CURRY]), None, 333) == 333


def test_an_answer_without_its_question() -> None:
    with pytest.raises(NoPortionQuestion):
        portions.chosen(None, "300g", None)
    with pytest.raises(UnknownChoice, match="300g"):
        portions.chosen(portions.question([CURRY]), "301g", None)


def test_no_item_is_that_large() -> None:
    with pytest.raises(Unprocessable, match="more than an item can be"):
        portions.with_portion([CURRY.model_copy(update={"calories": 9000})], CURRY.id, 9000, error_share=0.1)
