"""shared/foods/explaining.py and rules.judged: told energy that the table's food of that name explains."""

from __future__ import annotations

import pytest

from shared.foods.explaining import alike
from shared.foods.models import Food
from shared.foods.rules import TABLE_EXPLAINS, judged
from shared.nutrition.models import Nutrients, Per100g


def told(calories: float | None, protein_g: float = 0, carbs_g: float = 0, fat_g: float = 0) -> Nutrients:
    return Nutrients(calories=calories, protein_g=protein_g, carbs_g=carbs_g, fat_g=fat_g)


@pytest.mark.parametrize(
    ("name", "figures", "category"),
    [
        ("Whisky", told(250), "alcohol"),
        ("My gin", told(263), "alcohol"),
        ("red wine", told(85, carbs_g=2.6), "alcohol"),
        ("cocoa powder", told(228, 19.6, 57.9, 13.7), "sweet"),
    ],
)
def test_energy_that_such_foods_have(name: str, figures: Nutrients, category: str) -> None:
    assert judged(figures, 100, None, alike(name, figures, 100, None)) == (figures, (TABLE_EXPLAINS,), category)


@pytest.mark.parametrize("name", ["Apple juice", "Beer", "Mom's soup", "rum cake"])
def test_energy_that_they_have_not(name: str) -> None:
    kept, codes, category = judged(told(500), 100, None, alike(name, told(500), 100, None))
    assert (kept.calories, codes, category) == (0, ("ENERGY_MISMATCH", "ENERGY_DERIVED"), None)


def test_less_energy_than_the_macros_make_where_such_foods_have_less() -> None:
    polyol = Food(food_id="usda-1", name="xylitol", per_100g=Per100g(calories=240, protein_g=0, carbs_g=100, fat_g=0))
    assert judged(told(200, carbs_g=100), 100, None, polyol)[0].calories == 200
    assert judged(told(0, carbs_g=100), 100, None, polyol)[0].calories == 400, "more than twice as far off"
    assert judged(told(600, carbs_g=100), 100, None, polyol)[0].calories == 400, "to the other side"


def test_energy_of_alcohol_that_nobody_told_is_not_made_up() -> None:
    kept, codes, category = judged(told(None), 100, None, alike("vodka", told(None), 100, None))
    assert (kept.calories, codes, category) == (None, (TABLE_EXPLAINS,), "alcohol")


def test_a_category_that_was_told_stays() -> None:
    assert judged(told(250), 100, "beverage", alike("whisky", told(250), 100, "beverage")) == (
        told(250),
        (TABLE_EXPLAINS,),
        "beverage",
    )


def test_figures_that_add_up_ask_no_table() -> None:
    assert alike("whisky", told(100, carbs_g=25), 100, None) is None
