"""The starter table: what it has to hold to be believed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from local.vendors import foods as seen
from shared.foods.language.words import spelled, stems, without_amounts
from shared.foods.models import Kind
from shared.foods.rules import odd_figures
from shared.foods.tables import starter
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import columns
from shared.nutrition.models import ALCOHOL
from shared.nutrition.rules import ENERGY_MISMATCH
from shared.prompts.meal_items import CATEGORIES

FOODS = starter.foods()
INDEX = FoodIndex(columns(FOODS, starter.ids()))


def test_there_are_enough() -> None:
    assert len(FOODS) >= 400
    assert len({food.category for food in FOODS}) >= 15
    assert {Kind.WHOLE, Kind.DISH} <= {food.kind for food in FOODS}


def test_each_entry_stands_once() -> None:
    assert len({food.fdc_id for food in FOODS}) == len(FOODS)


def test_each_food_is_complete() -> None:
    for food in FOODS:
        known = food.per_100g
        assert food.food_id == f"usda-{food.fdc_id}", food.name
        assert food.category in CATEGORIES, food.name
        assert None not in {known.calories, known.protein_g, known.carbs_g, known.fat_g}, food.name
        assert set(odd_figures(known, category=food.category)) <= {ENERGY_MISMATCH}, food.name


def test_figures_that_contradict_their_energy_are_few() -> None:
    """Vinegar, cocoa, spices: acids and fibre. More of them would be slips of the pen."""
    odd = [food.name for food in FOODS if odd_figures(food.per_100g, category=food.category) and food.category != ALCOHOL]
    assert len(odd) <= 40, odd


def test_portions_weigh_what_such_portions_can() -> None:
    for food in FOODS:
        by_unit = {portion.unit: portion.grams for portion in food.portions}
        assert len(by_unit) == len(food.portions), food.name
        assert 5 <= by_unit.get("cup", 100) <= 420, food.name
        assert 1 <= by_unit.get("tbsp", 10) <= 30, food.name
        sizes = [by_unit[size] for size in ("small", "medium", "large") if size in by_unit]
        assert sizes == sorted(sizes), food.name


def test_most_foods_have_a_portion() -> None:
    assert sum(bool(food.portions or food.density) for food in FOODS) / len(FOODS) >= 0.8


def test_a_name_means_one_food_in_a_state() -> None:
    """The first in the file is meant where no state is said; two in the same state would leave the second without its name."""
    meant: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for food in FOODS:
        for name in {tuple(stems(without_amounts(spelled(alias)))) for alias in food.aliases}:
            meant[name, food.state].append(food.name)
    assert {" ".join(name): foods for (name, _), foods in meant.items() if len(foods) > 1} == {}


@pytest.mark.parametrize("food", [food for food in vars(seen).values() if isinstance(food, seen.Food)], ids=lambda food: food.name)
def test_what_the_stand_in_sees_is_grounded(food: seen.Food) -> None:
    """The demonstration's meal has its figures from the table, and they are those that the stand-in tells."""
    match = INDEX.best(food.name, category=food.category)
    assert match is not None
    assert match.food.per_100g.calories == pytest.approx(food.calories, rel=0.01)
    assert match.food.per_100g.protein_g == pytest.approx(food.protein_g, rel=0.02)
