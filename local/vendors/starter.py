"""The foods that the stand-ins of Pinecone and FoodData Central know from the start: those of the starter table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.foods.models import Food
from shared.foods.sources import vectors
from shared.foods.tables import starter
from shared.nutrition.models import NUTRIENTS


@dataclass(frozen=True)
class Record:
    """A food as the stand-ins tell it; `metadata` is what Pinecone holds beside its vector."""

    id: str
    fdc_id: int
    text: str
    category: str
    data_type: str
    figures: dict[str, float | None]
    portions: list[tuple[str, float]]
    metadata: dict[str, Any]


@cache
def records() -> list[Record]:
    return [_record(food) for food in starter.foods() if food.fdc_id is not None]


def _record(food: Food) -> Record:
    return Record(
        id=food.food_id,
        fdc_id=food.fdc_id or 0,
        text=food.name,
        category=food.category or "",
        data_type="SR Legacy",
        figures={name: getattr(food.per_100g, name) for name in NUTRIENTS},
        portions=[(portion.unit, portion.grams) for portion in food.portions],
        metadata=vectors.metadata(food),
    )
