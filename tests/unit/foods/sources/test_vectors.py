"""What Pinecone holds of a food, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods.models import Food, Kind
from shared.foods.sources import vectors
from shared.nutrition.models import NUTRIENTS, Per100g
from tests.unit.foods.sources.test_fdc import json_values

figures = st.fixed_dictionaries({name: st.none() | st.floats(0, 100) for name in NUTRIENTS})


@given(figures)
def test_there_and_back(per_100g: dict[str, float | None]) -> None:
    food = Food(food_id="usda-7", fdc_id=7, name="Apple, raw", category="fruit", per_100g=Per100g.model_validate(per_100g))
    found = vectors.food_of({**vectors.metadata(food), "fdc_id": 7.0})
    assert found is not None
    assert (found.food_id, found.name, found.category, found.per_100g) == (food.food_id, food.name, food.category, food.per_100g)
    assert None not in vectors.metadata(food).values(), "Pinecone refuses null"


def test_digest_changes_with_what_is_stored() -> None:
    food = Food(food_id="usda-7", fdc_id=7, name="Apple", per_100g=Per100g(calories=52))
    assert vectors.digest(food) == vectors.digest(food.model_copy(update={"density": 0.6}))
    for change in ({"name": "Apples"}, {"per_100g": Per100g(calories=53)}, {"aliases": ("apple",)}, {"kind": Kind.DISH}):
        assert vectors.digest(food) != vectors.digest(food.model_copy(update=change))


@pytest.mark.parametrize(
    "given_metadata", [{}, {"name": "x"}, {"name": "x", "fdc_id": True}, {"name": "x", "fdc_id": 7, "calories": -1}]
)
def test_too_little_or_wrong(given_metadata: dict[str, object]) -> None:
    assert vectors.food_of(given_metadata) is None


@given(st.dictionaries(st.sampled_from(("name", "fdc_id", "kind", "category", "calories")), json_values))
def test_rubbish(given_metadata: dict[str, object]) -> None:
    vectors.food_of(given_metadata)
