"""Edits of a plate, food by food."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shared.foods.models import Match
from shared.foods.rules import AmountOutOfRange, AmountUnknown
from shared.meals.changing import rules
from shared.meals.changing.changes import Action, Change, LookedUp, MealChanged, Outcome, TooManyItems, apply, names_wanted
from shared.meals.changing.plates import Estimate
from shared.meals.remembering.memory import corrections
from shared.meals.summary import changes_summary
from shared.nutrition.models import Detected, Evidence, FoodItem, Per100g, State
from tests.unit.meals.plates import EGG, ERRORS, FOODS, MILK, NOW, RICE, meal_of, portion, seen

NAMES: dict[str, Match | None] = {
    "egg": Match(EGG, 0.93),
    "brown milk": Match(MILK, 0.8),
    "rice": Match(RICE, 0.99),
    "handful of air": None,
}


def add(**fields: Any) -> Change:
    return Change(Action.ADD, **fields)


def update(item: FoodItem, **fields: Any) -> Change:
    return Change(Action.UPDATE, item_id=item.id, **fields)


def remove(item: FoodItem) -> Change:
    return Change(Action.REMOVE, item_id=item.id)


def edit(items: list[FoodItem], *changes: Change, names: Mapping[str, Match | None] = NAMES) -> Outcome:
    return apply(items, changes, LookedUp(FOODS, names), ERRORS)


def only(items: list[FoodItem], *changes: Change) -> FoodItem:
    outcome = edit(items, *changes)
    assert (len(outcome.items), outcome.unmatched, outcome.ignored) == (1, (), ())
    return outcome.items[0]


# Adding


def test_a_hundred_grams_unless_said_otherwise() -> None:
    assert (only([], add(food_id=RICE.food_id)).grams, only([], add(food_id=RICE.food_id)).unit) == (100, "g")
    assert only([], add(food_id=EGG.food_id, unit="large")).grams == 50
    assert only([], add(food_id=RICE.food_id, quantity=40)).grams == 40
    assert only([], add(food_id=RICE.food_id, unit="kg")).grams == 1000


def test_where_the_food_comes_from() -> None:
    told = Per100g(calories=200, protein_g=50)
    own = only([], add(name="egg", food_id=RICE.food_id, own_figures=told))
    assert (own.name, own.calories, own.is_custom, own.confidence) == ("egg", 200, True, 0.8), "the person's figures first"
    known = only([], add(name="my rice", food_id=RICE.food_id))
    assert (known.name, known.fdc_id, known.confidence) == ("my rice", 168878, 1.0), "then the food that was chosen"
    named = only([], add(name="Egg", food_id="usda-1"))
    assert (named.name, named.fdc_id, named.confidence, named.provenance.match_score) == ("Egg", 171287, 0.9, 0.93), "then the name"


def test_a_models_estimate_stays_one() -> None:
    told = Estimate(Per100g(calories=100, protein_g=5), grams=600, state=State.COOKED, confidence=0.4)
    item = only([], add(name="unicorn stew", quantity=2, unit="bowl", estimate=told))
    assert (item.name, item.grams, item.calories, item.fat_g) == ("unicorn stew", 600, 600, None)
    assert (item.origin, item.provenance.source, item.is_custom, item.confidence) == ("ai", "model_estimate", False, 0.4)
    assert (item.evidence, item.error_share, item.state) == (Evidence.TYPED, ERRORS.judged, State.COOKED)
    assert item.allowed_units == (portion("bowl", 300),), "so that it can be weighed anew"
    false = only([], add(name="stew", quantity=50, estimate=Estimate(Per100g(calories=500, protein_g=10, carbs_g=10, fat_g=0))))
    assert (false.calories, false.provenance.set_aside) == (40, {"calories": 500}), "what cannot be true is set aside here, too"
    assert names_wanted([], [add(name="unicorn stew", estimate=told)], ()) == {}, "no table is asked"
    with pytest.raises(AmountUnknown):
        edit([], add(name="stew", quantity=1, unit="bowl", estimate=Estimate(Per100g(calories=100))))


def test_an_amount_that_was_a_range_stays_unsure() -> None:
    assert only([], add(food_id=RICE.food_id, quantity=100)).error_share == ERRORS.measured
    assert only([], add(food_id=RICE.food_id, quantity=100, error_share=0.2)).error_share == 0.2
    assert only([], add(food_id=RICE.food_id, quantity=100, error_share=0.0)).error_share == ERRORS.measured


def test_what_nothing_is_known_of_is_told_back() -> None:
    outcome = edit([seen()], add(name="Handful  of air"), add(food_id="usda-1"), add(food_id=RICE.food_id))
    assert [(missing.name, missing.food_id) for missing in outcome.unmatched] == [("Handful  of air", None), (None, "usda-1")]
    assert len(outcome.items) == 2


def test_fifty_foods_are_the_most() -> None:
    full = [seen(f"food {number}") for number in range(50)]
    with pytest.raises(TooManyItems):
        edit(full, add(food_id=RICE.food_id))
    assert len(edit(full, remove(full[0]), add(food_id=RICE.food_id)).items) == 50


# Removing


def test_what_is_not_on_the_plate_is_ignored() -> None:
    item = seen()
    gone = Change(Action.REMOVE, item_id="gone")
    outcome = edit(
        [item], gone, Change(Action.UPDATE, item_id="gone", quantity=3), Change(Action.UPDATE, item_id="other", unit="g")
    )
    assert (outcome.items, outcome.ignored) == ((item,), ("gone", "other"))


def test_changes_are_made_in_their_order() -> None:
    item = seen()
    outcome = edit([item], update(item, quantity=300), remove(item), update(item, quantity=10))
    assert (outcome.items, outcome.ignored) == ((), (item.id,))


def test_untouched_items_are_the_same() -> None:
    first, second, third = seen("a"), seen("b"), seen("c")
    outcome = edit([first, second, third], update(second, quantity=10), add(name="egg"), remove(first))
    assert [item.id for item in outcome.items[:2]] == [second.id, third.id]
    assert outcome.items[1] is third


# Other amounts


def test_the_same_unit_scales() -> None:
    item = only([before := seen(quantity=2, unit="bowl")], update(before, quantity=3))
    assert (item.quantity, item.unit, item.grams, item.calories, item.protein_g) == (3, "bowl", 225, 292.5, 6)
    assert item.fat_g is None, "not known stays not known"
    assert (item.evidence, item.error_share) == (Evidence.TYPED, 0.1)
    assert item.id == before.id


def test_another_unit_goes_by_weight() -> None:
    item = only([before := seen(grams=100)], update(before, quantity=5, unit="oz"))
    assert item.grams == pytest.approx(141.75)
    assert item.calories == pytest.approx(195 * 1.4175)
    assert (item.quantity, item.unit, item.evidence, item.error_share) == (5, "oz", Evidence.WEIGHED, 0.05)


def test_by_the_foods_own_portions_and_density() -> None:
    rice = seen(grams=100, allowed_units=(portion("cup", 158),))
    assert only([rice], update(rice, quantity=2, unit="cups")).grams == pytest.approx(316)
    oil = seen("oil", grams=100, density=0.92)
    assert only([oil], update(oil, quantity=100, unit="ml")).grams == pytest.approx(92)


def test_never_by_the_bare_numbers() -> None:
    item = seen(grams=100, allowed_units=(portion("slice", 30),))
    for unit in ("cup", "handful"):
        with pytest.raises(AmountUnknown) as refused:
            edit([item], update(item, quantity=1, unit=unit))
        assert refused.value.members["options"][0] == {"unit": "slice", "grams": 30}


def test_a_unit_alone_tells_the_same_amount() -> None:
    item = only([before := seen(grams=100, allowed_units=(portion("cup", 200),))], update(before, unit="cup"))
    assert (item.quantity, item.unit, item.grams, item.calories) == (0.5, "cup", 100, 195)
    assert item.evidence is Evidence.PHOTO, "nobody has weighed it"


@pytest.mark.parametrize("change", [{"quantity": 9_000, "unit": "kg"}, {"quantity": 10_000}])
def test_more_than_an_item_can_be(change: dict[str, Any]) -> None:
    item = seen(quantity=1, unit="bowl")
    with pytest.raises(AmountOutOfRange):
        edit([item], update(item, **change))


def test_a_large_step_is_no_large_amount() -> None:
    item = seen(grams=0.5, calories=0.1, protein_g=None, carbs_g=None)
    assert only([item], update(item, quantity=9000)).grams == pytest.approx(9000)
    mg = seen(quantity=10_000, unit="mg", grams=10)
    assert only([mg], update(mg, quantity=30, unit="g")).grams == pytest.approx(30)


def test_the_same_amount_again_is_no_change() -> None:
    item = seen()
    assert edit([item], update(item, quantity=150, unit="g", name=" white  RICE")).items[0].name == " white  RICE"
    assert edit([item], update(item, quantity=150, unit="g", name="white rice")).items == (item,)


# Other foods


def test_another_name_is_looked_up() -> None:
    item = only([before := seen()], update(before, name="egg"))
    assert (item.id, item.name, item.fdc_id, item.grams) == (before.id, "egg", 171287, 150)
    assert item.calories == pytest.approx(143 * 1.5)
    assert (item.evidence, item.error_share) == (Evidence.PHOTO, 0.35), "its weight was judged by a photo, and still is"
    assert item.confidence == 0.9
    assert "STATE_MISMATCH" in item.provenance.flags, "it was cooked on the photo, and the table has it raw"


def test_another_name_that_nothing_is_known_of() -> None:
    item = seen()
    outcome = edit([item], update(item, name="handful of air", quantity=3))
    assert outcome.items == (item,), "its figures would be of another food"
    assert [missing.item_id for missing in outcome.unmatched] == [item.id]


def test_what_was_counted_is_counted_anew() -> None:
    item = seen("dumplings", quantity=2, unit="piece", grams=60, evidence=Evidence.TYPED)
    assert only([item], update(item, food_id=EGG.food_id)).grams == 100
    judged = item.model_copy(update={"evidence": Evidence.PHOTO})
    assert only([judged], update(judged, food_id=EGG.food_id)).grams == 60


def test_another_food_and_another_amount() -> None:
    item = only([before := seen(grams=200, localized_name="Reis")], update(before, food_id=EGG.food_id, quantity=2, unit="large"))
    assert (item.name, item.grams, item.quantity, item.unit, item.evidence) == ("egg", 100, 2, "large", Evidence.TYPED)
    assert item.localized_name is None, "it was the name of another food"
    assert "STATE_MISMATCH" not in item.provenance.flags, "the amount is the egg's own"


def test_own_figures_for_what_is_there() -> None:
    told = Per100g(calories=120, protein_g=3, carbs_g=25, fat_g=0.5)
    item = only([before := seen(allowed_units=(portion("cup", 158),))], update(before, own_figures=told))
    assert (item.name, item.grams, item.calories, item.fat_g) == ("white rice", 150, 180, 0.75)
    assert (item.origin, item.custom_per100g, item.food_reference_id) == ("custom", told, None)
    assert item.allowed_units == before.allowed_units
    assert item.provenance.model == "gemini", "it saw the food all the same"


def test_a_food_without_figures_gets_them_with_its_amount() -> None:
    unknown = seen("egg", grams=None)
    assert names_wanted([unknown], [update(unknown, quantity=2, unit="piece")], ()) == {"egg": State.COOKED}
    item = only([unknown], update(unknown, quantity=2, unit="piece"))
    assert (item.is_unmatched, item.grams, item.calories) == (False, 100, 143)
    outcome = edit([other := seen("handful of air", grams=None)], update(other, quantity=3, unit="g"))
    assert outcome.items == (other,)
    assert len(outcome.unmatched) == 1


def test_another_edit_in_between_is_found_out() -> None:
    item = seen("egg", grams=None)
    with pytest.raises(MealChanged):
        edit([item], update(item, quantity=1, unit="piece"), names={})


def test_only_names_that_say_which_food_are_looked_up() -> None:
    item, unknown = seen(), seen("soup", grams=None)
    changes = [
        update(item, name="White Rice", quantity=3),
        update(item, name="x", own_figures=Per100g(calories=1)),
        update(item, name="y", food_id=RICE.food_id),
        update(item, name="Brown  Rice"),
        update(item, name="z", food_id="usda-1"),
        remove(unknown),
        add(name="Egg"),
    ]
    assert names_wanted([item, unknown], changes, FOODS) == {
        "brown rice": State.COOKED,
        "z": State.COOKED,
        "egg": State.UNKNOWN,
    }


# What an edit was


def test_it_is_told_in_words() -> None:
    rice, soup, tea = seen("rice"), seen("soup"), seen("tea")
    before = meal_of(rice, soup, tea)
    outcome = edit([rice, soup, tea], update(rice, quantity=200), update(soup, name="egg"), remove(tea), add(food_id=MILK.food_id))
    after = rules.edited(before, now=NOW, items=outcome.items, dish_name="Dinner")
    assert changes_summary(before, after).split("; ") == [
        "Added 100 g of milk",
        "Changed rice from 150 g to 200 g",
        "Changed 150 g of soup to 150 g of egg",
        "Removed tea",
        "Named it Dinner",
    ]
    assert changes_summary(before, before) == ""


def test_what_a_model_saw_stays_known() -> None:
    """The memory of corrections rests on it."""
    detected = Detected(name="white rice", state=State.COOKED, grams=100)
    rice = seen(grams=100, detected=detected)
    other = only([rice], update(rice, food_id=EGG.food_id, quantity=150, unit="g"))
    own = only([other], update(other, name="pie", own_figures=Per100g(calories=50)))
    less = only([own], update(own, quantity=50))
    assert [item.detected for item in (other, own, less)] == [detected] * 3
    first, second = corrections([rice], [other]), corrections([own], [less])
    assert [(said.name, said.gram_ratio, said.food and said.food.food_id) for said in first] == [("white rice", 1.5, EGG.food_id)]
    assert [(said.name, said.gram_ratio) for said in second] == [("white rice", 0.5)], "of what was seen, not of what was made"
