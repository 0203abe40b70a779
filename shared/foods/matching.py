"""The table in memory as what grounds a meal's items."""

from __future__ import annotations

from shared.foods.index import FoodIndex
from shared.foods.models import Match
from shared.nutrition.models import FoodItem


class TableFoods:
    """A FoodTable of grounding.py: finds what a model names, by name, state and category."""

    def __init__(self, index: FoodIndex) -> None:
        self._index = index

    def match(self, item: FoodItem) -> Match | None:
        return self._index.best(item.name, state=item.state, category=item.category)
