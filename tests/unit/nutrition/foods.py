"""Foods for the tests of nutrition, and strategies that make more."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.nutrition.models import NUTRIENTS, FoodItem, Nutrients


def item(name: str = "Rice", **fields: Any) -> FoodItem:
    return FoodItem.model_validate({"name": name, "quantity": 100, "unit": "g", "grams": 100, **fields})


amounts = st.none() | st.floats(0, 1000, allow_subnormal=False)
nutrients = st.builds(Nutrients, **dict.fromkeys(NUTRIENTS, amounts))
items = st.builds(
    item,
    **dict.fromkeys(NUTRIENTS, amounts),
    grams=st.floats(1, 5000),
    confidence=st.floats(0, 1),
    is_unmatched=st.booleans(),
)
