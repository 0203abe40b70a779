"""What Pinecone holds of a food: the passage that becomes its vector, and the metadata beside it. Pure.

The thresholds are those of the index of ingredients and of the one of all foods: the latter is asked where the former is unsure,
and wins only clearly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.foods.models import Food, Kind
from shared.foods.usda.descriptions import state_of
from shared.nutrition.models import NUTRIENTS, Per100g

ACCEPTED = 0.35  # a cosine above this is a hit
SURE = 0.6  # below this the index of all foods is asked too
CLEARLY_BETTER = 1.2  # its hit wins by this factor

_METADATA = {
    "calories": "calories",
    "protein_g": "protein",
    "fat_g": "fat",
    "carbs_g": "carbs",
    "fiber_g": "fiber",
    "sugar_g": "sugar",
}


def passage(food: Food) -> str:
    """What is embedded: what a household calls it, the name as the table has it, and what sort of food it is."""
    return ", ".join(part for part in (*food.aliases[:1], food.name, food.category) if part)


def metadata(food: Food) -> dict[str, str | int | float]:
    """Pinecone knows no null: what is not known is not there."""
    known = {_METADATA[name]: value for name in NUTRIENTS if (value := getattr(food.per_100g, name)) is not None}
    found: dict[str, str | int | float] = {"name": food.name, "food_id": food.food_id, "kind": food.kind.value, **known}
    if food.fdc_id is not None:
        found["fdc_id"] = food.fdc_id
    if food.category is not None:
        found["category"] = food.category
    return found


def digest(food: Food) -> str:
    """Changes when the vector or its metadata would."""
    text = json.dumps([passage(food), metadata(food)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def food_of(given: Mapping[str, Any]) -> Food | None:
    """The food that metadata tell of, for one that is in no table of ours; None where they tell too little."""
    name, fdc_id = given.get("name"), given.get("fdc_id")
    if isinstance(fdc_id, float) and fdc_id.is_integer():  # Pinecone has floats only
        fdc_id = int(fdc_id)
    if not isinstance(name, str) or isinstance(fdc_id, bool) or not isinstance(fdc_id, int) or fdc_id <= 0:
        return None
    figures = {ours: given.get(theirs) for ours, theirs in _METADATA.items()}
    try:
        return Food(
            food_id=f"usda-{fdc_id}",
            name=name,
            category=given.get("category"),
            kind=Kind(given.get("kind", Kind.WHOLE)),
            state=state_of(name),
            per_100g=Per100g.model_validate(figures),
            fdc_id=fdc_id,
            source="usda",
            attribution="USDA FoodData Central",
        )
    except (ValidationError, ValueError):
        return None
