"""Foods, plates and meals for the tests of what people do by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.foods.models import Food
from shared.meals.changing import rules
from shared.meals.changing.plates import ErrorShares
from shared.meals.models import Meal, Source
from shared.nutrition.models import AllowedUnit, FoodItem, Per100g, Provenance, State
from shared.nutrition.rules import total

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ERRORS = ErrorShares(measured=0.05, typed=0.1, judged=0.35)


def food(food_id: str, name: str, **fields: Any) -> Food:
    return Food.model_validate({"food_id": food_id, "name": name, **fields})


def portion(unit: str, grams: float) -> AllowedUnit:
    return AllowedUnit(unit=unit, grams=grams)


RICE = food(
    "usda-168878",
    "white rice",
    fdc_id=168878,
    state=State.COOKED,
    per_100g=Per100g(calories=130, protein_g=2.69, carbs_g=28.2, fat_g=0.28, fiber_g=0.4),
    portions=(portion("cup", 158),),
)
EGG = food(
    "usda-171287",
    "egg",
    fdc_id=171287,
    state=State.RAW,
    per_100g=Per100g(calories=143, protein_g=12.6, carbs_g=0.72, fat_g=9.51),
    portions=(portion("large", 50), portion("piece", 50)),
)
MILK = food(
    "usda-171265", "milk", fdc_id=171265, density=1.03, per_100g=Per100g(calories=61, protein_g=3.15, carbs_g=4.8, fat_g=3.25)
)
BAR = food(
    "gtin-00012345678905",
    "muesli bar",
    source="provider",
    barcode="00012345678905",
    per_100g=Per100g(calories=400, protein_g=8, carbs_g=65, fat_g=12),
    portions=(portion("serving", 40),),
)
MINE = food("custom-1", "my soup", source="custom", per_100g=Per100g(calories=40), portions=(portion("bowl", 350),))
FOODS = {one.food_id: one for one in (RICE, EGG, MILK, BAR, MINE)}


def seen(name: str = "white rice", grams: float | None = 150, **fields: Any) -> FoodItem:
    """A food as a model judged it from a photo."""
    given = {"calories": 195, "protein_g": 4, "carbs_g": 42, "fat_g": None} if grams else {}
    return FoodItem.model_validate(
        {
            "name": name,
            "quantity": grams or 2,
            "unit": "g" if grams else "handful",
            "grams": grams,
            "state": State.COOKED,
            "is_unmatched": grams is None,
            "provenance": Provenance(source="model_estimate", model="gemini"),
            **given,
            **fields,
        }
    )


def meal_of(*items: FoodItem, meal_id: str = "m1", day: date = date(2026, 3, 1), **fields: Any) -> Meal:
    logged = rules.logged_meal(
        meal_id=meal_id,
        uid="u1",
        source=Source.MANUAL,
        dish_name="Lunch",
        emoji=None,
        items=items,
        local_date=day,
        logged_at=NOW,
        zone=ZoneInfo("UTC"),
        meal_type=None,
        now=NOW,
    )
    return logged.model_copy(update={"nutrition": total(items), **fields})
